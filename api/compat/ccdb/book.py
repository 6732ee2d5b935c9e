"""The complaints of one release, opened: lists, single complaints, counts, suggestions, exports."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from msgspec import UNSET

from api.compat.ccdb import counts, export
from api.compat.ccdb.asked import MOST_HITS, Condition, Search, Suggest, Trends, both, conditions, wrong
from api.compat.ccdb.hits import Order, hit_of, order_of
from api.compat.ccdb.layout import FOLDED, lay_out
from api.compat.ccdb.shapes import NOTICE_EN, NOTICE_TR, About, Document, Found, Hits, Total
from api.compat.ccdb.words import Match, match
from api.errors import NotInRelease
from api.kept import keep
from store.release import Published
from store.vocabulary import RunState

STALE = timedelta(days=6)
PAGES_AHEAD = 100
_WELL = {RunState.OK, RunState.RUNNING}


class Complaints:
    """One release as the bureau's API shows it."""

    def __init__(self, release: Published, cache: Path) -> None:
        self._release = release
        path = keep(cache / release.manifest["release_id"] / "ccdb-1.duckdb", partial(lay_out, release))
        self._lake = duckdb.connect(str(path), read_only=True, config={"threads": 2, "memory_limit": "1GB"})

    def close(self) -> None:
        """Let go of the file."""
        self._lake.close()

    def rows(self, query: str, values: list[Any]) -> list[dict[str, Any]]:
        """Rows of a prepared query."""
        with self._lake.cursor() as lake:
            found: list[dict[str, Any]] = lake.sql(query, params=values).to_arrow_table().to_pylist()
        return found

    def search(self, asked: Search) -> Found:
        """A page of complaints, and how many there are of each value."""
        match = self._match(asked)
        where = conditions(asked, match.condition)
        count = counts.total(self.rows, where)
        order = order_of(asked, match, count, self.about.total_record_count)
        size = 25 if asked.size is UNSET else asked.size
        if min(size, count) > MOST_HITS:
            raise wrong("size", f"at most {MOST_HITS} complaints at once; format=csv and format=json have no limit")
        hits = self._hits(asked, order, where, size)
        found = [hit_of(row, order, match if asked.no_highlight == "false" else None) for row in hits]
        points = self._break_points(asked, order, where, size, count) if found else {}
        return Found(
            Hits(Total(count), found),
            self._meta(break_points=points),
            UNSET if asked.no_aggs == "true" else counts.aggregations(self.rows, asked, match.condition),
        )

    def document(self, complaint_id: str) -> Document:
        """One complaint. Raises NotInRelease."""
        found = self.rows("SELECT * FROM complaints WHERE complaint_id = ? LIMIT 1", [complaint_id])
        if not found:
            raise NotInRelease("Not found.")
        return Document(Hits(Total(1), [hit_of(found[0], None, None)], 1.0))

    def trends(self, asked: Trends) -> Found:
        """Complaints over time."""
        return self._counted(asked, counts.trends(self.rows, asked, self._match(asked).condition))

    def states(self, asked: Search) -> Found:
        """Complaints by state."""
        return self._counted(asked, counts.states(self.rows, asked, self._match(asked).condition))

    def suggest(self, asked: Suggest, column: str) -> list[str]:
        """The commonest values of a column that hold the letters typed (a ZIP code: that begin with them)."""
        if not asked.text:
            return []
        how = "starts_with" if column == "zip_code" else "contains"
        typed: Condition = (f"{how}({FOLDED.format(column)}, {FOLDED.format('?')})", [asked.text])
        where = both([conditions(asked, self._match(asked).condition, without=column), typed])
        found = self.rows(f"SELECT {column} AS value, count(*) AS n FROM complaints WHERE {where[0]} GROUP BY 1 ORDER BY n DESC, 1 LIMIT 10", where[1])  # fmt: skip
        return [row["value"] for row in found]

    def words(self, text: str, size: int) -> list[str]:
        """The commonest words that begin with the letters typed."""
        if not text:
            return []
        found = self.rows(f"SELECT word FROM vocabulary WHERE starts_with(word, {FOLDED.format('?')}) ORDER BY n DESC, word LIMIT ?", [text, size])  # fmt: skip
        return [row["word"] for row in found]

    def export(self, asked: Search) -> Iterator[bytes]:
        """Every complaint asked for, newest first, in pieces: as CSV under the bureau's headings, or as JSON hits."""
        where = conditions(asked, self._match(asked).condition)
        limit = "" if asked.size is UNSET else f" LIMIT {asked.size}"
        lake = self._lake.cursor()
        query = f"SELECT * FROM complaints WHERE {where[0]} ORDER BY position{limit}"
        reader: pa.RecordBatchReader = lake.sql(query, params=where[1]).to_arrow_reader(5000)
        return (export.as_csv if asked.format == "csv" else export.as_json)(reader)

    @cached_property
    def about(self) -> About:
        """What holds for every answer."""
        row = self.rows("SELECT count(*) AS n, max(received_at) AS newest FROM complaints", [])[0]
        manifest = self._release.manifest
        published = datetime.fromisoformat(manifest["published_at"])
        newest = row["newest"].replace(tzinfo=UTC) if row["newest"] else None
        return About(
            self._licence(),
            _stamp(newest or published),
            _stamp(published),
            row["n"],
            newest is not None and newest < (_moment(manifest.get("as_of", "")) or published) - STALE,
            self._has_issue(),
            False,
            NOTICE_EN,
            NOTICE_TR,
            manifest["release_id"],
        )

    def _meta(self, **more: Any) -> About:
        held = {name: getattr(self.about, name) for name in About.__struct_fields__}
        return About(**held | more)

    def _match(self, asked: Search) -> Match:
        return match(self.rows, asked.search_term, asked.field)

    def _counted(self, asked: Search, aggregations: dict[str, Any]) -> Found:
        where = conditions(asked, self._match(asked).condition)
        span = self.rows(f"SELECT count(*) AS n, min(received_on) AS low, max(received_on) AS high FROM complaints WHERE {where[0]}", where[1])[0]  # fmt: skip
        low, high = (f"{day}T12:00:00-05:00" if day else None for day in (span["low"], span["high"]))
        return Found(Hits(Total(span["n"]), []), self._meta(date_min=low, date_max=high), aggregations)

    def _hits(self, asked: Search, order: Order, where: Condition, size: int) -> list[dict[str, Any]]:
        if not size:
            return []
        after = order.after(asked.search_after)
        held = both([where, after])
        skip = 0 if after[0] else asked.frm
        page = f"SELECT position, {order.value} AS score FROM {order.source} WHERE {held[0]} ORDER BY {order.by} LIMIT ? OFFSET ?"  # fmt: skip
        return self.rows(
            f"SELECT * FROM complaints JOIN ({page}) AS page USING (position) ORDER BY {order.by_outer}",
            [*order.values, *held[1], size, skip],
        )

    def _break_points(
        self, asked: Search, order: Order, where: Condition, size: int, count: int
    ) -> dict[str, list[float | str]]:
        """Behind which complaint each page after the first begins: every page up to a hundred beyond this one."""
        most = min(asked.frm + PAGES_AHEAD * size, count - 1)
        found = self.rows(
            f"""SELECT value, complaint_id, n FROM (
              SELECT {order.value} AS value, complaint_id, row_number() OVER (ORDER BY {order.by}) AS n
              FROM {order.source} WHERE {where[0]} ORDER BY {order.by} LIMIT {most}) WHERE n % {size} = 0 ORDER BY n""",
            [*order.values, *where[1]],
        )
        return {str(row["n"] // size + 1): [row["value"], row["complaint_id"]] for row in found}

    def _licence(self) -> str:
        held = {row["source_id"] for row in self.rows("SELECT DISTINCT split_part(record_id, ':', 1) AS source_id FROM complaints", [])}  # fmt: skip
        rows = [row for row in self._release.table("sources").to_pylist() if row["source_id"] in held]
        licences = sorted({row["licence"] for row in rows})
        return licences[0] if len(licences) == 1 else "; ".join(sorted(f"{row['source_id']}: {row['licence']}" for row in rows))  # fmt: skip

    def _has_issue(self) -> bool:
        runs = self._release.table("runs").to_pylist()
        last = {run["source_id"]: run["state"] for run in sorted(runs, key=lambda run: run["started_at"])}
        held = self.rows("SELECT DISTINCT split_part(record_id, ':', 1) AS source_id FROM complaints", [])
        return any(last.get(row["source_id"], RunState.OK) not in _WELL for row in held)


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
