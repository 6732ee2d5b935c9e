"""The market at one moment: what is stored, matched, merged, and estimated; everything a score or an explanation asks of it."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from scoring.aggregates import Weights
from scoring.case import Case
from scoring.composites import compose
from scoring.engine import ask, open_lake
from scoring.estimate import Estimate
from scoring.estimates import estimate_all
from scoring.frozen import freeze_case, lay
from scoring.groups import SCORED
from scoring.incidents.brand_match import UNSORTED, Decision, Label, match_labels
from scoring.incidents.decided import decided, merged_table
from scoring.incidents.duplicates import find_incidents
from scoring.incidents.unlabelled import label_unlabelled
from scoring.levels import levels_of, set_levels
from scoring.method import NAME, VERSION, Parameters, as_json
from scoring.peer_group import ExposureFact
from scoring.standard import Standard
from scoring.statistics.composite import Composite
from store.names.reading import read
from store.vocabulary import Judgement

REFUSED = "SELECT label, sector_id, brand_id FROM aliases WHERE judgement = 'negative' ORDER BY alias_id"


@dataclass(frozen=True)
class Market:
    """All sectors that have records, estimated. `used` (sectors x dimensions) says where the sources carry a dimension."""

    case: Case
    as_of: datetime
    estimates: dict[str, Estimate]
    standard: Standard
    weights: Weights
    composite: Composite
    exposures: dict[tuple[str, str], ExposureFact]
    used: "np.ndarray[tuple[int, int], np.dtype[np.bool_]]"


def estimate_market(
    lake: duckdb.DuckDBPyConnection, as_of: datetime, parameters: Parameters, standard: Standard | None = None
) -> Market | None:
    """The market of the case that lies in the lake (scoring.frozen); None where it has no incidents."""
    # brands of no known sector are nobody's peers
    lake.execute(f"CREATE TEMP VIEW incident AS FROM every_incident WHERE NOT ends_with(sector, '{UNSORTED}')")
    lake.execute("CREATE TEMP TABLE exposure AS FROM base WHERE sector IN (SELECT sector FROM incident)")
    if not ask(lake, "SELECT 1 AS one FROM incident LIMIT 1").num_rows:
        return None
    case = Case(lake, parameters)
    estimates, built, weights = estimate_all(case, standard)
    built.facts = built.facts or {
        "method": f"{NAME} {VERSION}",
        "parameters": as_json(parameters),
        "as_of": as_of.isoformat(),
        "window_days": str(parameters.window_days),
    }
    used = _timed(case)
    return Market(case, as_of, estimates, built, weights, compose(case, estimates, used), _exposure_facts(lake), used)


@contextmanager
def open_market(
    folder: Path, as_of: datetime, parameters: Parameters, standard: Standard | None = None
) -> Iterator[Market | None]:
    """The market of a frozen snapshot, as it stood at a moment by what is known today."""
    with open_lake(folder) as lake:
        find_incidents(lake, label_table(lake, decide_labels(lake)), as_of, parameters)
        if model := levels_of(standard):
            set_levels(lake, model)
        freeze_case(lake, as_of.date())
        yield estimate_market(lake, as_of, parameters, standard)


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


def decide_labels(lake: duckdb.DuckDBPyConnection) -> list[Decision]:
    """What every label of the records means, by the aliases that stand and by likeness; records without one get theirs first.

    What people and official lists say comes before what an earlier scoring found, so that no "not the same" of ours is for good.
    """
    known: dict[str, dict[str, str]] = {}
    seen = set()
    for row in ask(
        lake,
        """SELECT sector_id, label, brand_id FROM aliases WHERE judgement = 'positive'
           ORDER BY starts_with(decided_by, $ours), alias_id""",
        ours=NAME,
    ).to_pylist():
        if (key := (row["sector_id"], read(row["label"]).folded)) not in seen:
            seen.add(key)
            known.setdefault(row["sector_id"], {})[row["label"]] = row["brand_id"]
    label_unlabelled(lake, known)
    labels = ask(
        lake,
        """SELECT brand_label, sector_label, country, count(*) AS n FROM records WHERE brand_label <> ''
                          GROUP BY ALL ORDER BY ALL""",
    ).to_pylist()
    taken = ask(lake, "SELECT brand_id FROM brands ORDER BY 1").column("brand_id").to_pylist()
    found = match_labels((Label(*label.values()) for label in labels), known, map(str, taken))
    return list(_without_refused(found, ask(lake, REFUSED).to_pylist()))


def _without_refused(found: Iterable[Decision], refused: list[dict[str, str]]) -> Iterator[Decision]:
    """A person's "no" stands over any likeness."""
    noes = {(row["label"], row["sector_id"], row["brand_id"]) for row in refused}
    for one in found:
        is_no = (one.label.label, one.sector_id, one.brand_id) in noes
        yield replace(one, judgement=Judgement.NEGATIVE, because="decided by hand") if is_no else one


def label_table(lake: duckdb.DuckDBPyConnection, decisions: list[Decision]) -> pa.Table:
    """The labels whose meaning is sure, with what people decided laid over it; merged brands are laid into the lake."""
    by_people = decided(lake)
    lay(lake, "merged", merged_table(by_people))
    sure = [(one.label, meant) for one in decisions if (meant := by_people.meaning(one))]
    columns = {
        "brand_label": [label.label for label, _ in sure], "sector_label": [label.sector_label for label, _ in sure],
        "country": [label.country for label, _ in sure], "brand_id": [meant[0] for _, meant in sure], "sector_id": [meant[1] for _, meant in sure],
    }  # fmt: skip
    return pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})


def _exposure_facts(lake: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], ExposureFact]:
    rows = ask(lake, "FROM exposure ORDER BY sector, brand").to_pylist()
    return {
        (row["sector"], row["brand"]): ExposureFact(row["customers"], row["lo90"], row["hi90"], row["unit"], row["grade"], row["source_name"],
                                                    row["source_url"], row["as_of_on"]) for row in rows
    }  # fmt: skip
