"""A record that is gone is counted once, and dated once, however often and in whatever words its source says so."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine
from sqlmodel import Session

from crawler.pipelines.keep import Intake
from store.records import CrawledRecord
from store.runs import open_run
from store.settings import Settings
from store.tables import Record
from store.vocabulary import RecordKind, RunKind, Visibility

NOW = datetime(2026, 11, 1, tzinfo=UTC)


def seen(hours: int, text: str, visibility: Visibility) -> CrawledRecord:
    """The same record, seen so many hours later."""
    return CrawledRecord(source_id="site", source_key="1", kind=RecordKind.COMPLAINT, brand_label="Acme", text=text, visibility=visibility,
                         gone_how="withdrawn card" if visibility is Visibility.WITHDRAWN else "", posted_at=NOW, retrieved_at=NOW + timedelta(hours=hours))  # fmt: skip


def test_a_tombstone_in_other_words_is_the_same_end(any_engine: Engine, any_settings: Settings) -> None:
    with open_run(any_engine, any_settings, RunKind.CRAWL, "site", "test") as run:
        intake = Intake(any_engine, any_settings, run)
        for hours, text, visibility in (
            (1, "The parcel never came", Visibility.LIVE),
            (5, "withdrawn", Visibility.WITHDRAWN),
            (9, "this entry was withdrawn by its author", Visibility.WITHDRAWN),
        ):
            intake.take(seen(hours, text, visibility))
            intake.flush()
    assert run.counts["gone"] == 1
    with Session(any_engine) as session:
        record = session.get(Record, "site:1")
    assert record is not None
    assert record.gone_at == NOW + timedelta(hours=5)
