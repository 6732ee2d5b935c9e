"""Many brands tested at once: p values of counts, and which to call different when one in twenty calls may be wrong."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special, stats

from scoring.statistics.inputs import Floats, counts_with_expected, finite, inside, positive, share


def poisson_mid_p(observed: ArrayLike, expected: ArrayLike) -> Floats:
    """Two-sided mid-P value of a count against E > 0: twice the smaller tail, half of P(X = O) in each."""
    O, E = counts_with_expected(observed, positive("expected", expected))
    at_least = np.where(O > 0, special.gammainc(np.where(O > 0, O, 1.0), E), 1.0)
    upper = (at_least + special.gammainc(O + 1, E)) / 2
    return np.asarray(np.minimum(1.0, 2 * np.minimum(upper, 1 - upper)))


def normal_two_sided(z: ArrayLike) -> Floats:
    """Two-sided p value of a standard normal deviate."""
    return np.asarray(2 * special.ndtr(-np.abs(finite("z", z))))


def benjamini_hochberg(p_values: ArrayLike) -> Floats:
    """q value of each p value: the false discovery rate at which it is just called (Benjamini & Hochberg 1995)."""
    p = share("p_values", p_values)
    return np.asarray(stats.false_discovery_control(p, method="bh")) if p.size else p


def rejections(p_values: ArrayLike, rate: float = 0.05) -> NDArray[np.bool_]:
    """Which are called different when a share `rate` of the calls may be wrong: q <= rate (SPEC-33)."""
    return np.asarray(benjamini_hochberg(p_values) <= inside("rate", rate))
