"""What came by a mailbox or a help desk is kept, and neither weighed nor published."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from sqlalchemy import Engine, Select

from crawler.pipelines.keep import Intake
from crawler.source import SOURCES
from crawler.status import declare_all
from scoring import snapshot
from store import release
from store.lake import freeze
from store.records import CrawledRecord, CrawledReply
from store.runs import open_run
from store.settings import Settings
from store.vocabulary import RecordKind, RunKind, Speaker

NOW = datetime(2026, 11, 1, tzinfo=UTC)
Selects = Callable[[], Mapping[str, Select[Any]]]


def test_what_is_declared_never_published_is_private() -> None:
    assert {name for name, source in SOURCES.items() if "never published" in source.licence} == {
        name for name, source in SOURCES.items() if source.is_private
    }


@pytest.mark.parametrize("selects", [snapshot.selects, lambda: release.selects(1)], ids=["weighed", "published"])
def test_private_records_stay_in_the_house(
    any_engine: Engine, any_settings: Settings, tmp_path: Path, selects: Selects
) -> None:
    declare_all(any_engine)
    for source_id in ("email", "mastodon"):
        reply = CrawledReply(speaker=Speaker.BRAND, text="We are sorry", posted_at=NOW)
        with open_run(any_engine, any_settings, RunKind.CRAWL, source_id, "test") as run:
            intake = Intake(any_engine, any_settings, run)
            intake.take(CrawledRecord(source_id=source_id, source_key="1", kind=RecordKind.COMPLAINT, brand_label="Acme", text="It broke",
                                      posted_at=NOW, retrieved_at=NOW, replies=(reply,)))  # fmt: skip
            intake.flush()
    freeze(any_engine, selects(), tmp_path / "frozen")
    found = {name: pq.read_table(tmp_path / "frozen" / f"{name}.parquet").column("record_id").to_pylist()
             for name in ("records", "replies", "sightings") if (tmp_path / "frozen" / f"{name}.parquet").exists()}  # fmt: skip
    assert found["records"] == ["mastodon:1"]
    assert all(ids == ["mastodon:1"] for ids in found.values())
