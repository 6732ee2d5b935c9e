"""Social networks, forums and feeds: whom they ask, what they refuse, when they come again."""

import asyncio
import json
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from crawler.ask import Ask, Batch
from crawler.errors import Blocked, PageError
from crawler.helpers.feed_pace import due_at
from crawler.helpers.voices import wanted
from crawler.page import Page
from crawler.source import SOURCES
from crawler.sources.forums import discourse, eksi
from crawler.sources.forums.discourse.lists import place_of
from crawler.web import Answer
from store.errors import SetupError
from store.notices import Notices
from store.tables import Record
from tests.crawler.process import crawl, rows
from tests.crawler.reading import NOW, page, read
from tests.crawler.server import Asked, Said, serve
from tests.world.platforms.base import build_posts
from tests.world.platforms.eksi import Eksi

PAGES = Path(__file__).parents[1] / "pages"


@pytest.mark.parametrize("text", ["27.9.2026 14:32", "31.02.2026 10:00", "dün", "27.09.2026 14:32 ~", ""])
def test_eksi_other_forms_are_refused(text: str) -> None:
    with pytest.raises(PageError):
        eksi.entry_moments(text, "here")


@pytest.mark.parametrize(
    ("said", "now"), [("ta$imak", "taşimak"), ("$imdi", "şimdi"), ("i$", "iş"), ("5$ ve $5", "5$ ve $5"), ("$", "$")]
)
def test_eksi_old_letters(said: str, now: str) -> None:
    assert eksi.modern(said) == (now, said != now)


@pytest.mark.parametrize(
    "body",
    [
        b"<!doctype html><html><body>giris</body></html>",
        b"<portal><entries/></portal>",
        b"",
        b"/etc/hostname",
        b"https://haber.example/feed",
    ],
)
def test_what_is_no_feed_is_refused_and_never_fetched(body: bytes) -> None:
    with pytest.raises(PageError, match="instead of a feed"):
        read("rss", page(body, "https://haber.example/feed"))


def test_no_entity_of_a_feed_reads_a_file(tmp_path: Path) -> None:
    (tmp_path / "gizli").write_text("çok gizli")
    body = f'<!DOCTYPE r [<!ENTITY x SYSTEM "file://{tmp_path}/gizli">]><rss version="2.0"><channel><item><title>a&x;b</title></item></channel></rss>'
    titles = [one.title for one in read("rss", page(body.encode(), "https://kotu.example/feed")).records]
    assert len(titles) == 1
    assert "gizli" not in titles[0]


@pytest.mark.parametrize(
    ("said", "due"),
    [
        ("", NOW),
        ("<ttl>60</ttl>", datetime(2026, 11, 22, 9, 30, tzinfo=UTC)),
        ("<ttl>5</ttl>", NOW),
        ("<ttl>999999</ttl>", datetime(2026, 11, 23, 8, 30, tzinfo=UTC)),
        ("<skipHours><hour>9</hour><hour>10</hour></skipHours>", datetime(2026, 11, 22, 11, tzinfo=UTC)),
        ("<skipDays><day>Sunday</day></skipDays>", datetime(2026, 11, 23, tzinfo=UTC)),
        ("<ttl>60</ttl><skipHours><hour>9</hour></skipHours>", datetime(2026, 11, 22, 10, tzinfo=UTC)),
    ],
)
def test_a_feed_says_when_to_come_again(said: str, due: datetime) -> None:
    before = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
    feed = Page("u", 200, f"<rss><channel>{said}</channel></rss>".encode(), "hash", before, before)
    assert due_at(feed, NOW) == due


@pytest.mark.parametrize(
    ("body", "headers", "wait"),
    [
        (b'{"error_type": "rate_limit", "extras": {"wait_seconds": 17}}', {}, "17"),
        (b'{"error_type": "rate_limit", "extras": {"wait_seconds": 17}}', {"retry-after": "5"}, "5"),
        (b"slow down", {}, None),
        (b'["x"]', {}, None),
    ],
)
def test_discourse_says_in_its_body_how_long_to_wait(body: bytes, headers: dict[str, str], wait: str | None) -> None:
    assert discourse.hears(Answer("u", 429, headers, body)).headers.get("retry-after") == wait


def test_a_kind_of_post_that_nobody_knows_is_named() -> None:
    topic = json.loads((PAGES / "discourse" / "topic.json").read_text(encoding="utf-8"))
    topic["post_stream"]["posts"][0]["post_type"] = 9
    given = page(json.dumps(topic).encode(), "https://f.example/t/77.json", topic="77", base="https://f.example")
    with pytest.raises(PageError, match="unknown type 9"):
        read("discourse", given)


