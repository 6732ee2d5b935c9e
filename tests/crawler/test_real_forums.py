"""Real answers of social networks, forums and feeds, as other projects kept them (../shared/fixtures), read in place."""

import csv
import json
from datetime import UTC, datetime
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
from crawler.sources.forums.discourse.posts import post_of
from crawler.sources.social import bluesky
from crawler.sources.social.bluesky import posts
from crawler.web import Answer
from store.notices import Notices
from store.vocabulary import Precision, Speaker
from tests.shared import shared

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
FIXTURES = "fixtures"


def page(body: bytes, url: str, parent: Any = None, headers: Any = None, **context: str) -> Page:
    """A page as the crawler would hand it on."""
    return Page(url, 200, body, "hash", NOW, NOW, headers or {}, {"brand": "Örnek", **context}, url, parent)


def cassette(path: str, parent: Page | None = None, **context: str) -> Page:
    """What a test cassette recorded: the request's address, the headers, the body."""
    said = json.loads(shared(f"{FIXTURES}/{path}").read_bytes())
    headers = {name.lower(): ", ".join(values) for name, values in said["_headers"].items()}
    return page(json.dumps(said["body"]).encode(), said["_request"]["url"], parent, headers, **context)


def read(source_id: str, given: Page) -> Batch:
    """A source's batch. Without notices, whatever would be noted of its keys raises."""
    batch: Batch = SOURCES[source_id].read(given)
    return batch


@pytest.mark.shared
def test_mastodon_instance_and_timeline() -> None:
    asks = read("mastodon", cassette("mastodon/hashtag_timeline.1.json", tag="hoot")).asks
    assert [ask.url for ask in asks] == ["http://localhost:3000/api/v1/timelines/tag/hoot?limit=40"]
    batch = read("mastodon", cassette("mastodon/hashtag_timeline.2.json", tag="hoot"))
    assert [(one.source_key.rpartition("/")[2], one.language, one.text) for one in batch.records] == [
        ("117020593741189701", "ja", "#hoot (hashtag toot)")
    ]
    assert batch.next is not None
    assert batch.next.url.endswith("max_id=117020593741189701")


@pytest.mark.shared
def test_mastodon_edits() -> None:
    timeline = cassette("mastodon/status_edit.3.json")
    asks = read("mastodon", timeline).asks
    assert [ask.url.rpartition("/")[2] for ask in asks] == ["history"]
    for name, versions in (("status_edit.1", "1"), ("status_edit.4", "2")):
        history = cassette(f"mastodon/{name}.json", timeline, **asks[0].context)
        assert [ask.context["versions"] for ask in read("mastodon", history).asks] == [versions]
    record = read("mastodon", cassette("mastodon/status_edit.3.json", versions="2")).records[0]
    assert record.edited_at == datetime(2026, 8, 1, 13, 54, 0, 695000, UTC)
    assert (record.text.rpartition(" ")[2], record.raw["versions"]) == ("Kate", "2")


@pytest.mark.shared
def test_mastodon_threads_searches_and_what_is_left_out() -> None:
    status = cassette("mastodon/status_edit.3.json")
    thread = read("mastodon", cassette("mastodon/status_context.1.json", status, status="117020586180926938"))
    assert [record.replies for record in thread.records] == [()]
    assert read("mastodon", cassette("mastodon/search.2.json")) == Batch()
    assert read("mastodon", cassette("mastodon/search.0.json")) == Batch(), "accounts are no posts"
    assert read("mastodon", cassette("mastodon/status.1.json")) == Batch(), "an unlisted post"
    missing = json.loads(shared(f"{FIXTURES}/mastodon/status_missing.json").read_bytes())
    assert missing["_status"]["code"] == 404


