"""Trustpilot's JSON-LD, where a page carries no state: the reviews without verification, answers and paid features."""

from datetime import UTC
from typing import Any
from urllib.parse import urlsplit

from crawler.errors import PageError
from crawler.helpers.markup import Graph, Node, markup, types
from crawler.helpers.moments import iso
from crawler.helpers.notes import aggregate
from crawler.helpers.ratings import number, rating
from crawler.page import Page
from crawler.sources.reviews.trustpilot_words import PERMALINK
from store.records import CrawledRecord
from store.vocabulary import Precision, RecordKind


def read_markup(page: Page, parser: str) -> tuple[tuple[CrawledRecord, ...], int | None]:
    """(the reviews, how many the firm has). Raises PageError where the page holds no markup of a firm or its reviews."""
    graph = Graph(markup(page.text(), page.url).linked)
    nodes = {id(node): node for node, _, _ in graph.nodes()}.values()
    reviews = [node for node in nodes if "Review" in types(node)]
    totals = next((node for node in nodes if "AggregateRating" in types(node)), None)
    if not reviews and totals is None:
        raise PageError(f"neither the page's state nor markup of reviews at {page.url}")
    count = number(graph.first(totals, "reviewCount", "ratingCount")) if totals else None
    if totals:
        aggregate(page, page.context.get("brand", ""), count, graph.first(totals, "ratingValue"))
    return tuple(_record(page, graph, node, parser) for node in reviews), int(count) if count is not None else None


def _record(page: Page, graph: Graph, node: Node, parser: str) -> CrawledRecord:
    address = str(node.get("@id") or node.get("url") or "").rstrip("/")
    if not (urlsplit(address).hostname or "").endswith("trustpilot.com"):
        raise PageError(
            f"a review of another site ({address or 'without an address'}) at {page.url}: schema_org reads those"
        )
    key = address.rpartition("/")[2]
    stars: Any = graph.first(node, "reviewRating")
    found = (
        rating(*(graph.first(stars, name) for name in ("ratingValue", "worstRating", "bestRating"))) if stars else None
    )
    author: Any = graph.first(node, "author") or {}
    return CrawledRecord(
        source_id="trustpilot_pages",
        source_key=key,
        kind=RecordKind.REVIEW,
        url=PERMALINK + key,
        parser_version=parser,
        retrieved_at=page.retrieved_at,
        page_hash=page.page_hash,
        brand_label=page.context.get("brand")
        or graph.text(graph.first(node, "itemReviewed") or {}, "name")
        or page.context["brand"],
        title=graph.text(node, "headline", "name"),
        text=graph.text(node, "reviewBody"),
        language=graph.text(node, "inLanguage"),
        posted_at=iso(graph.text(node, "datePublished"), page.url, UTC),
        posted_precision=Precision.SECOND,
        rating=found.value if found else None,
        rating_worst=found.worst if found else None,
        rating_best=found.best if found else None,
        author_key=str(author.get("url") or "").rstrip("/").rpartition("/")[2],
        raw={"markup": "json-ld"},
    )
