"""What a brand's observed and expected are made of: stratum by stratum, incident by incident, exactly additive (SPEC-27)."""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy import special

from scoring.aggregates import exact, voice_cells, weights
from scoring.case import Case, column
from scoring.errors import ScoringError
from scoring.estimate import Estimate
from scoring.estimates import volume
from scoring.matters import CLOCKS, brand_number, matters, times_parts
from scoring.standard import Standard, names_of_sectors, names_of_strata
from scoring.statistics.inputs import Floats

Names = list[str]


def by_stratum(case: Case, estimates: dict[str, Estimate], standard: Standard, dimension: str) -> pa.Table:
    """sector, brand, stratum, observed, expected: what every brand's O and E of a dimension are made of (SPEC-13, 27).

    Volume is split by type of complaint, times and dialogue by platform|type|difficulty, voices by platform. The parts of a
    brand add up to its estimate to 1e-9; `expected` is NULL for a brand without a customer base. Ordered by sector, brand,
    stratum. Raises ScoringError where the dimension cannot be split.
    """
    if dimension == "volume":
        return _volume_by_type(case, estimates["volume"], standard)
    if dimension in CLOCKS:
        rows = times_parts(case, standard, dimension, "risk", "brand_no, stratum_no")
        names = [case.strata[number] for number in rows["stratum_no"].tolist()]
        return _table(case, rows["brand_no"].astype(np.intp), names, column(rows, "o"), column(rows, "e"))
    return _shares_by_cell(case, _splittable(estimates, dimension))


def by_incident(case: Case, standard: Standard, dimension: str, sector: str, brand: str) -> pa.Table:
    """incident_id, observed_part, expected_part of one brand: q d - q H of each incident for times, q y - q p for dialogue (SPEC-27).

    In volume an incident is only observed: what is expected comes from the customers, and stands in one row without an
    incident_id (NULL where no customer base is known). The parts add up to the brand's O and E to 1e-9. Ordered by
    incident_id. Raises ScoringError for an unknown brand, and for voices, which are counted by platform and not as incidents.
    """
    number = brand_number(case, sector, brand)
    if dimension == "volume":
        return _volume_by_incident(case, standard, number)
    if dimension in CLOCKS:
        return _times_by_incident(case, standard, dimension, number)
    if dimension == "dialogue":
        return _dialogue_by_incident(case, standard, number)
    raise ScoringError(f"{dimension} is not made of incidents")


def type_rates(case: Case, estimate: Estimate, standard: Standard) -> dict[tuple[str, str], float]:
    """Complaints per customer by (sector, type): the sector's rate in the proportions of its brands with a customer base (SPEC-13).

    A standard that froze rates by type ("volume", "type_rate") is followed, so that a type that vanished is still expected.
    """
    frozen = standard.tables.get(("volume", "type_rate"))
    if frozen is not None:
        return {name: float(row[0]) for name, row in sorted(frozen.items())}
    rows = _counts_by_type(case)
    known = estimate.known[rows["brand_no"].astype(np.intp)]
    sector = np.array(case.brand_sector)[rows["brand_no"].astype(np.intp)]
    rate = standard.get("volume", "rate", names_of_sectors(case), fallback=np.full(len(case.sectors), np.nan))[:, 0]
    names = zip(sector[known].tolist(), map(str, rows["type"][known]), column(rows, "q")[known].tolist(), strict=True)
    sums: dict[tuple[int, str], float] = {}
    for number, kind, q in names:
        sums[number, kind] = sums.get((number, kind), 0.0) + q
    whole = {number: sum(q for (one, _), q in sums.items() if one == number) for number, _ in sums}
    return {(case.sectors[number], kind): float(rate[number]) * q / whole[number] for (number, kind), q in sorted(sums.items()) if whole[number]}  # fmt: skip


def _splittable(estimates: dict[str, Estimate], dimension: str) -> Estimate:
    estimate = estimates.get(dimension)
    if estimate is None or estimate.cells is None:
        raise ScoringError(f"{dimension} cannot be split by stratum")
    return estimate


def _counts_by_type(case: Case) -> dict[str, NDArray[np.generic]]:
    return case.ask(f"""SELECT brand_no, type::VARCHAR AS type, {exact("q")} AS q FROM risk JOIN stratum_index USING (stratum_no)
                        WHERE is_whole GROUP BY ALL ORDER BY 1, 2""")


