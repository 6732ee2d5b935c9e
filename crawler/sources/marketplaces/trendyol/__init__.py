"""Trendyol: reviews of a product, through the JSON its own page calls. Unofficial, so off; saved answers can be read.

Two generations of that JSON are read: the current one (`current`, which is the one asked) and the one before 2024 (`old`).
A seller's own official interface is another source, `trendyol_seller`.
"""

import re
from collections.abc import Iterable
from urllib.parse import parse_qs, urlsplit

from w3lib.url import add_or_replace_parameters

from crawler.ask import Ask, Batch
from crawler.errors import PageError
from crawler.page import Page
from crawler.source import Expectations, Source, Vanishes
from crawler.sources.marketplaces.trendyol import current, old
from crawler.sources.marketplaces.trendyol.shared import PARSER
from crawler.visit import Visit
from store.vocabulary import Tier

LIST = "/discovery-storefront-trproductgw-service/api/review-read/product-reviews/detailed"
SIZE = 20
_CONTENT = re.compile(r"(?:^|-p-)(\d+)")


def start(visit: Visit) -> Iterable[Ask]:
    """Each target's product: the number at the end of its address, or that address."""
    for target in visit.targets:
        content = _CONTENT.search(target.at)
        if content is None:
            raise PageError(f"no product number in {target.at!r}: the digits after -p- are needed")
        wanted = {"contentId": content[1], "page": "0", "pageSize": str(SIZE), "channelId": "1", "culture": "tr-TR"}
        url = add_or_replace_parameters(f"{SOURCE.base_url}{LIST}", wanted | {"order": "DESC", "orderBy": "Score"})
        yield Ask(url, context={"brand": target.label, "content": content[1]})


def read(page: Page) -> Batch:
    """A page of a product's reviews, of either generation."""
    answer = page.json()
    if answer.maybe("isSuccess", bool) is False:
        raise PageError(
            f"the answer calls itself a failure (statusCode {answer.values.get('statusCode')}) at {page.url}"
        )
    result = answer.row("result")
    layout = old if "productReviews" in result.values else current
    records, pages, total = layout.read(page, result)
    answer.audit(page.notices, ignore=("statusCode", "error", "headers"))
    result.audit(page.notices, ignore=("aiSummary", "ratingSummary"))  # a machine's text; the site's own sums
    return Batch(records, next=_next(page, pages) if records else None, total=total)


def _next(page: Page, pages: int) -> Ask | None:
    """Pages are counted from 0. A saved answer does not say which it is."""
    number = parse_qs(urlsplit(page.url).query).get("page")
    if number is None or int(number[0]) + 1 >= pages:
        return None
    return Ask(add_or_replace_parameters(page.url, {"page": str(int(number[0]) + 1)}), context=dict(page.context))


SOURCE = Source(
    source_id="trendyol",
    name="Trendyol",
    kind="marketplace, JSON of the product page (unofficial)",
    tier=Tier.D,
    homepage="https://www.trendyol.com",
    base_url="https://apigw.trendyol.com",
    licence="none stated; texts are kept for scoring and shown as excerpts",
    terms="no public interface for reviews is offered; the page's own JSON is asked only with the site's permission; plain clients"
    " are reported to be refused (403): then it is left alone",
    time_zone="Europe/Istanbul",
    language="tr",
    personal=("name (masked by the site: dropped; clear: becomes a keyed hash within the product)", "body height and weight (dropped)",
              "pictures (counted)", "free text (redacted)"),
    unknown=("robots.txt and terms", "answers of sellers in the public JSON", "ratings without a text: counted by the site, not listed",
             "why a review is gone (absence is all there is)", "a real answer of the current generation"),
    parser_version=PARSER,
    answers="json",
    delay_s=5.0,
    expects=Expectations(1, 1_000_000, {"posted_at": 1.0, "brand_label": 1.0, "rating": 1.0, "text": 0.9}),
    start=start,
    read=read,
    vanishes=Vanishes.MISSED,
    is_off=True,
    hosts=("https://public.trendyol.com", "https://public-mdc.trendyol.com"),
    targets="a product's number or page, e.g. Acme=123456 or Acme=https://www.trendyol.com/acme/x-p-123456",
    conflicts=("is_elite", "is_influencer"),
)  # fmt: skip
