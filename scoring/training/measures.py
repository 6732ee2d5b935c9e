"""What guesses are worth against labels, with intervals by resampling; all by numpy."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Labels = NDArray[np.str_]
Floats = NDArray[np.float64]
DRAWS = 400


def f1_of(labels: Labels, guesses: Labels, name: str) -> float:
    """2 hits / (2 hits + misses + false alarms) of one class; 0 where there is nothing of it."""
    hits = int(((labels == name) & (guesses == name)).sum())
    wrong = int(((labels == name) != (guesses == name)).sum())
    return 2 * hits / (2 * hits + wrong) if hits else 0.0


def macro_f1(labels: Labels, guesses: Labels) -> float:
    """Mean F1 of the labels' classes."""
    return float(np.mean([f1_of(labels, guesses, name) for name in np.unique(labels)]))


def correlation(first: Floats, second: Floats) -> float:
    """Pearson's."""
    return float(np.corrcoef(first, second)[0, 1])


def ranked_right(is_one: NDArray[np.bool_], score: Floats) -> float:
    """Share of pairs (one, other) in which the one has the higher score; ties count half (area under the ROC curve)."""
    _, inverse, counts = np.unique(score, return_inverse=True, return_counts=True)
    rank = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    ones = int(is_one.sum())
    return float((rank[is_one].sum() - ones * (ones + 1) / 2) / (ones * (is_one.size - ones)))


def interval(measure: Callable[..., float], *columns: NDArray[np.generic], seed: int = 1) -> tuple[float, float]:
    """95 % of a measure over 400 resamplings of the rows."""
    random = np.random.default_rng(seed)
    size = columns[0].size
    drawn = [random.integers(0, size, size) for _ in range(DRAWS)]
    values = [measure(*(column[rows] for column in columns)) for rows in drawn]
    low, high = np.quantile(values, [0.025, 0.975])
    return float(low), float(high)
