"""A release whose predecessor's folder is gone is made all the same, and says so."""

import logging
from datetime import UTC, datetime
from pathlib import Path
from shutil import rmtree

import pyarrow as pa
import pytest
from sqlalchemy import Engine

from store.catalogue.codebook import read_book
from store.errors import StoreError
from store.release import former_release, open_release, publish
from store.settings import Settings

DAYS = [datetime(2026, 11, day, tzinfo=UTC) for day in (1, 2, 3)]


def released(engine: Engine, releases: Path, day: int, **columns: list[str]) -> Path:
    publish(engine, releases, 0, published_at=DAYS[day], facts={}, extra={"robots": pa.table(columns)})
    return open_release(releases).folder


def test_the_newest_that_is_there_is_followed(engine: Engine, settings: Settings, caplog: pytest.LogCaptureFixture) -> None:  # fmt: skip
    assert former_release(settings.releases) is None
    first = released(engine, settings.releases, 0, source_id=["a"], host=["b"])
    rmtree(released(engine, settings.releases, 1, source_id=["a"], host=["b"]))
    with pytest.raises(StoreError, match=r"latest\.json names release 2026-11-02T000000Z, whose folder is gone"):
        open_release(settings.releases)
    with caplog.at_level(logging.WARNING):
        third = released(engine, settings.releases, 2, source_id=["a"])
    assert "2026-11-02T000000Z, whose folder is gone; the new one follows 2026-11-01T000000Z" in caplog.text
    (gone,) = [row for row in read_book(third) if row["last_release"]]
    assert (gone["column"], gone["last_release"]) == ("host", first.name)


def test_where_none_is_left_the_new_one_is_the_first(engine: Engine, settings: Settings, caplog: pytest.LogCaptureFixture) -> None:  # fmt: skip
    rmtree(released(engine, settings.releases, 0, source_id=["a"]))
    with caplog.at_level(logging.WARNING):
        again = released(engine, settings.releases, 1, source_id=["a"])
    assert "the new one follows none" in caplog.text
    assert open_release(settings.releases).folder == again
