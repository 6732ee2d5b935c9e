"""Which page this is. The address does not tell a complaint from a topic, so the content decides."""

from types import ModuleType
from urllib.parse import urlsplit

from crawler.errors import PageError
from crawler.page import Node, Page, words
from crawler.sources.complaint_sites.sikayetvar import layout_2018, layout_2021, layout_2023, layout_2026
from crawler.sources.complaint_sites.sikayetvar.shapes import (
    WITHDRAWN,
    BrandRow,
    Brands,
    Entry,
    Found,
    Gone,
    Listing,
    Report,
    count,
)

# The headings of the older layouts have names of their own; what is left is the newest.
DETAILS: tuple[ModuleType, ...] = (layout_2023, layout_2021, layout_2018, layout_2026)
LISTINGS: tuple[ModuleType, ...] = (layout_2026, layout_2023, layout_2021)


def read_page(page: Page) -> Found:
    """Whatever the page is. Raises PageError for a page of no known kind."""
    node = page.html()
    for layout in DETAILS:
        if layout.is_detail(node):
            entry: Entry = layout.detail(node, page)
            if not entry.text:
                raise PageError(f"a complaint without a text at {page.url}")
            return entry
    for layout in LISTINGS:
        if node.many(layout.CARD):
            listing: Listing = layout.listing(node, page)
            return listing
    return _other(node, page)


def _other(node: Node, page: Page) -> Listing | Report | Brands | Gone:
    if node.many("div.data-count p"):
        return _report(node)
    if node.many(".brand-rate .brand-name"):
        return Brands(tuple(_brand(row) for row in node.many("div.brand-rate")), layout_2023.pages(node))
    if WITHDRAWN in words(node.maybe("body")) and not node.many("h1"):
        return Gone("yayından kaldırılmış")
    # A brand nobody complained about: its page names itself a listing and has no card.
    if layout_2026.read_payload(node) and not node.many("h1"):
        return layout_2026.listing(node, page)
    if "Şikayet" in words(node.first("title")):
        return Listing(())
    raise PageError(f"neither a complaint nor a listing at {page.url}")


def _report(node: Node) -> Report:
    parts = node.many("div.data-count p")
    if len(parts) < 4:
        raise PageError(f"{len(parts)} figures instead of 4 at {node.url}")
    time = parts[3].text()
    return Report(count(parts[0]), count(parts[1]), "" if time == "-" else time)


def _brand(row: Node) -> BrandRow:
    path = urlsplit(row.one("a[href]").attr("href")).path
    return BrandRow(
        path.strip("/"),
        row.one("span.brand-name").text(),
        count(row.maybe("div.rate-num span")),
        count(row.maybe("span.without-brackets")),
    )
