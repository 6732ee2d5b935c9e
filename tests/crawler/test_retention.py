"""Texts that a source's terms let nobody keep: deleted in time, quoted and published nowhere, there again when they are read again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from crawler import replay, retention
from crawler.pipelines.keep import Intake
from crawler.schedule import DEFAULT
from crawler.source import SOURCES
from crawler.status import source_status
from scoring import snapshot
from store import release
from store.archive import Archive
from store.lake import freeze
from store.records import CrawledRecord, CrawledReply
from store.runs import open_run
from store.settings import Settings
from store.tables import Record, Reply, Sighting, Snapshot
from store.vocabulary import RecordKind, RunKind, Speaker

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
LIMITS = {"google_places": 720, "yelp": 24, "youtube": 720}
NAMES = ("mastodon", *LIMITS)


def seen(source_id: str, at: datetime, text: str = "It broke at once") -> CrawledRecord:
    """The same review or comment, read at a moment."""
    reply = CrawledReply(speaker=Speaker.BRAND, text="We are sorry", posted_at=NOW)
    return CrawledRecord(source_id=source_id, source_key="1", kind=RecordKind.REVIEW, brand_label="Acme", title="Broken", text=text, rating=1,
                         rating_worst=1, rating_best=5, url="https://x.example/1", posted_at=NOW, retrieved_at=at, replies=(reply,))  # fmt: skip


def take(engine: Engine, settings: Settings, at: datetime, text: str = "It broke at once") -> None:
    """Every source is read once more."""
    for name in NAMES:
        with open_run(engine, settings, RunKind.CRAWL, name, "test") as run:
            intake = Intake(engine, settings, run)
            intake.take(seen(name, at, text))
            intake.flush()


def words(engine: Engine) -> dict[str, tuple[bool, bool, bool]]:
    """By source: whether anything is left of its text, of its answers, of earlier versions."""
    with Session(engine) as session:
        records = session.exec(select(Record)).all()
        replies = {one.record_id for one in session.exec(select(Reply)) if one.text}
        earlier = {one.record_id for one in session.exec(select(Sighting)) if one.said}
    return {one.source_id: (bool(one.text or one.title), one.record_id in replies, one.record_id in earlier) for one in records}  # fmt: skip


def test_who_limits_it() -> None:
    assert {name: source.text_hours for name, source in SOURCES.items() if source.text_hours is not None} == LIMITS
    assert DEFAULT["archive prune"] == "30 * * * *"  # retention.EVERY
    with pytest.raises(ValueError, match="raw pages hold texts"):
        replace(SOURCES["yelp"], retention_days=2)


def test_words_go_in_time_and_come_back_when_read_again(any_engine: Engine, any_settings: Settings) -> None:
    take(any_engine, any_settings, NOW - timedelta(hours=2), text="It broke")
    take(any_engine, any_settings, NOW)
    kept, gone = (True, True, True), (False, False, False)
    assert retention.expire(any_engine, now=NOW + timedelta(hours=22)) == {}
    assert words(any_engine)["yelp"] == (True, True, False)  # what it said before was read 24 hours ago
    # the next turn of the scheduler would be too late
    assert retention.expire(any_engine, now=NOW + timedelta(hours=23, minutes=1)) == {"yelp": 1}
    assert words(any_engine) == dict.fromkeys(NAMES, kept) | {"yelp": gone}
    assert retention.expire(any_engine, now=NOW + timedelta(days=31)) == {"google_places": 1, "youtube": 1}
    assert retention.expire(any_engine, now=NOW + timedelta(days=31)) == {}
    assert words(any_engine) == dict.fromkeys(LIMITS, gone) | {"mastodon": kept}
    with Session(any_engine) as session:
        assert {(one.rating, one.posted_at, one.gone_at) for one in session.exec(select(Record))} == {(1, NOW, None)}
    take(any_engine, any_settings, NOW + timedelta(days=32))
    assert all(said[:2] == (True, True) for said in words(any_engine).values())
    with Session(any_engine) as session:
        assert {one.last_run_id - one.first_run_id for one in session.exec(select(Sighting))} == {
            0,
            4,
        }  # to expire is no edit


def test_no_release_and_no_quote_has_them(any_engine: Engine, any_settings: Settings, tmp_path: Path) -> None:
    take(any_engine, any_settings, NOW)
    retention.expire(any_engine, now=NOW)
    for name, selects in (("weighed", snapshot.selects()), ("published", release.selects(1))):
        freeze(any_engine, selects, tmp_path / name)

    def column(folder: str, table: str, name: str) -> dict[str, object]:
        rows = pq.read_table(tmp_path / folder / f"{table}.parquet").to_pylist()
        return {row["record_id"].partition(":")[0]: row[name] for row in rows}

    assert all(column("weighed", "records", "text").values())
    assert column("weighed", "records", "is_unlisted") == dict.fromkeys(LIMITS, True) | {"mastodon": False}
    for table, name in (("records", "title"), ("records", "text"), ("replies", "text")):
        shown = column("published", table, name)
        assert {source for source, said in shown.items() if said} == {"mastodon"}
    assert all(column("published", "records", "url").values())


def test_an_operator_s_own_number_of_days_is_no_excuse(any_engine: Engine, any_settings: Settings) -> None:
    settings = any_settings.model_copy(update={"archive_days": 3650})
    for name in ("mastodon", "yelp"):
        with open_run(any_engine, settings, RunKind.CRAWL, name, "test") as run:
            archive = Archive(settings.archive, name, run.run_id)
            kept = archive.put("https://x.example/1", 200, {}, b"{}", NOW)
            archive.close()
        with Session(any_engine) as session:
            session.add(Snapshot(run_id=run.run_id, source_id=name, url="https://x.example/1", status=200, content_type="", content_hash=kept.content_hash,
                                 bytes_count=2, retrieved_at=NOW, warc=kept.warc, warc_offset=kept.offset))  # fmt: skip
            session.commit()
    assert replay.prune(settings, now=NOW + timedelta(hours=22)) == {}
    assert replay.prune(settings, now=NOW + timedelta(days=1)) == {"yelp": 1}
    assert replay.prune(settings, now=NOW + timedelta(days=3649)) == {}
    told = {row["source_id"]: row["text_hours"] for row in source_status(any_engine, settings)}
    assert {name: hours for name, hours in told.items() if hours} == LIMITS
