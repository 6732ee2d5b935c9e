"""A record whose page asks not to be listed counts like any other; its words and its address are in no release."""

from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq
from sqlalchemy import Engine

from crawler.pipelines.keep import Intake
from scoring import snapshot
from store import release
from store.lake import freeze
from store.records import CrawledRecord, CrawledReply
from store.runs import open_run
from store.settings import Settings
from store.vocabulary import RecordKind, RunKind, Speaker

NOW = datetime(2026, 11, 1, tzinfo=UTC)
REPLY = CrawledReply(speaker=Speaker.BRAND, text="We are sorry", posted_at=NOW)


def test_it_is_weighed_and_not_shown(any_engine: Engine, any_settings: Settings, tmp_path: Path) -> None:
    with open_run(any_engine, any_settings, RunKind.CRAWL, "site", "test") as run:
        intake = Intake(any_engine, any_settings, run)
        for key, is_unlisted in (("listed", False), ("unlisted", True)):
            intake.take(CrawledRecord(source_id="site", source_key=key, kind=RecordKind.COMPLAINT, brand_label="Acme", title="Broken", text="It broke",
                                      url=f"https://site.example/{key}", posted_at=NOW, retrieved_at=NOW, replies=(REPLY,), is_unlisted=is_unlisted))  # fmt: skip
        intake.flush()
    for name, selects in (("weighed", snapshot.selects()), ("published", release.selects(1))):
        freeze(any_engine, selects, tmp_path / name)

    def column(folder: str, table: str, name: str) -> list[object]:
        return pq.read_table(tmp_path / folder / f"{table}.parquet").column(name).to_pylist()

    assert column("weighed", "records", "text") == ["It broke", "It broke"]
    assert column("weighed", "records", "is_unlisted") == [False, True]
    assert column("published", "records", "record_id") == ["site:listed", "site:unlisted"]
    for name in ("title", "text", "url"):
        assert [bool(value) for value in column("published", "records", name)] == [True, False]
    assert column("published", "replies", "text") == ["We are sorry", ""]
