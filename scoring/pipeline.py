"""THE RECIPE: from a frozen snapshot to explained numbers, top to bottom.

snapshot -> which label is which brand -> which records are one matter -> the case: incidents, customer bases, voices
         -> observed and expected per dimension -> priors -> scores, groups, signals -> composite -> checks
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from scoring import checks
from scoring.case import VOID, Case
from scoring.composites import compose, weigh_composite
from scoring.dimensions.official import QUERY, official_posterior, official_volume
from scoring.engine import ask, open_lake
from scoring.estimates import estimate_all
from scoring.groups import SCORED, gather, peer_groups
from scoring.incidents.brand_match import UNSORTED, Decision, Label, match_labels
from scoring.incidents.duplicates import find_incidents
from scoring.method import NAME, VERSION, Parameters, as_json
from scoring.peer_group import ExposureFact, Weighed, weigh
from scoring.standard import Standard
from store.naming import fold_brand
from store.vocabulary import Judgement

CASE_EXPOSURE = """
WITH best AS (
    SELECT e.*, b.sector_id FROM exposures e JOIN brands b USING (brand_id)
    QUALIFY row_number() OVER (PARTITION BY brand_id ORDER BY grade, as_of_on DESC, exposure_id) = 1
), unit_of AS (
    SELECT sector_id, arg_max(unit, (n, unit)) AS unit FROM (SELECT sector_id, unit, count(*) AS n FROM best GROUP BY ALL) GROUP BY ALL
)
SELECT brand_id AS brand, sector_id AS sector, figure AS customers, low AS lo90, high AS hi90, grade, unit, source_name, source_url, as_of_on
FROM best JOIN unit_of USING (sector_id, unit) ORDER BY sector, brand
"""


@dataclass
class Scored:
    """Everything a scoring found, ready to be stored."""

    decisions: list[Decision]
    members: pa.Table
    incidents: pa.Table
    weighed: list[Weighed]
    standard: Standard
    standard_hash: str
    skipped: dict[str, int]


def score_snapshot(folder: Path, as_of: datetime, parameters: Parameters, standard: Standard | None = None) -> Scored:
    """The whole calculation. The same folder, moment and parameters give the same answer, bit for bit."""
    with open_lake(folder) as lake:
        checks.check_inputs(
            row["column_name"]
            for row in ask(lake, "SELECT DISTINCT column_name FROM information_schema.columns ORDER BY 1").to_pylist()
        )
        decisions = _decide_labels(lake)
        members = find_incidents(lake, _label_table(decisions), as_of, parameters)
        official = [*_official(lake, parameters)]
        scored, built = _from_records(lake, as_of, parameters, standard)
        weighed = [*official, *scored]
        for one in weighed:
            checks.check_weighed(one, is_own_standard=standard is None)
        return Scored(
            decisions,
            members,
            _incidents(lake, parameters),
            weighed,
            built,
            _name_of_standard(built, official, parameters),
            _skipped(lake, as_of),
        )


def _official(lake: duckdb.DuckDBPyConnection, parameters: Parameters) -> Iterator[Weighed]:
    """Volume from regulators' tables, each sector and period against its own mean."""
    for group in official_volume(ask(lake, QUERY).to_pylist()):
        prior, posterior = official_posterior(group, parameters)
        yield weigh(group, prior, posterior, parameters, f"{NAME} {VERSION} {as_json(parameters)}")


def _from_records(
    lake: duckdb.DuckDBPyConnection, as_of: datetime, parameters: Parameters, standard: Standard | None
) -> tuple[list[Weighed], Standard]:
    """All dimensions and the composite of every sector that has records."""
    # brands of no known sector are nobody's peers
    lake.execute(f"CREATE TEMP VIEW incident AS FROM every_incident WHERE NOT ends_with(sector, '{UNSORTED}')")
    sectors = {row["sector"] for row in ask(lake, "SELECT DISTINCT sector FROM incident ORDER BY 1").to_pylist()}
    lake.execute(f"CREATE TEMP TABLE exposure AS FROM ({CASE_EXPOSURE}) WHERE sector IN (SELECT sector FROM incident)")
    if not sectors:
        return [], standard or Standard()
    case = Case(lake, parameters)
    estimates, built, weight = estimate_all(case, standard)
    built.facts = built.facts or {
        "method": f"{NAME} {VERSION}",
        "parameters": as_json(parameters),
        "as_of": as_of.isoformat(),
        "window_days": str(parameters.window_days),
    }
    facts, used = gather(case, _exposure_facts(lake)), _timed(case)
    groups = [
        (group, number)
        for group, number in peer_groups(case, estimates, weight, facts, as_of)
        if used[number, SCORED.index(group.dimension)]
    ]
    weighed = []
    for group, number in groups:
        estimate, mine = estimates[group.dimension], case.brands_of(number)
        posterior = estimate.posterior
        assert posterior is not None
        weighed.append(weigh(group, estimate.priors[number], posterior.part(mine), parameters, built.hash))
    found = compose(case, estimates, used)
    first = {number: group for group, number in reversed(groups)}
    composites = (
        weigh_composite(case, found, estimates, first[number], number, built.hash) for number in sorted(first)
    )
    weighed += [one for one in composites if one.group.has_expected.any()]
    return weighed, built


