"""What a dimension says of every brand: observed, expected, and in the end the posterior."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from scoring.aggregates import ShareCells
from scoring.statistics.gamma_poisson import GammaPrior
from scoring.statistics.grid import Posterior
from scoring.statistics.inputs import Floats


@dataclass(frozen=True)
class Estimate:
    """One dimension, one entry per brand of the case. `expected` is NaN where nothing can be expected.

    For shares `observed` and `trials` are successes and trials, `expected` the successes the standard expects. Values
    are raw; the effective ones are divided by `scale` (SPEC-19). `sigma` and `shift` say how well the exposure is known.
    """

    dimension: str
    low_is_better: bool
    observed: Floats
    expected: Floats
    scale: Floats
    sigma: Floats
    shift: Floats
    trials: Floats | None = None
    cells: ShareCells | None = None
    logits: Floats | None = None
    priors: tuple[GammaPrior | float | None, ...] = ()
    posterior: Posterior | None = None
    extra: dict[str, Floats] = field(default_factory=dict)

    @cached_property
    def known(self) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
        """Where something is expected."""
        return np.isfinite(self.expected) & (self.expected > 0)

    @cached_property
    def effective(self) -> tuple[Floats, Floats]:
        """(O, E) on the effective scale, E at the point figure; both 0 where nothing is expected."""
        return np.where(self.known, self.observed / self.scale, 0.0), np.where(
            self.known, self.expected / self.scale, 0.0
        )