@pytest.mark.shared
def test_reddit_search_threads_and_single_comments() -> None:
    found = read("reddit", cassette("reddit/subreddit_search.1.json"))
    assert [record.source_key for record in found.records] == ["t3_4at068"]
    assert found.records[0].edited_at == datetime(2016, 3, 17, 13, 38, 34, tzinfo=UTC)
    assert [ask.url.partition("?")[0].rpartition("/")[2] for ask in found.asks] == [
        "3gpbiu",
        "3x4kt2",
        "3b4erh",
        "1qvzkd",
        "3qc02b",
    ]
    for name in ("submission_comments.1", "comment.2"):
        record = read("reddit", cassette(f"reddit/{name}.json")).records[0]
        assert (record.source_key, record.posted_at) == ("t3_2gmzqe", datetime(2014, 9, 17, 6, 34, 31, tzinfo=UTC))
        assert [reply.speaker for reply in record.replies] == [Speaker.OTHER, Speaker.CUSTOMER]
    comment = read("reddit", cassette("reddit/comment.1.json")).records[0]
    assert (comment.source_key, comment.raw["reply_to"]) == ("t1_cklhv0f", "t1_cklfmye")


@pytest.mark.shared
def test_reddit_records_kept_elsewhere_in_another_shape_share_its_ids() -> None:
    """scrapfly's file holds what its own parser made of web pages: of the API's shape only the full names are left."""
    kept = json.loads(shared(f"{FIXTURES}/reddit/scrapfly_subreddit_parsed.json").read_bytes())
    assert kept["posts"]
    assert all(post["postId"].startswith("t3_") for post in kept["posts"])


@pytest.mark.shared
def test_bluesky_thread() -> None:
    body = shared(f"{FIXTURES}/bluesky/getPostThread.response.json").read_bytes()
    batch = read("bluesky", page(body, "https://bsky.social/xrpc/app.bsky.feed.getPostThread"))
    record = batch.records[0]
    assert record.source_key == "at://did:plc:kvwvcn5iqfooopmyzvb4qzba/app.bsky.feed.post/3kaheyt6vpc22"
    assert record.posted_at == datetime(2023, 9, 28, 12, 49, 36, 735000, UTC)
    assert (record.language, record.author_key, record.replies) == ("en", "did:plc:kvwvcn5iqfooopmyzvb4qzba", ())


@pytest.mark.shared
def test_bluesky_lexicon_knows_the_marks_of_what_is_gone() -> None:
    defs = json.loads(shared(f"{FIXTURES}/bluesky/lexicon.app.bsky.feed.defs.json").read_bytes())["defs"]
    assert {f"{posts.DEFS}{name}" for name in ("notFoundPost", "blockedPost") if name in defs} == posts.UNSHOWN
    assert {"uri", "cid", "author", "record", "indexedAt"} == set(defs["postView"]["required"])
    errors = json.loads(shared(f"{FIXTURES}/bluesky/lexicon.app.bsky.feed.getPostThread.json").read_bytes())["defs"][
        "main"
    ]["errors"]
    name = json.dumps({"error": errors[0]["name"], "message": "Post not found"}).encode()
    assert bluesky.hears(Answer("u", 400, {}, name)).status == 404
    assert bluesky.hears(Answer("u", 400, {}, b'{"error": "ExpiredToken"}')).status == 400


def forum(name: str, url: str, **context: str) -> Page:
    return page(shared(f"{FIXTURES}/discourse/{name}.json").read_bytes(), url, base="https://forum.example", **context)


@pytest.mark.shared
def test_discourse_lists() -> None:
    latest = read("discourse", forum("latest", "https://forum.example/latest.json?order=created&page=0"))
    assert {ask.url for ask in latest.asks} == {"https://forum.example/t/1.json"}
    assert latest.next is not None
    assert latest.next.url == "https://forum.example/latest.json?page=1"
    category = read("discourse", forum("category_latest_topics", "https://forum.example/c/test/2.json?page=0"))
    assert [ask.url.rpartition("/")[2] for ask in category.asks] == ["5.json", "4.json"]
    newest = read("discourse", forum("posts_latest", "https://forum.example/posts.json"))
    assert [ask.url.rpartition("/")[2] for ask in newest.asks] == ["11.json", "7.json", "2.json"]
    found = read("discourse", forum("search", "https://forum.example/search.json?q=test&page=1"))
    assert [ask.url.rpartition("/")[2] for ask in found.asks] == ["1.json", "2.json", "3.json"]


