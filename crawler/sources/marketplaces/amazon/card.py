"""One review's card, of the layout to 2025 and that of 2026, in Turkish, English, German, French and Spanish."""

import re
from dataclasses import dataclass
from datetime import UTC

from crawler.errors import PageError
from crawler.helpers.days import day_within
from crawler.page import Node, Page, words
from store.records import CrawledRecord
from store.vocabulary import Precision, RecordKind, SampleKind

PARSER = "amazon-1"
_STARS = '[data-hook="review-star-rating"]'
_FOREIGN_STARS = '[data-hook="cmps-review-star-rating"]'
_TITLES = ('[data-hook="review-title"]', '[data-hook="reviewTitle"]')
_BODIES = ('[data-hook="review-body"]', '[data-hook="reviewRichContentContainer"]')
_VERIFIED = '[data-hook="avp-badge"], [data-hook="avp-badge-linkless"], [data-hook="msrp-avp-badge-linkless"]'
_VINE = '[data-hook="vine-review-badge"], [data-hook="linkless-vine-review-badge"]'
_KEY = re.compile(r"(?:^|^customer_review-|^customer_review_foreign-|/gp/customer-reviews/)(R[0-9A-Z]{6,})\b")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_ONE = re.compile(r"(one person|eine person|une personne|a una persona)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Shop:
    """What all cards of a page share."""

    host: str
    country: str
    product: str
    asin: str
    totals: str


def record(page: Page, card: Node, shop: Shop) -> CrawledRecord:
    """The review of a card. Raises PageError where its id, stars or day are missing."""
    key, is_foreign = _key(card), bool(card.many(_FOREIGN_STARS))
    said = card.one('[data-hook="review-date"]').text()
    helpful, is_vine = words(card.maybe('[data-hook="helpful-vote-statement"]')), bool(card.many(_VINE))
    raw = {"asin": shop.asin, "said_of_day": said, "helpful": helpful, "totals": shop.totals, "is_vine": "True" if is_vine else "",
           "bought": words(card.first('[data-hook="format-strip"]'))}  # fmt: skip
    return CrawledRecord(
        source_id="amazon",
        source_key=key,
        kind=RecordKind.REVIEW,
        url=f"https://www.{shop.host}/gp/customer-reviews/{key}" if shop.country else "",
        parser_version=PARSER,
        retrieved_at=page.retrieved_at,
        page_hash=page.page_hash,
        brand_label=page.context.get("brand", ""),
        country="" if is_foreign else shop.country,
        product=shop.product,
        title=_title(card),
        text=_body(card),
        posted_at=day_within(said, card.url, UTC),
        posted_precision=Precision.DAY,
        rating=_stars(card),
        rating_worst=1,
        rating_best=5,
        is_verified_purchase=bool(card.many(_VERIFIED)),
        is_invited=True if is_vine else None,
        author_key=_author(card),
        helpful_count=_helpful(helpful),
        sample_kind=SampleKind.TOP,
        raw={name: value for name, value in raw.items() if value},
    )


def _key(card: Node) -> str:
    """The review's number: of the card, of what it holds, or of the link to the review's own page."""
    held = [one.get("id") for one in card.many('[id^="customer_review"]')]
    links = [one.get("href") for one in card.many('a[href*="/gp/customer-reviews/"]')]
    for said in (card.get("id"), *held, *links):
        if found := _KEY.search(said):
            return found[1]
    raise PageError(f"a review without an id at {card.url}")


def _stars(card: Node) -> float:
    """The number of the sentence; in Turkish it comes last: "5 yıldız üzerinden 4,0"."""
    icon = card.first(_STARS) or card.one(_FOREIGN_STARS)
    said = words(icon.first(".a-icon-alt")) or icon.text()
    numbers = [float(number.replace(",", ".")) for number in _NUMBER.findall(said)]
    shown = re.search(r"\ba-star-(?:mini-|small-|medium-)?(\d)(?:-(5))?\b", icon.get("class"))
    if len(numbers) != 2:
        raise PageError(f"not a number of stars: {said!r} at {card.url}")
    stars = numbers[-1] if "üzerinden" in said else numbers[0]
    if shown and abs(float(shown[1]) + (0.5 if shown[2] else 0.0) - stars) > 0.5:
        raise PageError(f"{said!r} beside the picture of {shown[0]} at {card.url}")
    return stars


def _title(card: Node) -> str:
    """The headline without the stars that stand in its link, where there is one (foreign reviews repeat it for translation)."""
    found = next((node for css in _TITLES if (node := card.first(css))), None)
    return words(found, without=".a-icon-alt, .cr-translated-review-content")


def _body(card: Node) -> str:
    """The fullest copy of the text: small screens get a shortened one first."""
    found = next((nodes for css in _BODIES if (nodes := card.many(css))), [])
    texts = [
        node.text(without=".cr-translated-review-content, [data-hook='expand-collapse'], noscript") for node in found
    ]
    return max(texts, key=len, default="")


def _author(card: Node) -> str:
    """The profile's id of the link, never the name."""
    for link in card.many("a.a-profile[href]"):
        if found := re.search(r"/profile/(amzn1\.account\.[A-Za-z0-9]+)", link.get("href")):
            return found[1]
    return ""


def _helpful(said: str) -> int | None:
    """How many people; None for a sentence without a number that is not known to mean one."""
    if found := re.search(r"\d[\d.,]*", said):
        return int(re.sub(r"[.,]", "", found[0]))
    return 1 if _ONE.match(said) else None
