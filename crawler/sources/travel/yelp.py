"""Yelp through its official API: three excerpts of the newest reviews of a business, gathered run by run.

A business's own count of reviews goes into a notice: three excerpts are no population. No owner's answer, no resolution.
"""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from crawler.ask import Ask, Batch
from crawler.errors import Blocked, PageError
from crawler.helpers.moments import iso
from crawler.helpers.notes import aggregate, note
from crawler.helpers.ratings import stars
from crawler.page import Page, Row
from crawler.source import Expectations, Signature, Source, Vanishes
from crawler.visit import Visit
from store.records import CrawledRecord
from store.vocabulary import Precision, RecordKind, SampleKind, Tier

PARSER = "yelp-1"
API = "https://api.yelp.com/v3/businesses"
LOCALE = "tr_TR"
PACIFIC = ZoneInfo("America/Los_Angeles")
_REFUSALS = {"TOO_MANY_REQUESTS_PER_SECOND", "ACCESS_LIMIT_REACHED", "TOKEN_INVALID", "UNAUTHORIZED_ACCESS_TOKEN"}


def start(visit: Visit) -> Iterable[Ask]:
    """Each business first; its newest reviews follow."""
    for target in visit.targets:
        business, _, locale = target.at.partition(":")
        context = {"brand": target.label, "business": business, "locale": locale or LOCALE}
        yield Ask(f"{API}/{business}", context=context)


async def sign(visit: Visit) -> Signature:
    """The key as a bearer token."""
    return Signature({"Authorization": f"Bearer {visit.key('YELP_API_KEY')}"})


def read(page: Page) -> Batch:
    """A business, or excerpts of its reviews. Raises Blocked or PageError for the API's own error envelope."""
    row = page.json()
    if "error" in row.values:
        error = row.row("error")
        code = error.pop("code", str)
        raise (Blocked if code in _REFUSALS else PageError)(f"{code} at {page.url}")
    _note_quota(page)
    return _excerpts(page, row) if "reviews" in row.values else _business(page, row)


def _note_quota(page: Page) -> None:
    if page.headers.get("ratelimit-remaining") == "0":
        note(
            page,
            "quota_used_up",
            f"no request is left before {page.headers.get('ratelimit-resettime', 'midnight UTC')}",
        )


def _business(page: Page, row: Row) -> Batch:
    """Its totals are noted; what else it says of itself is of no use here."""
    business, count = row.pop("id", str), row.pop("review_count", int)
    label = page.context.get("brand") or row.maybe("name", str) or ""
    aggregate(page, label, count, row.values.get("rating"))
    locale = page.context.get("locale", LOCALE)
    url = f"{API}/{page.context.get('business', business)}/reviews?locale={locale}&sort_by=newest"
    return Batch(asks=(Ask(url, context=dict(page.context)),))


def _excerpts(page: Page, row: Row) -> Batch:
    behind = page.parent.json() if page.parent is not None else None
    country = str((behind.maybe("location", dict) or {}).get("country") or "") if behind else ""
    is_claimed = behind.maybe("is_claimed", bool) if behind else None
    records = tuple(_record(page, review, country, is_claimed) for review in row.rows("reviews"))
    row.audit(page.notices, ignore=("total", "possible_languages"))
    return Batch(records)


def _record(page: Page, row: Row, country: str, is_claimed: bool | None) -> CrawledRecord:
    user, written = row.row("user"), row.pop("time_created", str)
    record = CrawledRecord(
        source_id="yelp",
        source_key=row.pop("id", str),
        kind=RecordKind.REVIEW,
        url=row.maybe("url", str) or "",
        parser_version=PARSER,
        retrieved_at=page.retrieved_at,
        page_hash=page.page_hash,
        brand_label=page.context["brand"],
        country=country,
        text=row.pop("text", str),
        posted_at=_written_on(written, row.place),
        posted_precision=Precision.DAY,
        rating=stars(row),
        rating_worst=1,
        rating_best=5,
        author_key=user.maybe("id", str) or user.maybe("profile_url", str) or "",
        sample_kind=SampleKind.NEWEST_N,
        raw={"time_created": written, "is_excerpt": True, "is_claimed": is_claimed},
    )
    row.audit(page.notices)
    return record


def _written_on(written: str, place: str) -> datetime:
    """ "2026-09-01 10:11:12" by the Pacific's clock, as clients say; Yelp itself states no zone. So only its day is claimed."""
    return iso(written, place, PACIFIC).astimezone(PACIFIC).replace(hour=12, minute=0, second=0)


SOURCE = Source(
    source_id="yelp",
    name="Yelp",
    kind="review site, official API",
    tier=Tier.C,
    homepage="https://www.yelp.com",
    base_url="https://api.yelp.com",
    licence="none: excerpts are kept for scoring only",
    terms="Places API (Fusion) with a key of one's own, trial or paid; 300 calls a day in the starter plan; caching is limited "
          "(24 hours, from memory): pages and texts are deleted after a day",
    time_zone="America/Los_Angeles",
    language="tr",
    personal=("user id (becomes a keyed hash)", "name, profile and picture (dropped)", "free text (redacted)"),
    unknown=("the zone of time_created: clients say Pacific, Yelp's documents nothing", "the wording of the caching rule",
             "whether a review no longer among the three still stands", "the rest of each text"),
    parser_version=PARSER,
    answers="json",
    delay_s=1.0,
    expects=Expectations(1, 100_000, {"posted_at": 1.0, "brand_label": 1.0, "text": 0.9, "rating": 1.0}),
    start=start,
    read=read,
    sign=sign,
    vanishes=Vanishes.NEVER,
    sample_kind=SampleKind.NEWEST_N,
    keys=("YELP_API_KEY",),
    targets="a business's id or alias and, if not tr_TR, the locale: Acme=acme-istanbul or Acme=acme-seattle:en_US",
    conflicts=("is_claimed",),
    retention_days=1,
    text_hours=24,
)  # fmt: skip
