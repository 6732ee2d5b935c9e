"""Trustpilot through its official API: every public review of a firm, newest first. The public page is `trustpilot_pages`."""

import re
from collections.abc import Iterable
from datetime import UTC
from typing import Any

from crawler.ask import Ask, Batch, Target
from crawler.helpers.moments import iso
from crawler.helpers.notes import aggregate
from crawler.helpers.ratings import stars
from crawler.page import Page, Row
from crawler.source import Expectations, Signature, Source, Vanishes
from crawler.sources.reviews.trustpilot_words import PERMALINK, is_invited, level
from crawler.visit import Visit
from store.records import CrawledRecord, CrawledReply
from store.vocabulary import Precision, RecordKind, Speaker, Tier

PARSER = "trustpilot-1"
API = "https://api.trustpilot.com/v1/business-units"
_UNIT_ID = re.compile(r"[0-9a-f]{24}")
_IGNORED = (
    "links",
    "referralEmail",
    "referenceId",
    "countsTowardsLocationTrustScore",
    "businessUnitHistory",
    "tags",
    "findReviewer",
)


def start(visit: Visit) -> Iterable[Ask]:
    """Each firm by its domain, or by Trustpilot's own id of it."""
    return [_unit_ask(target) for target in visit.targets]


def _unit_ask(target: Target) -> Ask:
    path = target.at if _UNIT_ID.fullmatch(target.at) else f"find?name={target.at}"
    return Ask(f"{API}/{path}", context={"brand": target.label})


async def sign(visit: Visit) -> Signature:
    """The key goes into a header."""
    return Signature({"apikey": visit.key("TRUSTPILOT_API_KEY")})


def read(page: Page) -> Batch:
    """A firm with its totals, or a page of its reviews. The list ends where no page follows."""
    row = page.json()
    if "reviews" not in row.values:
        return _unit(page, row)
    links = (
        [link.pop("rel", str) for link in row.rows("links")] if row.values.get("links") else row.values.pop("links", [])
    )
    records = tuple(_record(page, review) for review in row.rows("reviews"))
    row.audit(page.notices)
    unit = page.context.get("unit")
    goes_on = bool(records) and ("next-page" in links or not links)
    return Batch(records, next=_list(page, unit, int(page.context.get("page", "1")) + 1) if unit and goes_on else None)


def _unit(page: Page, row: Row) -> Batch:
    """A firm: its totals become a notice, its id leads to its reviews."""
    unit, name = row.pop("id", str), row.pop("displayName", str)
    totals, score = row.maybe("numberOfReviews", dict) or {}, row.maybe("score", dict) or {}
    aggregate(page, page.context.get("brand") or name, totals.get("total"), score.get("trustScore"))
    return Batch(asks=(_list(page, unit, 1),), total=totals.get("total"))


def _list(page: Page, unit: str, number: int) -> Ask:
    url = f"{API}/{unit}/reviews?perPage=100&orderBy=createdat.desc&page={number}"
    context = {name: value for name, value in page.context.items() if name != "page"}
    return Ask(url, context={**context, "unit": unit})


def _record(page: Page, row: Row) -> CrawledRecord:
    number = row.pop("id", str)
    unit, consumer = row.maybe("businessUnit", dict) or {}, row.row("consumer")
    edited = row.maybe("updatedAt", str)
    verified = level(page, row.maybe("reviewVerificationLevel", str) or "")
    came_by, invitation = row.maybe("source", str) or "", row.maybe("invitation", dict)
    reported = row.maybe("reportData", dict)
    record = CrawledRecord(
        source_id="trustpilot",
        source_key=number,
        kind=RecordKind.REVIEW,
        url=PERMALINK + number,
        parser_version=PARSER,
        retrieved_at=page.retrieved_at,
        page_hash=page.page_hash,
        brand_label=page.context.get("brand") or unit.get("displayName") or page.context["brand"],
        title=row.maybe("title", str) or "",
        text=row.maybe("text", str) or "",
        language=row.maybe("language", str) or "",
        posted_at=iso(row.pop("createdAt", str), row.place, UTC),
        posted_precision=Precision.SECOND,
        edited_at=iso(edited, row.place, UTC) if edited else None,
        rating=stars(row, "stars"),
        rating_worst=1,
        rating_best=5,
        is_verified_purchase=row.maybe("isVerified", bool),
        verification_level=verified,
        is_invited=True if invitation else is_invited(verified, came_by),
        author_key=consumer.pop("id", str),
        replies=_replies(page, row),
        helpful_count=row.maybe("numberOfLikes", int),
        is_reported=reported is not None,
        status_raw=row.maybe("status", str) or "",
        raw=_raw(row, consumer, came_by, reported),
    )
    row.audit(page.notices, ignore=_IGNORED)
    return record


def _raw(row: Row, consumer: Row, came_by: str, reported: dict[str, Any] | None) -> dict[str, Any]:
    """The source's own values: how the review came in (an invitation is a choice of whom to ask), and what speaks against it."""
    location = row.maybe("location", dict) or {}
    labels = [label for label in row.maybe("complianceLabels", list) or [] if label]
    return {
        "source": came_by,
        "experienced_on": (row.maybe("experiencedAt", str) or "")[:10],
        "counts_towards_trust_score": row.maybe("countsTowardsTrustScore", bool),
        "compliance_labels": labels,
        "report_reason": (reported or {}).get("reason"),
        "author_reviews_count": consumer.maybe("numberOfReviews", int),
        "location": location.get("id"),
    }


def _replies(page: Page, row: Row) -> tuple[CrawledReply, ...]:
    said = row.maybe("companyReply", dict)
    if said is None:
        return ()
    reply = Row(said, f"{row.place} companyReply")
    at = iso(reply.pop("createdAt", str), reply.place, UTC)
    text = reply.pop("text", str)
    reply.audit(page.notices, ignore=("updatedAt", "authorBusinessUserId", "authorBusinessUserName"))
    return (CrawledReply(speaker=Speaker.BRAND, text=text, posted_at=at, precision=Precision.SECOND),)


SOURCE = Source(
    source_id="trustpilot",
    name="Trustpilot",
    kind="review site, official API",
    tier=Tier.C,
    homepage="https://www.trustpilot.com",
    base_url="https://api.trustpilot.com",
    licence="none stated; texts are kept for scoring and shown as excerpts",
    terms="API of a Trustpilot for Business plan with the connect module; the key's own contract decides",
    time_zone="UTC",
    language="en",
    personal=("consumer id (becomes a keyed hash)", "display name and place (dropped)", "e-mail and order number of own reviews (dropped)",
              "free text (redacted)"),
    unknown=("number of requests allowed", "how far back the pages of a list go", "who removed a review that is gone: its webhook would say",
             "further verification levels than the four seen"),
    parser_version=PARSER,
    answers="json",
    delay_s=1.0,
    expects=Expectations(1, 10_000_000, {"posted_at": 1.0, "brand_label": 1.0, "rating": 1.0}),
    start=start,
    read=read,
    sign=sign,
    vanishes=Vanishes.MISSED,
    is_newest_first=True,
    keys=("TRUSTPILOT_API_KEY",),
    targets="a firm's domain or Trustpilot's id of it, e.g. Acme=acme.com",
    conflicts=("source",),
)  # fmt: skip
