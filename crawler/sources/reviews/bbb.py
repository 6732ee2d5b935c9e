"""Better Business Bureau (USA, Canada): complaints with the firm's answer and the bureau's verdict, and customer reviews.

Off: the site stands behind a challenge, and its API, given on request, holds no complaints. Saved pages can be read.
"""

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from w3lib.url import add_or_replace_parameter

from crawler.ask import Ask, Batch
from crawler.errors import PageError
from crawler.helpers.american import american_day
from crawler.helpers.notes import note
from crawler.page import Node, Page, words
from crawler.source import Expectations, Source, Vanishes
from crawler.sources.reviews.bbb_body import Piece, pieces
from crawler.visit import Visit
from store.records import CrawledRecord, CrawledReply
from store.vocabulary import Precision, RecordKind, SampleKind, Speaker, Tier

PARSER = "bbb-1"
SITE = "https://www.bbb.org"
_VERDICTS = {"": None, "Resolved": True, "Answered": None, "Unresolved": False, "Unanswered": False}
_TOTALS = re.compile(
    r"([\d,]+) (?:total )?complaints? (?:in the last 3 years|closed in the last 12 months)", re.IGNORECASE
)
_OUTSIDE = ':not([class*="bpr-complaint-body"], [class*="bpr-complaint-body"] *)'
_NONE = re.compile(r"\b(?:0|no) (?:total |customer )*(?:complaints|reviews)\b", re.IGNORECASE)
_CHROME = re.compile(
    r"share|report|helpful.*|was this review helpful.*|read (more|less)|\d+ stars?|review from.*", re.IGNORECASE
)


def start(visit: Visit) -> Iterable[Ask]:
    """Both lists of each profile."""
    for target in visit.targets:
        profile = re.sub(r"/addressId/\d+$", "", target.at.partition("?")[0].rstrip("/"))
        for part in ("complaints", "customer-reviews"):
            yield Ask(f"{profile}/{part}", context={"brand": target.label})


def read(page: Page) -> Batch:
    """Every card of a page, of either kind. Raises PageError where there is none and the page does not say so."""
    html = page.html()
    whose = _firm(page, html)
    complaints, reviews = html.many("li.card.bpr-complaint-grid"), html.many("li.card.bpr-review")
    text = html.text()
    if not complaints and not reviews and not _NONE.search(text):
        raise PageError(f"neither complaints nor reviews, nor word that there are none, at {page.url}")
    for said in _TOTALS.finditer(text):
        note(page, "bureau_count", f"{whose['brand_label']}: {said[0]}")
    records = [_complaint(page, card, whose) for card in complaints] + [_review(page, card, whose) for card in reviews]
    return Batch(tuple(records), next=_next(page, html))


def _firm(page: Page, html: Node) -> dict[str, Any]:
    """What every record of the page shares. Accreditation is paid for: it is kept, and named a conflict."""
    title = words(html.first("title")).partition("|")[0].strip()
    seal = html.first('img[alt="Accredited Business"]')
    return {
        "source_id": "bbb",
        "parser_version": PARSER,
        "retrieved_at": page.retrieved_at,
        "page_hash": page.page_hash,
        "brand_label": page.context.get("brand") or title or page.context["brand"],
        "language": "en",
        "raw": {"is_accredited": True if seal else None},
    }


def _next(page: Page, html: Node) -> Ask | None:
    """The page after this one, where any link leads to it."""
    asked = parse_qs(urlsplit(page.url).query)
    following = int(asked.get("page", ["1"])[0]) + 1
    pages = {parse_qs(urlsplit(link.attr("href")).query).get("page", [""])[0] for link in html.many('a[href*="page="]')}
    context = {name: value for name, value in page.context.items() if name != "page"}
    return (
        Ask(add_or_replace_parameter(page.url, "page", str(following)), context=context)
        if str(following) in pages
        else None
    )


