"""The layout of 2026: a Next.js page whose payload holds the ids and the brand's figures."""

import base64
import json
import re
from typing import Any

from crawler.helpers.dates import Moment
from crawler.page import Node, Page, words
from crawler.sources.complaint_sites.sikayetvar.shapes import (
    CONTENT,
    WITHDRAWN,
    Entry,
    Listing,
    badge,
    canonical,
    count,
    iso_moment,
    moment,
    path_of,
    reply,
    stars,
)
from store.records import CrawledReply
from store.vocabulary import Speaker

NAME = "2026"
CARD = 'article[data-ga-element="Complaint_Card"]'
_STARS = '[data-ga-element="Result_Stars"]'
_VIEWS = 'svg:has(use[href*="#ic-view"]) + span'
_POSTED = 'time:not(#messages time, [data-ga-element="Complaint_Edited"] time)'
_PUSH = re.compile(r'self\.__next_f\.push\(\[1,("(?:[^"\\]|\\.)*")\]\)', re.DOTALL)
_NUMBERED = re.compile(r'"encodedHref":"([\w-]+)","noIndexed":(true|false),"complaintId":(\d+)')


def is_detail(node: Node) -> bool:
    """Whether the page is a complaint in this layout."""
    marks = node.many('[data-ga-element="Complaint_Content_Start"], div#messages, [data-ga-element="Complaint_Detail"]')
    return bool(marks and node.many("h1"))


def listing(node: Node, page: Page) -> Listing:
    """The cards with their numbers, and the brand's figures."""
    payload = read_payload(node)
    numbers = {_decode(href): (number, no_index == "true") for href, no_index, number in _NUMBERED.findall(payload)}
    numbers_on = [
        link.text()
        for link in node.many('nav[aria-label="Sayfa navigasyonu"] a, nav[aria-label="Sayfa navigasyonu"] span')
    ]
    facts = _facts(payload)
    bounds = [int(text) for text in numbers_on if text.isdigit()] + [int(facts.get("maxCount", 0))]
    # How far search engines may look is no end of the list.
    last = max(*bounds, int(facts.get("lastIndexedPage", 0))) if any(bounds) else 0
    return Listing(tuple(_card(card, page, numbers) for card in node.many(CARD)), last, facts)


def _card(card: Node, page: Page, numbers: dict[str, tuple[str, bool]]) -> Entry:
    posted = moment(card.one("header span[aria-label]:not(.font-bold)").attr("aria-label"), page)
    link = card.maybe("h3 a[href]")
    if link is None and WITHDRAWN in card.text():
        return Entry(NAME, posted=posted, is_withdrawn=True)
    path = path_of(card.one("h3 a[href]").attr("href"))
    number, no_index = numbers.get(path, ("", False))
    mark = card.maybe('[data-ga-element="Complaint_Card_Solved"]')
    return Entry(
        NAME,
        path=path,
        number=number,
        title=card.one("h3 a[href]").attr("title"),
        preview=words(card.maybe(".selection-share p"), without="span"),
        posted=posted,
        views=count(card.maybe(_VIEWS)),
        badge=badge(words(mark, without=_STARS), page),
        stars=stars(words(card.maybe(_STARS)), page),
        thanks=words(card.maybe(".bg-secondary p")),
        raw={"no_index": True} if no_index else {},
    )


def detail(node: Node, page: Page) -> Entry:
    """A complaint page."""
    path, payload = canonical(node, page), read_payload(node)
    header = node.maybe("article > header")
    edited: Moment | None = iso_moment(node.maybe('[data-ga-element="Complaint_Edited"] time'))
    mark = node.maybe('main [data-ga-element="Complaint_Card_Solved"]')
    return Entry(
        NAME,
        path=path,
        number=_number(payload, path),
        title=node.one("h1").text(),
        text="\n".join(part.text() for part in node.many(CONTENT) or node.many("main .selection-share p")),
        posted=iso_moment(node.first(_POSTED)),
        edited_at=edited.at if edited else None,
        views=count(header.maybe(_VIEWS)) if header else None,
        badge=badge(words(mark, without=_STARS), page),
        stars=stars(words(node.maybe(f"main {_STARS}")), page),
        thanks=words(node.maybe("main .bg-secondary p")),
        replies=tuple(_reply(part) for part in node.many("div#messages > *")),
    )


def _reply(part: Node) -> CrawledReply:
    # As in the older layouts, whoever is not marked as the brand is the member.
    speaker = Speaker.BRAND if part.get("data-ga-element") == "Complaint_Answer_Brand" else Speaker.CUSTOMER
    return reply(speaker, part.many("p"), iso_moment(part.maybe("time")))


def read_payload(node: Node) -> str:
    """The text the page pushes to its own scripts, unescaped."""
    scripts = "".join(script.root.text for script in node.many("script"))
    return "".join(json.loads(part, strict=False) for part in _PUSH.findall(scripts))


def _number(payload: str, path: str) -> str:
    for href, _, number in _NUMBERED.findall(payload):
        if _decode(href) == path:
            return str(number)
    numbers = set(re.findall(r'"complaintId":(\d+)', payload))
    return numbers.pop() if len(numbers) == 1 else ""


def _decode(href: str) -> str:
    return base64.urlsafe_b64decode(href + "=" * (-len(href) % 4)).decode().rstrip("/")


def _facts(payload: str) -> dict[str, Any]:
    """The brand's own figures. The machine-written summary beside them is not data."""
    found = {}
    for name in ("companyId", "totalComplaintCount", "maxCount", "lastIndexedPage", "aggregateRating", "companyStats"):
        if (start := payload.find(f'"{name}":')) >= 0:
            found[name] = json.JSONDecoder(strict=False).raw_decode(payload, start + len(name) + 3)[0]
    return found
