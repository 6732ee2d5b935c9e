"""What two releases say of a brand, side by side: read from their files, so that anybody can do it again."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from store.release import Published, open_release


@dataclass(frozen=True)
class Moved:
    """One dimension of a brand in two releases; None where a release shows no score. `is_beyond`: outside the former interval."""

    sector_id: str
    period: str
    dimension: str
    before: float | None
    before_low: float | None
    before_high: float | None
    after: float | None
    is_beyond: bool


def published_at(releases: Path) -> Iterator[tuple[datetime, str]]:
    """(moment, release_id) of every whole release, the oldest first."""
    for path in sorted(releases.glob("[!.]*/release.json")):
        manifest = json.loads(path.read_text(encoding="utf-8"))
        yield datetime.fromisoformat(manifest["published_at"]), manifest["release_id"]


def around(releases: Path, moment: datetime) -> tuple[str, str]:
    """Ids of the last release before a moment and the first one after it; "" where there is none."""
    known = list(published_at(releases))
    before = [name for at, name in known if at <= moment]
    after = [name for at, name in known if at > moment]
    return (before[-1] if before else ""), (after[0] if after else "")


def moved(releases: Path, before: str, after: str, brand_id: str) -> list[Moved]:
    """A brand's latest period in the later release against the same in the earlier one, by dimension; [] where one is missing."""
    if not before or not after:
        return []
    old = {_place(row): row for row in rows_of(open_release(releases, before), "scores", brand_id=brand_id)}
    new = rows_of(open_release(releases, after), "scores", brand_id=brand_id)
    latest = max((row["period"] for row in new), default="")
    return [_moved(old.get(_place(row), {}), row) for row in new if row["period"] == latest]


def rows_of(release: Published, table: str, **equal: str) -> list[dict[str, Any]]:
    """Rows of a table whose columns are equal to what is given, in the table's order."""
    found: pa.Table = pq.read_table(release.path(table), filters=[(name, "=", value) for name, value in equal.items()])
    return [dict(row) for row in found.to_pylist()]


def _place(row: dict[str, Any]) -> tuple[str, str, str]:
    return row["sector_id"], row["period"], row["dimension"]


def _moved(old: dict[str, Any], new: dict[str, Any]) -> Moved:
    was, is_now = (row.get("score") if row.get("band") in {"full", "provisional"} else None for row in (old, new))
    low, high = (old.get("low"), old.get("high")) if was is not None else (None, None)
    beyond = low is not None and high is not None and is_now is not None and not low <= is_now <= high
    return Moved(*_place(new), was, low, high, is_now, beyond)
