"""Hepsiburada: reviews of a product, through the JSON its own page calls. Unofficial, so off; saved pages can be read."""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from w3lib.url import add_or_replace_parameters

from crawler.ask import Ask, Batch
from crawler.errors import PageError
from crawler.helpers.moments import iso
from crawler.helpers.scripts import assigned
from crawler.page import Page, Row
from crawler.source import Expectations, Source, Vanishes
from crawler.visit import Visit
from store.records import CrawledRecord
from store.vocabulary import Precision, RecordKind, Tier

PARSER = "hepsiburada-1"
LIST = "/queryapi/v2/ApprovedUserContents"
SIZE = 50
_SKU = re.compile(r"(?:^|-p-)(HB[A-Z]*V[0-9A-Z]+)", re.IGNORECASE)
_STATE = r"window\.HERMES\.YORUMLAR[\w.$\[\]'\"-]*STATE"
_IGNORED = ("displayCustomerName", "mould", "contentType")  # fmt: skip


def start(visit: Visit) -> Iterable[Ask]:
    """Each target's product (its SKU, or its page). Sibling SKUs show one pool of reviews: name one of them."""
    for target in visit.targets:
        sku = _SKU.search(target.at)
        if sku is None:
            raise PageError(f"no SKU in {target.at!r}: HBV... or the product's page is needed")
        wanted = {"sku": sku[1], "from": "0", "size": str(SIZE)}
        wanted |= {"includeSiblingVariantContents": "true", "includeSummary": "true"}
        yield Ask(add_or_replace_parameters(f"{SOURCE.base_url}{LIST}", wanted), context={"brand": target.label})


def files(path: Path) -> Iterator[Page]:
    """A saved answer as it is; of a saved reviews page the state its script holds."""
    body, at = path.read_bytes(), datetime.fromtimestamp(path.stat().st_mtime, UTC)
    page = Page(f"{SOURCE.base_url}/{path.name}", 200, body, "", at, at)
    if body.lstrip()[:1] != b"<" or not re.search(_STATE, page.text()):
        yield page
        return
    state = Row(assigned(page.text(), _STATE, path.name), path.name)
    held = {"data": state.row("data").row("userReviews").pop("data", dict)}
    yield Page(page.url, 200, json.dumps(held).encode(), "", at, at)


def read(page: Page) -> Batch:
    """A page of a product's reviews. The site's order cannot be relied on: the walk goes to the end."""
    answer = page.json()
    data = answer.row("data")
    content = data.row("approvedUserContent")
    records = tuple(_record(page, row) for row in content.rows("approvedUserContentList"))
    total = answer.maybe("totalItemCount", int)
    links = answer.maybe("links", dict) or {}
    answer.audit(page.notices, ignore=("itemsPerPage", "currentItemCount"))
    data.audit(page.notices, ignore=("filterData",))
    content.audit(page.notices, ignore=("listCount",))
    return Batch(records, next=_next(page, len(records), total or 0, bool(links.get("next"))), total=total)


def _next(page: Page, count: int, total: int, has_link: bool) -> Ask | None:
    query = parse_qs(urlsplit(page.url).query)
    if not count or "from" not in query:
        return None
    position = int(query["from"][0]) + count
    if not has_link and position >= total:
        return None
    return Ask(add_or_replace_parameters(page.url, {"from": str(position)}), context=dict(page.context))


def _record(page: Page, row: Row) -> CrawledRecord:
    product, order, reactions = row.row("product"), row.maybe("order", dict), row.maybe("reactions", dict)
    bought, counts = Row(order or {}, row.place), Row(reactions or {}, row.place)
    review = Row(row.maybe("review", dict) or {}, row.place)
    reports = row.maybe("reportCount", int)
    made_by = product.maybe("brand", str) or ""
    raw = _raw(row, bought, counts) | {"product_brand": made_by, "sku": product.maybe("sku", str) or ""}
    record = CrawledRecord(
        source_id="hepsiburada",
        source_key=row.pop("id", str),
        kind=RecordKind.REVIEW,
        url=product.maybe("url", str) or "",
        parser_version=PARSER,
        retrieved_at=page.retrieved_at,
        page_hash=page.page_hash,
        brand_label=page.context.get("brand") or made_by,
        country="TR",
        product=product.maybe("name", str) or "",
        counterpart=bought.maybe("merchantName", str) or "",
        text=review.maybe("content", str) or "",
        posted_at=iso(row.pop("createdAt", str), row.place),
        posted_precision=Precision.SECOND,
        rating=row.pop("star", int),
        rating_worst=1,
        rating_best=5,
        is_verified_purchase=row.maybe("isPurchaseVerified", bool),
        helpful_count=counts.maybe("clap", int),
        is_reported=None if reports is None else reports > 0,
        raw={name: value for name, value in (raw | {"reports": str(reports or "")}).items() if value},
    )
    row.audit(page.notices, ignore=_IGNORED)
    return record


def _raw(row: Row, order: Row, reactions: Row) -> dict[str, Any]:
    """The source's own values. Of the customer nothing is kept but the one mark that hints at a commercial relation."""
    customer = Row(row.maybe("customer", dict) or {}, row.place)
    is_influencer, platform = customer.maybe("isInfluencer", bool), row.maybe("platform", int)
    stars = [Row(one, row.place) for one in row.maybe("featureStars", list) or []]
    features = {star.pop("featureId", str): str(star.pop("star", int)) for star in stars}
    return {
        "merchant_id": order.maybe("merchantId", str) or "",
        "cargo": order.maybe("cargoFirm", str) or "",
        "thumbsdown": str(reactions.maybe("thumbsdown", int) or ""),
        "feature_stars": " ".join(f"{name}={star}" for name, star in sorted(features.items())),
        "keywords": ", ".join(map(str, row.maybe("keywords", list) or [])),
        "media": str(len(row.maybe("media", list) or []) or ""),
        "platform": str(platform or ""),
        "is_influencer": str(is_influencer or ""),
        "is_expert": str(row.values.pop("expertStatus", None) is not None or ""),
        "is_firm": str(row.values.pop("firm", None) is not None or ""),
    }


SOURCE = Source(
    source_id="hepsiburada",
    name="Hepsiburada",
    kind="marketplace, JSON of the product page (unofficial)",
    tier=Tier.D,
    homepage="https://www.hepsiburada.com",
    base_url="https://user-content-gw-hermes.hepsiburada.com",
    licence="none stated; texts are kept for scoring and shown as excerpts",
    terms="no public interface for reviews is offered; the page's own JSON is asked only with the site's permission",
    time_zone="UTC",
    language="tr",
    personal=("birth date, gender (kept nowhere)", "name, surname, picture (dropped)", "city and county of delivery (dropped)",
              "free text (redacted)"),
    unkept=("birthDate", "gender"),
    unknown=("robots.txt and terms", "answers of sellers: no such field seen", "why a review is gone", "the real rate limit",
             "when a review was edited", "what expertStatus and firm mean"),
    parser_version=PARSER,
    answers="json",
    delay_s=5.0,
    expects=Expectations(1, 1_000_000, {"posted_at": 1.0, "brand_label": 1.0, "rating": 1.0, "product": 0.9, "text": 0.1}),
    start=start,
    read=read,
    files=files,
    vanishes=Vanishes.MISSED,
    is_off=True,
    targets="a product's SKU or page, e.g. Acme=HBV00000ABC12",
    conflicts=("is_influencer", "is_expert", "is_firm"),
)  # fmt: skip
