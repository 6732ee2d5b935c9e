"""Places among peers with what is not known of them: expected ranks, rank intervals and tiers (SPEC-30, SPEC-31)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from scoring.errors import ScoringError
from scoring.statistics.inputs import Floats, Integers, finite, inside, non_negative, positive, same_length

_CHUNK = 1 << 20


@dataclass(frozen=True)
class RankInterval:
    """One entry per brand, whole numbers from 1 (highest mean): ends of the interval and the median."""

    low: Integers
    median: Integers
    high: Integers


@dataclass(frozen=True)
class Tiers:
    """`tier` per brand, 1 = highest; `discordance` is the expected share of all pairs put in the wrong order, `tau` the
    expected share put right minus wrong. Brands of one tier are not told apart."""

    tier: Integers
    discordance: float
    tau: float


def pairwise_probability(mean: ArrayLike, variance: ArrayLike) -> Floats:
    """pi_ij = P(brand i is above j) = Phi((M_i - M_j)/sqrt(V_i + V_j)), shape (n, n), 1/2 on the diagonal (SPEC-30)."""
    M, V = _latent(mean, variance)
    return special.ndtr((M[:, None] - M) / np.sqrt(np.maximum(V[:, None] + V, np.finfo(np.float64).tiny)))


def expected_ranks(probability: ArrayLike) -> Floats:
    """Expected rank of each brand, 1 = highest: 1/2 + sum over j (itself included) of pi_ji (Lin et al. 2006)."""
    return np.asarray(0.5 + finite("probability", probability).sum(axis=0))


def rank_intervals(
    mean: ArrayLike, variance: ArrayLike, *, seed: int, draws: int = 4000, confidence: float = 0.95
) -> RankInterval:
    """Quantiles of each brand's rank over seeded normal draws, one row of brands at a time (SPEC-30).

    The same seed and the same order of brands give the same answer. Source: Goldstein & Spiegelhalter 1996.
    """
    M, V = _latent(mean, variance)
    tail = (1 - inside("confidence", confidence)) / 2
    rng, spread = np.random.default_rng(seed), np.sqrt(V)
    ranks = np.empty((int(positive("draws", draws)), M.size), dtype=np.int32)
    rows, places = max(1, _CHUNK // max(1, M.size)), np.arange(1, M.size + 1, dtype=np.int32)
    for start in range(0, draws, rows):
        part = ranks[start : start + rows]
        order = np.argsort(-(M + spread * rng.standard_normal(part.shape)), axis=1)
        np.put_along_axis(part, order, places[None, :], axis=1)
    ranks.sort(axis=0)
    low, median, high = (ranks[int(np.ceil(p * draws - 1e-9)) - 1] for p in (tail, 0.5, 1 - tail))
    return RankInterval(low.astype(np.intp), median.astype(np.intp), high.astype(np.intp))


def tiers(mean: ArrayLike, variance: ArrayLike, *, loss_ratio: float = 0.25) -> Tiers:
    """Groups of brands that the evidence tells apart, in order of M: worth separating is a pair of pi > 1/(1 + lambda).

    Minimises the sum over pairs inside a group of (1 + lambda) pi_ij - 1 by dynamic programming, O(n^2) (SPEC-31).
    Source: the report card of Kline, Rose & Walters 2024, arXiv 2306.13005.
    """
    M, V = _latent(mean, variance)
    order = np.lexsort((V, -M))
    ordered = pairwise_probability(M[order], V[order])
    group = _cheapest_groups((1 + float(positive("loss_ratio", loss_ratio))) * ordered - 1)
    tier = np.empty(M.size, dtype=np.intp)
    tier[order] = group
    apart = ordered[group[:, None] < group]
    pairs = max(1, M.size * (M.size - 1) // 2)
    return Tiers(tier, float((1 - apart).sum() / pairs), float((2 * apart - 1).sum() / pairs))


def _cheapest_groups(gain: Floats) -> Integers:
    """Group (from 1) of each position so that the gains of pairs left together, i before j, add up to the least."""
    n = len(gain)
    best, start = np.zeros(n + 1), np.zeros(n + 1, dtype=np.intp)
    together = np.zeros(n)  # together[l]: the gains inside a group that begins at l and ends at the current position
    for k in range(n):
        together[:k] += np.cumsum(gain[:k, k][::-1])[::-1]
        cost = best[: k + 1] + together[: k + 1]
        start[k + 1] = np.argmin(cost)
        best[k + 1] = cost[start[k + 1]]
    begins = np.zeros(n, dtype=np.intp)
    end = n
    while end > 0:
        begins[start[end]] = 1
        end = int(start[end])
    return np.cumsum(begins)


def _latent(mean: ArrayLike, variance: ArrayLike) -> tuple[Floats, Floats]:
    M, V = finite("mean", mean), non_negative("variance", variance)
    same_length(mean=M, variance=V)
    if M.ndim != 1:
        raise ScoringError(f"mean must have one entry per brand; got shape {M.shape}")
    return M, V
