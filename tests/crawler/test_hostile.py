"""A hostile host beside a good one, in one run: it ends in the right state, in bounded time and memory, and the good one is whole."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest

from store.tables import Record
from tests.crawler import hostile as tricks
from tests.crawler.hostile import BOMB, MEGABYTE, Place, Trick, hostile, posts, says, status
from tests.crawler.process import Ended, crawl, rows
from tests.crawler.server import Asked, Said, serve
from tests.crawler.sites import ComplaintSite
from tests.world.platforms.base import build_posts
from tests.world.platforms.mastodon import HOST, Mastodon

MOST_MB = 420
MOST_S = 60.0
SETTINGS = {"DOWNLOAD_TIMEOUT": 3}


class Open(Mastodon):
    """An instance that asks nobody for a token: one is never sent to two hosts."""

    env: ClassVar[dict[str, str]] = {}


@dataclass
class Neighbour:
    """A good instance, served at an address of its own."""

    platform: Mastodon
    base_url: str = ""

    def answer(self, asked: Asked) -> Said:
        """The platform's answer with links to where it is served."""
        said = self.platform.answer(asked)
        return Said(
            said.body, said.status, {name: value.replace(HOST, self.base_url) for name, value in said.headers.items()}
        )


@contextmanager
def good_neighbour() -> Iterator[Neighbour]:
    """A good instance, running."""
    now = datetime.now(UTC) - timedelta(days=4)
    neighbour = Neighbour(Open(build_posts(11, now), now))
    with serve(neighbour.answer) as site:
        neighbour.base_url = site.base_url
        yield neighbour


def crawl_both(home: Path, trick: Trick, **more: Any) -> tuple[Ended, Place]:
    """One run over both. Whatever the one does, all of the other is stored, in bounded time and memory."""
    started = time.monotonic()
    with good_neighbour() as good, hostile(trick) as bad:
        brands = [f"Kötü={bad.base_url}/tags/x", f"Kuzey Kargo={good.base_url}/tags/kuzeykargo"]
        ended = crawl(home, "mastodon", brands=brands, env=good.platform.env, contact="x", scrapy=SETTINGS, **more)
        expected = {good.platform.key(post) for post in good.platform.live("kuzeykargo")}
    stored = {record.source_key for record in rows(home, Record) if record.brand_label == "Kuzey Kargo"}
    assert stored == expected
    assert time.monotonic() - started < MOST_S
    assert ended.peak_mb < MOST_MB
    return ended, bad


def of_bad(home: Path) -> list[Record]:
    """What was taken from the hostile one."""
    return [record for record in rows(home, Record) if record.brand_label == "Kötü"]


UNREAD: dict[str, tuple[Trick, str]] = {
    "1 GB": (tricks.a_gigabyte, "Cancel"),
    "1 GB announced": (tricks.a_gigabyte_announced, "Cancel"),
    "gzip bomb": (says(BOMB, Content_Encoding="gzip"), "DOWNLOAD_MAXSIZE"),
    "drip": (tricks.drip, "Timeout"),
    "headers without end": (tricks.headers_without_end, ""),
    "reset": (tricks.reset_in_the_middle, ""),
    "too short": (tricks.too_short, ""),
    "more than announced": (tricks.too_long, ""),
    "no HTTP": (tricks.no_http, ""),
    "redirect loop": (lambda wire, path: wire.whole(b"", 302, Location=f"{path}&x"), "redirect"),
    "redirect away": (says(b"", 302, Location="http://127.0.0.2:9/"), "leads away"),
    "redirect to a file": (says(b"", 302, Location="file:///etc/passwd"), ""),
    "empty": (says(b""), "not JSON"),
    "error in JSON": (says('{"error": "overloaded"}'), "an object was expected"),
    "no JSON": (says("[{"), "not JSON"),
    "deep JSON": (says("[" * 100_000 + "]" * 100_000), "not JSON"),
    "deep object": (says('{"a":' * 100_000 + "1" + "}" * 100_000), "not JSON"),
    "huge number": (says(f"[{'9' * 1_000_000}]"), "not JSON"),
    "huge exponent": (says("[1e999999999]"), "not JSON"),
    "year 99999": (says(posts(status(1, created_at="99999-01-01T00:00:00Z"))), "not an ISO time"),
    "year 9999 west of Greenwich": (says(posts(status(1, created_at="9999-12-31T23:59:59-12:00"))), "not an ISO time"),
    "count of a billion digits": (
        says(posts(status(1)).replace(b'"tags"', b'"replies_count": ' + b"9" * 5000 + b', "tags"')),
        "not JSON",
    ),
    "two million objects": (says("[" + ",".join(["{}"] * 2_000_000) + "]"), "a list of 2000000"),
}


