"""The complaints of one release, opened: lists, single complaints, counts, suggestions, exports."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
from msgspec import UNSET

from api.compat.ccdb import counts, export
from api.compat.ccdb.asked import MOST_HITS, Search, Suggest, Trends, wrong
from api.compat.ccdb.choice import Choice
from api.compat.ccdb.columns import EVERY, Array, Columns
from api.compat.ccdb.hits import hit_of
from api.compat.ccdb.layout import FOLDED, lay_out, stream_of
from api.compat.ccdb.order import Order
from api.compat.ccdb.shapes import NOTICE_EN, NOTICE_TR, About, Document, Found, Hits, Total
from api.compat.ccdb.stream import Stream
from api.compat.ccdb.words import Match, match, relevance
from api.errors import NotInRelease
from api.kept import keep
from api.moments import moment_of
from store.release import Published
from store.vocabulary import RunState

STALE = timedelta(days=6)
PAGES_AHEAD = 100
FEW = 50
"""Up to so many complaints are looked up one by one, which reads a few pages of the file for each; of more, all pages are read."""
BATCH = 5_000
"""Complaints of an export read at once."""
_WELL = {RunState.OK, RunState.RUNNING}


class Complaints:
    """One release as the bureau's API shows it."""

    def __init__(self, release: Published, cache: Path) -> None:
        self._release = release
        path = keep(cache / release.manifest["release_id"] / "ccdb-2.duckdb", partial(lay_out, release))
        self._lake = duckdb.connect(str(path), read_only=True, config={"threads": 2, "memory_limit": "1GB"})

        self.columns = Columns(self.table)
        self._stream = Stream(stream_of(path), self.columns.count)

    def close(self) -> None:
        """Let go of the file."""
        self._lake.close()

    def table(self, query: str, values: list[Any] | None = None) -> pa.Table:
        """What a prepared query finds."""
        with self._lake.cursor() as lake:
            found: pa.Table = lake.sql(query, params=values or []).to_arrow_table()
        return found

    def rows(self, query: str, values: list[Any]) -> list[dict[str, Any]]:
        """Rows of a prepared query."""
        found: list[dict[str, Any]] = self.table(query, values).to_pylist()
        return found

    def search(self, asked: Search) -> Found:
        """A page of complaints, and how many there are of each value."""
        match = self._match(asked)
        choice = Choice(self.columns, asked, match.mask)
        rows = choice.rows()
        count, size = self.columns.size(rows), 25 if asked.size is UNSET else asked.size
        if min(size, count) > MOST_HITS:
            raise wrong("size", f"at most {MOST_HITS} complaints at once; format=csv and format=json have no limit")
        is_ranked = match.words and asked.sort.startswith("relevance")
        order = Order(self.columns, asked, relevance(self.table, self.columns.count, match) if is_ranked else None)
        shown = self._shown(asked, order, rows, size)
        found = [hit_of(row, order, match if asked.no_highlight == "false" else None) for row in self._whole(shown)]
        points = self._break_points(asked, order, rows, size) if found else {}
        aggregations = UNSET if asked.no_aggs == "true" else counts.aggregations(self.columns, asked, choice)
        return Found(Hits(Total(count), found), self._meta(break_points=points), aggregations)

    def document(self, complaint_id: str) -> Document:
        """One complaint. Raises NotInRelease."""
        found = self.rows("SELECT * FROM complaints WHERE complaint_id = ? LIMIT 1", [complaint_id])
        if not found:
            raise NotInRelease("Not found.")
        return Document(Hits(Total(1), [hit_of(found[0], None, None)], 1.0))

    def trends(self, asked: Trends) -> Found:
        """Complaints over time."""
        focus = self.columns.of[asked.lens].mask([asked.focus]) if asked.focus and asked.lens != "overview" else None
        choice = Choice(self.columns, asked, self._match(asked).mask, focus)
        unfocused = Choice(self.columns, asked, self._match(asked).mask) if focus is not None else choice
        return self._counted(unfocused, counts.trends(self.columns, asked, choice))

    def states(self, asked: Search) -> Found:
        """Complaints by state."""
        choice = Choice(self.columns, asked, self._match(asked).mask)
        return self._counted(choice, counts.states(self.columns, choice))

    def suggest(self, asked: Suggest, column: str) -> list[str]:
        """The commonest values of a column that hold the letters typed (a ZIP code: that begin with them)."""
        if not asked.text:
            return []
        (codes,), found = self.columns.tally(Choice(self.columns, asked, self._match(asked).mask).rows(without=column), column)  # fmt: skip
        values = [None, *self.columns.of[column].values]
        how = "starts_with" if column == "zip_code" else "contains"
        like = self.rows(
            f"""SELECT value FROM (SELECT unnest(?::VARCHAR[]) AS value, unnest(?::BIGINT[]) AS n)
                WHERE {how}({FOLDED.format("value")}, {FOLDED.format("?")}) ORDER BY n DESC, value LIMIT 10""",
            [[values[code] for code in codes.tolist()], found.tolist(), asked.text],
        )
        return [row["value"] for row in like]

    def words(self, text: str, size: int) -> list[str]:
        """The commonest words that begin with the letters typed."""
        if not text:
            return []
        found = self.rows(f"SELECT word FROM vocabulary WHERE starts_with(word, {FOLDED.format('?')}) ORDER BY n DESC, word LIMIT ?", [text, size])  # fmt: skip
        return [row["word"] for row in found]

    def export(self, asked: Search) -> Iterator[bytes]:
        """Every complaint asked for, newest first, in pieces: as CSV under the bureau's headings, or as JSON hits."""
        rows = Choice(self.columns, asked, self._match(asked).mask).rows()
        rows = np.arange(self.columns.count) if rows is EVERY else rows
        whole = rows if asked.size is UNSET else rows[: asked.size]
        batches = (self._whole(whole[at : at + BATCH]) for at in range(0, len(whole), BATCH))
        return (export.as_csv if asked.format == "csv" else export.as_json)(batches)

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
            newest is not None and newest < (moment_of(manifest.get("as_of", "")) or published) - STALE,
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
        return match(self.table, self._stream, self.columns.count, asked.search_term, asked.field)

    def _counted(self, choice: Choice, aggregations: dict[str, Any]) -> Found:
        days = self.columns.day[choice.rows()]
        low, high = (
            f"{date(1970, 1, 1) + timedelta(int(days[n]))}T12:00:00-05:00" if len(days) else None for n in (-1, 0)
        )
        return Found(Hits(Total(len(days)), []), self._meta(date_min=low, date_max=high), aggregations)

    def _shown(self, asked: Search, order: Order, rows: Array, size: int) -> Array:
        """The rows of one page, in order."""
        after = order.after(asked.search_after, self._ranks)
        skip = 0 if asked.search_after else asked.frm
        return order.first(rows, skip + size, after)[skip:]

    def _ranks(self, complaint_id: str) -> tuple[int, int]:
        found = self.table("SELECT count(*) FILTER (complaint_id < ?), count(*) FILTER (complaint_id <= ?) FROM complaints", [complaint_id] * 2)  # fmt: skip
        return found.column(0)[0].as_py(), found.column(1)[0].as_py()

    def _whole(self, shown: Array) -> list[dict[str, Any]]:
        """Rows with all that is known of them, in this order."""
        if not len(shown):
            return []
        at = (shown + 1).tolist()
        each = " UNION ALL ".join(f"SELECT * FROM complaints WHERE position = {position}" for position in at)
        query = each if len(at) <= FEW else f"SELECT * FROM complaints WHERE position IN ({', '.join(map(str, at))})"
        found = {row["position"]: row for row in self.rows(query, [])}
        return [found[position] for position in at]

    def _break_points(self, asked: Search, order: Order, rows: Array, size: int) -> dict[str, list[float | str]]:
        """Behind which complaint each page after the first begins: every page up to a hundred beyond this one."""
        most = min(asked.frm + PAGES_AHEAD * size, self.columns.size(rows) - 1)
        ends = order.first(rows, most)[size - 1 :: size]
        if not len(ends):
            return {}
        among = ", ".join(map(str, (ends + 1).tolist()))
        named = {row["position"]: row["complaint_id"] for row in self.rows(f"SELECT position, complaint_id FROM complaints WHERE position IN ({among})", [])}  # fmt: skip
        return {str(n): [order.value(row), named[row + 1]] for n, row in enumerate(ends.tolist(), 2)}

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
