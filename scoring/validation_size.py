"""Whether size earns anything: mean score by size, and the slope of the score against it (SPEC-40 iii, iv)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scoring.statistics.grid import poisson_posterior
from scoring.statistics.inputs import Floats
from scoring.validation_predictive import Counts

DECILES = 10


@dataclass(frozen=True)
class Slope:
    """Score points per doubling of size within a period, 95 % interval with each brand's periods as one cluster."""

    per_doubling: float
    low: float
    high: float
    correlation: float
    count: int


def scores_of(one: Counts) -> Floats:
    """The score of every brand of a period as an official table gets it, against the period's own rate."""
    return poisson_posterior(one.observed, one.expected, one.priors[1], low_is_better=True).score


def mean_by_size(periods: Sequence[Counts], scores: Sequence[Floats]) -> tuple[float, ...]:
    """Mean score of each tenth of a period's brands, smallest first, over all periods; NaN where there is none."""
    parts: list[list[Floats]] = [[] for _ in range(DECILES)]
    for one, score in zip(periods, scores, strict=True):
        for tenth, chosen in zip(parts, np.array_split(np.argsort(one.expected, kind="stable"), DECILES), strict=True):
            tenth.append(score[chosen])
    return tuple(float(np.concatenate(tenth).mean()) if sum(map(len, tenth)) else float("nan") for tenth in parts)


def slope_against_size(periods: Sequence[Counts], scores: Sequence[Floats]) -> Slope:
    """Least squares within periods; variance from sums over each brand's periods (Liang & Zeger 1986, Biometrika 73:13)."""
    sizes = [np.log2(one.expected) for one in periods]
    x, y = (np.concatenate([np.zeros(0), *(part - part.mean() for part in parts)]) for parts in (sizes, scores))
    if x.size <= 2 or not x.any():
        return Slope(*(float("nan"),) * 4, count=0)
    slope = float(x @ y / (x @ x))
    brand = np.unique([name for one in periods for name in one.brands], return_inverse=True)[1]
    error = float(np.sqrt((np.bincount(brand, weights=x * (y - slope * x)) ** 2).sum()) / (x @ x))
    half = 1.959964 * error
    return Slope(slope, slope - half, slope + half, float(np.corrcoef(x, y)[0, 1]), x.size)
