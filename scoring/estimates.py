"""The five dimensions over all brands at once: what was observed, what the standard expects, and the posterior of each brand.

Every estimator takes its rates from a frozen standard where one is given, and otherwise builds them from the case itself
and writes them into a new one (SPEC-9, 10).
"""

from dataclasses import replace

import numpy as np
import pyarrow as pa
from scipy import special

from scoring import aggregates
from scoring.aggregates import LENIENT, RESOLUTION, RESPONSE, Clock, ShareCells, Weights
from scoring.case import Case
from scoring.estimate import Estimate
from scoring.posteriors import with_posterior
from scoring.standard import Standard, names_of_sectors, names_of_strata
from scoring.statistics import hazards
from scoring.statistics.inputs import Floats, summed
from scoring.statistics.logistic_normal import intercept_shift, shrunken_share

Z90 = 1.6448536269514722


def volume(case: Case, weight: Weights, scale: Floats, standard: Standard, *, is_given: bool) -> Estimate:
    """O = sum of weights, E = customers x the sector's rate; removed incidents stay in O (SPEC-5, 13).

    A matter that is shown only where a source shows a choice of its records counts in no volume; a brand of which nothing else is
    known has none, because 0 of a choice is not 0.
    """
    rows = case.ask(
        """SELECT brand_no, customers, lo90, hi90 FROM (FROM exposure WHERE grade <> 'D') JOIN brand_index USING (sector, brand) ORDER BY 1"""
    )
    customers, low, high = (case.spread(rows, name, empty=np.nan) for name in ("customers", "lo90", "hi90"))
    customers = np.where((weight.incidents > 0) & (weight.whole_incidents == 0), np.nan, customers)
    has = np.isfinite(customers)
    if not is_given:
        per_sector = [
            summed(case.brand_sector[has], part[has], len(case.sectors)) for part in (weight.whole, customers)
        ]
        standard.put("volume", "rate", names_of_sectors(case), _ratio(*per_sector))
    rate = standard.get("volume", "rate", names_of_sectors(case), fallback=np.full(len(case.sectors), np.nan))[:, 0]
    expected = customers * np.where(rate > 0, rate, np.nan)[case.brand_sector]
    spread = np.where(has, np.log(np.where(has, high / np.where(has, low, 1.0), 1.0)), 0.0)
    middle = np.where(has, np.log(np.where(has, np.sqrt(low * high) / customers, 1.0)), 0.0)
    return Estimate(
        "volume",
        True,
        weight.whole,
        expected,
        scale,
        spread / (2 * Z90),
        middle,
        extra={"customers": customers, "lo90": low, "hi90": high},
    )


def times(case: Case, dimension: str, clock: Clock, scale: Floats, standard: Standard, *, is_given: bool) -> Estimate:
    """O = weighted events in time, E = weighted cumulative hazard of the same platform, type and difficulty (SPEC-14, 15)."""
    if not is_given:
        _build_hazards(case, dimension, aggregates.risk_table(case, clock), standard)
    parents = standard.get(
        dimension, "parent", names_of_sectors(case), fallback=np.zeros((len(case.sectors), len(clock.bins) - 1))
    )
    rates = (
        standard.get(dimension, "rate", names_of_strata(case), fallback=parents[case.stratum_sector])
        if case.strata
        else np.zeros((0, len(clock.bins) - 1))
    )
    O, E = aggregates.brand_hazards(case, clock, rates)
    nothing = np.zeros(len(case.brands))
    return Estimate(dimension, False, O, np.where(E > 0, E, np.nan), scale, nothing, nothing)


def _build_hazards(case: Case, dimension: str, table: hazards.RiskTable, standard: Standard) -> None:
    rates, parents = np.zeros_like(table.events), np.zeros((len(case.sectors), table.events.shape[1]))
    for sector in range(len(case.sectors)):
        mine = case.strata_of(sector)
        part = hazards.RiskTable(table.events[mine], table.person_time[mine])
        parent = hazards.parent_rates(part)
        drawn = hazards.shrunken_rates(part, parent, case.parameters.prior_events)
        expected = hazards.expected_events(part, drawn)
        factor = hazards.calibration_factor(part.events, expected) if expected.sum() > 0 else 1.0
        rates[mine], parents[sector] = drawn * factor, parent * factor
    standard.put(dimension, "rate", names_of_strata(case), rates)
    standard.put(dimension, "parent", names_of_sectors(case), parents)


def lenient(case: Case, scale: Floats, standard: Standard, *, is_given: bool) -> Estimate:
    """Resolution with a brand's uncontested claims credited at what its known ones were worth (SPEC-15). Shown, never scored."""
    confirmed, known = aggregates.claims(case)
    if not is_given:
        sums = (summed(case.brand_sector, part, len(case.sectors)) for part in (confirmed, known))
        standard.put("resolution_lenient", "claim_share", names_of_sectors(case), _ratio(*sums))
    share = standard.get(
        "resolution_lenient", "claim_share", names_of_sectors(case), fallback=np.zeros(len(case.sectors))
    )[:, 0]
    credit = (confirmed + 10 * np.nan_to_num(share)[case.brand_sector]) / (known + 10)
    credits = pa.table({"brand_no": np.arange(len(case.brands), dtype=np.int32), "claim_credit": credit})
    case.lake.execute("CREATE OR REPLACE TEMP TABLE claim_credits (brand_no INTEGER, claim_credit DOUBLE)")
    case.lake.from_arrow(credits).insert_into("claim_credits")
    estimate = times(case, "resolution_lenient", LENIENT, scale, standard, is_given=is_given)
    return replace(estimate, extra={"claim_credit": credit})


