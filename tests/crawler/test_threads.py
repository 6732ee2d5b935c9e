"""Reddit's long threads: all that is left out is asked for, a hundred at a time, and a thread without end is cut and says so."""

import json
from collections import Counter
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from crawler.ask import Ask
from crawler.errors import PageError
from crawler.page import Page
from crawler.source import SOURCES
from crawler.sources.social.reddit.threads import MOST_ASKS
from store.notices import Notices
from store.records import CrawledRecord
from tests.crawler.reading import NOW

FIRST = "https://oauth.reddit.com/comments/1abc?limit=500&raw_json=1"
CONTEXT = {"brand": "Kuzey", "thread": "1abc"}
POST = {"id": "1abc", "title": "Kargo", "selftext": "", "author": "a", "created_utc": 1.0, "permalink": "/r/x/comments/1abc/y/", "subreddit": "x"}  # fmt: skip


def comment(number: str) -> dict[str, Any]:
    return {"kind": "t1", "data": {"id": number, "author": "b", "body": f"yorum {number}", "created_utc": 2.0, "replies": ""}}  # fmt: skip


def more(count: int, *numbers: str) -> dict[str, Any]:
    return {"kind": "more", "data": {"count": count, "parent_id": "t3_1abc", "children": list(numbers)}}


def thread(*things: dict[str, Any]) -> bytes:
    post = {"kind": "Listing", "data": {"children": [{"kind": "t3", "data": POST}]}}
    return json.dumps([post, {"kind": "Listing", "data": {"children": things}}]).encode()


def further(*things: dict[str, Any]) -> bytes:
    return json.dumps({"json": {"errors": [], "data": {"things": things}}}).encode()


def walked(first: bytes, answer: Any) -> tuple[CrawledRecord, list[Ask], Notices]:
    """Follow the asks of a thread to its record."""
    notices, asks, page = Notices(), list[Ask](), None
    url, body = FIRST, first
    while True:
        page = Page(url, 200, body, "hash", NOW, NOW, {}, CONTEXT, url, page, notices)
        batch = SOURCES["reddit"].read(page)
        if batch.records:
            return batch.records[0], asks, notices
        (ask,) = batch.asks
        assert ask.key not in {one.key for one in asks}, "an ask of the same key is never sent again"
        asks.append(ask)
        url, body = ask.url, answer(ask)


def test_a_hundred_at_a_time() -> None:
    numbers = [f"c{number}" for number in range(250)]

    def answer(ask: Ask) -> bytes:
        return further(*map(comment, parse_qs(urlsplit(ask.url).query)["children"][0].split(",")))

    record, asks, notices = walked(thread(comment("top"), more(120, *numbers[:120]), more(130, *numbers[120:])), answer)
    assert len(asks) == 3
    assert Counter(reply.text for reply in record.replies) == Counter(f"yorum {number}" for number in ["top", *numbers])
    assert "comments_not_shown" not in record.raw
    assert not list(notices)


def test_a_thread_without_end_is_cut_and_says_so() -> None:
    asked: list[Ask] = []

    def answer(ask: Ask) -> bytes:
        asked.append(ask)
        return further(comment(f"c{len(asked)}"), more(7, f"c{len(asked) + 1}"))

    record, _, notices = walked(thread(more(7, "c1")), answer)
    assert len(asked) == len(record.replies) == MOST_ASKS
    assert record.raw["comments_not_shown"] == "7"
    assert [(code, count) for _, code, _, _, count in notices] == [("comments_not_shown", 7)]


def test_what_is_left_out_again_is_not_asked_for_again() -> None:
    record, asks, _ = walked(thread(comment("c1"), more(2, "c2")), lambda _ask: further(more(2, "c2")))
    assert [reply.text for reply in record.replies] == ["yorum c1"]
    assert len(asks) == 1


def test_an_answer_with_errors_is_no_answer() -> None:
    refused = json.dumps({"json": {"errors": [["TOO_MANY", "one at a time", "children"]]}}).encode()
    with pytest.raises(PageError, match="one at a time"):
        walked(thread(more(1, "c1")), lambda _ask: refused)