def _complaint(page: Page, card: Node, whose: dict[str, Any]) -> CrawledRecord:
    said, *answers = pieces(card.one("div.bpr-complaint-body").text())
    status = _status(card)
    return CrawledRecord(
        **whose,
        source_key=card.attr("id"),
        kind=RecordKind.COMPLAINT,
        url=f"{page.url.partition('?')[0]}#{card.attr('id')}",
        issue=words(card.maybe("div.bpr-complaint-type span")),
        text=said.text,
        posted_at=american_day(card.one("p.bpr-complaint-date span").text(), page.url),
        posted_precision=Precision.DAY,
        replies=tuple(_reply(answer, page.url) for answer in answers),
        status_raw=status,
        solved_mark=_VERDICTS[status],
    )


def _status(card: Node) -> str:
    """The bureau's verdict, by its label outside the complaint's words. Raises PageError for one it does not give."""
    found = next((one for one in card.many(_OUTSIDE) if one.root.text.lstrip().startswith("Status:")), None)
    status = words(found).removeprefix("Status:").strip().partition("\n")[0]
    if status not in _VERDICTS:
        raise PageError(f"the status {status!r} is not known at {card.url}")
    return status


def _reply(answer: Piece, place: str) -> CrawledReply:
    at = american_day(answer.day, place) if answer.day else None
    speaker = Speaker.CUSTOMER if answer.heading.startswith("customer") else Speaker.BRAND
    return CrawledReply(speaker=speaker, text=answer.text, posted_at=at, precision=Precision.DAY if at else None)


def _review(page: Page, card: Node, whose: dict[str, Any]) -> CrawledRecord:
    answer = card.maybe(".bpr-review-business-response-grid")
    said = pieces(card.text(without="h3, .star-rating, .bpr-review-business-response-grid"))[0]
    stars = len(card.many('svg[data-filled="true"], svg[data-filled=""]')) or None
    lines = [line for line in said.text.split("\n") if not _CHROME.fullmatch(line)]
    return CrawledRecord(
        **whose,
        source_key=card.attr("id"),
        kind=RecordKind.REVIEW,
        url=f"{page.url.partition('?')[0]}#{card.attr('id')}",
        text="\n".join(lines),
        posted_at=american_day(said.day, page.url),
        posted_precision=Precision.DAY,
        rating=stars,
        rating_worst=1 if stars else None,
        rating_best=5 if stars else None,
        author_key=words(card.maybe("h3.bpr-review-title")).removeprefix("Review from").strip(),
        replies=tuple(_reply(piece, page.url) for piece in pieces(answer.text()) if piece.text) if answer else (),
    )


SOURCE = Source(
    source_id="bbb",
    name="Better Business Bureau",
    kind="complaint bureau, public HTML",
    tier=Tier.D,
    homepage=SITE,
    base_url=SITE,
    licence="none stated; records are kept for scoring, never served as a copy of the site",
    terms="behind a challenge against programs: off until an operator has the bureau's permission (its API is given on request "
          "by mail and holds no complaints)",
    time_zone="UTC",
    language="en",
    personal=("first name and initial of a reviewer (become a keyed hash)", "free text (redacted)"),
    unknown=("robots.txt", "where the status stands on a real page: it is found by its label",
             "whether a record that is gone was removed or is older than the three years that are shown",
             "the zone of a date: its noon in UTC is taken"),
    parser_version=PARSER,
    answers="html",
    delay_s=10.0,
    expects=Expectations(1, 1_000_000, {"posted_at": 1.0, "brand_label": 1.0, "text": 0.9}),
    start=start,
    read=read,
    vanishes=Vanishes.NEVER,
    sample_kind=SampleKind.FULL,
    is_off=True,
    targets="a profile's address, e.g. Acme=https://www.bbb.org/us/ny/new-york/profile/movers/acme-0121-1234",
    conflicts=("is_accredited",),
)  # fmt: skip
