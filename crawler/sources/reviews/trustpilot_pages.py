"""Trustpilot's public pages: the state the page carries, the same state as JSON, and its markup where there is no state.

Off: the site blocks programs and its terms were not read. What an operator saved, or has a permission for, can be read.
The official way is `trustpilot`; the two name the same review by the same id.
"""

from collections.abc import Iterable
from datetime import UTC
from typing import Any

from w3lib.url import add_or_replace_parameter

from crawler.ask import Ask, Batch
from crawler.errors import PageError
from crawler.helpers.moments import iso
from crawler.helpers.notes import aggregate, note
from crawler.helpers.ratings import stars
from crawler.page import Page, Row
from crawler.source import Expectations, Source, Vanishes
from crawler.sources.reviews.trustpilot_markup import read_markup
from crawler.sources.reviews.trustpilot_words import PERMALINK, is_invited, level
from crawler.visit import Visit
from store.records import CrawledRecord, CrawledReply
from store.vocabulary import Precision, RecordKind, SampleKind, Speaker, Tier

PARSER = "trustpilot-pages-1"
SITE = "https://www.trustpilot.com"
_STATE = "script#__NEXT_DATA__"
_TIES = {"hasSubscription": "has_subscription", "isUsingPaidFeatures": "is_using_paid_features",
         "isAskingForReviews": "is_asking_for_reviews", "isClaimed": "is_claimed"}  # fmt: skip
_IGNORED = ("productReviews", "consumersReviewCountOnSameLocation", "translations", "isTranslated")


def start(visit: Visit) -> Iterable[Ask]:
    """The first page of each firm, in every language, newest first."""
    for target in visit.targets:
        yield Ask(f"{SITE}/review/{target.at}?languages=all&page=1&sort=recency", context={"brand": target.label})


def read(page: Page) -> Batch:
    """A firm's page in whatever form it came. Raises PageError where neither state nor markup holds reviews."""
    if page.body.lstrip()[:1] == b"{":
        return _read_state(page, page.json())
    if page.html().maybe(_STATE) is not None:
        return _read_state(page, page.state(_STATE))
    records, total = read_markup(page, PARSER)
    note(page, "no_state", "no page state: read from the markup, which holds less")
    following = page.html().first('link[rel="next"], a[rel="next"]')
    return Batch(records, next=_page(page, _number(page) + 1) if following else None, total=total)


def _read_state(page: Page, state: Row) -> Batch:
    props = (state.row("props") if "props" in state.values else state).row("pageProps")
    unit = props.row("businessUnit")
    ties = _ties(page, unit)
    records = tuple(_record(page, row, unit, ties) for row in props.rows("reviews"))
    said = (props.maybe("filters", dict) or {}).get("pagination") or {}
    if not {"currentPage", "totalPages", "totalCount"} <= set(said):
        raise PageError(f"no pagination at {page.url}")
    goes_on = bool(records) and said["currentPage"] < said["totalPages"]
    return Batch(records, next=_page(page, said["currentPage"] + 1) if goes_on else None, total=said["totalCount"])


def _number(page: Page) -> int:
    return int(page.context.get("page", "1"))


def _page(page: Page, number: int) -> Ask:
    context = {name: value for name, value in page.context.items() if name != "page"}
    return Ask(add_or_replace_parameter(page.url, "page", str(number)), context=context)


def _ties(page: Page, unit: Row) -> dict[str, Any]:
    """What ties the firm to the platform, and how it answers: the first goes with each record, the second into a notice."""
    activity = unit.row("activity")
    answers = activity.maybe("replyBehavior", dict) or {}
    label = page.context.get("brand") or unit.values.get("displayName")
    aggregate(page, str(label), unit.values.get("numberOfReviews"), unit.values.get("trustScore"))
    if answers:
        said = ", ".join(f"{name} {value}" for name, value in sorted(answers.items()))
        note(page, "reply_behaviour", f"{label}: {said}")
    return {ours: activity.maybe(theirs, bool) for theirs, ours in _TIES.items()}


