"""One record, one label: what the searches for two brands both find stays with the brand it was first found for."""

from collections.abc import Iterable

from sqlalchemy import Engine, select

from store.records import CrawledRecord
from store.runs import OpenRun
from store.session import batches, table_of
from store.tables import Record
from store.vocabulary import Level

_RECORD = table_of(Record)


def stored_labels(engine: Engine, record_ids: Iterable[str]) -> dict[str, str]:
    """The labels of those of the records that are stored, by their ids."""
    wanted = select(_RECORD.c.record_id, _RECORD.c.brand_label)
    with engine.connect() as connection:
        return {row.record_id: row.brand_label for ids in batches(record_ids, 500)
                for row in connection.execute(wanted.where(_RECORD.c.record_id.in_(ids)))}  # fmt: skip


def under_first(record: CrawledRecord, first: str | None, run: OpenRun) -> CrawledRecord:
    """The record under the label it has already, if any; that it was found for another as well is noted."""
    if not first or first == record.brand_label:
        return record
    said = f"found for {first} and for {record.brand_label}: a record keeps the label it was first found for"
    run.notices.add("two_labels", said, level=Level.INFO, place=record.url)
    return record.model_copy(update={"brand_label": first})
