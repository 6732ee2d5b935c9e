"""What is written of a record: keyed hashes of what was said, redacted words; a better redaction is not an edit by the source."""

from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import Engine, update
from sqlmodel import Session, select

from crawler import memory
from crawler.ledger.book import Change, entries
from crawler.pipelines import identify as module
from crawler.pipelines.identify import identify
from crawler.pipelines.keep import Intake
from crawler.pipelines.rewrite import Rewrite
from store.records import CrawledRecord, CrawledReply
from store.redaction import VERSION
from store.runs import open_run
from store.session import table_of
from store.settings import Settings
from store.tables import Record, Sighting
from store.vocabulary import Precision, RecordKind, RunKind, SampleKind, Speaker

SECRET = b"0" * 32


def record(day: int = 1, **values: Any) -> CrawledRecord:
    given = {"text": "Beni 0532 000 12 34 numarasından arayın, adım Ayşe Demir", "brand_label": "Kaplan Kargo"} | values
    return CrawledRecord(
        source_id="shop", source_key="1", kind=RecordKind.COMPLAINT, retrieved_at=datetime(2026, 11, day, tzinfo=UTC), **given
    )  # fmt: skip


def walk(
    engine: Engine, settings: Settings, *records: CrawledRecord, by: type[Intake] = Intake, flushed: bool = False
) -> dict[str, int]:
    with open_run(engine, settings, RunKind.CRAWL, "shop", "test") as run:
        intake = by(engine, settings, run)
        for record in records:
            intake.take(memory.sharpest(engine, record))
            if flushed:
                intake.flush()
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


TOP, FULL = SampleKind.TOP, SampleKind.FULL


def kind(engine: Engine) -> str:
    """The kind of sample the one stored record is of."""
    (row,) = stored(engine, Record)
    return str(row.sample_kind)


def test_how_it_was_found_is_no_edit_and_the_more_complete_way_stays(
    any_engine: Engine, any_settings: Settings
) -> None:
    ways = (TOP, FULL, TOP)
    counts = [walk(any_engine, any_settings, record(day, sample_kind=way)) for day, way in enumerate(ways, 1)]
    assert [one.get("unchanged", 0) for one in counts] == [0, 1, 1]
    assert kind(any_engine) == "full"
    (sighting,) = stored(any_engine, Sighting)
    assert (sighting.first_seen_at.day, sighting.last_seen_at.day) == (1, 3)
    assert entries(any_engine) == []


def test_two_ways_in_one_batch(any_engine: Engine, any_settings: Settings) -> None:
    walk(any_engine, any_settings, record(sample_kind=FULL), record(sample_kind=TOP))
    assert kind(any_engine) == "full"


@pytest.mark.parametrize("ways", list(pairwise((TOP, SampleKind.NEWEST_N, SampleKind.OWN_ACCOUNT, FULL))))
def test_which_way_is_more_complete(engine: Engine, settings: Settings, ways: tuple[SampleKind, SampleKind]) -> None:
    for way in (*ways, ways[0]):
        walk(engine, settings, record(sample_kind=way))
    assert kind(engine) == ways[1]


@pytest.mark.parametrize("flushed", [False, True])
def test_a_reparse_weighs_only_the_ways_it_reads(any_engine: Engine, any_settings: Settings, flushed: bool) -> None:
    walk(any_engine, any_settings, record(sample_kind=FULL))
    assert walk(any_engine, any_settings, record(sample_kind=TOP), by=Rewrite)["records"] == 1
    assert kind(any_engine) == "top"
    walk(any_engine, any_settings, record(sample_kind=FULL), record(sample_kind=TOP), by=Rewrite, flushed=flushed)
    assert kind(any_engine) == "full"


def forget_version(engine: Engine) -> None:
    """As rows were before hashes had a version: how they were found is in them."""
    with engine.begin() as connection:
        for model in (Record, Sighting):
            connection.execute(update(table_of(model)).values(content_hash="9f" * 32))


def test_rows_of_the_version_before_are_no_edits(any_engine: Engine, any_settings: Settings) -> None:
    walk(any_engine, any_settings, record(sample_kind=TOP))
    forget_version(any_engine)
    assert walk(any_engine, any_settings, record(2, sample_kind=FULL))["unchanged"] == 1
    (row,), (sighting,) = stored(any_engine, Record), stored(any_engine, Sighting)
    assert row.content_hash == sighting.content_hash != "9f" * 32
    assert entries(any_engine) == []


def test_an_edit_is_seen_on_rows_of_the_version_before(any_engine: Engine, any_settings: Settings) -> None:
    walk(any_engine, any_settings, record(rating=1, rating_worst=1, rating_best=5))
    forget_version(any_engine)
    assert walk(any_engine, any_settings, record(2, rating=5, rating_worst=1, rating_best=5))["changed"] == 1
    (edit,) = entries(any_engine)
    assert (edit.change, edit.changed, edit.said) == (Change.EDIT, ("rating",), {"rating": 1.0})


def test_a_reparse_of_the_version_before_counts_what_reads_otherwise(engine: Engine, settings: Settings) -> None:
    for text, changed in (("Geç geldi", 0), ("Hiç gelmedi", 1)):
        walk(engine, settings, record(text="Geç geldi"), by=Rewrite)
        forget_version(engine)
        with open_run(engine, settings, RunKind.REPARSE, "shop", "test") as run:
            again = Rewrite(engine, settings, run)
            again.take(record(text=text))
            again.flush()
            assert again.changed() == changed


def test_a_confirmation_read_off_a_wandering_time_is_no_edit(engine: Engine, settings: Settings) -> None:
    def confirmed(day: int, uncertainty_hours: float) -> CrawledRecord:
        at = datetime(2026, 10, 20, day, tzinfo=UTC)
        reply = CrawledReply(speaker=Speaker.CUSTOMER, text="Çözüldü, sağ olun", posted_at=at, precision=Precision.RELATIVE,
                             uncertainty_hours=uncertainty_hours)  # fmt: skip
        return record(day, replies=(reply,), customer_confirms=True, customer_confirmed_at=at)

    assert [walk(engine, settings, confirmed(*one)).get("changed", 0) for one in ((1, 0.5), (2, 12), (3, 12))] == [
        0
    ] * 3
    (row,) = stored(engine, Record)
    assert row.customer_confirmed_at.hour == 1
    assert entries(engine) == []
