"""What a model of texts must offer, so that a transformer can take the place of our small ones: `shares` of its classes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import entry_points
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from scoring.errors import ScoringError
from scoring.evidence.hashed import Hashed
from scoring.evidence.linear import shipped

Floats = NDArray[np.float64]
GROUP = "terazi.text_models"
"""Entry points under which an installed package offers models (docs/models/README.md)."""


class TextModel(Protocol):
    """A classifier of texts."""

    @property
    def classes(self) -> tuple[str, ...]:
        """Names of the classes, in the order of the columns of `shares`."""

    def shares(self, raw: Sequence[str], texts: Hashed) -> Floats:
        """Probabilities, shape (texts, classes), from the texts as written or folded; neither holds names, handles or addresses."""


@dataclass(frozen=True)
class Shipped:
    """Weights that come with the package, by name."""

    name: str

    @property
    def classes(self) -> tuple[str, ...]:
        """As learned."""
        return shipped(self.name).classes

    def shares(self, raw: Sequence[str], texts: Hashed) -> Floats:
        """By hashed grams."""
        return shipped(self.name).shares(texts)


@dataclass(frozen=True)
class Wrapped:
    """Any callable from texts to rows of probabilities: a transformer's pipeline, a service on this machine, a lookup."""

    classes: tuple[str, ...]
    call: Callable[[Sequence[str]], Sequence[Sequence[float]]]

    def shares(self, raw: Sequence[str], texts: Hashed) -> Floats:
        """What the callable says. Raises ScoringError where that is no row of probabilities for each text."""
        if not raw:
            return np.zeros((0, len(self.classes)))
        found = np.asarray(self.call(list(raw)), np.float64)
        if found.shape != (len(raw), len(self.classes)):
            raise ScoringError(
                f"a text model gave shape {found.shape} for {len(raw)} texts and {len(self.classes)} classes"
            )
        if not np.isfinite(found).all() or (found < 0).any() or np.abs(found.sum(axis=1) - 1).max() > 1e-3:
            raise ScoringError("a text model gave rows that are no probabilities")
        return found


def installed(name: str) -> TextModel:
    """The model an installed package offers under this name. Raises ScoringError where none does, or its classes are not told."""
    found = [one for one in entry_points(group=GROUP) if one.name == name]
    if not found:
        known = ", ".join(sorted(one.name for one in entry_points(group=GROUP))) or "none"
        raise ScoringError(f"no installed package offers a text model {name!r}; offered: {known}")
    call = found[0].load()
    if not callable(call) or not getattr(call, "classes", ()):
        raise ScoringError(f"the text model {name!r} must be callable and tell its `classes`")
    return Wrapped(tuple(call.classes), call)