def test_a_topic_without_its_first_post_is_refused() -> None:
    topic = json.loads((PAGES / "discourse" / "topic-staff-is-the-firm.json").read_text(encoding="utf-8"))
    del topic["post_stream"]["posts"][0]
    topic["post_stream"]["stream"] = [771]
    given = page(json.dumps(topic).encode(), "https://f.example/t/77.json", topic="77", base="https://f.example")
    with pytest.raises(PageError, match="without its first post"):
        read("discourse", given)


def test_a_saved_page_that_names_no_forum_is_refused() -> None:
    body = (PAGES / "discourse" / "topic-saved.json").read_bytes()
    with pytest.raises(PageError, match="--brand LABEL="):
        read("discourse", page(body, "https://www.discourse.org/konu.json", target="Lale"))


def test_a_mastodon_thread_that_was_saved_alone_is_refused() -> None:
    body = (PAGES / "mastodon" / "context.json").read_bytes()
    with pytest.raises(PageError, match="without its post"):
        read("mastodon", page(body, "https://m.example/api/v1/statuses/20/context", status="20"))


@pytest.mark.parametrize(
    ("named", "base", "asked"),
    [
        ("https://f.example", "https://f.example", "https://f.example/latest.json?order=created&page=0"),
        (
            "https://f.example/forum/c/destek/5",
            "https://f.example/forum",
            "https://f.example/forum/c/destek/5.json?order=created&page=0",
        ),
        (
            "https://f.example/search?q=acme",
            "https://f.example",
            "https://f.example/search.json?q=acme+order%3Alatest&page=1",
        ),
        ("https://f.example/t/konu/77", "https://f.example", "https://f.example/t/konu/77.json"),
        ("https://f.example/posts", "https://f.example", "https://f.example/posts.json"),
    ],
)
def test_where_a_forum_lies(named: str, base: str, asked: str) -> None:
    assert place_of(named) == (base, asked)


def started(source_id: str, *targets: str) -> list[str]:
    """What a first crawl of targets would ask first."""
    visit: Any = SimpleNamespace(engine=None, source=SOURCES[source_id], command="x", limit=1, targets=[SimpleNamespace(label="A", at=at) for at in targets],
                                 web=SimpleNamespace(admit=lambda *_: None), run=SimpleNamespace(skip=lambda *_: None))  # fmt: skip
    start = SOURCES[source_id].start
    assert start is not None
    return [ask.url for ask in start(visit) if isinstance(ask, Ask)]


def test_reddit_targets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.helpers.settled.memory.last_ok_at", lambda *_: None)
    assert started("reddit", "acme kargo", "r/Turkey acme @acme_destek", "r/acme") == [
        "https://oauth.reddit.com/search?q=acme+kargo&sort=new&limit=100&raw_json=1",
        "https://oauth.reddit.com/r/Turkey/search?q=acme&restrict_sr=1&sort=new&limit=100&raw_json=1",
        "https://oauth.reddit.com/r/acme/new?limit=100&raw_json=1",
    ]
    assert wanted("r/Turkey acme @Acme_Destek") == ("r/Turkey acme", "acme_destek")


def test_mastodon_targets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MASTODON_HOST", "m.example")
    assert started("mastodon", "#acme", "https://n.example/tags/acme @acme@n.example") == [
        "https://m.example/api/v2/instance",
        "https://n.example/api/v2/instance",
    ]
    monkeypatch.delenv("MASTODON_HOST")
    with pytest.raises(PageError, match="MASTODON_HOST"):
        started("mastodon", "acme")


@pytest.mark.parametrize(
    ("at", "token", "error"),
    [("https://n.example/search?q=acme", "", "MASTODON_TOKEN"), ("https://n.example/search?q=acme", "t", ""), ("https://n.example/tags/acme", "", "")],
)  # fmt: skip
def test_a_mastodon_search_needs_a_token_and_a_hashtag_none(at: str, token: str, error: str) -> None:
    visit: Any = SimpleNamespace(targets=[SimpleNamespace(label="A", at=at)], key=lambda _name: token)

    async def signed() -> dict[str, str]:
        return (await SOURCES["mastodon"].sign(visit)).headers

    with pytest.raises(SetupError, match=error) if error else nullcontext():
        assert asyncio.run(signed()) == ({"Authorization": f"Bearer {token}"} if token else {})