def _record(page: Page, row: Row, unit: Row, ties: dict[str, Any]) -> CrawledRecord:
    number, consumer = row.pop("id", str), row.row("consumer")
    dates, labels = row.row("dates"), row.row("labels")
    check = labels.row("verification")
    edited = dates.maybe("updatedDate", str)
    verified, came_by = (
        level(page, check.maybe("verificationLevel", str) or ""),
        check.maybe("reviewSourceName", str) or "",
    )
    filtered, pending = row.maybe("filtered", bool), row.maybe("pending", bool)
    report, unhandled = row.maybe("report", dict), row.maybe("hasUnhandledReports", bool)
    record = CrawledRecord(
        source_id="trustpilot_pages",
        source_key=number,
        kind=RecordKind.REVIEW,
        url=PERMALINK + number,
        parser_version=PARSER,
        retrieved_at=page.retrieved_at,
        page_hash=page.page_hash,
        brand_label=page.context.get("brand") or str(unit.values.get("displayName") or page.context["brand"]),
        country=(consumer.maybe("countryCode", str) or "").upper(),
        title=row.maybe("title", str) or "",
        text=row.maybe("text", str) or "",
        language=row.maybe("language", str) or "",
        posted_at=iso(dates.pop("publishedDate", str), row.place, UTC),
        posted_precision=Precision.SECOND,
        edited_at=iso(edited, row.place, UTC) if edited else None,
        rating=stars(row),
        rating_worst=1,
        rating_best=5,
        is_verified_purchase=check.maybe("isVerified", bool),
        verification_level=verified,
        is_invited=is_invited(verified, came_by),
        author_key=consumer.pop("id", str),
        replies=_replies(page, row),
        helpful_count=row.maybe("likes", int),
        is_reported=report is not None or bool(unhandled),
        status_raw="filtered" if filtered else "pending" if pending else "",
        raw={
            **ties,
            "source": came_by,
            "verification_source": check.maybe("verificationSource", str),
            "experienced_on": (dates.maybe("experiencedDate", str) or "")[:10],
            "author_reviews_count": consumer.maybe("numberOfReviews", int),
            "author_is_verified": consumer.maybe("isVerified", bool),
            "author_reviews_of_firm_count": row.maybe("consumersReviewCountOnSameDomain", int),
            "is_merged": labels.values.pop("merged", None) is not None,
            "location": (row.maybe("location", dict) or {}).get("id"),
        },
    )
    row.audit(page.notices, ignore=_IGNORED)
    labels.audit(page.notices)
    dates.audit(page.notices)
    check.audit(page.notices, ignore=("createdDateTime", "hasDachExclusion"))
    consumer.audit(page.notices, ignore=("displayName", "imageUrl", "hasImage"))
    return record


def _replies(page: Page, row: Row) -> tuple[CrawledReply, ...]:
    said = row.maybe("reply", dict)
    if said is None:
        return ()
    reply = Row(said, f"{row.place} reply")
    at = iso(reply.pop("publishedDate", str), reply.place, UTC)
    text = reply.pop("message", str)
    reply.audit(page.notices, ignore=("updatedDate",))
    return (CrawledReply(speaker=Speaker.BRAND, text=text, posted_at=at, precision=Precision.SECOND),)


SOURCE = Source(
    source_id="trustpilot_pages",
    name="Trustpilot, public pages",
    kind="review site, state of its public pages",
    tier=Tier.D,
    homepage=SITE,
    base_url=SITE,
    licence="none stated; texts are kept for scoring and shown as excerpts",
    terms="not read, and the site blocks programs: off until an operator has its permission",
    time_zone="UTC",
    language="en",
    personal=("consumer id (becomes a keyed hash)", "display name, picture (dropped)", "free text (redacted)"),
    unknown=("robots.txt", "how many pages are shown without signing in", "whether a review that is gone was removed or withdrawn",
             "what the permalink of a removed review answers"),
    parser_version=PARSER,
    answers="html",
    delay_s=10.0,
    expects=Expectations(1, 10_000_000, {"posted_at": 1.0, "brand_label": 1.0, "rating": 1.0}),
    start=start,
    read=read,
    vanishes=Vanishes.MISSED,
    sample_kind=SampleKind.FULL,
    is_newest_first=True,
    is_off=True,
    targets="a firm's domain, e.g. Acme=acme.com",
    conflicts=("has_subscription", "is_using_paid_features", "is_asking_for_reviews", "is_claimed", "source"),
)  # fmt: skip
