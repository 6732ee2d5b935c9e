"""Google News: headlines a search finds. Off: the feed itself says it is for personal feed readers and nothing else.

An operator who may use it privately turns it on. A target is what to search for ("acme kargo", with site:, -word, after:) or a
whole address of such a feed. The articles behind it are neither decoded nor asked for. Copies of one story have one title: a wave
of news, never a count of complaints.
"""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from crawler.ask import Ask, Batch
from crawler.helpers import feeds
from crawler.helpers.feed_pace import due
from crawler.helpers.keys import short_key
from crawler.helpers.text import plain
from crawler.page import Page
from crawler.source import Expectations, Source, Vanishes
from crawler.visit import Visit
from store.records import CrawledRecord
from store.vocabulary import SampleKind, Tier

PARSER = "google_news-1"
BASE = "https://news.google.com"
_WHERE = {"hl": "tr", "gl": "TR", "ceid": "TR:tr"}


def start(visit: Visit) -> Iterable[Ask]:
    """The last week's headlines of each target's search, a hundred at most."""
    return due(visit, [Ask(_address(target.at), context={"brand": target.label}) for target in visit.targets])


def _address(at: str) -> str:
    return at if "://" in at else f"{BASE}/rss/search?{urlencode({'q': f'{at} when:7d'} | _WHERE)}"


def read(page: Page) -> Batch:
    """A search's feed; it has no further pages."""
    feed = feeds.parse(page)
    return Batch(tuple(_record(page, feed, entry) for entry in feeds.entries(page, feed)))


def _record(page: Page, feed: Any, entry: Any) -> CrawledRecord:
    said, source = feeds.fields(page, feed, entry), entry.get("source") or {}
    publisher = str(source.get("title", ""))
    title = said["title"].removesuffix(f" - {publisher}") if publisher else said["title"]
    lines = plain(entry.get("summary", ""), without="font").split("\n")
    others = [line.strip() for line in lines if line.strip() and line.strip() != title]
    raw = {"publisher": publisher, "publisher_url": str(source.get("href", "")), "date": said["raw"]["date"]}
    changed = {"source_key": _key(entry, said), "title": title, "text": "\n".join(others), "author_key": "", "raw": raw}
    return CrawledRecord(source_id="google_news", parser_version=PARSER, **(said | changed))


def _key(entry: Any, said: dict[str, Any]) -> str:
    """The guid is the last part of the address, which stands for it where a copy of the feed lost it."""
    number = str(entry.get("link", "")).partition("?")[0].rpartition("/")[2]
    guid = str(entry.get("id", ""))
    return short_key(guid if guid and "://" not in guid else number or str(said["source_key"]))


SOURCE = Source(
    source_id="google_news",
    name="Google News",
    kind="headlines of a search, RSS",
    tier=Tier.D,
    homepage=BASE,
    base_url=BASE,
    licence="the publishers' headlines; the feed's own notice forbids any use but in a personal feed reader",
    terms='"made available solely for personal, non-commercial use in a personal feed reader; any other use is prohibited"',
    time_zone="UTC",
    language="tr",
    personal=("free text (redacted)",),
    unknown=("which articles are left out of the hundred", "when an article was changed"),
    parser_version=PARSER,
    answers="xml",
    delay_s=5.0,
    expects=Expectations(1, 10_000, {"posted_at": 0.95, "brand_label": 1.0, "title": 1.0}),
    start=start,
    read=read,
    vanishes=Vanishes.NEVER,
    sample_kind=SampleKind.NEWEST_N,
    is_off=True,
    targets='what to search for, e.g. "Acme=acme kargo -futbol"',
)
