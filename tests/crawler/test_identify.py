"""What is written of a record: keyed hashes of what was said, redacted words; a better redaction is not an edit by the source."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, update
from sqlmodel import Session, select

from crawler.pipelines import identify as module
from crawler.pipelines.identify import identify
from crawler.pipelines.keep import Intake
from store.records import CrawledRecord
from store.redaction import VERSION
from store.runs import open_run
from store.session import table_of
from store.settings import Settings
from store.tables import Record, Sighting
from store.vocabulary import RecordKind, RunKind

SECRET = b"0" * 32


def record(day: int = 1, **values: Any) -> CrawledRecord:
    given = {"text": "Beni 0532 000 12 34 numarasından arayın, adım Ayşe Demir", "brand_label": "Kaplan Kargo"} | values
    return CrawledRecord(
        source_id="shop", source_key="1", kind=RecordKind.COMPLAINT, retrieved_at=datetime(2026, 11, day, tzinfo=UTC), **given
    )  # fmt: skip


def walk(engine: Engine, settings: Settings, record: CrawledRecord) -> dict[str, int]:
    with open_run(engine, settings, RunKind.CRAWL, "shop", "test") as run:
        intake = Intake(engine, settings, run)
        intake.take(record)
        intake.flush()
    return run.counts


def stored(engine: Engine, model: Any) -> list[Any]:
    with Session(engine) as session:
        return list(session.exec(select(model)))


def test_the_hash_is_of_what_was_said_and_nobody_can_try_it_out() -> None:
    row, _ = identify(record(), SECRET)
    assert row["text"] == "Beni [PHONE] numarasından arayın, adım [NAME]"
    assert row["redaction_version"] == VERSION
    other, _ = identify(record(text="Beni 0532 000 12 35 numarasından arayın, adım Ayşe Demir"), SECRET)
    assert other["text"] == row["text"]
    assert other["content_hash"] != row["content_hash"]
    assert identify(record(), b"1" * 32)[0]["content_hash"] != row["content_hash"]


def test_another_redaction_is_not_an_edit(engine: Engine, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    walk(engine, settings, record())
    monkeypatch.setattr(module, "VERSION", "next")
    monkeypatch.setattr(module, "redact", lambda text: "all gone" if text else "")
    assert walk(engine, settings, record(2))["unchanged"] == 1
    (row,), (sighting,) = stored(engine, Record), stored(engine, Sighting)
    assert (row.text, row.redaction_version) == ("all gone", "next")
    assert (sighting.first_seen_at.day, sighting.last_seen_at.day, sighting.said) == (1, 2, {})


def test_an_edit_is_one_whatever_the_redaction(engine: Engine, settings: Settings) -> None:
    walk(engine, settings, record())
    assert walk(engine, settings, record(2, title="Geldi"))["changed"] == 1
    assert len(stored(engine, Sighting)) == 2


def test_a_hash_of_before_is_renamed_and_no_edit(engine: Engine, settings: Settings) -> None:
    walk(engine, settings, record())
    with engine.begin() as connection:
        connection.execute(update(table_of(Record)).values(content_hash="old", redaction_version=""))
        connection.execute(update(table_of(Sighting)).values(content_hash="old"))
    assert walk(engine, settings, record(2))["unchanged"] == 1
    (row,), (sighting,) = stored(engine, Record), stored(engine, Sighting)
    assert row.content_hash == sighting.content_hash != "old"
    assert sighting.last_seen_at.day == 2
