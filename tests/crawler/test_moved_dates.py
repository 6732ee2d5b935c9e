"""Stores that tell when a review was last changed: the first time it told stays its date, a later one is that of an edit."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

from crawler import replay
from crawler.source import SOURCES
from store.settings import Settings
from store.tables import Record, Sighting
from tests.crawler.process import rows
from tests.crawler.test_pages import PAGES

JULY, SEPTEMBER = datetime(2026, 7, 1, 8, 0, tzinfo=UTC), datetime(2026, 9, 5, 9, 0, tzinfo=UTC)


def saved(folder: Path, at: datetime, text: str) -> Path:
    """A saved feed of one review, as the store showed it at that moment."""
    feed = json.loads((PAGES / "app_store" / "feed-single-entry.json").read_text(encoding="utf-8"))
    feed["feed"]["entry"] |= {"updated": {"label": at.isoformat()}, "content": {"label": text}}
    file = folder / f"{at:%m}.json"
    file.write_text(json.dumps(feed), encoding="utf-8")
    os.utime(file, (at.timestamp(), at.timestamp()))
    return file


def dates(home: Path) -> tuple[datetime | None, datetime | None, str]:
    """When the one record was written and edited, and what it says now."""
    (record,) = rows(home, Record)
    return record.posted_at, record.edited_at, record.text


def test_an_edit_does_not_move_the_date(home: Path) -> None:
    settings, brands = Settings(home=home), ("Acme=123",)
    replay.from_files(settings, "app_store", [saved(home, JULY, "Açılmıyor.")], brands=brands)
    assert dates(home) == (JULY, None, "Açılmıyor.")
    edited = saved(home, SEPTEMBER, "Güncelleme de yaramadı.")
    for _ in range(2):
        run = replay.from_files(settings, "app_store", [edited], brands=brands)
        assert dates(home) == (JULY, SEPTEMBER, "Güncelleme de yaramadı.")
    assert run.counts["unchanged"] == 1
    assert [sighting.said.get("text") for sighting in rows(home, Sighting)] == ["Açılmıyor.", None]
    again = replay.reparse(settings, "app_store")
    assert dates(home) == (JULY, SEPTEMBER, "Güncelleme de yaramadı.")
    assert again.counts["changed"] == 0


def test_who_moves_dates() -> None:
    assert {name for name, source in SOURCES.items() if source.moves_dates} == {
        "app_store", "google_play", "google_play_web"}  # fmt: skip
    assert not [source.source_id for source in SOURCES.values()
                if source.moves_dates is not any("its last change is told" in one or "moves when it is edited" in one for one in source.unknown)]  # fmt: skip
