"""Şikayetvar, the Turkish complaint site: public HTML in four layouts since 2018, no login."""

from functools import lru_cache
from urllib.parse import urlsplit

from crawler.page import Page
from crawler.source import Expectations, Source, Vanishes
from crawler.sources.complaint_sites.sikayetvar.pages import read_page
from crawler.sources.complaint_sites.sikayetvar.shapes import PARSER, SOURCE_ID, Entry, Found, Listing, record_of
from crawler.sources.complaint_sites.sikayetvar.vanished import look
from crawler.sources.complaint_sites.sikayetvar.walk import crawl
from store.records import CrawledRecord
from store.vocabulary import Tier


def read(page: Page) -> CrawledRecord | Found:
    """What one archived page says: a complaint as a record, with what its card on the page before says; anything else as it is."""
    found = read_page(page)
    if not isinstance(found, Entry):
        return found
    card = _card(page.parent, urlsplit(page.asked).path) if page.parent else None
    return record_of(found, card, page)


@lru_cache(maxsize=4)
def _cards(listing: Page) -> dict[str, Entry]:
    found = read_page(listing)
    return {entry.path: entry for entry in found.entries} if isinstance(found, Listing) else {}


def _card(listing: Page, path: str) -> Entry | None:
    return _cards(listing).get(path)


SOURCE = Source(
    source_id=SOURCE_ID,
    name="Şikayetvar",
    kind="complaint site, public HTML",
    tier=Tier.B,
    homepage="https://www.sikayetvar.com",
    base_url="https://www.sikayetvar.com",
    licence="none stated; records are kept for scoring, never served as a copy of the site",
    terms="not found; robots.txt is read at run time and decides. Without --brand all brands are walked; a brand's slug, one of its "
    'topics (acme/klima), what a search finds ("ara:klima bozuk") or everybody\'s newest (sikayetler) may be named',
    time_zone="Europe/Istanbul",
    language="tr",
    personal=(
        "first name (dropped)",
        "member address (becomes a keyed hash)",
        "avatar and attachments (dropped)",
        "free text (redacted)",
    ),
    unknown=(
        "robots.txt and terms before the first run",
        "status of a removed complaint",
        "membership of brands since 2018",
        "the survey rule behind Çözüldü",
    ),
    parser_version=PARSER,
    answers="html",
    delay_s=5.0,
    expects=Expectations(100, 5_000_000, {"posted_at": 0.95, "text": 0.5, "brand_label": 1.0, "title": 0.5}),
    crawl=crawl,
    read=read,
    look=look,
    vanishes=Vanishes.ASKED,
    conflicts=("membership_type",),
)
