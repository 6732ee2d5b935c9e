"""Confidence sets of ranks that promise their coverage without a prior: a check on the posterior intervals of `ranks`.

Source: Mogstad, Romano, Shaikh & Wilhelm 2024, Rev Econ Stud 91:476, doi 10.1093/restud/rdad006; written from the paper.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.errors import ScoringError
from scoring.statistics.inputs import Floats, Integers, finite, inside, positive, same_length

Pairs = NDArray[np.bool_]


class RankSet(NamedTuple):
    """Lowest and highest rank of each unit that the data do not rule out, from 1 (highest mean)."""

    low: Integers
    high: Integers


def marginal_rank_sets(
    mean: ArrayLike, variance: ArrayLike, *, seed: int, draws: int = 10_000, confidence: float = 0.95
) -> RankSet:
    """Sets each of which holds its own unit's rank with `confidence`; the estimates are normal and independent."""
    M, distance, errors = _estimates(mean, variance, seed, draws)
    above = np.zeros((2, M.size), dtype=np.intp)
    for j in range(M.size):
        pairs = np.zeros((M.size, M.size), dtype=np.bool_)
        pairs[j], pairs[:, j] = True, True
        found = _significantly_above(M, distance, errors, pairs, confidence)
        above[:, j] = found[:, j].sum(), found[j].sum()
    return RankSet(1 + above[0], M.size - above[1])


def simultaneous_rank_sets(
    mean: ArrayLike, variance: ArrayLike, *, seed: int, draws: int = 10_000, confidence: float = 0.95
) -> RankSet:
    """Sets all of which hold their unit's rank at once with `confidence`: wider than the marginal ones."""
    M, distance, errors = _estimates(mean, variance, seed, draws)
    found = _significantly_above(M, distance, errors, np.ones((M.size, M.size), dtype=np.bool_), confidence)
    return RankSet(1 + found.sum(axis=0), M.size - found.sum(axis=1))


def _significantly_above(M: Floats, distance: Floats, errors: Floats, pairs: Pairs, confidence: float) -> Pairs:
    """Which i stand above which j, among `pairs` (i, j): tested together, and again without those already decided."""
    level, found = inside("confidence", confidence), np.zeros_like(pairs)
    left = pairs & ~np.eye(M.size, dtype=np.bool_)
    z = (M[:, None] - M) / distance
    while left.any():
        new = left & (z > np.quantile(_largest(errors, distance, left), level))
        if not new.any():
            break
        found, left = found | new, left & ~new
    return found


def _largest(errors: Floats, distance: Floats, pairs: Pairs) -> Floats:
    """Per draw, the largest (e_i - e_j)/distance_ij over the pairs."""
    largest = np.full(len(errors), -np.inf)
    for i in np.flatnonzero(pairs.any(axis=1)):
        j = pairs[i]
        np.maximum(largest, ((errors[:, [i]] - errors[:, j]) / distance[i, j]).max(axis=1), out=largest)
    return largest


def _estimates(mean: ArrayLike, variance: ArrayLike, seed: int, draws: int) -> tuple[Floats, Floats, Floats]:
    """Means, standard deviations of their differences, and seeded draws (rows) of their errors."""
    M, V = finite("mean", mean), positive("variance", variance)
    same_length(mean=M, variance=V)
    if M.ndim != 1:
        raise ScoringError(f"mean must have one entry per unit; got shape {M.shape}")
    count = int(positive("draws", draws))
    errors = np.sqrt(V) * np.random.default_rng(seed).standard_normal((count, M.size))
    return M, np.sqrt(V[:, None] + V), errors
