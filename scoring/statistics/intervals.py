"""Intervals of a count, an observed/expected ratio, a share and a weighted count: for display beside a score."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import special
from scipy.optimize import elementwise

from scoring.statistics.inputs import Floats, at_most, inside, non_negative, positive, same_length

_NO_COUNT = 1e-9  # a weighted count below it has lower end 0 to the last digit, and upsets the inverse functions
_find_root: Callable[..., Any] = elementwise.find_root  # its stub knows no arguments


class Interval(NamedTuple):
    """Lower and upper end, arrays of the shape and unit of what was asked about."""

    low: Floats
    high: Floats


def poisson_exact(observed: ArrayLike, expected: ArrayLike | None = None, confidence: float = 0.95) -> Interval:
    """Exact interval of a Poisson mean, or of the ratio observed/expected where `expected` (> 0) is given.

    A count of 0 has lower end 0; weighted counts need not be whole. Source: Garwood 1936, Biometrika 28:437.
    """
    O, tail = non_negative("observed", observed), (1 - inside("confidence", confidence)) / 2
    low = np.where(O > _NO_COUNT, special.gammaincinv(np.maximum(O, _NO_COUNT), tail), 0.0)
    return _per_expected(low, np.asarray(special.gammainccinv(O + 1, tail), dtype=np.float64), expected)


def poisson_byar(
    observed: ArrayLike, expected: ArrayLike | None = None, confidence: float = 0.95, *, mid_p: bool = False
) -> Interval:
    """Byar's approximation: the cube of a normal interval. Count, or ratio where `expected` (> 0) is given.

    The exact interval is approached with O below and O + 1 above (Breslow & Day 1987 vol II p. 69), the mid-P interval
    with O + 1/2 at both ends (`mid_p`; Rothman & Boice 1979; its lower end may fall a little below 0 at O = 0).
    """
    O, z = non_negative("observed", observed), -special.ndtri((1 - inside("confidence", confidence)) / 2)
    if mid_p:
        return _per_expected(_byar(O + 0.5, -z), _byar(O + 0.5, z), expected)
    low = np.where(O > _NO_COUNT, np.maximum(_byar(np.maximum(O, _NO_COUNT), -z), 0.0), 0.0)
    return _per_expected(low, _byar(O + 1, z), expected)


def poisson_mid_p(observed: ArrayLike, expected: ArrayLike | None = None, confidence: float = 0.95) -> Interval:
    """Mid-P interval of a Poisson mean, or of observed/expected: half of P(X = O) is counted on each side.

    Shorter than the exact one and on average of the asked coverage. Source: Cohen & Yang 1994, Stat Med 13:2189.
    """
    O, tail = non_negative("observed", observed), (1 - inside("confidence", confidence)) / 2
    wide = poisson_exact(O, confidence=confidence)

    def above(mean: Floats, count: Floats) -> Floats:
        strictly = special.gammainc(count + 1, mean)
        at_least = np.where(count > _NO_COUNT, special.gammainc(np.maximum(count, _NO_COUNT), mean), 1.0)
        return np.asarray((strictly + at_least) / 2)

    def root(level: float) -> Floats:
        found = _find_root(lambda mean, count: above(mean, count) - level, (wide.low, wide.high), args=(O,))
        return np.asarray(found.x, dtype=np.float64)

    return _per_expected(np.where(O > _NO_COUNT, root(tail), 0.0), root(1 - tail), expected)


def binomial_wilson(successes: ArrayLike, trials: ArrayLike, confidence: float = 0.95) -> Interval:
    """Score interval of a share, without continuity correction; `trials` > 0. Source: Wilson 1927, JASA 22:209."""
    y, n = _successes(successes, trials)
    z2 = float(special.ndtri((1 - inside("confidence", confidence)) / 2)) ** 2
    centre, half = y + z2 / 2, np.sqrt(z2 * (y * (n - y) / n + z2 / 4))
    return Interval(np.clip((centre - half) / (n + z2), 0, 1), np.clip((centre + half) / (n + z2), 0, 1))


def binomial_clopper_pearson(successes: ArrayLike, trials: ArrayLike, confidence: float = 0.95) -> Interval:
    """Exact interval of a share; `trials` > 0. Source: Clopper & Pearson 1934, Biometrika 26:404."""
    y, n = _successes(successes, trials)
    tail = (1 - inside("confidence", confidence)) / 2
    low = np.where(y > 0, special.betaincinv(np.where(y > 0, y, 1), n - y + 1, tail), 0.0)
    high = np.where(y < n, special.betainccinv(y + 1, np.where(y < n, n - y, 1), tail), 1.0)
    return Interval(low, high)


def weighted_poisson(
    total: ArrayLike, variance: ArrayLike, largest_weight: ArrayLike, confidence: float = 0.95
) -> Interval:
    """Gamma interval of a weighted sum of Poisson counts, in the unit of `total`.

    `total` is the sum of the weights (weight x count), `variance` the sum of their squares, `largest_weight` (> 0) the
    largest weight one more event could have. Weights all 1 give the exact interval.
    Source: Fay & Feuer 1997, Stat Med 16:791.
    """
    y, v = non_negative("total", total), non_negative("variance", variance)
    w, tail = positive("largest_weight", largest_weight), (1 - inside("confidence", confidence)) / 2
    some, shape = v > 0, np.where(v > 0, y**2 / np.where(v > 0, v, 1), 1.0)
    low = np.where(some, special.gammaincinv(shape, tail) * v / np.where(some, y, 1), 0.0)
    high = special.gammainccinv((y + w) ** 2 / (v + w**2), tail) * (v + w**2) / (y + w)
    return Interval(low, np.asarray(high))


def _byar(count: Floats, z: float) -> Floats:
    return np.asarray(count * (1 - 1 / (9 * count) + z / (3 * np.sqrt(count))) ** 3)


def _per_expected(low: Floats, high: Floats, expected: ArrayLike | None) -> Interval:
    if expected is None:
        return Interval(np.asarray(low), np.asarray(high))
    E = positive("expected", expected)
    return Interval(np.asarray(low / E), np.asarray(high / E))


def _successes(successes: ArrayLike, trials: ArrayLike) -> tuple[Floats, Floats]:
    y, n = non_negative("successes", successes), positive("trials", trials)
    same_length(successes=y, trials=n)
    at_most("successes", y, "trials", n)
    return y, n
