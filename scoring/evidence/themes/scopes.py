"""Whose complaints are read together: a sector's or a brand's matters of a period and of the one before it."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import duckdb

from scoring.case import VOID
from scoring.engine import ask
from scoring.evidence.replies.sentences import plain
from scoring.evidence.themes.find import FEWEST
from scoring.incidents.brand_match import UNSORTED

PERIODS_DAYS = (30, 90, 365)
ENOUGH = 60
"""Matters: the shortest period that holds as many is taken, else the longest."""
MOST_READ = 1500
"""Matters of one period; where there are more, those that come first by a hash of their names are read."""
SHORTEST_NAME = 4
# one matter is read once: its earliest record
MATTERS = f"""
SELECT e.incident_id AS record_id, e.brand AS brand_id, e.sector AS sector_id, e.opened_at, e.age_days, r.text, r.visibility = 'live' AND NOT r.is_unlisted AS is_shown
FROM every_incident e JOIN records r ON r.record_id = e.incident_id WHERE NOT {VOID} AND trim(r.text) <> '' ORDER BY e.incident_id"""


@dataclass(frozen=True)
class Scope:
    """A sector (brand_id "") or a brand, its period, and what is read: `rows` of the period, `earlier` ones of the period before; sorted by name."""

    sector_id: str
    brand_id: str
    starts_at: datetime
    ends_at: datetime
    rows: list[dict[str, Any]]
    earlier: list[dict[str, Any]]
    all_count: int
    names: frozenset[str]


def scopes(lake: duckdb.DuckDBPyConnection, as_of: datetime) -> Iterator[Scope]:
    """Every sector, then every brand, that has enough matters for themes; sectors without a name are left out."""
    rows = [row for row in ask(lake, MATTERS).to_pylist() if not row["sector_id"].endswith(UNSORTED)]
    names = _names(lake)
    for kind in ("sector_id", "brand_id"):
        groups: dict[tuple[str, str], list[dict[str, Any]]] = {}
        for row in rows:
            groups.setdefault((row["sector_id"], row["brand_id"] if kind == "brand_id" else ""), []).append(row)
        for (sector, brand), mine in sorted(groups.items()):
            scope = _scope(sector, brand, mine, names.get(sector, frozenset()), as_of)
            if len(scope.rows) >= FEWEST:
                yield scope


def _scope(sector: str, brand: str, rows: list[dict[str, Any]], names: frozenset[str], as_of: datetime) -> Scope:
    days = next(
        (days for days in PERIODS_DAYS if sum(row["age_days"] < days for row in rows) >= ENOUGH), PERIODS_DAYS[-1]
    )
    now = [row for row in rows if row["age_days"] < days]
    before = [row for row in rows if days <= row["age_days"] < 2 * days]
    return Scope(sector, brand, as_of - timedelta(days=days), as_of, _read(now), _read(before), len(now), names)


def _read(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    if len(rows) > MOST_READ:
        rows = sorted(rows, key=lambda row: hashlib.blake2b(row["record_id"].encode(), digest_size=8).digest())[
            :MOST_READ
        ]
    return sorted(rows, key=lambda row: row["record_id"])


def _names(lake: duckdb.DuckDBPyConnection) -> dict[str, frozenset[str]]:
    """Folded words of the names of a sector's brands: they never make a theme."""
    found: dict[str, set[str]] = {}
    for row in ask(lake, "SELECT DISTINCT sector_id, brand_label FROM labels ORDER BY ALL").to_pylist():
        words = plain([row["brand_label"]])[0].split()
        found.setdefault(row["sector_id"], set()).update(
            word for word in words if len(word) >= SHORTEST_NAME or len(words) == 1
        )
    return {sector: frozenset(words) for sector, words in found.items()}
