"""What all layouts of the site come down to: an entry (a card or a whole complaint), and the record it makes."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from crawler.errors import PageError
from crawler.helpers.dates import Moment, turkish_moment
from crawler.helpers.text import turkish_count
from crawler.page import Node, Page, words
from store.records import CrawledRecord, CrawledReply
from store.vocabulary import Precision, RecordKind, SampleKind, Speaker, Visibility

SOURCE_ID = "sikayetvar"
EVERYBODY = "sikayetler"
"""The list of complaints about anybody, newest first or by words."""
PARSER = "sikayetvar-1"
BADGES = {"": None, "Çözüldü": True, "Çözülmedi": False}
WITHDRAWN = "yayından kaldır"
CONTENT = '[data-ga-element="Complaint_Content_Start"] ~ p:has(~ [data-ga-element="Complaint_Content_End"])'
"""The paragraphs of a complaint since 2023, between two marks."""
_CUT = re.compile(r"\s*(\.\.\.|…)?\s*devamını gör\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class Entry:
    """A complaint as one page shows it. Empty means: this page does not say.

    `path` is the address within the site, `number` the site's own id, `preview` the cut text of a card.
    """

    layout: str
    path: str = ""
    number: str = ""
    title: str = ""
    text: str = ""
    preview: str = ""
    posted: Moment | None = None
    edited_at: datetime | None = None
    author_key: str = ""
    views: int | None = None
    supporters: int | None = None
    badge: str = ""
    stars: int | None = None
    thanks: str = ""
    topics: tuple[str, ...] = ()
    replies: tuple[CrawledReply, ...] = ()
    is_withdrawn: bool = False
    sector: str = ""
    raw: dict[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The site's number, else the hash of the address."""
        return self.number or hashlib.sha1(self.path.encode(), usedforsecurity=False).hexdigest()

    @property
    def brand(self) -> str:
        """The brand's slug, the first part of the address."""
        return self.path.strip("/").split("/")[0]

    @property
    def fingerprint(self) -> str:
        """Changes when the card says something new; views are not news."""
        said = (self.path, self.title, self.preview, self.badge, self.stars, self.thanks)
        return hashlib.sha1(repr(said).encode(), usedforsecurity=False).hexdigest()[:16]


@dataclass(frozen=True)
class Listing:
    """One page of complaints. `pages` is the highest page number it names, 0 where it names none; `facts` its figures."""

    entries: tuple[Entry, ...]
    pages: int = 0
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Report:
    """The brand report: counts as the site prints them, None for "-"."""

    replied_count: int | None
    complaints_count: int | None
    reply_time: str


@dataclass(frozen=True)
class BrandRow:
    """A brand on the page of all brands."""

    slug: str
    name: str
    score: int | None
    complaints_count: int | None


@dataclass(frozen=True)
class Brands:
    """One page of all brands."""

    rows: tuple[BrandRow, ...]
    pages: int


@dataclass(frozen=True)
class Gone:
    """A page in the place of a complaint that is shown no more."""

    says: str


Found: TypeAlias = Entry | Listing | Report | Brands | Gone
"""Whatever a page of the site is."""


def merge(detail: Entry, card: Entry) -> Entry:
    """The complaint page, with what only its card shows."""
    missing = {
        one.name: getattr(card, one.name) for one in fields(Entry) if getattr(detail, one.name) in ("", None, (), {})
    }
    return replace(detail, **missing | {"raw": {**card.raw, **detail.raw, "card": card.fingerprint}})


def record_of(detail: Entry, card: Entry | None, page: Page) -> CrawledRecord:
    """The record of a complaint page with its card, and when it was read: what the walk decides by whether to read it again."""
    if card is None:
        return _to_record(detail, page)
    entry = merge(detail, card)
    return _to_record(replace(entry, raw=entry.raw | {"read_at": page.retrieved_at.isoformat()}), page)


