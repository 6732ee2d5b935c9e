"""Apple App Store: the newest reviews of an app in a country, by Apple's public feed (JSON, no key).

At most ten pages of fifty: a sample, so nothing is counted and absence means nothing. A publisher's own whole list is
another source, `app_store_connect`.
"""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from crawler.ask import Ask, Batch, Target
from crawler.errors import PageError
from crawler.helpers.feed_pace import due, hourly
from crawler.helpers.moments import iso
from crawler.page import Page, Row
from crawler.source import Expectations, Source
from crawler.visit import Visit
from store.records import CrawledRecord
from store.vocabulary import Precision, RecordKind, SampleKind, Tier

PARSER = "app-store-1"
PAGE_SIZE, LAST_PAGE = 50, 10
_FEED = re.compile(r"/(?P<country>[a-z]{2})/rss/customerreviews/page=(?P<page>\d+)/id=(?P<app>\d+)/")
_REVIEWED = re.compile(r"/(?P<country>[a-z]{2})/review\?id=(?P<app>\d+)")


def start(visit: Visit) -> Iterable[Ask]:
    """Each target's app: its number (in Turkey), "de/123", or its page in the store. Asked once in an hour at most."""
    asks = [_first(target, *_app(target.at)) for target in visit.targets]
    return due(visit, asks, hourly)


def _first(target: Target, country: str, app: str) -> Ask:
    return Ask(_url(country, 1, app), context={"brand": target.label, "country": country, "app": app})


def _app(said: str) -> tuple[str, str]:
    """(country, number) of an app."""
    parts = [part for part in urlsplit(said).path.split("/") if part]
    number = parts[-1].removeprefix("id") if parts else ""
    if not number.isdecimal():
        raise PageError(f"no app number in {said!r}")
    return (parts[0].lower() if len(parts) > 1 and len(parts[0]) == 2 else "tr"), number


def _url(country: str, number: int, app: str) -> str:
    """Apple wants the page before the app: the other way round it answers without entries."""
    return f"{SOURCE.base_url}/{country}/rss/customerreviews/page={number}/id={app}/sortBy=mostRecent/json"


def read(page: Page) -> Batch:
    """A page of the feed. Raises PageError where no entry is on it: that is a throttle or a wrong address as a rule."""
    feed = page.json().row("feed")
    held = feed.values.pop("entry", None)
    if held is None:
        raise PageError(f"a feed without entries is throttled or wrongly asked, not without reviews: {page.url}")
    entries = [Row(one, page.url) for one in (held if isinstance(held, list) else [held])]
    records = tuple(_record(page, entry) for entry in entries if "im:rating" in entry.values)
    if not records and len(entries) > 1:
        raise PageError(f"{len(entries)} entries and not one rating at {page.url}")
    return Batch(records, next=_next(page, feed, len(entries)))


def _next(page: Page, feed: Row, count: int) -> Ask | None:
    """The feed names its last page; where it does not, a full page has another behind it."""
    found = _FEED.search(page.asked or page.url)
    if found is None:
        return None
    number = int(found["page"])
    said = [int(match[1]) for href in _links(feed, "last") if (match := re.search(r"page=(\d+)", href))]
    last = min(max(said, default=LAST_PAGE if count >= PAGE_SIZE else number), LAST_PAGE)
    return Ask(_url(found["country"], number + 1, found["app"]), context=dict(page.context)) if number < last else None


def _links(feed: Row, relation: str) -> Iterator[str]:
    held = feed.values.get("link") or []
    for one in held if isinstance(held, list) else [held]:
        said = Row(one, feed.place).row("attributes")
        if said.pop("rel", str) == relation:
            yield said.pop("href", str)


def _label(row: Row, name: str) -> str:
    """Every value of the feed lies in an object of its own."""
    return row.row(name).pop("label", str)


def _record(page: Page, row: Row) -> CrawledRecord:
    author, href = row.row("author"), row.row("link").row("attributes").pop("href", str)
    where = _REVIEWED.search(href)
    country = page.context.get("country") or (where["country"] if where else "")
    app = page.context.get("app") or (where["app"] if where else "")
    helpful, votes = int(_label(row, "im:voteSum")), int(_label(row, "im:voteCount"))
    record = CrawledRecord(
        source_id="app_store",
        source_key=_label(row, "id"),
        kind=RecordKind.REVIEW,
        url=href,
        parser_version=PARSER,
        retrieved_at=page.retrieved_at,
        page_hash=page.page_hash,
        brand_label=page.context.get("brand", ""),
        country=country.upper(),
        title=_label(row, "title"),
        text=_label(row, "content"),
        posted_at=iso(_label(row, "updated"), row.place),
        posted_precision=Precision.SECOND,
        rating=int(_label(row, "im:rating")),
        rating_worst=1,
        rating_best=5,
        author_key=_label(author, "uri"),
        helpful_count=max(helpful, 0),
        sample_kind=SampleKind.NEWEST_N,
        raw={"app": app, "version": _label(row, "im:version"), "vote_sum": str(helpful), "vote_count": str(votes)},
    )
    row.audit(page.notices, ignore=("im:contentType",))
    return record


SOURCE = Source(
    source_id="app_store",
    name="Apple App Store",
    kind="app store, public feed of the 500 newest reviews in a country",
    tier=Tier.A,
    homepage="https://apps.apple.com",
    base_url="https://itunes.apple.com",
    licence="none stated; texts are kept for scoring and shown as excerpts",
    terms="a public feed; Apple's terms for it are not known to us; the same page is worth asking once an hour at most",
    time_zone="US/Pacific offsets, converted",
    language="tr",
    personal=("nickname (dropped)", "address of the author (becomes a keyed hash)", "free text (redacted)"),
    unknown=("Apple's terms for the feed", "when a review was first written: `updated` moves when it is edited",
             "answers of publishers: not in the feed", "whether a review that is not among the newest 500 still stands"),
    parser_version=PARSER,
    answers="json",
    delay_s=5.0,
    expects=Expectations(1, 1_000_000, {"posted_at": 1.0, "brand_label": 1.0, "rating": 1.0, "text": 0.9, "author_key": 0.9}),
    start=start,
    moves_dates=True,
    read=read,
    sample_kind=SampleKind.NEWEST_N,
    targets="an app's number, with its country or the store's page, e.g. Acme=123456789, Acme=de/123456789",
)  # fmt: skip