def _timed(case: Case) -> "np.ndarray[tuple[int, int], np.dtype[np.bool_]]":
    """Sectors x dimensions: whether the sources tell the times a dimension needs; confirmations without a time carry none."""
    rows = ask(
        case.lake,
        """SELECT sector, count(*) FILTER (is_confirmed) AS n, count(confirmed_h) AS timed FROM incident GROUP BY 1 ORDER BY 1""",
    ).to_pylist()
    used = np.ones((len(case.sectors), len(SCORED)), dtype=bool)
    for row in rows:
        used[case.sectors.index(row["sector"]), SCORED.index("resolution")] = (
            row["timed"] >= case.parameters.timed_share * row["n"]
        )
    return used


def _decide_labels(lake: duckdb.DuckDBPyConnection) -> list[Decision]:
    known: dict[str, dict[str, str]] = {}
    for row in ask(
        lake, "SELECT sector_id, label, brand_id FROM aliases WHERE judgement = 'positive' ORDER BY alias_id"
    ).to_pylist():
        known.setdefault(row["sector_id"], {}).setdefault(fold_brand(row["label"]), row["brand_id"])
    labels = ask(
        lake,
        """SELECT brand_label, sector_label, country, count(*) AS n FROM records WHERE brand_label <> ''
                          GROUP BY ALL ORDER BY ALL""",
    ).to_pylist()
    taken = ask(lake, "SELECT brand_id FROM brands ORDER BY 1").column("brand_id").to_pylist()
    return list(match_labels((Label(*label.values()) for label in labels), known, map(str, taken)))


def _label_table(decisions: list[Decision]) -> pa.Table:
    sure = [decision for decision in decisions if decision.judgement is Judgement.POSITIVE]
    columns = {
        "brand_label": [one.label.label for one in sure], "sector_label": [one.label.sector_label for one in sure],
        "country": [one.label.country for one in sure], "brand_id": [one.brand_id for one in sure], "sector_id": [one.sector_id for one in sure],
    }  # fmt: skip
    return pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})


def _exposure_facts(lake: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], ExposureFact]:
    rows = ask(lake, "FROM exposure ORDER BY sector, brand").to_pylist()
    return {
        (row["sector"], row["brand"]): ExposureFact(row["customers"], row["lo90"], row["hi90"], row["unit"], row["grade"], row["source_name"],
                                                    row["source_url"], row["as_of_on"]) for row in rows
    }  # fmt: skip


def _incidents(lake: duckdb.DuckDBPyConnection, parameters: Parameters) -> pa.Table:
    """The matters that count, with their weight (SPEC-4)."""
    decay = f"pow(2, -age_days / {parameters.half_life_days!r})" if parameters.half_life_days else "1.0"
    return ask(
        lake, f"SELECT *, authenticity * {decay} AS weight FROM every_incident WHERE NOT {VOID} ORDER BY incident_id"
    )


def _name_of_standard(built: Standard, official: list[Weighed], parameters: Parameters) -> str:
    """Names what the scores stand on: method, parameters, the standard of the records and the rates of the official tables."""
    rates = [f"{one.group.sector_id}|{one.group.period}|{one.group.standard_rate!r}" for one in official]
    return hashlib.sha256("\n".join([NAME, VERSION, as_json(parameters), built.hash, *rates]).encode()).hexdigest()


def _skipped(lake: duckdb.DuckDBPyConnection, as_of: datetime) -> dict[str, int]:
    """What took no part and why, in counts: every complaint left out has exactly one reason."""
    reasons = ask(lake, """
        SELECT CASE WHEN brand_label = '' THEN 'no brand named' WHEN l.brand_id IS NULL THEN 'brand label set aside as unsure'
                    WHEN posted_at IS NULL THEN 'no date' WHEN posted_at > $as_of THEN 'after the moment scored' ELSE 'before the window' END AS reason, count(*) AS n
        FROM records LEFT JOIN labels l USING (brand_label, sector_label, country)
        WHERE kind = 'complaint' AND record_id NOT IN (SELECT record_id FROM members) GROUP BY ALL ORDER BY ALL""", as_of=as_of).to_pylist()  # fmt: skip
    (repeats,) = ask(lake, "SELECT (SELECT count(*) FROM members) - count(*) AS n FROM every_incident").to_pylist()
    (void,) = ask(lake, f"SELECT count(*) AS n FROM every_incident WHERE {VOID}").to_pylist()
    return {row["reason"]: row["n"] for row in reasons} | {
        "repeats of the same matter": repeats["n"],
        "withdrawn within a day, before any answer": void["n"],
    }
