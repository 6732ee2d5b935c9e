"""The layout of 2021 and 2022. It shows no number: a complaint is known by its address."""

from typing import Any

from crawler.errors import PageError
from crawler.page import Node, Page, words
from crawler.sources.complaint_sites.sikayetvar.layout_2023 import pages, replies
from crawler.sources.complaint_sites.sikayetvar.shapes import (
    WITHDRAWN,
    Entry,
    Listing,
    badge,
    canonical,
    count,
    moment,
    path_of,
)

NAME = "2021"
CARD = "article.story-card.complaint-card"
STAR = "span.dark-yellow.icomoon-full-star"


def is_detail(node: Node) -> bool:
    """Whether the page is a complaint in this layout."""
    return bool(node.many("h1.complaint-title"))


def listing(node: Node, page: Page) -> Listing:
    """The cards of a listing."""
    return Listing(tuple(_card(card, page) for card in node.many(CARD)), pages(node))


def _card(card: Node, page: Page) -> Entry:
    link = card.maybe("section h2 a[href]")
    if link is None and WITHDRAWN in card.text():
        return Entry(NAME, is_withdrawn=True, **_header(card, page))
    link = card.one("section h2 a[href]")
    return Entry(
        NAME,
        path=path_of(link.attr("href")),
        title=link.get("title") or link.text(),
        preview=words(card.maybe("p.complaint-description"), without=".ellipsis-text"),
        **_header(card, page),
        **marks(card, page),
    )


def detail(node: Node, page: Page) -> Entry:
    """A complaint page."""
    card = node.first(CARD) or node
    return Entry(
        NAME,
        path=canonical(node, page),
        title=node.one("h1.complaint-title").text(),
        text=node.one("div.card-text").text(),
        replies=replies(node, page),
        **_header(card, page),
        **marks(card, page),
    )


def marks(node: Node, page: Page) -> dict[str, Any]:
    """Badge, stars and thanks."""
    full = len(node.many(STAR))
    if full > 5:
        raise PageError(f"{full} stars at {page.url}")
    return {
        "badge": badge(words(node.maybe("div.solved-badge")), page),
        "stars": full or None,
        "thanks": words(node.maybe(".complaint-thank-message")),
    }


def _header(node: Node, page: Page) -> dict[str, Any]:
    member = node.first("span.username a[href]")
    time = node.first("span.post-time[title]")
    return {
        "posted": moment(time.attr("title"), page) if time else None,
        "author_key": member.attr("href") if member else "",
        "views": count(node.maybe("span.js-view-count")),
    }
