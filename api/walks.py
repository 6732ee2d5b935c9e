"""Lists with an order, laid out once per release so that a page of them is a look-up and a walk through them never loses its place."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import duckdb

from api.evidence import MARK, Evidence, attach, lay_out, view
from store.release import Published

Row = dict[str, Any]
_INCIDENTS = """
SELECT incident_id, brand_id, sector_id, opened_at, records_count, weight, outcome, first_response_hours, confirmed_hours, follow_up_hours,
       row_number() OVER (ORDER BY opened_at DESC, incident_id) AS position
FROM incidents ORDER BY position"""
_PLACES = f"SELECT {MARK.format('incident_id')} AS mark, position FROM matters ORDER BY mark"
_REMOVALS = """
SELECT record_id, brand_id, b.sector_id, source_id, kind, url, visibility, posted_at, first_seen_at, last_seen_at, gone_at, gone_how, content_hash, incident_id,
       row_number() OVER (ORDER BY gone_at DESC, record_id) AS position
FROM laid_out LEFT JOIN brands b USING (brand_id) WHERE gone_at IS NOT NULL ORDER BY position"""

_HOURS = """
SELECT brand_id, isodow(local_at)::INTEGER AS weekday, hour(local_at)::INTEGER AS hour, count(*) AS n FROM (
    SELECT l.brand_id, timezone(CASE s.country {zones} ELSE 'UTC' END, r.posted_at) AS local_at
    FROM replies r JOIN laid_out l USING (record_id) JOIN brands b USING (brand_id) JOIN sectors s USING (sector_id)
    WHERE r.speaker = 'brand' AND r.posted_at IS NOT NULL AND coalesce(r.uncertainty_hours, 0) < {known})
GROUP BY ALL ORDER BY ALL"""
ZONES = {
    "TR": "Europe/Istanbul", "GB": "Europe/London", "BR": "America/Sao_Paulo", "DE": "Europe/Berlin", "FR": "Europe/Paris",
}  # fmt: skip
"""Zones of countries that have one; answers in others are told in UTC."""
KNOWN_TO_HOURS = 1.0
"""Answers whose time is less sure are not told by hour, as in the habits of answering (method.md)."""


class Walk:
    """One list. `position` counts from 1 for the newest; `moment` is the column it is ordered by."""

    def __init__(self, lake: duckdb.DuckDBPyConnection, name: str, moment: str) -> None:
        self._lake, self._name, self._moment = lake, name, moment
        self._count = int(self.ask(f"SELECT count(*) AS n FROM {name}", [])[0]["n"])

    def page(self, chosen: Mapping[str, str], *, after: int, limit: int, is_oldest: bool = False) -> list[Row]:
        """Rows behind `after`. `chosen` are columns with their value, and `since` and `until` (ISO dates, both included)."""
        where, values = self._where(chosen)
        edge, order = (f"position <= {self._count} - ?", "DESC") if is_oldest else ("position > ?", "ASC")
        return self.ask(
            f"SELECT * FROM {self._name} WHERE {edge}{where} ORDER BY position {order} LIMIT ?", [after, *values, limit]
        )

    def place(self, row: Row, *, is_oldest: bool = False) -> int:
        """What `after` is behind a row."""
        position: int = row["position"]
        return self._count - position + 1 if is_oldest else position

    def count(self, chosen: Mapping[str, str]) -> int:
        """How many rows pass."""
        where, values = self._where(chosen)
        return int(self.ask(f"SELECT count(*) AS n FROM {self._name} WHERE true{where}", values)[0]["n"])

    def ask(self, query: str, values: list[Any]) -> list[Row]:
        """Rows of any question to the laid-out files."""
        with self._lake.cursor() as lake:
            lake.execute("SET TimeZone = 'UTC'")
            rows: list[Row] = lake.sql(query, params=values).to_arrow_table().to_pylist()
        return rows

    def _where(self, chosen: Mapping[str, str]) -> tuple[str, list[str]]:
        said = {
            "since": f"{self._moment} >= ?::DATE",
            "until": f"{self._moment} < ?::DATE + INTERVAL 1 DAY",
        }
        asked = {name: value for name, value in chosen.items() if value}
        return "".join(f" AND {said.get(name, f'{name} = ?')}" for name in asked), list(asked.values())


class Walks:
    """The lists of one release."""

    def __init__(self, release: Published, cache: Path, evidence: Evidence) -> None:
        folder = cache / release.manifest["release_id"]
        sources: dict[str, str] = {
            name: release.path(name) for name in ("incidents", "incident_members", "brands", "sectors", "replies")
        }
        sources["laid_out"] = evidence.path
        zones = " ".join(f"WHEN '{country}' THEN '{zone}'" for country, zone in ZONES.items())
        hours = _HOURS.format(zones=zones, known=KNOWN_TO_HOURS)
        tables = {"matters": _INCIDENTS, "matter_places": _PLACES, "removals": _REMOVALS, "reply_hours": hours}
        lake = evidence.lake
        attach(lake, lay_out(folder / "walks-1.duckdb", tables, sources))
        for name in ("incident_members", "brands"):
            view(lake, name, release.path(name))
        self.incidents = Walk(lake, "matters", "opened_at")
        self.removals = Walk(lake, "removals", "gone_at")

    def incident(self, incident_id: str) -> Row | None:
        """A matter by its id, or None."""
        places = f"SELECT position FROM matter_places WHERE mark = {MARK.format('?')}"
        found = self.ask(f"SELECT * FROM matters WHERE position IN ({places}) AND incident_id = ?", [incident_id] * 2)
        return found[0] if found else None

    @property
    def ask(self) -> Callable[[str, list[Any]], list[Row]]:
        """Any question to the files: incidents, matters (laid out), removals, laid_out (records), brands."""
        return self.incidents.ask
