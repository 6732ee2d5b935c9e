"""One review of the markup as a record: whose it is, when, on which scale, and what makes it doubtful."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from crawler.helpers.keys import hashed_key, short_key
from crawler.helpers.markup import Graph, Node, said, types
from crawler.helpers.notes import note
from crawler.helpers.ratings import Rating, rating
from crawler.page import Page
from store.records import CrawledRecord
from store.vocabulary import Level, Precision, RecordKind, SampleKind

PARSER = "schema-org-1"
REVIEWS = {"Review", "UserReview", "CriticReview", "EmployerReview"}
_NO_FIRM = {"Product", "ProductGroup", "ProductModel", "IndividualProduct", "Book", "Movie", "Recipe", "Course", "Event", "Game",
            "SoftwareApplication", "MobileApplication", "CreativeWork", "TVSeries", "MusicAlbum", "Service"}  # fmt: skip
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]+)*")


@dataclass(frozen=True)
class Found:
    """A review node, what it is about, its own address ("" where it has none of its own), and where it stood."""

    graph: Graph
    node: Node
    item: Node
    address: str
    form: str


def reviews_in(page: Page, graph: Graph, form: str) -> Iterator[Found]:
    """Every review of the graph once, with the node it is about. Reviews given as mere text are counted and left out."""
    about: dict[int, tuple[Node, Node]] = {}
    for node, parent, role in graph.nodes():
        if REVIEWS & types(node):
            holder = parent if parent is not None and role in {"review", "reviews"} else None
            item = graph.first(node, "itemReviewed") or holder or about.get(id(node), ({}, {}))[1]
            about[id(node)] = (node, item if isinstance(item, dict) else {"name": item})
        texts = [one for name in ("review", "reviews") for one in graph.of(node, name) if isinstance(one, str)]
        note(page, "text_only_review", "a review without a node of its own", count=len(texts))
    taken = [_addresses(page, node) for node, _ in about.values()]
    for (node, item), mine in zip(about.values(), taken, strict=True):
        items = {urldefrag(urljoin(page.url, str(item.get(name)))).url for name in ("url", "@id") if item.get(name)}
        own = [one for one in mine if one not in items and sum(one in others for others in taken) == 1]
        yield Found(graph, node, item, own[0] if own else "", form)


def _addresses(page: Page, node: Node) -> list[str]:
    """Addresses that name the review wherever it is shown: whole ones, and not the page's own."""
    given = [said(node.get(name)) for name in ("url", "@id")]
    return list(
        dict.fromkeys(
            one for one in given if urlsplit(one).scheme in {"http", "https"} and one != urldefrag(page.url).url
        )
    )


def record_of(page: Page, found: Found, shown: str) -> CrawledRecord | None:
    """The record, or None (noted) for a review that says nothing by which it could be told from another."""
    graph, node, item = found.graph, found.node, found.item
    authors = [said(one) for one in graph.of(node, "author")]
    body, day = _body(graph, node), graph.text(node, "datePublished")
    stars = _stars(page, graph, node)
    if not any((body, day, *authors)):
        note(page, "empty_review", "a review without author, date and words", level=Level.WARNING)
        return None
    posted_at, precision = _moment(page, day)
    edited_at, _ = _moment(page, graph.text(node, "dateModified"))
    is_firm = bool(types(item)) and not types(item) & _NO_FIRM
    return CrawledRecord(
        source_id="schema_org",
        source_key=short_key(found.address) if found.address else hashed_key(*authors, day, body),
        kind=RecordKind.REVIEW,
        url=found.address or page.url,
        parser_version=PARSER,
        retrieved_at=page.retrieved_at,
        page_hash=page.page_hash,
        brand_label=page.context.get("brand")
        or graph.text(item, "brand", "manufacturer", "name")
        or page.context["brand"],
        product="" if is_firm else graph.text(item, "name"),
        title=graph.text(node, "headline", "name"),
        text=body,
        language=_language(graph, node),
        posted_at=posted_at,
        posted_precision=precision,
        edited_at=edited_at,
        rating=stars.value if stars else None,
        rating_worst=stars.worst if stars else None,
        rating_best=stars.best if stars else None,
        author_key="|".join(filter(None, authors)),
        sample_kind=SampleKind.TOP,
        raw=_raw(page, found, shown, body, day),
    )