def shares(
    case: Case,
    dimension: str,
    group: ShareCells,
    strata: list[tuple[str, str]],
    scale: Floats,
    standard: Standard,
    *,
    is_given: bool,
) -> Estimate:
    """Successes among trials against the logit the standard expects of each stratum, one shift a sector (SPEC-16, 17)."""
    sector_of = np.array([case.sectors.index(sector) for sector, _ in strata], dtype=np.intp)
    if not is_given:
        _build_logits(case, dimension, group, strata, sector_of, standard)
    parents = standard.get(dimension, "parent", names_of_sectors(case), fallback=np.full(len(case.sectors), np.nan))[
        :, 0
    ]
    logits = standard.get(dimension, "logit", strata, fallback=parents[sector_of])[:, 0] if strata else np.zeros(0)
    usable = np.isfinite(logits)[group.stratum] if strata else np.zeros(0, bool)
    group = ShareCells(group.brand[usable], group.stratum[usable], group.successes[usable], group.trials[usable])
    y, n, expected = (summed(group.brand, part, len(case.brands)) for part in
                      (group.successes, group.trials, group.trials * special.expit(logits[group.stratum]) if strata else group.trials))  # fmt: skip
    nothing = np.zeros(len(case.brands))
    return Estimate(dimension, False, y, np.where(n > 0, expected, np.nan), scale, nothing, nothing, n, group, logits)


def _build_logits(
    case: Case,
    dimension: str,
    group: ShareCells,
    strata: list[tuple[str, str]],
    sector_of: "np.ndarray[tuple[int], np.dtype[np.intp]]",
    standard: Standard,
) -> None:
    y, n = (summed(group.stratum, part, len(strata)) for part in (group.successes, group.trials))
    sector_y, sector_n = (summed(sector_of, part, len(case.sectors)) for part in (y, n))
    logits, parents = np.full(len(strata), np.nan), np.full(len(case.sectors), np.nan)
    for sector in np.flatnonzero((sector_y > 0) & (sector_y < sector_n)):
        mine = np.flatnonzero(sector_of == sector)
        share = sector_y[sector] / sector_n[sector]
        raw = special.logit(shrunken_share(y[mine], n[mine], share, case.parameters.prior_events))
        shift = intercept_shift(y[mine], n[mine], raw)
        logits[mine], parents[sector] = raw + shift, special.logit(share)
    standard.put(dimension, "logit", strata, logits)
    standard.put(dimension, "parent", names_of_sectors(case), parents)


def _ratio(above: Floats, below: Floats) -> Floats:
    return np.asarray(np.divide(above, below, out=np.full(len(above), np.nan), where=below > 0))


def estimate_all(case: Case, standard: Standard | None = None) -> tuple[dict[str, Estimate], Standard, Weights]:
    """Every dimension of a case, the standard it was measured against (the one given, or one built from it), and the weights."""
    is_given, book = standard is not None, standard or Standard()
    weight = aggregates.weights(case)
    scale = scales(case, weight, book, is_given=is_given)
    voices, platforms = aggregates.voice_cells(case)
    found = [
        volume(case, weight, scale, book, is_given=is_given),
        times(case, "responsiveness", RESPONSE, scale, book, is_given=is_given),
        times(case, "resolution", RESOLUTION, scale, book, is_given=is_given),
        lenient(case, scale, book, is_given=is_given),
        shares(
            case, "dialogue", aggregates.dialogue_cells(case), names_of_strata(case), scale, book, is_given=is_given
        ),
        shares(case, "voices", voices, list(platforms), scale, book, is_given=is_given),
    ]
    return {one.dimension: with_posterior(case, one, book, is_given=is_given) for one in found}, book, weight


def scales(case: Case, weight: Weights, standard: Standard, *, is_given: bool) -> Floats:
    """c_b of SPEC-19: how many equal incidents' worth of chance stands in a brand's weighted sum, drawn to its sector's."""
    if not is_given:
        sums, squares = (summed(case.brand_sector, part, len(case.sectors)) for part in (weight.total, weight.squares))
        standard.put("all", "scale", names_of_sectors(case), np.nan_to_num(_ratio(squares, sums), nan=1.0))
    own = standard.get("all", "scale", names_of_sectors(case), fallback=np.ones(len(case.sectors)))[:, 0]
    prior = case.parameters.scale_prior_records
    return np.asarray((weight.squares + prior * own[case.brand_sector]) / (weight.total + prior))