def _volume_by_type(case: Case, estimate: Estimate, standard: Standard) -> pa.Table:
    rates, rows = type_rates(case, estimate, standard), _counts_by_type(case)
    cells: dict[tuple[int, str], list[float]] = {}
    for number, kind, q in zip(rows["brand_no"].tolist(), map(str, rows["type"]), column(rows, "q").tolist(), strict=True):  # fmt: skip
        cells[number, kind] = [q, 0.0 if estimate.known[number] else np.nan]
    customers = estimate.extra["customers"]
    for number in np.flatnonzero(estimate.known).tolist():
        sector = case.sectors[case.brand_sector[number]]
        for kind, rate in ((kind, rate) for (one, kind), rate in rates.items() if one == sector):
            cells.setdefault((number, kind), [0.0, 0.0])[1] = float(customers[number]) * rate
    ordered = sorted(cells)
    observed, expected = np.array([cells[key] for key in ordered]).reshape(-1, 2).T
    return _table(case, np.array([number for number, _ in ordered], dtype=np.intp), [kind for _, kind in ordered], observed, expected)  # fmt: skip


def _shares_by_cell(case: Case, estimate: Estimate) -> pa.Table:
    assert estimate.cells is not None
    brand, stratum, successes, trials = estimate.cells
    names = case.strata if estimate.dimension == "dialogue" else [platform for _, platform in voice_cells(case)[1]]
    logits = estimate.logits if estimate.logits is not None else np.zeros(0)
    expected = trials * special.expit(logits[stratum]) if len(stratum) else trials
    return _table(case, brand, [names[number] for number in stratum.tolist()], successes, expected)


def _table(case: Case, brand: NDArray[np.intp], strata: Names, observed: Floats, expected: Floats) -> pa.Table:
    return pa.table({
        "sector": pa.array([case.sectors[case.brand_sector[number]] for number in brand.tolist()], pa.string()),
        "brand": pa.array([case.brands[number] for number in brand.tolist()], pa.string()), "stratum": pa.array(strata, pa.string()),
        "observed": pa.array(observed, pa.float64()), "expected": pa.array(expected, pa.float64(), from_pandas=True),
    })  # fmt: skip


def _parts(ids: Names | list[str | None], observed: Floats, expected: Floats) -> pa.Table:
    return pa.table({
        "incident_id": pa.array(ids, pa.string()), "observed_part": pa.array(observed, pa.float64()),
        "expected_part": pa.array(expected, pa.float64(), from_pandas=True),
    })  # fmt: skip


def _volume_by_incident(case: Case, standard: Standard, number: int) -> pa.Table:
    rows = case.ask(f"""SELECT incident_id, q::DECIMAL(18, 10)::DOUBLE AS q FROM ({matters(case)})
                        WHERE brand_no = {number} AND is_whole ORDER BY incident_id""")
    expected = volume(case, weights(case), np.ones(len(case.brands)), standard, is_given=True).expected[number]
    nothing = np.zeros(len(rows["q"]))
    return _parts([*map(str, rows["incident_id"]), None], np.append(column(rows, "q"), 0.0), np.append(nothing, expected))  # fmt: skip


def _times_by_incident(case: Case, standard: Standard, dimension: str, number: int) -> pa.Table:
    # every incident is a brand of its own here
    own = f"SELECT row_number() OVER (ORDER BY incident_id) - 1 AS one, * FROM ({matters(case)}) WHERE brand_no = {number}"
    rows = times_parts(case, standard, dimension, f"(SELECT * REPLACE (one AS brand_no) FROM ({own}))")
    ids = [str(one) for one in case.ask(f"SELECT incident_id FROM ({own}) ORDER BY one")["incident_id"]]
    return _parts(ids, column(rows, "o"), column(rows, "e"))


def _dialogue_by_incident(case: Case, standard: Standard, number: int) -> pa.Table:
    rows = case.ask(f"""SELECT incident_id, stratum_no, q::DECIMAL(18, 10)::DOUBLE AS q, good_dialogue::INTEGER AS y FROM ({matters(case)})
                        WHERE brand_no = {number} AND first_response_h IS NOT NULL AND good_dialogue IS NOT NULL AND q > 0
                        ORDER BY incident_id""")
    parents = standard.get("dialogue", "parent", names_of_sectors(case), fallback=np.full(len(case.sectors), np.nan))
    logits = standard.get("dialogue", "logit", names_of_strata(case), fallback=parents[case.stratum_sector])[:, 0]
    eta = logits[rows["stratum_no"].astype(np.intp)]
    used, q = np.isfinite(eta), column(rows, "q")
    ids = [str(one) for one in rows["incident_id"][used]]
    return _parts(ids, (q * column(rows, "y"))[used], (q * special.expit(eta))[used])
