"""Brands that can be compared, in one period and one dimension: what was observed, what was expected, and what that says."""

import hashlib
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from scoring.components import Component
from scoring.method import Parameters
from scoring.statistics import fdr, funnel, intervals, ranks
from scoring.statistics.gamma_poisson import GammaPrior
from scoring.statistics.grid import Posterior
from scoring.statistics.inputs import Floats
from store.vocabulary import Band

LIMIT_POINTS = 60


@dataclass(frozen=True)
class ExposureFact:
    """A brand's denominator: figure with 90 % range, unit, grade, who said it, where, as of when."""

    figure: float
    low: float
    high: float
    unit: str
    grade: str
    source_name: str
    source_url: str
    as_of_on: date


@dataclass(frozen=True)
class Published:
    """What the regulator itself printed, for contrast."""

    rank: int | None
    ratio: float | None


@dataclass(frozen=True)
class Rate:
    """Complaints per 100,000 customers with a 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class PeerGroup:
    """One entry per brand in every array. `expected` is NaN where there is no denominator; O and E are divided by `scale`."""

    sector_id: str
    period: str
    dimension: str
    basis: str
    starts_on: date
    ends_on: date
    unit: str
    standard_rate: float | None
    low_is_better: bool
    brands: tuple[str, ...]
    observed: Floats
    expected: Floats
    scale: Floats
    sigma: Floats
    shift: Floats
    records_count: NDArray[np.int64]
    exposures: tuple[ExposureFact | None, ...]
    published: tuple[Published | None, ...]
    rates: tuple[Rate | None, ...]
    components: tuple[tuple[Component, ...], ...]
    trials: Floats | None = None

    @property
    def has_expected(self) -> NDArray[np.bool_]:
        """Which brands have a denominator."""
        return np.isfinite(self.expected) & (self.expected > 0)

    @property
    def effective(self) -> tuple[Floats, Floats]:
        """(O, E) on the effective scale of SPEC-19, E at the median exposure; both 0 for a brand without a denominator."""
        known = self.has_expected
        return np.where(known, self.observed / self.scale, 0.0), np.where(
            known, self.expected * np.exp(self.shift) / self.scale, 0.0
        )


@dataclass(frozen=True)
class Weighed:
    """A peer group with its answer. `tier`, `rank_low`, `rank_high` are 0 and `expected_rank` NaN where a brand is not ranked."""

    group: PeerGroup
    prior: GammaPrior | float | None
    posterior: Posterior
    ratio: Floats
    ratio_low: Floats
    ratio_high: Floats
    bands: tuple[Band, ...]
    tier: NDArray[np.intp]
    expected_rank: Floats
    rank_low: NDArray[np.intp]
    rank_high: NDArray[np.intp]
    discordance: float
    signals: tuple[str, ...]
    signal_q: Floats
    spread: funnel.Overdispersion | None
    limits: tuple[tuple[float, float, float, float, float], ...]


def weigh(
    group: PeerGroup, prior: GammaPrior | float | None, posterior: Posterior, parameters: Parameters, standard_hash: str
) -> Weighed:
    """Ratios with exact intervals, bands, groups and signals of a peer group (SPEC-30, 31, 33, 34)."""
    O, E = group.effective
    some = E > 0
    safe = np.where(some, E, 1.0)
    exact = intervals.poisson_exact(O, safe) if group.trials is None else _share_interval(group, O, safe)
    enough = (
        parameters.enough_expected <= E
        if group.trials is None
        else group.trials / group.scale >= parameters.enough_trials
    )
    bands = tuple(
        _band(bool(e), prior, rho, parameters) for e, rho in zip(enough & some, posterior.reliability, strict=True)
    )
    tier, expected_rank, rank_low, rank_high, discordance = _rank(group, posterior, bands, parameters, standard_hash)
    signals, q, spread = (
        _signals(group, O, E, parameters) if group.trials is None else (("",) * len(O), np.full(len(O), np.nan), None)
    )
    return Weighed(
        group, prior, posterior, np.where(some, O / safe, np.nan), np.where(some, exact.low, np.nan), np.where(some, exact.high, np.nan),
        bands, tier, expected_rank, rank_low, rank_high, discordance, signals, q, spread, _limits(E[some], spread),
    )  # fmt: skip


def _share_interval(group: PeerGroup, successes: Floats, expected: Floats) -> intervals.Interval:
    """Wilson's interval of the share, as a ratio to the expected share."""
    assert group.trials is not None
    trials = np.where(group.has_expected, group.trials / group.scale, 1.0)
    wilson = intervals.binomial_wilson(np.minimum(successes, trials), trials)
    return intervals.Interval(wilson.low * trials / expected, wilson.high * trials / expected)


