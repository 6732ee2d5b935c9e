"""THE RECIPE: from a frozen snapshot to explained numbers, top to bottom.

snapshot -> which label is which brand -> which records are one matter -> the case: incidents, customer bases, voices (frozen: it
            goes into the release, so that the rest can be calculated again by anybody)
         -> observed and expected per dimension -> priors -> scores, groups, signals -> composite -> checks
         -> themes, triage, how brands answer: beside the scores, never in them
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow as pa

from scoring import checks
from scoring.case import VOID
from scoring.composites import weigh_composite
from scoring.dimensions.official import ORDER, official_posterior, official_volume
from scoring.engine import ask, open_lake
from scoring.evidence.tables import evidence_tables
from scoring.frozen import freeze_case
from scoring.groups import SCORED, gather, peer_groups
from scoring.incidents.brand_match import Decision
from scoring.incidents.duplicates import find_incidents
from scoring.levels import learn_levels, levels_of, put_levels, set_levels
from scoring.market import Market, decide_labels, estimate_market, label_table
from scoring.method import NAME, VERSION, Parameters, as_json
from scoring.mix import class_rates
from scoring.outcomes import side_by_side
from scoring.peer_group import PeerGroup, Weighed, weigh
from scoring.standard import Standard


@dataclass
class Answer:
    """What a case comes to: the part of a scoring that anybody can calculate again from a release."""

    weighed: list[Weighed]
    incidents: pa.Table
    outcomes: pa.Table | None
    class_rates: pa.Table | None
    standard: Standard
    standard_hash: str
    is_own_standard: bool


@dataclass
class Scored(Answer):
    """Everything a scoring found, ready to be stored."""

    decisions: list[Decision]
    members: pa.Table
    skipped: dict[str, int]
    evidence: dict[str, pa.Table]
    case: dict[str, pa.Table]


def score_snapshot(folder: Path, as_of: datetime, parameters: Parameters, standard: Standard | None = None) -> Scored:
    """The whole calculation. The same folder, moment and parameters give the same answer, bit for bit."""
    with open_lake(folder) as lake:
        checks.check_inputs(_columns(lake))
        decisions = decide_labels(lake)
        members = find_incidents(lake, label_table(lake, decisions), as_of, parameters)
        if model := levels_of(standard):
            set_levels(lake, model)
        case = freeze_case(lake, as_of.date())
        answer = weigh_case(lake, as_of, parameters, standard)
        return Scored(**vars(answer), decisions=decisions, members=members, skipped=_skipped(lake, as_of),
                      evidence=evidence_tables(lake, as_of), case=case)  # fmt: skip


def build_standard(folder: Path, as_of: datetime, parameters: Parameters) -> Standard:
    """Reference rates, priors and levels of difficulty from a snapshot, to be frozen and used on other windows (SPEC-9)."""
    with open_lake(folder) as lake:
        find_incidents(lake, label_table(lake, decide_labels(lake)), as_of, parameters)
        model = learn_levels(lake)
        set_levels(lake, model)
        freeze_case(lake, as_of.date())
        market = estimate_market(lake, as_of, parameters)
        built = market.standard if market else Standard()
        put_levels(built, model)
        return built


def weigh_case(
    lake: duckdb.DuckDBPyConnection, as_of: datetime, parameters: Parameters, standard: Standard | None = None
) -> Answer:
    """From the case that lies in the lake (scoring.frozen) to scores: what `score` does, and `verify` again."""
    official = list(_official(lake, parameters))
    market = estimate_market(lake, as_of, parameters, standard)
    weighed = [*official, *(_from_records(market) if market else ())]
    for one in weighed:
        checks.check_weighed(one, is_own_standard=standard is None)
    built = market.standard if market else standard or Standard()
    name = _name_of_standard(built, official, parameters)
    outcomes = side_by_side(market.case, market.estimates, market.standard, market.exposures) if market else None
    rates = class_rates(market.case, market.standard) if market else None
    return Answer(weighed, _incidents(lake, parameters), outcomes, rates, built, name, standard is None)


def _columns(lake: duckdb.DuckDBPyConnection) -> list[str]:
    found = ask(lake, "SELECT DISTINCT column_name AS name FROM information_schema.columns ORDER BY 1")
    return [str(name) for name in found.column("name").to_pylist()]


def _official(lake: duckdb.DuckDBPyConnection, parameters: Parameters) -> Iterator[Weighed]:
    """Volume from regulators' tables, each sector and period against its own mean."""
    for group in official_volume(ask(lake, f"FROM official {ORDER}").to_pylist()):
        prior, posterior = official_posterior(group, parameters)
        yield weigh(group, prior, posterior, parameters, f"{NAME} {VERSION} {as_json(parameters)}")


def _from_records(market: Market) -> Iterator[Weighed]:
    """All dimensions of every sector that has records, then the composite where somebody has one."""
    case, parameters, name = market.case, market.case.parameters, market.standard.hash
    first: dict[int, PeerGroup] = {}
    facts = gather(case, market.exposures)
    for group, number in peer_groups(case, market.estimates, market.weights, facts, market.as_of):
        if market.used[number, SCORED.index(group.dimension)]:
            estimate = market.estimates[group.dimension]
            assert estimate.posterior is not None
            yield weigh(
                group, estimate.priors[number], estimate.posterior.part(case.brands_of(number)), parameters, name
            )
            first.setdefault(number, group)
    for number, group in first.items():
        composite = weigh_composite(case, market.composite, market.estimates, group, number, name)
        if composite.group.has_expected.any():
            yield composite


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
