"""Removals: what was there and is shown no more. Each is dated by when it was first missed; nobody is accused."""

from collections import Counter
from datetime import datetime
from typing import Annotated, Any

import msgspec
from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Meta

from api.answers import Address, BrandId, ReleaseNote
from api.brands import LimitAsked
from api.choose import fields_of, only
from api.errors import WRONG
from api.incidents import BrandAsked, SectorAsked, Since, Until, days, walked
from api.queries import BASE, Queries
from api.records import CursorAsked, RecordSort, SourceAsked
from store.removals import actor_of


class RemovalLine(msgspec.Struct):
    """One record that vanished: its place and its dates stay, its words do not."""

    record_id: str
    brand_id: str | None
    source_id: str
    kind: str
    url: str
    visibility: Annotated[str, Meta(description="withdrawn_by_author, removed or unknown")]
    posted_at: datetime | None
    first_seen_at: datetime
    last_seen_at: Annotated[datetime, Meta(description="Last seen standing")]
    gone_at: Annotated[datetime, Meta(description="First missed; it vanished between this and `last_seen_at`")]
    gone_how: Annotated[str, Meta(description="How it showed", examples=["status 404"])]
    gone_by: Annotated[
        str, Meta(description="Who took it away, as far as its source says: author, platform, brand, law or unknown")
    ]
    content_hash: str
    incident_id: str | None
    address: Address


class Removals(msgspec.Struct):
    """A page of removals."""

    release: ReleaseNote
    found_count: int
    removals: list[RemovalLine]
    next_cursor: Annotated[str | None, Meta(description="Give it as `cursor` for what follows; null at the end")]


class BrandRemovals(msgspec.Struct):
    """How much vanished of a brand, against what its platforms usually lose at that age."""

    release: ReleaseNote
    brand_id: BrandId
    removed_count: int
    by_actor: Annotated[dict[str, int], Meta(description="By who took it away, as far as the sources say")]
    expected_count: Annotated[float | None, Meta(description="Expected for platform and age; null where unknown")]
    ratio: Annotated[float | None, Meta(description="Removed incidents / expected; 1.0 is usual")]
    low: float | None
    high: float | None
    removals_address: Address
    citation: str


@get("/removals", sync_to_thread=True, summary="What vanished", responses=WRONG)
def list_removals(  # noqa: PLR0913, PLR0917
    queries: NamedDependency[Queries],
    brand_id: BrandAsked = "",
    sector_id: SectorAsked = "",
    source_id: SourceAsked = "",
    since: Since = None,
    until: Until = None,
    sort: RecordSort = "newest",
    cursor: CursorAsked = "",
    limit: LimitAsked = 50,
    fields: Annotated[str, fields_of(RemovalLine)] = "",
) -> Removals:
    """Records that vanished, by the day they were first missed, newest first."""
    chosen = {"brand_id": brand_id, "sector_id": sector_id, "source_id": source_id, **days(since, until)}
    rows, more = walked(queries, "removals", queries.walks.removals, chosen, sort, cursor, limit)
    page = Removals(queries.note, queries.walks.removals.count(chosen), [removal(row) for row in rows], more)
    return only(page, "removals", RemovalLine, fields)


@get("/brands/{brand_id:str}/removals", sync_to_thread=True, summary="What vanished of a brand", responses=WRONG)
def brand_removals(queries: NamedDependency[Queries], brand_id: FromPath[str]) -> BrandRemovals:
    """How much vanished, by whose hand as far as that is said, and against expectation with a 95 % interval."""
    outcomes = queries.brand(brand_id).outcomes
    ways = queries.walks.ask("SELECT visibility, gone_how, count(*) AS n FROM removals WHERE brand_id = ? GROUP BY ALL", [brand_id])  # fmt: skip
    by_actor: Counter[str] = Counter()
    for way in ways:
        by_actor[actor_of(way["visibility"], way["gone_how"]).value] += way["n"]
    return BrandRemovals(
        queries.note,
        brand_id,
        by_actor.total(),
        dict(sorted(by_actor.items())),
        outcomes.removals_expected_count if outcomes else None,
        outcomes.removals_ratio if outcomes else None,
        outcomes.removals_low if outcomes else None,
        outcomes.removals_high if outcomes else None,
        f"{BASE}/removals?brand_id={brand_id}",
        queries.cite(f"/brands/{brand_id}/removals"),
    )


def removal(row: dict[str, Any]) -> RemovalLine:
    """A row as it may be shown."""
    by = actor_of(row["visibility"], row["gone_how"]).value
    return msgspec.convert({**row, "gone_by": by, "address": f"{BASE}/records/{row['record_id']}"}, RemovalLine)
