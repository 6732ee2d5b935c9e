"""Pulling a brand's own figure towards its peers', in the two oldest forms: for display and for teaching, not the score."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from scoring.errors import ScoringError
from scoring.statistics.inputs import Floats, at_most, finite, non_negative, positive, same_length, share


class BetaPosterior(NamedTuple):
    """Mean and standard deviation of a share, one entry per brand, 0..1."""

    mean: Floats
    standard_deviation: Floats


class Shrunk(NamedTuple):
    """`kept` is the part of each brand's distance from the mean that is left (1 - B), `values` the shrunk figures."""

    kept: float
    values: Floats


def beta_posterior(successes: ArrayLike, trials: ArrayLike, prior: tuple[float, float] = (1.0, 1.0)) -> BetaPosterior:
    """Posterior of a share with a beta prior, each brand on its own: Beta(a + y, b + n - y). (1, 1) is the flat prior."""
    y, n = non_negative("successes", successes), non_negative("trials", trials)
    same_length(successes=y, trials=n)
    at_most("successes", y, "trials", n)
    a, b = positive("prior", prior)
    total = a + b + n
    mean = (a + y) / total
    return BetaPosterior(mean, np.sqrt(mean * (1 - mean) / (total + 1)))


def james_stein(values: ArrayLike, variance: float = 1.0) -> Shrunk:
    """m + (1 - B)(x - m), B = (k - 3) variance / sum (x - m)^2 cut at 1, for k >= 4 figures of one known variance.

    Source: Efron & Morris 1975 JASA 70:311. Raises ScoringError for fewer than 4 figures or none that differ.
    """
    x, s2 = finite("values", values), float(positive("variance", variance))
    if x.size < 4:
        raise ScoringError(f"values must hold at least 4 figures; got {x.size}")
    apart = x - x.mean()
    spread = float(positive("sum of squared distances", (apart**2).sum()))
    kept = max(0.0, 1 - (x.size - 3) * s2 / spread)
    return Shrunk(kept, x.mean() + kept * apart)


def arcsine(shares: ArrayLike, trials: ArrayLike) -> Floats:
    """sqrt(n) asin(2y - 1): a share on a scale where its variance is about 1 whatever its size."""
    return np.sqrt(positive("trials", trials)) * np.arcsin(2 * share("shares", shares) - 1)


def from_arcsine(values: ArrayLike, trials: ArrayLike) -> Floats:
    """The share of an `arcsine` value."""
    return np.asarray((np.sin(finite("values", values) / np.sqrt(positive("trials", trials))) + 1) / 2)
