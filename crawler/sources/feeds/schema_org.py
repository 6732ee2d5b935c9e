"""Reviews in a page's own markup (schema.org as JSON-LD or microdata), for pages an operator lists; robots.txt decides.

Markup shows what a site chooses to show: the first few reviews, sometimes of itself, sometimes none that a reader sees.
So its records feed no volume; what hints at such a choice is kept in `raw`; totals (AggregateRating) become notices.
"""

from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import urljoin

from crawler.ask import Ask, Batch
from crawler.helpers.markup import Graph, markup, types
from crawler.helpers.notes import aggregate, note
from crawler.page import Page
from crawler.source import Expectations, Source, Vanishes
from crawler.sources.feeds.schema_org_review import PARSER, folded, record_of, reviews_in
from crawler.visit import Visit
from store.records import CrawledRecord
from store.vocabulary import Level, SampleKind, Tier


def start(visit: Visit) -> Iterable[Ask]:
    """Each page the operator named."""
    return [Ask(target.at, context={"brand": target.label}) for target in visit.targets]


def read(page: Page) -> Batch:
    """Every review in the markup, once: JSON-LD first, microdata where it says something else. Follows `rel=next`."""
    page = _at_home(page)
    html = page.html()
    found = markup(page.text(), page.url)
    note(page, "markup_unread", "a JSON-LD script is no JSON", level=Level.WARNING, count=found.broken)
    if any("noindex" in tag.get("content").lower() for tag in html.many('meta[name="robots"]')):
        note(page, "noindex", "the source asks not to index pages (meta robots)")
    shown = folded(html.text())
    records: dict[str, CrawledRecord] = {}
    said: set[tuple[str, str]] = set()
    for form, roots in (("json-ld", found.linked), ("microdata", found.micro)):
        graph = Graph(roots)
        _note_aggregates(page, graph)
        for one in reviews_in(page, graph, form):
            record = record_of(page, one, shown)
            if record is not None and (form == "json-ld" or _words(record) not in said):
                records.setdefault(record.source_key, record)
        said |= {_words(record) for record in records.values()}
    follows = html.first('link[rel="next"], a[rel="next"]')
    url = urljoin(page.url, follows.get("href")) if follows and follows.get("href") else ""
    context = {name: value for name, value in page.context.items() if name != "page"}
    return Batch(tuple(records.values()), next=Ask(url, context=context) if url and url != page.url else None)


def _at_home(page: Page) -> Page:
    """A saved page that does not name its own address stands at the one the operator gave, if it is one."""
    given = page.context.get("target", "")
    return replace(page, url=given) if page.url.startswith(SOURCE.homepage) and "://" in given else page


def _words(record: CrawledRecord) -> tuple[str, str]:
    """What a review looks like in either form of markup."""
    return " ".join(record.text.split()) or record.author_key, str(record.rating)


def _note_aggregates(page: Page, graph: Graph) -> None:
    for node, parent, _role in graph.nodes():
        if "AggregateRating" in types(node):
            label = graph.text(parent or node, "name") or page.context.get("brand") or page.url
            count = graph.text(node, "reviewCount", "ratingCount") or None
            aggregate(page, label, count, graph.text(node, "ratingValue") or None, graph.text(node, "bestRating") or 5)


SOURCE = Source(
    source_id="schema_org",
    name="Markup of reviews (schema.org)",
    kind="JSON-LD and microdata of any page",
    tier=Tier.B,
    homepage="https://schema.org/Review",
    base_url="",
    licence="that of each site; texts are kept for scoring and shown as excerpts",
    terms="each site's robots.txt and terms decide: name only pages you may collect",
    time_zone="UTC",
    language="tr",
    personal=("author (becomes a keyed hash)", "free text (redacted)"),
    unknown=("how a site chose the reviews in its markup", "the zone of times without one: their day is kept",
             "whether a review that is absent was removed", "RDFa is not read"),
    parser_version=PARSER,
    answers="html",
    delay_s=5.0,
    expects=Expectations(1, 1_000_000, {"posted_at": 0.3, "brand_label": 1.0, "text": 0.5}),
    start=start,
    read=read,
    vanishes=Vanishes.NEVER,
    sample_kind=SampleKind.TOP,
    targets="a page with reviews in its markup, e.g. Acme=https://shop.example/acme/kettle",
    conflicts=("is_self_serving", "is_visible", "author_type"),
)  # fmt: skip