def _band(enough: bool, prior: GammaPrior | float | None, reliability: float, parameters: Parameters) -> Band:
    # a brand far above a small expectation has shown enough: reliability decides where E < 1 (docs/method, SPEC-34)
    if not enough and (prior is None or reliability < parameters.ranked_reliability):
        return Band.TOO_LITTLE
    if prior is None or reliability < parameters.provisional_reliability:
        return Band.RAW_ONLY
    return Band.FULL if reliability >= parameters.ranked_reliability else Band.PROVISIONAL


def _rank(
    group: PeerGroup, posterior: Posterior, bands: tuple[Band, ...], parameters: Parameters, standard_hash: str
) -> tuple[NDArray[np.intp], Floats, NDArray[np.intp], NDArray[np.intp], float]:
    count = len(group.brands)
    tier, low, high = np.zeros(count, np.intp), np.zeros(count, np.intp), np.zeros(count, np.intp)
    expected_rank, ranked = np.full(count, np.nan), np.flatnonzero([band is Band.FULL for band in bands])
    if not ranked.size:
        return tier, expected_rank, low, high, 0.0
    m, v = posterior.m[ranked], posterior.v[ranked]
    groups = ranks.tiers(m, v, loss_ratio=parameters.tier_loss_ratio)
    places = ranks.rank_intervals(m, v, seed=_seed(standard_hash, group), draws=parameters.rank_draws)
    tier[ranked], low[ranked], high[ranked] = groups.tier, places.low, places.high
    expected_rank[ranked] = ranks.expected_ranks(ranks.pairwise_probability(m, v))
    return tier, expected_rank, low, high, groups.discordance


def _seed(standard_hash: str, group: PeerGroup) -> int:
    """SPEC-30: the draws are the same wherever the same numbers are drawn from."""
    return int.from_bytes(
        hashlib.sha256(f"{standard_hash}|{group.sector_id}|{group.period}|{group.dimension}".encode()).digest()[:8],
        "big",
    )


def _signals(
    group: PeerGroup, O: Floats, E: Floats, parameters: Parameters
) -> tuple[tuple[str, ...], Floats, funnel.Overdispersion | None]:
    q, told = np.full(len(E), np.nan), parameters.enough_expected <= E
    if told.sum() < 2:
        return ("",) * len(E), q, None
    spread = funnel.root_overdispersion(O[told], E[told])
    z = np.zeros(len(E))
    z[told] = funnel.overdispersed_z(O[told], E[told], spread.tau2)
    q[told] = fdr.benjamini_hochberg(fdr.normal_two_sided(z[told]))
    words = ("better", "worse") if group.low_is_better else ("worse", "better")
    return (
        tuple(words[int(one > 0)] if level <= parameters.signal_rate else "" for one, level in zip(z, q, strict=True)),
        q,
        spread,
    )


def _limits(
    expected: Floats, spread: funnel.Overdispersion | None
) -> tuple[tuple[float, float, float, float, float], ...]:
    """Points of the funnel: expected, then O/E limits of 95 % (low, high) and 99.8 % with the sector's usual spread."""
    if spread is None:
        return ()
    grid = np.geomspace(max(expected.min(), 0.05), expected.max(), LIMIT_POINTS)
    inner, outer = (funnel.root_limits(grid, spread.tau2, confidence) for confidence in (0.95, 0.998))
    return tuple(map(tuple, np.column_stack([grid, inner.low, inner.high, outer.low, outer.high]).tolist()))
