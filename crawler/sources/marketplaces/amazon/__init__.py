"""Amazon: the top reviews a product's page shows everybody. Off: no interface gives review texts, the full list is behind sign-in.

What an operator saves in the browser (a product's page, a page of the full list, one review) is read: `terazi crawl amazon
--from-files FOLDER --brand LABEL`. A walk asks for the product's page alone; the full list is not asked, for it leads to
sign-in and its page numbers repeat page 1. Cards of both layouts (to 2025, 2026) are read by `card`.
"""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from crawler.ask import Ask, Batch
from crawler.errors import Blocked, PageError
from crawler.page import Node, Page, words
from crawler.source import Expectations, Source
from crawler.sources.marketplaces.amazon.card import PARSER, Shop, record
from crawler.sources.marketplaces.amazon.places import COUNTRIES
from crawler.visit import Visit
from store.records import CrawledRecord
from store.vocabulary import SampleKind, Tier

_ASIN = re.compile(r"(?:^|/dp/|/product-reviews/|[?&]ASIN=)([A-Z0-9]{10})\b")
_CARDS = (
    '[data-hook="review"]',
    '[data-hook="reviewContainer"]',
    '[data-hook="mobley-review-content"]',
    'div[id^="customer_review"]',
)

_TOTALS = ('[data-hook="cr-filter-info-review-rating-count"]', '[data-hook="total-review-count"]')


def start(visit: Visit) -> Iterable[Ask]:
    """Each target's product: an ASIN (of amazon.com.tr) or the address of its page on any marketplace."""
    for target in visit.targets:
        asin = _ASIN.search(target.at)
        if asin is None:
            raise PageError(f"no ASIN in {target.at!r}")
        base = "{0.scheme}://{0.netloc}".format(urlsplit(target.at)) if "://" in target.at else SOURCE.base_url
        url = f"{base}/dp/{asin[1]}"
        yield Ask(url, context={"brand": target.label, "shop": url})


def read(page: Page) -> Batch:
    """The reviews of a saved or asked page. A page without any is never taken for a product without reviews."""
    html = page.html()
    if urlsplit(page.url).path.startswith(("/ap/", "/errors/")) or html.many('form[action*="validateCaptcha"]'):
        raise Blocked(f"a gate instead of a page at {page.url}")
    cards = next((some for css in _CARDS if (some := html.many(css))), [])
    if not cards:
        raise PageError(f"no review card at {page.url}: another layout, or a product nobody reviewed")
    shop = _shop(page, html)
    records: dict[str, CrawledRecord] = {}
    for one in cards:
        found = record(page, one, shop)
        records.setdefault(found.source_key, found)
    return Batch(tuple(records.values()))


def _shop(page: Page, html: Node) -> Shop:
    """What the page says of all its cards. Its totals are kept as words: nothing is counted from a sample."""
    said = html.first('[data-hook="product-link"]') or html.first("#productTitle")
    places = _places(page, html)
    asin = next((found[1] for place in places if (found := _ASIN.search(place))), "")
    hosts = [(urlsplit(place).hostname or "").removeprefix("www.") for place in places]
    host = next((host for host in hosts if host in COUNTRIES), "")
    totals = next((node for css in _TOTALS if (node := html.first(css))), None)
    return Shop(host, COUNTRIES.get(host, ""), words(said), asin, words(totals))


def _places(page: Page, html: Node) -> list[str]:
    """Addresses that tell the marketplace and the product; a saved file's own name tells nothing."""
    is_file = urlsplit(page.url).path.endswith((".html", ".htm"))
    links = [link.get("href") for link in html.many('a[href*="/gp/customer-reviews/"]')[:3]]
    said = [page.context.get("shop", ""), page.context.get("target", "")]
    return [*said, *([] if is_file else [page.url]), *links]


SOURCE = Source(
    source_id="amazon",
    name="Amazon",
    kind="marketplace, web pages",
    tier=Tier.D,
    homepage="https://www.amazon.com.tr",
    base_url="https://www.amazon.com.tr",
    licence="none stated; texts are kept for scoring and shown as excerpts",
    terms="no official interface gives review texts; since November 2024 the full list is behind sign-in, which is never passed",
    time_zone="as the marketplace; days only",
    language="tr",
    personal=("profile name (dropped)", "profile id (becomes a keyed hash)", "pictures (dropped)", "free text (redacted)"),
    unknown=("robots.txt as it is now", "the sentence amazon.com.tr shows when one person found a review helpful",
             "a whole page of the 2026 template", "whether the address of a deleted review answers 404: so no end is believed",
             "answers of sellers (Amazon took them away)"),
    parser_version=PARSER,
    answers="html",
    delay_s=10.0,
    expects=Expectations(1, 100_000, {"posted_at": 1.0, "brand_label": 1.0, "rating": 1.0, "text": 0.9}),
    start=start,
    read=read,
    sample_kind=SampleKind.TOP,
    is_off=True,
    targets="an ASIN or a product's page, e.g. Acme=B0ABCDEFGH or Acme=https://www.amazon.de/dp/B0ABCDEFGH",
    conflicts=("is_vine",),
)  # fmt: skip
