"""Records of a brand, found fast: once per release its records are laid out by brand and time in a DuckDB file of our own.

A release sorts records by id, so twenty records of one brand may lie in twenty row groups. The copy puts them side by side, and a page of
them out of a million is there in milliseconds: a Parquet file of so many row groups takes longer to be opened.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb

from api.kept import keep, quoted
from store.redaction import redact
from store.release import Published

_COLUMNS = """r.record_id, r.source_id, r.kind, r.url, r.title, r.text, r.language, r.issue, r.product, r.posted_at, r.rating, r.rating_worst,
    r.rating_best, r.visibility, r.gone_at, r.gone_how, r.first_seen_at, r.last_seen_at, r.content_hash, r.is_unlisted"""
_LAYOUT = f"""
  WITH named AS (SELECT label, min(brand_id) AS brand_id FROM aliases WHERE judgement = 'positive' GROUP BY label HAVING count(DISTINCT brand_id) = 1),
  counted AS (SELECT record_id, incident_id, because, brand_id, outcome, weight FROM incident_members JOIN incidents USING (incident_id)),
  answered AS (SELECT record_id, count(*) AS replies_count, min(posted_at) FILTER (WHERE speaker = 'brand') AS first_brand_reply_at
               FROM replies GROUP BY record_id),
  placed AS (SELECT r.record_id, coalesce(c.brand_id, n.brand_id) AS brand_id, c.incident_id, c.because, c.outcome, c.weight,
               row_number() OVER (PARTITION BY coalesce(c.brand_id, n.brand_id) ORDER BY coalesce(r.posted_at, r.first_seen_at) DESC, r.record_id) AS position
             FROM records r LEFT JOIN counted c USING (record_id) LEFT JOIN named n ON n.label = r.brand_label)
  SELECT p.brand_id, p.position, {_COLUMNS}, e.weight AS authenticity_weight, e.abstained, coalesce(e.reasons_en, '') AS reasons_en,
         coalesce(e.reasons_tr, '') AS reasons_tr, p.incident_id, coalesce(p.because, '') AS because, coalesce(p.outcome, '') AS outcome, p.weight,
         coalesce(a.replies_count, 0) AS replies_count, a.first_brand_reply_at
  FROM placed p JOIN records r USING (record_id) LEFT JOIN answered a USING (record_id) LEFT JOIN authenticity e USING (record_id)
  ORDER BY p.brand_id NULLS LAST, p.position