@pytest.mark.parametrize("name", UNREAD)
def test_what_cannot_be_read_is_noted_and_left(home: Path, name: str) -> None:
    trick, word = UNREAD[name]
    ended, bad = crawl_both(home, trick)
    assert ended.state == "failed"
    assert word in ended.said("page_unread")
    assert "pages could not be read" in ended.said("too_many_unread")
    assert of_bad(home) == []
    assert bad.sent < 100 * MEGABYTE


def test_what_comes_after_an_answer_has_ended_is_none_of_it(home: Path) -> None:
    ended, _ = crawl_both(home, tricks.longer_later)
    assert (ended.state, len(of_bad(home))) == ("ok", 1)


def test_a_list_without_end_is_ended(home: Path) -> None:
    ended, bad = crawl_both(home, tricks.ever_new, source={"most_pages": 60})
    assert ended.state == "failed"
    assert "more than 60 pages" in ended.said("failed")
    assert len(bad.paths) < 100


def test_a_list_that_runs_in_circles_is_left(home: Path) -> None:
    ended, bad = crawl_both(home, tricks.ever_same)
    assert ended.state == "failed"
    assert "in circles" in ended.said("page_unread")
    assert len(bad.paths) < 100
    assert len(of_bad(home)) == 1


@pytest.mark.parametrize("body", ["<html><title>502 Bad Gateway</title></html>", "<!doctype html><p>Hata</p>"])
def test_an_error_page_with_200_is_a_refusal(home: Path, body: str) -> None:
    ended, bad = crawl_both(home, says(body, Content_Type="text/html"))
    assert ended.state == "blocked"
    assert "a web page instead of JSON" in ended.said("blocked")
    assert len(bad.paths) == 5


TAKEN: dict[str, tuple[Trick, str]] = {
    "a header of 20 KB": (says(posts(status(1)), Content_Security_Policy="x " * 10_000), "Kargo 1 gelmedi."),
    "a header in Latin-1": (says(posts(status(1)), X_Said="ücret"), "Kargo 1 gelmedi."),
    "NUL": (says(posts(status(1, content="<p>Kar\0go</p>", language="t\0r"))), "Kargo"),
    "NUL in the key": (says(posts(status(1, uri="https://mastodon.example/users/u/statuses/\0"))), "Kargo 1 gelmedi."),
    "lone surrogate": (says(rb'[' + posts(status(1))[1:-1].replace(b"Kargo 1", rb"Kargo \ud83d") + b"]"), "Kargo � gelmedi."),
    "broken UTF-8": (says(posts(status(1)).replace(b"Kargo 1", b"Kargo \xff\xfe")), "Kargo �� gelmedi."),
    "another charset in the header": (says(json.dumps([status(1, content="<p>Şişe ığdır</p>")], ensure_ascii=False).encode(),
                                          Content_Type="application/json; charset=iso-8859-1"), "Şişe ığdır"),
    "byte order mark": (says(b"\xef\xbb\xbf" + posts(status(1))), "Kargo 1 gelmedi."),
    "control characters": (says(posts(status(1, content="<p>Kar\x1b[31mgo \x7f\x85</p>"))), "Kar\x1b[31mgo \x7f"),
}  # fmt: skip


@pytest.mark.parametrize("name", TAKEN)
def test_what_is_only_odd_is_taken(home: Path, name: str) -> None:
    trick, text = TAKEN[name]
    ended, _ = crawl_both(home, trick)
    assert ended.state == "ok", ended
    assert [record.text for record in of_bad(home)] == [text]


LINES = {
    "letters": "a" * 10 * MEGABYTE,
    "digits": "5" * 10 * MEGABYTE,
    "phone numbers": "0532 123 45 67 " * 600_000,
    "order numbers": "sipariş no" * 900_000,
    "at signs": "@a" * 5 * MEGABYTE,
    "tags": "<b>x</b>" * 1_200_000,
    "deep tags": "<div>" * 2 * MEGABYTE,
    "blanks": "a" + " " * 10 * MEGABYTE + "b",
}


@pytest.mark.parametrize("name", LINES)
def test_a_line_of_ten_megabytes_is_refused_or_cut_in_time(home: Path, name: str) -> None:
    ended, _ = crawl_both(home, says(posts(status(1, content=LINES[name]))))
    assert ended.state in {"ok", "failed"}
    assert len(of_bad(home)) == (1 if ended.state == "ok" else 0)
    assert ended.state == "ok" or "long" in ended.said("page_unread")


def test_keys_without_end_are_not_written_one_by_one(home: Path) -> None:
    ended, _ = crawl_both(home, says(posts(status(1, **{f"key{number}": 1 for number in range(100_000)}))))
    assert ended.state == "ok"
    assert len(ended.notices) < 1000


def html_site(pages: dict[str, Said]) -> Any:
    """A complaint site whose pages are replaced."""
    site = ComplaintSite({"sahin-kargo": ["gec-geldi-2", "gec-geldi-1"]})
    return lambda asked: pages.get(asked.path) or site(asked)


