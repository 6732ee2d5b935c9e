"""Real answers of social networks, forums and feeds, as other projects kept them (../shared/fixtures), read in place."""

import csv
import json
from datetime import UTC, datetime

import pytest

from crawler.ask import Batch
from crawler.page import Page
from crawler.source import SOURCES
from crawler.sources.forums import eksi
from crawler.sources.forums.discourse.posts import post_of
from crawler.sources.social import bluesky
from crawler.sources.social.bluesky import posts
from crawler.web import Answer
from store.vocabulary import Precision, Speaker
from tests.crawler.reading import page, read
from tests.shared import shared

FIXTURES = "fixtures"


def cassette(path: str, parent: Page | None = None, **context: str) -> Page:
    """What a test cassette recorded: the request's address, the headers, the body."""
    said = json.loads(shared(f"{FIXTURES}/{path}").read_bytes())
    headers = {name.lower(): ", ".join(values) for name, values in said["_headers"].items()}
    return page(json.dumps(said["body"]).encode(), said["_request"]["url"], parent, headers, **context)


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
    record = read("mastodon", cassette("mastodon/status_edit.3.json", history, versions="2")).records[0]
    assert [(one.at.microsecond, one.text.rpartition(" ")[2]) for one in record.earlier] == [(505_000, "Code")]
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