@pytest.mark.parametrize("access", [{"hashtag_feeds": {"local": "authenticated"}}, {}, None])
def test_mastodon_instances_that_do_not_open_their_timelines_are_left_alone(access: Any) -> None:
    body = json.dumps({"configuration": {"timelines_access": access}}).encode()
    with pytest.raises(Blocked, match="hashtag timelines"):
        read("mastodon", page(body, "https://m.example/api/v2/instance", tag="x"))


def test_what_a_notice_says_of_what_is_left_out() -> None:
    notices = Notices()
    said = json.dumps(
        {
            "kind": "Listing",
            "data": {
                "after": None,
                "children": [{"kind": "t3", "data": {"author": "Acme_Destek", "created_utc": 1.0}}],
            },
        }
    )
    given = Page(
        "https://oauth.reddit.com/search?q=x",
        200,
        said.encode(),
        "hash",
        NOW,
        NOW,
        {},
        {"brand": "A", "voices": "acme_destek"},
        "",
        None,
        notices,
    )
    assert read("reddit", given) == Batch()
    assert [(code, message) for _, code, message, _, _ in notices] == [("left_out", "posted by the firm itself")]


def test_a_full_page_of_a_mastodon_search_leads_to_the_next() -> None:
    hidden: dict[str, Any] = {"id": "1", "visibility": "private", "reblog": None, "account": {}}
    url = "https://m.example/api/v2/search?q=x&type=statuses&limit=40"
    full, short = (json.dumps({"statuses": [hidden] * count}).encode() for count in (40, 39))
    assert [ask.url for ask in read("mastodon", page(full, url)).asks] == [f"{url}&offset=40"]
    assert [ask.url for ask in read("mastodon", page(full, f"{url}&offset=40")).asks] == [f"{url}&offset=80"]
    assert read("mastodon", page(short, url)) == Batch()


def test_a_post_that_many_instances_show_is_one_record() -> None:
    body = (PAGES / "mastodon" / "status.json").read_bytes()
    found = [read("mastodon", page(body, f"https://{host}/api/v1/statuses/{number}", tag="kuzeykargo")).records
             for host, number in (("mastodon.example", "1"), ("sosyal.example", "99"))]  # fmt: skip
    assert [len(records) for records in found] == [1, 1]
    assert found[0][0].source_key == found[1][0].source_key == found[0][0].url
    assert found[0][0].author_key == found[1][0].author_key


def test_eksi_topics_of_a_search_are_walked(home: Path) -> None:
    now = datetime.now(UTC) - timedelta(days=4)
    platform = Eksi(build_posts(11, now), now)
    with serve(platform.answer) as site:
        ended = crawl(home, "eksi", base_url=site.base_url, brands=["Kuzey Kargo=ara:Kuzey Kargo"])
        asked = site.paths
    assert ended.state == "ok"
    assert "topics whose names do not hold the words" in ended.said("left_out")
    assert asked[0] == "/basliklar/ara?SearchForm.Keywords=Kuzey Kargo&SearchForm.SortOrder=Date"
    assert "/basliklar/ara?SearchForm.Keywords=Kuzey Kargo&SearchForm.SortOrder=Date&p=2" in asked
    assert not any(path.startswith(("/laletelekom", "/gundem")) for path in asked)
    expected = {key for key, facts in platform.expected().items() if facts["brand_label"] == "Kuzey Kargo"}
    assert {record.source_key for record in rows(home, Record)} == expected
    assert len(expected) > platform.page_size  # the topic has pages of its own


def test_eksi_a_renamed_topic_holds_the_same_entries(home: Path) -> None:
    now = datetime.now(UTC) - timedelta(days=4)
    platform = Eksi(build_posts(11, now), now)
    brands = ["Kuzey Kargo=https://eksisozluk.com/kuzeykargo--1"]

    def renamed(asked: Asked) -> Said:
        if asked.path == "/kuzeykargo--1":
            return Said("", 301, {"Location": "/kuzey-kargo-anonim--1"})
        return platform.answer(replace(asked, path="/kuzeykargo--1"))

    with serve(platform.answer) as site:
        assert crawl(home, "eksi", base_url=site.base_url, brands=brands).state == "ok"
        before = {record.source_key: record.text for record in rows(home, Record)}
        site.answer, first = renamed, len(site.paths)
        ended = crawl(home, "eksi", base_url=site.base_url, brands=brands)
        asked = site.paths[first:]
    assert (ended.state, ended.counts["gone"]) == ("ok", 0)
    assert asked[:3] == ["/kuzeykargo--1", "/kuzey-kargo-anonim--1", "/kuzey-kargo-anonim--1?p=4"]
    assert {record.source_key: record.text for record in rows(home, Record)} == before
    assert len(before) > platform.page_size
