"""What a post said before its edits, where its source keeps that: stored without personal data, told by the ledger, published nowhere."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow.parquet as pq

from crawler import replay
from crawler.ledger.book import Change, entries
from store import release
from store.lake import freeze
from store.settings import Settings
from store.tables import Record
from tests.crawler.process import crawl, opened, rows
from tests.crawler.server import serve
from tests.world.platforms.base import build_posts
from tests.world.platforms.mastodon import FIRST, Mastodon


def test_the_words_of_a_history_are_kept(home: Path, tmp_path: Path) -> None:
    now = datetime.now(UTC) - timedelta(days=4)
    platform = Mastodon(build_posts(11, now), now)
    platform.now += timedelta(days=3)
    edited = {platform.key(post): post for post in platform.live() if post.edited_at}
    with serve(platform.answer) as site:
        assert crawl(home, "mastodon", base_url=site.base_url, brands=platform.brands(), env=platform.env).state == "ok"
    stored = {record.url: record for record in rows(home, Record)}
    assert {url for url, record in stored.items() if record.raw.get("earlier")} == set(edited) != set()
    for url, post in edited.items():
        (version,) = stored[url].raw["earlier"]
        assert datetime.fromisoformat(version["at"]) == post.at
        assert version["text"].startswith("Ne biçim iş, ")
        assert "0532" not in version["text"] != FIRST
    with opened(home) as engine:
        edits = [one for one in entries(engine, source_id="mastodon") if one.change is Change.EDIT]
        answers, found = (
            [one for one in edits if (one.changed == ("reply",)) is is_answer] for is_answer in (True, False)
        )
        assert {(one.url, one.last_seen_at, one.noticed_at) for one in found} == {(url, post.at, post.edited_at) for url, post in edited.items()}  # fmt: skip
        assert {one.changed for one in found} == {("text",)}
        answered = {url: [reply for reply in post.replies if reply.speaker == "brand"] for url, post in edited.items()}
        told = {
            (
                one.url,
                one.last_seen_at,
                one.noticed_at,
                (one.said or {})["reply"].partition(" numarasından")[0].startswith("Sizi "),
            )
            for one in answers
        }
        assert (
            told
            == {(url, reply.at, edited[url].edited_at, True) for url, replies in answered.items() for reply in replies}
            != set()
        )
        assert "0533" not in str([one.said for one in answers])
        freeze(engine, release.selects(1), tmp_path / "published")
    texts = [
        path.name
        for path in (tmp_path / "published").glob("*.parquet")
        if any(words in str(pq.read_table(path).to_pylist()) for words in ("Ne biçim iş", "numarasından aradık"))
    ]
    assert texts == []
    before = {record.url: record.raw for record in rows(home, Record)}
    run = replay.reparse(Settings(home=home), "mastodon")
    assert (run.counts["changed"], run.counts.get("new", 0)) == (0, 0)
    assert {record.url: record.raw for record in rows(home, Record)} == before