def _to_record(entry: Entry, page: Page) -> CrawledRecord:
    """The record of a complaint. The badge is the platform's; only four stars or more are the customer's own yes.

    One that a search led to says nothing of how many its brand has.
    """
    is_found = page.parent is not None and path_of(page.parent.url) == f"/{EVERYBODY}"
    confirms = None if entry.stars is None or entry.stars == 3 else entry.stars >= 4
    own = [reply.posted_at for reply in entry.replies if reply.speaker is Speaker.CUSTOMER and reply.posted_at]
    return CrawledRecord(
        source_id=SOURCE_ID,
        source_key=entry.key,
        kind=RecordKind.COMPLAINT,
        url="{0.scheme}://{0.netloc}".format(urlsplit(page.url)) + entry.path,
        parser_version=f"{PARSER}/{entry.layout}",
        retrieved_at=page.retrieved_at,
        page_hash=page.page_hash,
        brand_label=entry.brand,
        sector_label=entry.sector,
        country="TR",
        issue=", ".join(entry.topics),
        title=entry.title,
        text=entry.text,
        language="tr",
        posted_at=entry.posted and entry.posted.at,
        posted_precision=entry.posted and entry.posted.precision,
        edited_at=entry.edited_at,
        rating=entry.stars,
        rating_worst=None if entry.stars is None else 1,
        rating_best=None if entry.stars is None else 5,
        author_key=entry.author_key,
        replies=entry.replies,
        solved_mark=BADGES[entry.badge],
        customer_confirms=confirms,
        customer_confirmed_at=max(own, default=None) if confirms else None,
        thanks_text=entry.thanks,
        views_count=entry.views,
        helpful_count=entry.supporters,
        status_raw=entry.badge,
        visibility=Visibility.WITHDRAWN if entry.is_withdrawn else Visibility.LIVE,
        gone_how="withdrawn card" if entry.is_withdrawn else "",
        is_unlisted=bool(entry.raw.get("no_index")),
        sample_kind=SampleKind.TOP if is_found else SampleKind.FULL,
        raw=entry.raw | ({"found": "search"} if is_found else {}),
    )


def count(node: Node | None) -> int | None:
    """A whole number of a piece, None for "-" or a missing piece."""
    try:
        return turkish_count(words(node))
    except ValueError as wrong:
        raise PageError(f"{wrong} at {node and node.url}") from wrong


def moment(text: str, page: Page) -> Moment | None:
    """A Turkish date on a page, None for ""."""
    try:
        return turkish_moment(text, page.served_at) if text else None
    except ValueError as wrong:
        raise PageError(f"{wrong} at {page.url}") from wrong


def iso_moment(node: Node | None) -> Moment | None:
    """The machine-readable moment of a `time` element."""
    text = node.get("datetime") if node else ""
    if not text:
        return None
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise PageError(f"a time without a zone: {text!r} at {node and node.url}")
    return Moment(at, Precision.MINUTE)


def badge(text: str, page: Page) -> str:
    """The platform's mark, one of a closed list."""
    if text not in BADGES:
        raise PageError(f"unknown mark {text!r} at {page.url}")
    return text


def stars(text: str, page: Page) -> int | None:
    """One to five, None for ""."""
    if text and not re.fullmatch("[1-5]", text):
        raise PageError(f"not 1 to 5 stars: {text!r} at {page.url}")
    return int(text) if text else None


def reply(speaker: Speaker, texts: Sequence[Node], when: Moment | None) -> CrawledReply:
    """An answer with its speaker."""
    text = _CUT.sub("", "\n".join(node.text() for node in texts))
    precision, uncertainty = (when.precision, when.uncertainty_hours) if when else (None, None)
    return CrawledReply(
        speaker=speaker, text=text, posted_at=when and when.at, precision=precision, uncertainty_hours=uncertainty
    )


def path_of(href: str) -> str:
    """The address within the site: links come with and without the host."""
    return urlsplit(href).path.rstrip("/")


def canonical(node: Node, page: Page) -> str:
    """The address within the site that the page gives itself, else the one it was found at."""
    link = node.maybe('link[rel="canonical"]')
    return path_of(link.attr("href") if link else page.url)