"""
_TABLES = ("records", "replies", "aliases", "incidents", "incident_members")
_UNWEIGHED = "authenticity AS (SELECT '' AS record_id, NULL::DOUBLE AS weight, NULL::BOOLEAN AS abstained, '' AS reasons_en, '' AS reasons_tr WHERE false)"
_WORDS = ("title", "text")
redacted = lru_cache(maxsize=20_000)(redact)
"""What was shown lately need not be read for personal data again."""
MARK = "md5_number_lower({})"
"""An id as a number that is the same for ever: a million numbers are searched in a thirtieth of the time of as many ids."""
_PLACES = f"SELECT {MARK.format('record_id')} AS mark, brand_id, position FROM laid_out ORDER BY mark"
MEMORY = "512MB"
"""What DuckDB may hold of a release, and while it lays one out; beyond it what it sorts goes to disk."""
_FILTERS = ("kind", "source_id", "outcome", "visibility")


class Evidence:
    """The records of one release by brand, by id, and with their replies and sightings."""

    def __init__(self, release: Published, cache: Path) -> None:
        is_weighed = "authenticity" in release.manifest["tables"]  # not in releases before method 1.2
        sources = {name: release.path(name) for name in (*_TABLES, *(["authenticity"] if is_weighed else []))}
        layout = _LAYOUT if is_weighed else _LAYOUT.replace("WITH ", f"WITH {_UNWEIGHED}, ", 1)
        if "is_unlisted" not in release.manifest["tables"]["records"]["columns"]:  # releases of before 2026-11-22
            layout = layout.replace("r.is_unlisted", "false AS is_unlisted")
        self.path = lay_out(cache / release.manifest["release_id"] / "records-5.duckdb", {"laid_out": layout, "places": _PLACES}, sources)  # fmt: skip
        self._erased = _erased(release)
        self.lake = duckdb.connect()
        self.lake.execute(f"SET TimeZone = 'UTC'; SET threads = 2; SET memory_limit = '{MEMORY}'")
        for name in ("records", "replies", "sightings"):
            view(self.lake, name, release.path(name))
        attach(self.lake, self.path)
        # releases before 0.2 did not say it
        self._how = "how" if "how" in release.manifest["tables"]["sightings"]["columns"] else "''"
        counts = self._rows(
            "SELECT brand_id, count(*) AS n FROM laid_out WHERE brand_id IS NOT NULL GROUP BY brand_id", []
        )
        self._counts: dict[str, int] = {row["brand_id"]: row["n"] for row in counts}
        self.by_source: dict[str, int] = {
            row["source_id"]: row["n"]
            for row in self._rows("SELECT source_id, count(*) AS n FROM records GROUP BY 1", [])
        }

    def count(self, brand_id: str) -> int:
        """How many records lead to a brand."""
        return self._counts.get(brand_id, 0)

    def of_brand(self, brand_id: str, *, after: int = 0, limit: int = 50, **filters: str) -> list[dict[str, Any]]:
        """Records of a brand behind `after`, newest first, or oldest with sort="oldest" (`after` then counts from the end).

        Other `filters`: kind, source_id, outcome, visibility ("" = any).
        """
        chosen = {name: filters[name] for name in _FILTERS if filters.get(name)}
        where = "".join(f" AND {name} = ?" for name in chosen)
        # positions have no gaps: without a filter both ends are known, and most of the file is skipped
        is_oldest, count = filters.get("sort") == "oldest", self.count(brand_id)
        first, last = (0, count - after) if is_oldest else (after, count)
        if not chosen:
            first, last = (max(0, last - limit), last) if is_oldest else (first, min(last, first + limit))
        order = "DESC" if is_oldest else "ASC"
        # the narrow columns first: the words of what does not pass are never read
        at = self._rows(
            f"SELECT position FROM laid_out WHERE brand_id = ? AND position > ? AND position <= ?{where} ORDER BY position {order} LIMIT ?",
            [brand_id, first, last, *chosen.values(), limit],
        )
        found = [row["position"] for row in at]
        return self._at(brand_id, found, order) if found else []

    def count_filtered(self, brand_id: str, **filters: str) -> int:
        """How many records of a brand pass the filters."""
        chosen = {name: filters[name] for name in _FILTERS if filters.get(name)}
        if not chosen:
            return self.count(brand_id)
        where = "".join(f" AND {name} = ?" for name in chosen)
        return int(
            self._rows(f"SELECT count(*) AS n FROM laid_out WHERE brand_id = ?{where}", [brand_id, *chosen.values()])[
                0
            ]["n"]
        )

    def record(self, record_id: str) -> dict[str, Any] | None:
        """One record, or None."""
        return self.records([record_id]).get(record_id)

    def records(self, record_ids: Iterable[str]) -> dict[str, dict[str, Any]]:
        """Records by id; who is not there is left out."""
        wanted = sorted(set(record_ids))
        marks = ", ".join([MARK.format("?")] * len(wanted))
        at = self._rows(f"SELECT brand_id, position FROM places WHERE mark IN ({marks})", wanted) if wanted else []
        whose: dict[str | None, list[int]] = {}
        for row in at:
            whose.setdefault(row["brand_id"], []).append(row["position"])
        return {row["record_id"]: row for brand_id, some in whose.items() for row in self._at(brand_id, some)}

    def _at(self, brand_id: str | None, positions: list[int], order: str = "ASC") -> list[dict[str, Any]]:
        """Records by their places: between the first and the last most of the file is skipped."""
        marks = ", ".join(map(str, positions))
        return self._worded(
            f"SELECT * FROM laid_out WHERE brand_id IS NOT DISTINCT FROM ? AND position BETWEEN ? AND ? AND position IN ({marks}) ORDER BY position {order}",
            [brand_id, min(positions), max(positions)],
        )

    def replies(self, record_id: str) -> list[dict[str, Any]]:
        """Answers under a record in page order."""
        return self._worded(
            "SELECT position, speaker, text, posted_at FROM replies WHERE record_id = ? ORDER BY position", [record_id]
        )

    def sightings(self, record_id: str) -> list[dict[str, Any]]:
        """Spans in which a record looked the same, oldest first."""
        return self._rows(
            f"SELECT content_hash, visibility, first_seen_at, last_seen_at, {self._how} AS how FROM sightings WHERE record_id = ? ORDER BY first_seen_at",
            [record_id],
        )

    def close(self) -> None:
        """Let go of the files."""
        self.lake.close()

    def _worded(self, query: str, values: list[Any]) -> list[dict[str, Any]]:
        """Rows with words of people, redacted once more: a release may be older than the redaction of today."""
        rows = self._rows(query, values)
        for row in rows:
            row |= {name: redacted(row[name]) for name in _WORDS if row.get(name)}
            if row.get("record_id") in self._erased:
                row["erased_at"] = self._erased[row["record_id"]]
        return rows

    def _rows(self, query: str, values: list[Any]) -> list[dict[str, Any]]:
        with self.lake.cursor() as lake:
            lake.execute("SET TimeZone = 'UTC'")
            rows: list[dict[str, Any]] = lake.sql(query, params=values).to_arrow_table().to_pylist()
        return rows


def _erased(release: Published) -> dict[str, datetime]:
    """When records were erased, by id: before this release, and since."""
    has_table = "erasures" in release.manifest["tables"]
    before = {row["record_id"]: row["erased_at"] for row in release.table("erasures").to_pylist()} if has_table else {}
    return before | {name: datetime.fromisoformat(at) for name, at in release.manifest.get("erased", {}).items()}


def view(lake: duckdb.DuckDBPyConnection, name: str, path: str) -> None:
    """A Parquet file under a name."""
    lake.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet({quoted(path)})")


def attach(lake: duckdb.DuckDBPyConnection, path: str) -> None:
    """The tables of a laid-out file under their own names; it is only read, by as many processes as like."""
    whose = Path(path).stem.replace("-", "_")
    lake.execute(f"ATTACH {quoted(path)} AS {whose} (READ_ONLY)")
    for (name,) in lake.execute("SELECT table_name FROM duckdb_tables() WHERE database_name = ?", [whose]).fetchall():
        lake.execute(f"CREATE VIEW {name} AS SELECT * FROM {whose}.{name}")


def lay_out(target: Path, tables: Mapping[str, str], sources: Mapping[str, str]) -> str:
    """Write the rows of queries over files, and over tables before them, to a DuckDB file unless it stands already."""

    def write(draft: Path) -> None:
        draft.unlink(missing_ok=True)
        config: dict[str, Any] = {"memory_limit": MEMORY, "threads": 2, "temp_directory": str(draft.parent / "spill")}
        with duckdb.connect(config=config) as lake:
            lake.execute(f"SET TimeZone = 'UTC'; ATTACH {quoted(draft)} AS draft")
            for name, path in sources.items():
                view(lake, name, path) if path.endswith(".parquet") else attach(lake, path)
            for name, query in tables.items():
                lake.execute(f"CREATE TABLE draft.{name} AS {query}")
                lake.execute(f"CREATE VIEW {name} AS SELECT * FROM draft.{name}")

    return str(keep(target, write))
