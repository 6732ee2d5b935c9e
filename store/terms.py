"""What a source's terms say about keeping its texts: those with a limit in hours are weighed while they are here, and published nowhere."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, select

from store.session import table_of
from store.tables import Source


def lasts(record: FromClause) -> ColumnElement[bool]:
    """Whether the texts of a row of `record` may be kept as long as their source shows them."""
    source = table_of(Source)
    limited: Select[Any] = select(source.c.source_id).where(
        source.c.declaration["text_hours"].as_integer().is_not(None)
    )
    return record.c.source_id.not_in(limited)
