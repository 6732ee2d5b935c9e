"""Many runs of one composite at once: drawn weights, another aggregation, and the tiers of every run (SPEC-29)."""

import numpy as np
from numpy.typing import NDArray
from scipy import special

from scoring.statistics.inputs import Floats

DRAWS, CONCENTRATION = 1000, 20.0
_NODES, _node_weights = np.polynomial.hermite_e.hermegauss(40)
_NODE_WEIGHTS = _node_weights / _node_weights.sum()


def weight_draws(weights: Floats, seed: int, draws: int = DRAWS) -> Floats:
    """Weights drawn from Dirichlet(20 w0), shape (draws, dimensions); a weight of 0 stays 0 (SPEC-29)."""
    out = np.zeros((draws, weights.size))
    some = weights > 0
    share = weights[some] / weights[some].sum()
    out[:, some] = np.random.default_rng(seed).dirichlet(CONCENTRATION * share, size=draws)
    return out


def weighed(mean: Floats, variance: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """(M, V), shape (runs, brands), under each row of weights (SPEC-26)."""
    scaled = weights / np.sqrt((weights**2).sum(axis=1, keepdims=True))
    return scaled @ mean.T, scaled**2 @ variance.T


def logarithmic(mean: Floats, variance: Floats) -> tuple[Floats, Floats]:
    """Mean and variance of ln Phi(z) + 1 for z ~ N(mean, variance): a percentile's logarithm, 0 and 1 before any data.

    Weighed and added these are the weighted geometric mean of the percentiles, in the composite's own units: a weak
    dimension pulls down more than a strong one lifts.
    """
    z = mean[..., None] + np.sqrt(variance)[..., None] * _NODES
    value = special.log_ndtr(z) + 1
    first = value @ _NODE_WEIGHTS
    return first, np.maximum((value - first[..., None]) ** 2 @ _NODE_WEIGHTS, 0.0)


def ranks_of_runs(M: Floats) -> Floats:
    """1 = highest, by run (rows)."""
    return np.asarray(np.argsort(np.argsort(-M, axis=1, kind="stable"), axis=1) + 1.0)


def tiers_of_runs(M: Floats, V: Floats, *, loss_ratio: float = 0.25) -> NDArray[np.intp]:
    """As ranks.tiers for every row of M and V (runs x brands) at once: the tier of each brand, 1 = highest (SPEC-31)."""
    out = np.empty(M.shape, dtype=np.intp)
    rows = max(1, (1 << 21) // max(1, M.shape[1] ** 2))
    for start in range(0, len(M), rows):
        part = slice(start, start + rows)
        order = np.lexsort((V[part], -M[part]), axis=1)
        m, v = (np.take_along_axis(one[part], order, axis=1) for one in (M, V))
        spread = np.sqrt(np.maximum(v[:, :, None] + v[:, None, :], np.finfo(np.float64).tiny))
        gain = (1 + loss_ratio) * special.ndtr((m[:, :, None] - m[:, None, :]) / spread) - 1
        np.put_along_axis(out[part], order, _cheapest_groups(gain), axis=1)
    return out


def _cheapest_groups(gain: Floats) -> NDArray[np.intp]:
    """Group (from 1) of each position of each run by dynamic programming: ranks.tiers says what is minimised."""
    runs, n = gain.shape[:2]
    best, together = np.zeros((runs, n + 1)), np.zeros((runs, n))
    start = np.zeros((runs, n + 1), dtype=np.intp)
    row = np.arange(runs)
    for k in range(n):
        together[:, :k] += np.cumsum(gain[:, :k, k][:, ::-1], axis=1)[:, ::-1]
        cost = best[:, : k + 1] + together[:, : k + 1]
        start[:, k + 1] = np.argmin(cost, axis=1)
        best[:, k + 1] = cost[row, start[:, k + 1]]
    begins, end = np.zeros((runs, n), dtype=np.intp), np.full(runs, n)
    while (end > 0).any():
        going = end > 0
        begins[row[going], start[row[going], end[going]]] = 1
        end = np.where(going, start[row, end], 0)
    return np.cumsum(begins, axis=1)