@pytest.mark.shared
def test_discourse_topic_and_posts() -> None:
    whole = forum("topic", "https://forum.example/t/57.json", voices="pekka")
    record = read("discourse", whole).records[0]
    assert (record.source_key, record.posted_at) == ("forum.example|57", datetime(2013, 2, 4, 20, 26, 26, 278000, UTC))
    assert record.edited_at == datetime(2013, 4, 30, 18, 33, 37, 273000, UTC)
    assert [reply.speaker for reply in record.replies] == [Speaker.CUSTOMER, Speaker.OTHER]
    assert record.solved_mark is None
    assert read("discourse", forum("topic", "https://forum.example/t/57.json")) == Batch(), "opened by the staff"
    one = post_of(whole, forum("post", "https://forum.example/posts/11.json").json())
    assert (one.post_id, one.is_system, one.is_staff, one.edited_at) == (11, True, True, None)
    rest = [
        post_of(whole, row)
        for row in forum("topic_posts", "https://forum.example/t/57/posts.json").json().row("post_stream").rows("posts")
    ]
    assert [(post.post_id, post.likes, post.is_accepted) for post in rest] == [(123456, 3, False)]


@pytest.mark.shared
@pytest.mark.parametrize(("name", "count", "dated"), [("topic_real_excerpt", 3, 3), ("topic_shape_synthetic", 4, 3)])
def test_eksi_topics(name: str, count: int, dated: int) -> None:
    body = shared(f"{FIXTURES}/eksi/{name}.html").read_bytes()
    records = read("eksi", page(body, "https://eksisozluk.com/ornek--1")).records
    assert len(records) == count
    assert len([record for record in records if record.posted_at]) == dated
    assert all(record.text and record.author_key for record in records)


@pytest.mark.shared
def test_eksi_every_real_form_of_a_date() -> None:
    with shared(f"{FIXTURES}/eksi/date_forms_real.tsv").open(encoding="utf-8") as lines:
        dates = [date for row in csv.DictReader(lines, delimiter="\t") for date in row["examples"].split(" | ")]
    assert len(dates) == 15
    for date in dates:
        written, edited_at = eksi.entry_moments(date, "")
        assert written.precision is Precision.MINUTE
        assert (edited_at is not None) == ("~" in date)
        assert edited_at is None or edited_at >= written.at


@pytest.mark.parametrize("text", ["27.9.2026 14:32", "31.02.2026 10:00", "dün", "27.09.2026 14:32 ~", ""])
def test_eksi_other_forms_are_refused(text: str) -> None:
    with pytest.raises(PageError):
        eksi.entry_moments(text, "here")


@pytest.mark.parametrize(
    ("said", "now"), [("ta$imak", "taşimak"), ("$imdi", "şimdi"), ("i$", "iş"), ("5$ ve $5", "5$ ve $5"), ("$", "$")]
)
def test_eksi_old_letters(said: str, now: str) -> None:
    assert eksi.modern(said) == (now, said != now)


@pytest.mark.shared
def test_google_news_feed() -> None:
    body = shared(f"{FIXTURES}/google_news_rss/search_ko_2026-09-27.xml").read_bytes()
    records = read("google_news", page(body, "https://news.google.com/rss/search?q=x")).records
    assert [(one.posted_at, one.raw["publisher"]) for one in records] == [
        (datetime(2026, 9, 27, 2, 32, tzinfo=UTC), "조선일보"),
        (datetime(2026, 9, 27, 15, 10, tzinfo=UTC), "gjdream.com"),
    ]
    assert all(one.source_key.startswith("CBMi") and not one.title.endswith(one.raw["publisher"]) for one in records)
    assert SOURCES["google_news"].is_off
    assert "personal" in body.decode()
    generic = read("rss", page(body, "https://news.google.com/rss/search?q=x")).records
    assert [one.title.rpartition(" - ")[2] for one in generic] == [one.raw["publisher"] for one in records]


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
