"""Private channels (mailboxes, help desks) are kept for the operator's own audit: what came by them is neither weighed nor published."""

from sqlalchemy import ColumnElement, Select, Table, select

from store.session import table_of
from store.tables import Record, Source


def public(table: Table) -> ColumnElement[bool]:
    """Whether a row of `record`, or of a table that points at one, came by a public source."""
    record, source = table_of(Record), table_of(Source)
    private: Select[tuple[str]] = select(source.c.source_id).where(source.c.is_private)
    if table is record:
        return record.c.source_id.not_in(private)
    return table.c.record_id.not_in(select(record.c.record_id).where(record.c.source_id.in_(private)))
