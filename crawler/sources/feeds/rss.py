"""Feeds of any kind (RSS, RDF, Atom) of publishers and forums whom the operator lists by name.

A feed shows its latest entries only, so they count nothing: they tell what was said, and when many said the same. An entry
without a date keeps none; when it was first seen is known anyway. Feeds of Reddit end each text with its author: that is cut off.
"""

from collections.abc import Iterable

from crawler.ask import Ask, Batch
from crawler.helpers import feeds
from crawler.helpers.feed_pace import due
from crawler.page import Page
from crawler.source import Expectations, Source, Vanishes
from crawler.visit import Visit
from store.records import CrawledRecord
from store.vocabulary import SampleKind, Tier

PARSER = "rss-1"


def start(visit: Visit) -> Iterable[Ask]:
    """The feeds that want to be read by now. Raises Blocked where none does."""
    asks = [Ask(target.at, context={"brand": target.label, "feed": target.at}) for target in visit.targets]
    return due(visit, asks)


def read(page: Page) -> Batch:
    """A feed, and the page of its older entries where it has any."""
    feed = feeds.parse(page)
    records = [
        CrawledRecord(source_id="rss", parser_version=PARSER, **feeds.fields(page, feed, entry))
        for entry in feeds.entries(page, feed)
    ]
    further = feeds.further(page, feed)
    return Batch(tuple(records), next=Ask(further, context=dict(page.context)) if further else None)


SOURCE = Source(
    source_id="rss",
    name="Feeds (RSS, Atom)",
    kind="feeds of publishers and forums",
    tier=Tier.A,
    homepage="https://www.rssboard.org/rss-specification",
    base_url="",
    licence="each publisher's own; titles and excerpts as the feed gives them",
    terms="feeds are made to be read by programs; each publisher's terms hold, and its ttl, skipHours and skipDays are kept",
    time_zone="UTC",
    language="tr",
    personal=("author (becomes a keyed hash)", "free text (redacted)"),
    unknown=(
        "entries that left a feed between two readings",
        "the zone of a date that names none: UTC, as the standards say",
        "whether a text is an excerpt",
    ),
    parser_version=PARSER,
    answers="xml",
    delay_s=1.0,
    expects=Expectations(1, 100_000, {"posted_at": 0.5, "brand_label": 1.0, "title": 0.5}),
    start=start,
    read=read,
    vanishes=Vanishes.NEVER,
    sample_kind=SampleKind.NEWEST_N,
    is_newest_first=True,
    targets="a feed's address, e.g. Acme=https://acme.example/feed.xml",
)