MARKUP = {
    "titles that never end": b"<title" * 1_500_000,
    "titles without end": b"<title>" * 1_500_000,
    "deep": b"<div>" * 2_000_000,
    "attributes": b"<p " + b"a=1 " * 2_000_000 + b">",
    "entities": b"<p>" + b"&amp;" * 2_000_000,
    "nothing": b"",
    "zeros": b"\0" * 5 * MEGABYTE,
    "comments": b"<!--" * 2_000_000,
    "open elements that every block repeats": b"<p>"
    + b"".join(b"<b a=%d>" % n for n in range(512))
    + b"</p><p>x" * 2_000_000,
}


@pytest.mark.parametrize("name", MARKUP)
def test_markup_that_means_harm_ends_the_run_in_time(home: Path, name: str) -> None:
    started = time.monotonic()
    with serve(html_site({"/sahin-kargo": Said(MARKUP[name])})) as site:
        ended = crawl(home, "sikayetvar", base_url=site.base_url, brands=["sahin-kargo"])
    assert ended.state in {"failed", "blocked", "empty"}
    assert any(level == "error" for level, _, _ in ended.notices)
    assert rows(home, Record) == []
    assert time.monotonic() - started < MOST_S
    assert ended.peak_mb < 2 * MOST_MB


def test_a_complaint_that_never_ends_is_read_in_time(home: Path) -> None:
    page = '<link rel="canonical" href="/sahin-kargo/gec-geldi-1"><main><h1>Geç geldi</h1><div data-ga-element="Complaint_Content_Start"></div>'
    started = time.monotonic()
    with serve(html_site({"/sahin-kargo/gec-geldi-1": Said(page + "<p>bitmez" * 500_000)})) as site:
        ended = crawl(home, "sikayetvar", base_url=site.base_url, brands=["sahin-kargo"])
    assert "a complaint without a text" in ended.said("page_unread")
    assert ended.skipped["page_unread"] == 1
    assert time.monotonic() - started < MOST_S


@pytest.mark.parametrize(
    ("charset", "header"), [("utf-8", "iso-8859-1"), ("utf-8", "x-unheard-of"), ("iso-8859-9", "utf-8"), ("utf-8", "")]
)
def test_the_wrong_charset_is_seen_through(home: Path, charset: str, header: str) -> None:
    text = (
        f'<html><head><meta charset="{charset}"><link rel="canonical" href="/sahin-kargo/gec-geldi-1"></head><body><main><h1>Şaşkın müşteri</h1>'
        '<div data-ga-element="Complaint_Content_Start"></div><p>Ürün ığdır şubesinde çıktı.</p><div data-ga-element="Complaint_Content_End"></div>'
        '<div id="messages"></div></main></body></html>'
    )
    said = Said(text.encode(charset), 200, {"Content-Type": f"text/html; charset={header}" if header else "text/html"})
    with serve(html_site({"/sahin-kargo/gec-geldi-1": said})) as site:
        assert crawl(home, "sikayetvar", base_url=site.base_url, brands=["sahin-kargo"]).state == "ok"
    assert "Ürün ığdır şubesinde çıktı." in [record.text for record in rows(home, Record)]


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a0 "ha">'
    + "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(12))
    + "]><rss version='2.0'><channel><title>x</title><item><title>&a12;</title><guid>1</guid><link>https://a.example/1</link></item></channel></rss>"
)
OUTSIDE = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY file SYSTEM "file:///etc/hostname">]><rss version="2.0"><channel><title>x</title><item>'
    "<title>Merhaba &file;</title><guid>1</guid><link>https://a.example/1</link></item></channel></rss>"
)


@pytest.mark.parametrize(
    "body",
    [LAUGHS, OUTSIDE, "<rss>" * 200_000, '<?xml version="1.0"?><a>' + "<b" * 500_000],
    ids=["laughs", "file", "deep", "torn"],
)
def test_a_feed_that_means_harm(home: Path, body: str) -> None:
    started = time.monotonic()
    with serve(lambda asked: Said(body, 200, {"Content-Type": "application/rss+xml"})) as site:
        ended = crawl(home, "rss", brands=[f"Acme={site.base_url}/feed"], contact="x")
    assert ended.state in {"ok", "failed", "empty"}
    assert time.monotonic() - started < MOST_S
    assert ended.peak_mb < MOST_MB
    hostname = Path("/etc/hostname").read_text(encoding="utf-8").strip()
    assert not any(
        hostname in record.title + record.text or len(record.title) > 10_000 for record in rows(home, Record)
    )


def test_linked_data_that_is_none_is_noted(home: Path) -> None:
    page = '<html><head><script type="application/ld+json">{"@type": "Product", "review": [{]}</script></head><body></body></html>'
    with serve(lambda asked: Said(page)) as site:
        ended = crawl(home, "schema_org", brands=[f"Acme={site.base_url}/urun"], contact="x")
    assert ended.state in {"failed", "empty"}
    assert any(level == "error" for level, _, _ in ended.notices)
