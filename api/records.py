"""Records: the evidence behind a brand's numbers."""

from typing import Annotated, Literal

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from api.answers import RecordAnswer, RecordLine, RecordsPage
from api.brands import LimitAsked
from api.choose import fields_of, only
from api.errors import WRONG
from api.queries import Queries

CursorAsked = Annotated[
    str,
    QueryParameter(description="`next_cursor` of the page before; it stays with that page's release", max_length=600),
]
KindAsked = Annotated[
    Literal["", "complaint", "review", "thanks", "question", "mention"], QueryParameter(description="Only this kind")
]
OutcomeAsked = Annotated[
    Literal["", "open", "claimed_by_brand", "confirmed_by_customer", "denied_by_customer", "withdrawn", "removed"],
    QueryParameter(description="Only matters that stand so"),
]
VisibilityAsked = Annotated[
    Literal["", "live", "withdrawn_by_author", "removed", "unknown"],
    QueryParameter(description="Only records that stand so"),
]
RecordSort = Annotated[Literal["newest", "oldest"], QueryParameter(description="newest or oldest in front")]
SourceAsked = Annotated[str, QueryParameter(description="Only this source", max_length=100)]


@get("/brands/{brand_id:str}/records", sync_to_thread=True, summary="Records of a brand", responses=WRONG)
def list_records(  # noqa: PLR0913, PLR0917
    queries: NamedDependency[Queries],
    brand_id: FromPath[str],
    cursor: CursorAsked = "",
    limit: LimitAsked = 50,
    kind: KindAsked = "",
    outcome: OutcomeAsked = "",
    source_id: SourceAsked = "",
    visibility: VisibilityAsked = "",
    sort: RecordSort = "newest",
    fields: Annotated[str, fields_of(RecordLine)] = "",
) -> RecordsPage:
    """Records that lead to this brand, newest first. A walk begun in one release ends in it, whatever is published meanwhile."""
    filters = {"kind": kind, "outcome": outcome, "source_id": source_id, "visibility": visibility, "sort": sort}
    return only(queries.records(brand_id, cursor=cursor, limit=limit, **filters), "records", RecordLine, fields)


@get("/records/{record_id:path}", sync_to_thread=True, summary="One record", responses=WRONG)
def read_record(queries: NamedDependency[Queries], record_id: FromPath[str]) -> RecordAnswer:
    """A record with its replies and the spans in which it looked the same."""
    return queries.record(record_id.removeprefix("/"))
