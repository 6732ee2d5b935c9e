"""How much a composite depends on choices somebody might dispute: weights, dimensions, aggregation, decay, platforms (SPEC-29, R3)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy import special

from scoring.against import is_ranked
from scoring.case import Case
from scoring.composites import compose, weights_of
from scoring.errors import ScoringError
from scoring.estimate import Estimate
from scoring.estimates import estimate_all
from scoring.groups import SCORED
from scoring.method import Parameters
from scoring.runs import DRAWS, logarithmic, ranks_of_runs, tiers_of_runs, weighed, weight_draws
from scoring.statistics import ranks
from scoring.statistics.composite import Composite, composite
from scoring.statistics.inputs import Floats
from store.lake import connect

HALF_LIVES_DAYS = (90.0, 180.0, 365.0, 0.0)
DEPENDS_ABOVE = 0.2
"""SPEC-29: a brand whose tier changes in more runs than this "depends on weights"."""
Used = NDArray[np.bool_]


@dataclass(frozen=True)
class Runs:
    """Latent means and variances of every brand (columns) under the runs of one scenario (rows); NaN where a brand is not in it."""

    scenario: str
    mean: Floats
    variance: Floats


def compose_with(
    case: Case, estimates: dict[str, Estimate], weights: Mapping[str, float], used: Used | None = None
) -> Composite:
    """The composite under a reader's own weights by dimension; one left out has weight 0 (SPEC-25).

    Raises ScoringError for a dimension that does not exist, a weight below 0, or all of them 0.
    """
    unknown = sorted(set(weights) - set(SCORED))
    if unknown:
        raise ScoringError(f"weights are given for {', '.join(SCORED)}; got {', '.join(unknown)}")
    return composite(*latent(case, estimates, used), np.array([weights.get(name, 0.0) for name in SCORED]))


def sensitivity(
    case: Case, estimates: dict[str, Estimate], *, seed: int, used: Used | None = None, draws: int = DRAWS
) -> pa.Table:
    """How far composite, tier and rank of every brand move: one row per brand and scenario, and one of scenario "all".

    sector, brand, scenario, runs, score (as published), score_low, score_high, tier (as published), tier_low, tier_high,
    tier_changed_share, rank_shift (mean |rank - rank as published| of the brand), sector_rank_shift (its mean over the ranked
    brands of the sector: R-bar-s of Saisana, Saltelli & Tarantola 2005), depends_on_weights (tier changed in more than 20 %
    of all runs). Tiers and ranks are among the brands that are ranked as published (reliability >= .5); NULL for the others,
    so that a change is never one of company. Scenarios that need other incidents rebuild the standard as well; a brand that
    is not in one has NULL there. The same seed gives the same table.
    """
    scenarios = list(_scenarios(case, estimates, used, seed, draws))
    base = compose(case, estimates, used)
    ranked = is_ranked(case, estimates, base)
    tables = [_summary(case, base, ranked, one) for one in scenarios]
    together = Runs("all", np.vstack([one.mean for one in scenarios]), np.vstack([one.variance for one in scenarios]))
    whole = _summary(case, base, ranked, together)
    depends = np.where(ranked, whole["tier_changed_share"] > DEPENDS_ABOVE, False)
    return pa.concat_tables([_table(case, name, columns, depends, ranked) for name, columns in
                             zip((*(one.scenario for one in scenarios), "all"), (*tables, whole), strict=True)])  # fmt: skip


def latent(case: Case, estimates: dict[str, Estimate], used: Used | None = None) -> tuple[Floats, Floats]:
    """Means and variances of brands x dimensions in the order of SCORED; (0, 1) where `used` takes a dimension out (SPEC-28)."""
    posteriors = [estimates[name].posterior for name in SCORED]
    mean = np.column_stack([one.m for one in posteriors if one is not None])
    variance = np.column_stack([one.v for one in posteriors if one is not None])
    kept = np.ones(mean.shape, bool) if used is None else used[case.brand_sector]
    return np.where(kept, mean, 0.0), np.where(kept, variance, 1.0)


def _scenarios(case: Case, estimates: dict[str, Estimate], used: Used | None, seed: int, draws: int) -> Iterator[Runs]:
    own, (mean, variance) = weights_of(case), latent(case, estimates, used)
    yield Runs("weights", *weighed(mean, variance, weight_draws(own, seed, draws)))
    for number, name in enumerate(SCORED):
        left = np.where(np.arange(own.size) == number, 0.0, own)
        if left.any():
            yield Runs(f"without {name}", *weighed(mean, variance, left[None, :]))
    yield Runs("geometric", *weighed(*logarithmic(mean, variance), own[None, :]))
    if "resolution_lenient" in estimates:
        lenient = estimates | {"resolution": estimates["resolution_lenient"]}
        yield Runs("lenient resolution", *weighed(*latent(case, lenient, used), own[None, :]))
    for half_life in HALF_LIVES_DAYS:
        named = f"half-life {half_life:.0f} days" if half_life else "no half-life"
        yield _again(case, used, named, replace(case.parameters, half_life_days=half_life))
    yield _again(
        case,
        used,
        "without authenticity",
        case.parameters,
        select="* REPLACE (1.0 AS authenticity)",
        voices=_counted(case),
    )
    for platform in _platforms(case):
        where = "platform <> '" + platform.replace("'", "''") + "'"
        yield _again(case, used, f"without platform {platform}", case.parameters, where=where)


def _counted(case: Case) -> str:
    """Columns of `voice` that count every voice once; cases from files have no others."""
    if "voices_count" not in case.lake.sql("FROM voice LIMIT 0").columns:
        return "*"
    return "* REPLACE (voices_count::DOUBLE AS n_voices, positive_count::DOUBLE AS n_positive)"


def _platforms(case: Case) -> list[str]:
    """Platforms that are not the only one there is."""
    names = case.ask("SELECT DISTINCT platform::VARCHAR AS platform FROM incident ORDER BY 1")["platform"]
    return [str(name) for name in names] if len(names) > 1 else []


def again(case: Case, parameters: Parameters, *, select: str = "*", where: str = "true", voices: str = "*") -> Case:
    """The same case under other parameters or on other rows, in a lake of its own; `where` holds for voices too, `voices` selects theirs."""
    lake = connect()
    for name, found in (("incident", f"SELECT {select} FROM incident WHERE {where}"), ("exposure", "FROM exposure"), ("voice", f"SELECT {voices} FROM voice WHERE {where}")):  # fmt: skip
        lake.register("given", case.lake.sql(found).to_arrow_table())
        lake.execute(f"CREATE TEMP TABLE {name} AS FROM given")
        lake.unregister("given")
    return Case(lake, parameters)


def _again(case: Case, used: Used | None, name: str, parameters: Parameters, select: str = "*", where: str = "true", voices: str = "*") -> Runs:  # fmt: skip
    """A scenario of one run that scores other incidents; brands are found again by sector and name."""
    other = again(case, parameters, select=select, where=where, voices=voices)
    found = compose(other, estimate_all(other)[0], None if used is None else _used_there(case, other, used))
    # a sector that lost its only platform is in no such run: nothing of it is left to score
    left = set(other.ask("SELECT DISTINCT sector::VARCHAR AS sector FROM incident ORDER BY 1")["sector"].tolist())
    place = {key: number for number, key in enumerate(_keys(other)) if key[0] in left}
    position = np.array([place.get(key, -1) for key in _keys(case)], dtype=np.intp)
    mean, variance = (np.where(position >= 0, part[position], np.nan)[None, :] for part in (found.m, found.v))
    return Runs(name, mean, variance)


def _used_there(case: Case, other: Case, used: Used) -> Used:
    return used[[case.sectors.index(sector) for sector in other.sectors]]


def _keys(case: Case) -> list[tuple[str, str]]:
    return [(case.sectors[number], brand) for number, brand in zip(case.brand_sector.tolist(), case.brands, strict=True)]  # fmt: skip


def _summary(case: Case, base: Composite, ranked: NDArray[np.bool_], runs: Runs) -> dict[str, Floats]:
    """Columns by brand; NaN where a brand is in no run, or for tiers and ranks, not ranked."""
    there = np.asarray(np.isfinite(runs.mean).any(axis=0))
    score = 100 * special.ndtr(runs.mean / np.sqrt(1 + runs.variance))
    columns = {name: np.full(len(case.brands), np.nan) for name in ("tier", "tier_low", "tier_high", "tier_changed_share", "rank_shift", "sector_rank_shift")}  # fmt: skip
    columns |= {"runs": np.isfinite(runs.mean).sum(axis=0).astype(np.float64), "score": base.score,
                **{f"score_{end}": _over_runs(score, there, end) for end in ("low", "high")}}  # fmt: skip
    for sector in range(len(case.sectors)):
        mine = case.brands_of(sector)
        numbers = np.flatnonzero(ranked[mine] & there[mine]) + mine.start
        all_ranked = np.flatnonzero(ranked[mine]) + mine.start
        if not all_ranked.size:
            continue
        columns["tier"][all_ranked] = ranks.tiers(base.m[all_ranked], base.v[all_ranked], loss_ratio=case.parameters.tier_loss_ratio).tier  # fmt: skip
        if numbers.size:
            _places(case, base, numbers, runs, columns)
    return columns


def _over_runs(values: Floats, there: NDArray[np.bool_], end: str) -> Floats:
    out = np.full(values.shape[1], np.nan)
    out[there] = (np.nanmin if end == "low" else np.nanmax)(values[:, there], axis=0)
    return out


def _places(case: Case, base: Composite, numbers: NDArray[np.intp], runs: Runs, columns: dict[str, Floats]) -> None:
    """Tiers and ranks of one sector's ranked brands under each run against those as published, among the same brands."""
    whole = np.isfinite(runs.mean[:, numbers]).all(axis=1)
    M, V = runs.mean[whole][:, numbers], runs.variance[whole][:, numbers]
    if not len(M):
        return
    ratio = case.parameters.tier_loss_ratio
    reference = ranks.tiers(base.m[numbers], base.v[numbers], loss_ratio=ratio).tier
    tiers = tiers_of_runs(M, V, loss_ratio=ratio)
    shift = np.abs(ranks_of_runs(M) - ranks_of_runs(base.m[numbers][None, :])).mean(axis=0)
    columns["tier_low"][numbers], columns["tier_high"][numbers] = tiers.min(axis=0), tiers.max(axis=0)
    columns["tier_changed_share"][numbers] = (tiers != reference).mean(axis=0)
    columns["rank_shift"][numbers], columns["sector_rank_shift"][numbers] = shift, shift.mean()


def _table(case: Case, scenario: str, columns: dict[str, Floats], depends: NDArray[np.bool_], ranked: NDArray[np.bool_]) -> pa.Table:  # fmt: skip
    keys = _keys(case)
    whole, plain = ("tier", "tier_low", "tier_high"), ("tier_changed_share", "rank_shift", "sector_rank_shift")
    return pa.table({
        "sector": pa.array([sector for sector, _ in keys], pa.string()), "brand": pa.array([brand for _, brand in keys], pa.string()),
        "scenario": pa.array([scenario] * len(keys), pa.string()), "runs": pa.array(columns["runs"].astype(np.int64), pa.int64()),
        **{name: pa.array(columns[name], pa.float64(), from_pandas=True) for name in ("score", "score_low", "score_high")},
        **{name: pa.array([None if np.isnan(one) else int(one) for one in columns[name].tolist()], pa.int64()) for name in whole},
        **{name: pa.array(columns[name], pa.float64(), from_pandas=True) for name in plain},
        "depends_on_weights": pa.array([bool(one) if known else None for one, known in zip(depends, ranked, strict=True)], pa.bool_()),
    })  # fmt: skip
