"""Incidents: different matters, each with the records that tell of it."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

import msgspec
from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from msgspec import Meta

from api.answers import Address, BrandId, RecordLine, ReleaseNote, SectorId
from api.brands import LimitAsked
from api.choose import fields_of, only
from api.cursors import read_cursor, write_cursor
from api.errors import WRONG, NotInRelease
from api.queries import BASE, Queries, record_line
from api.records import CursorAsked, OutcomeAsked, RecordSort
from api.walks import Walk

BrandAsked = Annotated[str, QueryParameter(description="Only this brand", max_length=200)]
SectorAsked = Annotated[str, QueryParameter(description="Only this sector", max_length=200)]
Since = Annotated[date | None, QueryParameter(description="From this day on", schema_extra={"example": "2026-01-01"})]
Until = Annotated[
    date | None, QueryParameter(description="Up to this day, included", schema_extra={"example": "2026-12-31"})
]
Sort = Literal["newest", "oldest"]


class IncidentLine(msgspec.Struct):
    """One matter of one customer, however often it was posted."""

    incident_id: str
    brand_id: BrandId
    sector_id: SectorId
    opened_at: datetime
    records_count: Annotated[int, Meta(description="Records that tell of it")]
    weight: Annotated[float, Meta(description="0-1: how far it counts in a score, by evidence and age")]
    outcome: Annotated[str, Meta(description="Where it stands")]
    first_response_hours: Annotated[float | None, Meta(description="To the first substantive public answer; null = none yet")]  # fmt: skip
    confirmed_hours: Annotated[float | None, Meta(description="To the solution the customer confirmed; null = none yet")]  # fmt: skip
    follow_up_hours: Annotated[float, Meta(description="How long it was watched")]
    address: Address


class Incidents(msgspec.Struct):
    """A page of incidents."""

    release: ReleaseNote
    found_count: int
    incidents: list[IncidentLine]
    next_cursor: Annotated[str | None, Meta(description="Give it as `cursor` for what follows; null at the end")]


class IncidentAnswer(msgspec.Struct):
    """One incident and its records."""

    release: ReleaseNote
    incident: IncidentLine
    records: list[RecordLine]


@get("/incidents", sync_to_thread=True, summary="Incidents", responses=WRONG)
def list_incidents(  # noqa: PLR0913, PLR0917
    queries: NamedDependency[Queries],
    brand_id: BrandAsked = "",
    sector_id: SectorAsked = "",
    outcome: OutcomeAsked = "",
    since: Since = None,
    until: Until = None,
    sort: RecordSort = "newest",
    cursor: CursorAsked = "",
    limit: LimitAsked = 50,
    fields: Annotated[str, fields_of(IncidentLine)] = "",
) -> Incidents:
    """Matters by brand, sector, outcome and the day they were opened, newest first. A walk begun in one release ends in it."""
    chosen = {"brand_id": brand_id, "sector_id": sector_id, "outcome": outcome, **days(since, until)}
    rows, more = walked(queries, "incidents", queries.walks.incidents, chosen, sort, cursor, limit)
    page = Incidents(queries.note, queries.walks.incidents.count(chosen), [_line(row) for row in rows], more)
    return only(page, "incidents", IncidentLine, fields)


@get("/incidents/{incident_id:path}", sync_to_thread=True, summary="One incident", responses=WRONG)
def read_incident(queries: NamedDependency[Queries], incident_id: FromPath[str]) -> IncidentAnswer:
    """A matter with every record that tells of it."""
    name = incident_id.removeprefix("/")
    found = queries.walks.incident(name)
    if found is None:
        raise NotInRelease(f"there is no incident {name!r} in release {queries.release_id}")
    members = queries.walks.ask("SELECT record_id FROM incident_members WHERE incident_id = ? ORDER BY record_id", [name])  # fmt: skip
    records = queries.evidence.records(row["record_id"] for row in members)
    return IncidentAnswer(queries.note, _line(found), [record_line(records[one]) for one in sorted(records)])


def _line(row: dict[str, Any]) -> IncidentLine:
    return msgspec.convert({**row, "address": f"{BASE}/incidents/{row['incident_id']}"}, IncidentLine)


def days(since: date | None, until: date | None) -> dict[str, str]:
    """The days asked for as values of a walk."""
    return {"since": since.isoformat() if since else "", "until": until.isoformat() if until else ""}


def walked(
    queries: Queries, name: str, walk: Walk, chosen: dict[str, str], sort: Sort, cursor: str, limit: int
) -> tuple[list[dict[str, Any]], str | None]:
    """A page of a walk and the cursor behind it."""
    filters, is_oldest = chosen | {"sort": sort}, sort == "oldest"
    after = read_cursor(cursor, queries.release_id, name, filters) if cursor else 0
    rows = walk.page(chosen, after=after, limit=limit + 1, is_oldest=is_oldest)
    if len(rows) <= limit:
        return rows, None
    return rows[:limit], write_cursor(queries.release_id, name, filters, walk.place(rows[limit - 1], is_oldest=is_oldest))  # fmt: skip
