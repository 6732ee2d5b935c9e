"""What a source takes back is kept nowhere in the store: not in the record, not in what it said before."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from store.tables import Record, Sighting
from tests.crawler.process import crawl, rows
from tests.crawler.server import serve
from tests.world.platforms.base import build_posts
from tests.world.platforms.reddit import Reddit


def test_words_taken_back_are_erased(home: Path) -> None:
    now = datetime.now(UTC) - timedelta(days=4)
    platform = Reddit(build_posts(11, now), now)
    with serve(platform.answer) as site:
        for _ in range(2):
            ended = crawl(home, "reddit", base_url=site.base_url, brands=platform.brands(), env=platform.env)
            assert ended.state == "ok", ended
            platform.now += timedelta(days=3)
    gone = [record for record in rows(home, Record) if record.gone_at]
    assert {record.source_key for record in gone} == platform.vanished() != set()
    assert all((record.title, record.text, record.author_hash) == ("", "", "") for record in gone)
    assert {record.visibility for record in gone} == {"withdrawn_by_author"}
    said = [sighting.said for sighting in rows(home, Sighting) if sighting.record_id in {one.record_id for one in gone}]
    assert said == [{}] * (2 * len(gone))
