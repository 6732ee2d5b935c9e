"""RSS, RDF and Atom: bytes that are archived already become entries. The parser never asks anybody for anything."""

import re
from calendar import timegm
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from urllib.parse import urljoin
from xml.sax import SAXException

import feedparser

from crawler.errors import PageError
from crawler.helpers.keys import hashed_key, short_key
from crawler.helpers.notes import note
from crawler.helpers.text import plain, tidy
from crawler.page import Page
from store.vocabulary import Level, Precision, RecordKind, SampleKind

_CLOCK = re.compile(r"\d{1,2}:\d{2}(:\d{2})?")
_NOBODY = re.compile(r"\s*submitted by\s+/?u/\S+(?:\s+to\s+/?r/\S+)?\s*\[link\]\s*\[comments\]\s*$")
_NAMES_ITSELF = ("://", "urn:", "tag:")
_FURTHER = ("next", "prev-archive")


def parse(page: Page) -> Any:
    """feedparser's `FeedParserDict` of a page. Raises PageError for what is no feed; a feed with faults is noted."""
    feed = feedparser.parse(BytesIO(page.body), response_headers={"content-type": _content_type(page)})
    if not feed.get("version"):
        what = "a web page" if b"<html" in page.body[:2000].lower() else "something else"
        raise PageError(f"{what} instead of a feed at {page.url}")
    if isinstance(feed.get("bozo_exception"), SAXException):
        note(page, "malformed", "the feed is not well-formed XML: read as far as it goes", level=Level.WARNING)
    return feed


def _content_type(page: Page) -> str:
    """Headers often name the wrong charset, and none at all would mean Latin-1: bytes that are UTF-8 are taken for that."""
    try:
        page.body.decode("utf-8")
    except UnicodeDecodeError:
        _, _, said = page.headers.get("content-type", "").lower().partition("charset=")
        return f"application/xml; charset={said.strip()}" if said.strip() else "application/xml"
    return "application/xml; charset=utf-8"


def further(page: Page, feed: Any) -> str:
    """The address of the feed's older entries (RFC 5005), or ""."""
    links = [link.get("href", "") for link in feed.feed.get("links", ()) if link.get("rel") in _FURTHER]
    return urljoin(page.url, links[0]) if links else ""


def entries(page: Page, feed: Any) -> list[Any]:
    """The feed's entries but those that say nothing at all, such as the one a broken connection cut off."""
    whole = [entry for entry in feed.entries if any(_said(one) for one in _texts(entry))]
    note(page, "entries_without_words", "entries that say nothing", count=len(feed.entries) - len(whole))
    return whole


def fields(page: Page, feed: Any, entry: Any) -> dict[str, Any]:
    """What an entry says, by the names of `CrawledRecord`. A date that is missing or cannot be read stays None; `raw` tells which."""
    posted, edited = _moment(entry, "published"), _moment(entry, "updated")
    posted, edited = (posted, edited) if posted else (edited, None)
    link = _link(page, feed, entry)
    return {
        "source_key": _key(page, feed, entry),
        "kind": RecordKind.MENTION,
        "url": link if link.startswith(("https://", "http://")) else "",
        "retrieved_at": page.retrieved_at,
        "page_hash": page.page_hash,
        "brand_label": page.context["brand"],
        "title": _said(entry.get("title_detail")),
        "text": _NOBODY.sub("", max((_said(one) for one in _contents(entry)), key=len, default="")),
        "language": _language(feed, entry),
        "posted_at": posted[0] if posted else None,
        "posted_precision": posted[1] if posted else None,
        "edited_at": edited[0] if posted and edited and edited[0] > posted[0] else None,
        "author_key": str(entry.get("author", "")),
        "sample_kind": SampleKind.NEWEST_N,
        "raw": _raw(feed, entry),
    }


def _key(page: Page, feed: Any, entry: Any) -> str:
    """The entry's own id; one that is no name of its own in the world ("17") goes with its feed; else its address."""
    said, link = str(entry.get("id", "")), _link(page, feed, entry)
    if said and not any(mark in said for mark in _NAMES_ITSELF):
        return short_key(str(feed.feed.get("link") or feed.feed.get("title") or page.context.get("feed", "")), said)
    whole = said or link
    return (
        short_key(whole)
        if whole
        else hashed_key(*(_said(one) for one in _texts(entry)), str(entry.get("published", "")))
    )


def _link(page: Page, feed: Any, entry: Any) -> str:
    """The entry's address; one that is no whole address starts from the publisher's. An id alone ("17") is none."""
    home, said = str(feed.feed.get("link", "")), str(entry.get("link", ""))
    if (
        said == str(entry.get("id", "")) and "://" not in said
    ):  # feedparser takes an id for the address where there is no other
        return ""
    return urljoin(home if "://" in home else page.url, said) if said else ""


def _moment(entry: Any, name: str) -> tuple[datetime, Precision] | None:
    """RFC 822 (two-digit years, "EST") or ISO 8601; without a zone it is UTC, as its standard says. A day is its noon."""
    said_of = dict(entry)  # feedparser's own `get` answers for `updated` with `published`
    parsed, said = said_of.get(f"{name}_parsed"), str(said_of.get(name, ""))
    if parsed is None:
        return None
    clock, at = _CLOCK.search(said), datetime.fromtimestamp(timegm(parsed), UTC)
    if clock is None:
        return at.replace(hour=12), Precision.DAY
    return at, Precision.SECOND if clock[1] else Precision.MINUTE


def _texts(entry: Any) -> list[Any]:
    return [entry.get("title_detail"), *_contents(entry)]


def _contents(entry: Any) -> list[Any]:
    return [*entry.get("content", ()), entry.get("summary_detail")]


def _said(detail: Any) -> str:
    if not detail:
        return ""
    return tidy(detail["value"]) if detail.get("type") == "text/plain" else plain(detail["value"])


def _language(feed: Any, entry: Any) -> str:
    said = next((one.get("language") for one in _contents(entry) if one and one.get("language")), None)
    return str(said or feed.feed.get("language") or "").replace("_", "-").lower().partition("-")[0]


def _raw(feed: Any, entry: Any) -> dict[str, str]:
    date = dict(entry).get("published") or dict(entry).get("updated")
    raw = {
        "publisher": feed.feed.get("title", ""),
        "publisher_url": feed.feed.get("link", ""),
        "date": date or "missing",
    }
    terms = (str(tag.get("term") or tag.get("label") or "") for tag in entry.get("tags", ()))
    return {name: str(value) for name, value in raw.items()} | {
        "categories": " | ".join(term for term in terms if term)
    }
