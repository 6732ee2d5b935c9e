"""Whether a weight of .7 is right seven times in ten: bins of a reliability diagram, and the expected calibration error."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from scoring.evaluations import Figure
from scoring.evaluations.measured import drawn
from scoring.statistics.intervals import binomial_wilson

EDGES = np.array([0.0, 0.1, 0.3, 0.499, 0.501, 0.7, 0.9, 0.999, 1.0])
"""Bins of weights; .5, where words alone end, and 1 have one of their own."""
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def bins(weight: Floats) -> NDArray[np.int64]:
    """The bin of each weight: (edge, next edge], 0 in the first."""
    return np.clip(np.searchsorted(EDGES, weight) - 1, 0, EDGES.size - 2).astype(np.int64)


def calibration_error(is_one: Bools, weight: Floats) -> float:
    """Mean distance of what is said from what is, by bin, each bin for its share of the records (Naeini et al. 2015)."""
    which, n = bins(weight), EDGES.size - 1
    total = np.bincount(which, minlength=n)
    gap = np.bincount(which, weight, n) - np.bincount(which, is_one, n)
    return float(np.abs(gap).sum() / max(1, total.sum()))


def diagram(is_one: Bools, weight: Floats, on: str) -> Iterator[Figure]:
    """The share that stands for itself in each bin that holds records, beside the mean weight said; then the error with its interval."""
    which = bins(weight)
    for number in np.unique(which).tolist():
        here = which == number
        hits, n = int(is_one[here].sum()), int(here.sum())
        low, high = (float(end[0]) for end in binomial_wilson([hits], [n]))
        yield Figure(
            f"stand for themselves where the weight is {weight[here].mean():.2f}, {on}", hits / n, n, low, high
        )
    yield drawn(f"expected calibration error, {on}", calibration_error, is_one, weight)
