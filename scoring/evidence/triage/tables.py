"""The list of what to read first, of every sector and brand: rows of a release's `triage`."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import duckdb
import pyarrow as pa

from scoring.case import VOID
from scoring.engine import ask
from scoring.evidence.themes.tables import Told, growing, theme_of
from scoring.evidence.triage.harm import harms
from scoring.evidence.triage.reasons import REASONS, RULE_EN, RULE_TR, Reason, reasons
from scoring.incidents.brand_match import UNSORTED

NEW_DAYS, AT_LEAST, AT_MOST_DAYS = 14, 20, 90
"""New is what was opened in so many days; where that is less than AT_LEAST, the newest of AT_MOST_DAYS."""
LISTED = {"sector": 40, "brand": 20}
ENOUGH_ANSWERED = 10
"""Answered matters, below which the usual time is not known."""
NEWEST = f"""
WITH usual AS (
    SELECT sector, platform, quantile_cont(first_response_h, 0.75) AS usual_hours FROM every_incident
    WHERE first_response_h IS NOT NULL GROUP BY ALL HAVING count(*) >= {ENOUGH_ANSWERED}
)
SELECT e.incident_id AS record_id, e.brand AS brand_id, e.sector AS sector_id, e.opened_at, e.age_days, e.first_response_h, e.contested, e.is_claimed, e.records_count,
    r.text, u.usual_hours
FROM every_incident e JOIN records r ON r.record_id = e.incident_id LEFT JOIN usual u USING (sector, platform)
WHERE NOT {VOID} AND NOT e.is_gone AND NOT e.is_confirmed AND e.age_days < {AT_MOST_DAYS} AND NOT ends_with(e.sector, '{UNSORTED}')
ORDER BY e.opened_at DESC, e.incident_id"""
_COLUMNS: list[tuple[str, pa.DataType]] = [
    ("sector_id", pa.string()), ("brand_id", pa.string()), ("position", pa.int64()), ("record_id", pa.string()), ("record_brand_id", pa.string()),
    ("opened_at", pa.timestamp("us", tz="UTC")), ("of_count", pa.int64()), ("reason_position", pa.int64()), ("reason", pa.string()),
    ("value", pa.float64()), ("unit", pa.string()), ("sentence_en", pa.string()), ("sentence_tr", pa.string()),
    ("rule_en", pa.string()), ("rule_tr", pa.string()),
]  # fmt: skip
SCHEMA = pa.schema(_COLUMNS)
Key = tuple[str, str]
_ORDER = {reason.__name__: place for place, reason in enumerate(REASONS)}


def triage_table(
    lake: duckdb.DuckDBPyConnection, told: Iterable[Told], waves: Mapping[str, int] | None = None
) -> pa.Table:
    """One row per listed complaint and reason. `waves`: record -> complaints of the wave it belongs to.

    What is gone, confirmed by its customer or older than AT_MOST_DAYS is not listed: nobody needs to act on it.
    """
    rows = ask(lake, NEWEST).to_pylist()
    for row, found in zip(rows, harms([row["text"] or "" for row in rows]), strict=True):
        row.update(harms=found, wave_count=(waves or {}).get(row["record_id"], 0), text=row["text"] or "")
    themes = {(one.scope.sector_id, one.scope.brand_id): (growing(one), theme_of(one)) for one in told}
    groups: dict[Key, list[dict[str, Any]]] = {}
    for row in rows:
        for key in ((row["sector_id"], ""), (row["sector_id"], row["brand_id"])):
            groups.setdefault(key, []).append(row)
    return pa.Table.from_pylist(
        [line for key in sorted(groups) for line in _list(key, groups[key], *themes.get(key, ({}, {})))], schema=SCHEMA
    )


def _list(
    key: Key, rows: list[dict[str, Any]], grown: Mapping[int, dict[str, Any]], place: Mapping[str, int]
) -> Iterator[dict[str, Any]]:
    """A scope's list. `rows` come the newest first."""
    new = sum(row["age_days"] < NEW_DAYS for row in rows)
    newest = rows[: max(new, AT_LEAST)]
    found = [(row, reasons({**row, "theme": grown.get(place.get(row["record_id"], -1))})) for row in newest]
    listed = sorted((one for one in found if one[1]), key=lambda one: _place(*one))
    for position, (row, held) in enumerate(listed[: LISTED["brand" if key[1] else "sector"]]):
        for number, reason in enumerate(held):
            yield {"sector_id": key[0], "brand_id": key[1], "position": position, "record_id": row["record_id"], "record_brand_id": row["brand_id"],
                   "opened_at": row["opened_at"], "of_count": len(newest), "reason_position": number, "reason": reason.name, **_told(reason),
                   "rule_en": RULE_EN, "rule_tr": RULE_TR}  # fmt: skip


def _told(reason: Reason) -> dict[str, Any]:
    return {name: getattr(reason, name) for name in ("value", "unit", "sentence_en", "sentence_tr")}


def _place(row: Mapping[str, Any], held: list[Reason]) -> tuple[int, int, Any, str]:
    """RULE_EN: the first reason, then how many, then the longest wait."""
    return _ORDER[held[0].name], -len(held), row["opened_at"], row["record_id"]
