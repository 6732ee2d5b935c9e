"""What two brands' searches both find, and what a list shows twice, is one record and counts as one."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from crawler import memory, replay
from crawler.progress import Progress
from store.runs import OpenRun
from store.settings import Settings
from store.tables import Record, Sighting
from tests.crawler.process import crawl, rows
from tests.crawler.server import serve
from tests.world.platforms.base import build_posts
from tests.world.platforms.mastodon import Mastodon


def test_the_first_label_stays(home: Path) -> None:
    now = datetime.now(UTC) - timedelta(days=4)
    platform = Mastodon(build_posts(3, now, 12), now)
    first = platform.brands()[0]
    brands = [first, first.replace("Kuzey Kargo", "Kuzey Lojistik")]
    assert brands[0] != brands[1]
    with serve(platform.answer) as site:
        options: dict[str, Any] = {"base_url": site.base_url, "brands": brands, "env": platform.env}
        ended = [crawl(home, "mastodon", **options) for _ in range(2)]
    spans = len(rows(home, Sighting))
    assert {record.brand_label for record in rows(home, Record)} == {"Kuzey Kargo"}
    assert "found for Kuzey Kargo and for Kuzey Lojistik" in ended[0].said("two_labels")
    assert [one.counts.get("changed", 0) for one in ended] == [0, 0], "a second search is no edit"
    assert spans == len(rows(home, Record)) > 0
    again = replay.reparse(Settings(home=home), "mastodon")
    assert again.counts["changed"] == 0
    assert {record.brand_label for record in rows(home, Record)} == {"Kuzey Kargo"}


@pytest.mark.parametrize(("lists", "stored", "is_short"), [(1, 50, True), (1, 100, False), (2, 50, False)])
def test_a_record_shown_twice_counts_once(
    monkeypatch: pytest.MonkeyPatch, lists: int, stored: int, is_short: bool
) -> None:
    monkeypatch.setattr(memory, "seen_count", lambda *_: stored)
    run = OpenRun(1, "example", {})
    visit: Any = SimpleNamespace(is_whole=True, limit=None, taken_count=100, engine=None, run=run, since_run_id=1)
    progress = Progress(visit)
    progress.lists, progress.total = lists, 100
    progress.check_total()
    assert run.facts.get("is_short", False) is is_short
    assert [message for _, _, message, *_ in run.notices] == (
        ["the source counts 100 records and showed 50"] * is_short
    )
