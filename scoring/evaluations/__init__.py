"""`terazi evaluate NAME --data FILE`: what each model of the evidence is worth on labelled data, with a model card.

A module here with a `NAME` and an `evaluate(path)` is an evaluation; nothing is registered anywhere.
"""

import hashlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pathlib import Path

from scoring.errors import ScoringError


@dataclass(frozen=True)
class Figure:
    """One measured figure over `n` cases, with its 95 % interval where one was calculated; `at_least` is the floor tests pin."""

    name: str
    value: float
    n: int
    low: float | None = None
    high: float | None = None
    at_least: float | None = None
    note: str = ""

    @property
    def is_met(self) -> bool:
        """Whether the floor holds; a figure without one always does."""
        return self.at_least is None or self.value >= self.at_least


@dataclass(frozen=True)
class Card:
    """What a model is, for whom, learned from what, and where it fails: the words of its model card."""

    title: str
    what: str
    input: str
    output: str
    learned_from: str
    not_for: str
    known_faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class Evaluation:
    """A model's figures on one labelled file, named by its hash."""

    name: str
    file: str
    file_hash: str
    figures: tuple[Figure, ...]
    card: Card = field(repr=False)

    def markdown(self) -> str:
        """The model card with its figures."""
        card = self.card
        lines = [f"# {card.title}", "", card.what, "", f"- In: {card.input}", f"- Out: {card.output}", f"- Learned from: {card.learned_from}",
                 f"- Not for: {card.not_for}", "", self._measured(), "", "| figure | value | 95 % | cases | floor |", "|---|---|---|---|---|"]  # fmt: skip
        for one in self.figures:
            ends = f"{one.low:.3f} to {one.high:.3f}" if one.low is not None and one.high is not None else ""
            floor = "" if one.at_least is None else f"{one.at_least:g}"
            lines.append(
                f"| {one.name}{f' ({one.note})' if one.note else ''} | {one.value:.3f} | {ends} | {one.n:,} | {floor} |"
            )
        if card.known_faults:
            lines += ["", "Known faults:", *(f"- {fault}" for fault in card.known_faults)]
        return "\n".join(lines) + "\n"

    def _measured(self) -> str:
        if not self.file_hash:
            return f"Measured on invented worlds ({self.file}) by `terazi evaluate {self.name}`:"
        return f"Measured on `{self.file}` (sha256 {self.file_hash[:16]}) by `terazi evaluate {self.name} --data {self.file}`:"


Evaluate = Callable[[Path], Evaluation]
SIMULATED = {"waves"}
"""Evaluations that read no file."""


def file_hash(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@cache
def evaluations() -> dict[str, Evaluate]:
    """Every evaluation by its name."""
    modules = [import_module(found.name) for found in pkgutil.iter_modules(__path__, f"{__name__}.")]
    return {module.NAME: module.evaluate for module in modules if hasattr(module, "NAME")}


def evaluate(name: str, path: Path | None = None) -> Evaluation:
    """The figures of one model on a labelled file, or of one that is measured on invented worlds.

    Raises ScoringError for a name there is none of, and for a file that is needed and not there.
    """
    known = evaluations()
    if name not in known:
        raise ScoringError(f"no evaluation {name!r}; there are {', '.join(sorted(known))}")
    if name in SIMULATED:
        return known[name](Path())
    if path is None or not path.is_file():
        raise ScoringError(f"no file {path}" if path else f"{name} is measured on a labelled file: give it with --data")
    return known[name](path)
