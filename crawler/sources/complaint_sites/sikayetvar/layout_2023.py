"""The layout of 2023 to January 2026: server HTML."""

import re
from typing import Any

from crawler.page import Node, Page, words
from crawler.sources.complaint_sites.sikayetvar.shapes import (
    CONTENT,
    WITHDRAWN,
    Entry,
    Listing,
    badge,
    canonical,
    count,
    moment,
    path_of,
    reply,
    stars,
)
from store.records import CrawledReply
from store.vocabulary import Speaker

NAME = "2023"
CARD = "article.card-v2"


def is_detail(node: Node) -> bool:
    """Whether the page is a complaint in this layout."""
    return bool(node.many("h1.complaint-detail-title"))


def listing(node: Node, page: Page) -> Listing:
    """The cards of a listing."""
    return Listing(tuple(_card(card, page) for card in node.many(CARD)), pages(node))


def pages(node: Node) -> int:
    """The highest page number the pager names."""
    numbers = [link.text() for link in node.many("ul.pagination-list a.page")]
    numbers += [item.attr("title").partition("/")[2] for item in node.many("ul.pagination-list li[title]")]
    return max((int(text) for text in numbers if text.isdigit()), default=0)


def _card(card: Node, page: Page) -> Entry:
    posted = moment(card.one("div.js-tooltip.time[title]").attr("title"), page)
    link = card.maybe("h2.complaint-title a.complaint-layer[href]") or card.maybe(
        "div.complaint-layer[data-complaint-link]"
    )
    if link is None and WITHDRAWN in card.text():
        return Entry(NAME, number=card.get("data-id"), posted=posted, is_withdrawn=True)
    title = card.one("h2.complaint-title")
    link = link or card.one("h2.complaint-title a.complaint-layer[href]")
    return Entry(
        NAME,
        path=path_of(link.get("href") or link.get("data-complaint-link")),
        number=card.get("data-id"),
        title=link.get("title") or title.text(),
        preview=words(card.first(".complaint-description"), without=".ellipsis-text"),
        posted=posted,
        author_key=_member(card),
        views=count(card.maybe("span.js-view-count")),
        supporters=int(card.get("data-upvoter-count") or 0) if card.get("data-upvoter-count") else None,
        topics=tuple(topic.text() for topic in card.many(".keyword-container a")),
        **marks(card, page),
    )


def detail(node: Node, page: Page) -> Entry:
    """A complaint page."""
    head = node.first("div.complaint-detail-head") or node
    time = head.first("div.js-tooltip.time[title]")
    article = node.first(CARD)
    return Entry(
        NAME,
        path=canonical(node, page),
        number=article.get("data-id") if article else "",
        title=node.one("h1.complaint-detail-title").text(),
        text="\n".join(part.text() for part in node.many(CONTENT) or node.many("div.complaint-detail-description p")),
        posted=moment(time.attr("title"), page) if time else None,
        author_key=_member(head),
        views=count(head.maybe("span.js-view-count")),
        supporters=count(node.maybe("span.total-support")),
        topics=tuple(topic.text() for topic in node.many("article.card-v2 .keyword-container a")),
        replies=replies(node, page),
        **marks(node.first("article.card-v2") or node, page),
    )


def marks(node: Node, page: Page) -> dict[str, Any]:
    """Badge, stars and thanks: three signals, never one."""
    return {
        "badge": badge(words(node.maybe("div.solved-badge")), page),
        "stars": stars(words(node.maybe("span.rate-num")), page),
        "thanks": words(node.maybe(".complaint-thank-message")),
    }


def replies(node: Node, page: Page) -> tuple[CrawledReply, ...]:
    """The answers in page order; a brand's answer is marked by two classes, anything else is the member's."""
    found = []
    for part in node.many("div.complaint-answer-container > *"):
        speaker = Speaker.BRAND if {"ga-c", "ga-v"} <= set(re.split(r"\s+", part.get("class"))) else Speaker.CUSTOMER
        found.append(reply(speaker, part.many("p.message"), moment(words(part.maybe("div.post-time")), page)))
    return tuple(found)


def _member(node: Node) -> str:
    member = node.maybe("div.profile-img[data-href]")
    return member.attr("data-href") if member else ""
