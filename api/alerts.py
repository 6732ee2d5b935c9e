"""Alerts as they stand now, not as of a release: what a person must look at, and what was found by those who did."""

from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from litestar import get
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from msgspec import Meta
from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from api.brands import LimitAsked
from api.choose import fields_of, only
from api.cursors import FARTHEST, read_cursor, write_cursor
from api.errors import WRONG
from api.records import CursorAsked, SourceAsked
from store.redaction import redact, redact_label
from store.status import utc
from store.tables import Alert

StateAsked = Annotated[Literal["", "open", "closed"], QueryParameter(description="Only those that stand so")]
KindOnly = Annotated[str, QueryParameter(description="Only this kind", max_length=40)]


class AlertNow(msgspec.Struct):
    """One alert. `brand_label` is what its source calls the brand."""

    alert_id: int
    kind: Annotated[str, Meta(examples=["mass_removal"])]
    source_id: str
    brand_label: str
    blocks: Annotated[bool, Meta(description="Whether nothing is published before somebody has looked")]
    message: str
    opened_at: datetime
    closed_at: datetime | None
    closed_because: Annotated[str, Meta(description="What was found by the person who closed it")]
    detail: Annotated[dict[str, Any], Meta(description="The evidence")]


class Alerts(msgspec.Struct):
    """A page of alerts, newest first."""

    found_count: int
    alerts: list[AlertNow]
    next_cursor: Annotated[str | None, Meta(description="Give it as `cursor` for what follows; null at the end")]


@get("/alerts", sync_to_thread=True, summary="Alerts", responses={400: WRONG[400], 404: WRONG[404]})
def list_alerts(
    session: NamedDependency[Session],
    status: StateAsked = "",
    kind: KindOnly = "",
    source_id: SourceAsked = "",
    cursor: CursorAsked = "",
    limit: LimitAsked = 50,
    fields: Annotated[str, fields_of(AlertNow)] = "",
) -> Alerts:
    """Everything a person must look at or has looked at. A walk keeps its place however many are opened meanwhile."""
    chosen = {"status": status, "kind": kind, "source_id": source_id}
    closed = col(Alert.closed_at)
    where: list[ColumnElement[bool]] = [closed.is_(None) if status == "open" else closed.is_not(None)] if status else []
    where += [col(getattr(Alert, name)) == chosen[name] for name in ("kind", "source_id") if chosen[name]]
    before = read_cursor(cursor, "", "alerts", chosen) if cursor else FARTHEST
    query = select(Alert).where(*where, col(Alert.alert_id) < before).order_by(col(Alert.alert_id).desc()).limit(limit + 1)  # fmt: skip
    rows = list(session.exec(query))
    count = session.exec(select(func.count()).select_from(Alert).where(*where)).one()
    more = write_cursor("", "alerts", chosen, rows[limit - 1].alert_id or 0) if len(rows) > limit else None
    return only(Alerts(count, [_line(row) for row in rows[:limit]], more), "alerts", AlertNow, fields)


def _line(row: Alert) -> AlertNow:
    assert row.alert_id is not None
    return AlertNow(
        row.alert_id, row.kind, row.source_id, redact_label(row.brand_label), row.blocks, redact_label(row.message),
        utc(row.opened_at), row.closed_at and utc(row.closed_at), redact(row.closed_because),
        {name: redact_label(value) if isinstance(value, str) else value for name, value in row.detail.items()},
    )  # fmt: skip