def _body(graph: Graph, node: Node) -> str:
    """The words, then what is listed for and against, a line each."""
    lines = [graph.text(node, "reviewBody", "description", "text")]
    for mark, name in (("+", "positiveNotes"), ("-", "negativeNotes")):
        for notes in graph.of(node, name):
            listed = graph.of(notes, "itemListElement") if isinstance(notes, dict) else [notes]
            lines += [f"{mark} {words}" for one in listed if (words := said(one))]
    return "\n".join(filter(None, lines))


def _given(graph: Graph, node: Node) -> tuple[Any, Any, Any]:
    """(value, worst, best) as written: a rating node, or a bare number, which is of five."""
    given: Any = graph.first(node, "reviewRating", "rating")
    scale = given if isinstance(given, dict) else {"ratingValue": given}
    return graph.first(scale, "ratingValue"), graph.first(scale, "worstRating"), graph.first(scale, "bestRating")


def _stars(page: Page, graph: Graph, node: Node) -> Rating | None:
    """The rating; one that does not lie on its scale is noted, and stays in `raw` only."""
    value, worst, best = _given(graph, node)
    found = rating(value, worst, best)
    if found is None and value is not None:
        note(page, "rating_unread", "a rating does not lie on its scale", level=Level.WARNING)
    return found


def _moment(page: Page, text: str) -> tuple[datetime | None, Precision | None]:
    """A date is its noon; a time without a zone is no more than its day; anything but ISO is noted and stays unknown."""
    if not text:
        return None, None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        note(page, "date_unread", "a date is not ISO", level=Level.WARNING)
        return None, None
    if at.tzinfo is None:
        return datetime.combine(at.date(), time(12), UTC), Precision.DAY
    return at.astimezone(UTC), Precision.SECOND


def _language(graph: Graph, node: Node) -> str:
    code = graph.text(node, "inLanguage")
    return code if _LANGUAGE.fullmatch(code) and len(re.split("[-_]", code)[0]) <= 3 else ""


def _raw(page: Page, found: Found, shown: str, body: str, day: str) -> dict[str, Any]:
    """The markup's own values, and its three doubts: a site about itself, words no reader sees, an author who is a firm."""
    graph, node, item = found.graph, found.node, found.item
    said_by, authors = graph.first(node, "publisher"), graph.of(node, "author")
    publisher = "" if "Person" in types(said_by) else said(said_by)
    first = folded(body.partition("\n")[0])[:60]
    return {
        "markup": found.form,
        "type": sorted(types(node)),
        "item_type": sorted(types(item)),
        "published": day,
        "rating": [said(one) for one in _given(graph, node) if one is not None],
        "publisher": publisher,
        "author_type": sorted({kind for one in authors for kind in types(one)}),
        "is_self_serving": _is_self_serving(page, graph, item, publisher),
        "is_visible": (first in shown) if first else None,
    }


def folded(text: str) -> str:
    """A text as it is compared: blanks and capitals, Turkish ones too, make no difference."""
    return " ".join(text.translate(str.maketrans("İIı", "iii")).casefold().split())


def _is_self_serving(page: Page, graph: Graph, item: Node, publisher: str) -> bool:
    """Whether a firm's own site shows reviews of the firm itself: its address is this site's, or it publishes them."""
    if not types(item) or types(item) & _NO_FIRM:
        return False
    address, name = graph.text(item, "url", "@id"), graph.text(item, "name")
    is_here = bool(address) and _host(urljoin(page.url, address)) == _host(page.url)
    return is_here or bool(name and name == publisher)


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")
