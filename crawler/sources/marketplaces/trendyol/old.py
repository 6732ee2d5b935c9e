"""The generation before: `result.productReviews`, days in ISO form and in Turkish words."""

from zoneinfo import ZoneInfo

from crawler.helpers.days import day, day_within
from crawler.page import Page, Row
from crawler.sources.marketplaces.trendyol.shared import Read, content_of, flags, kept, record
from store.records import CrawledRecord
from store.vocabulary import Precision

_ISTANBUL = ZoneInfo("Europe/Istanbul")
_IGNORED = ("userLiked", "mediaFiles", "height", "weight")


def read(page: Page, result: Row) -> Read:
    """(records, how many pages there are, how many reviews)."""
    reviews = result.row("productReviews")
    content = content_of(page)
    records = tuple(_record(page, row, content) for row in reviews.rows("content"))
    found = records, reviews.maybe("totalPages", int) or 1, reviews.maybe("totalElements", int)
    reviews.audit(page.notices, ignore=("page", "size"))
    return found


def _record(page: Page, row: Row, content: str) -> CrawledRecord:
    written = day(row.pop("commentDateISOtype", str), row.place, _ISTANBUL)
    changed = row.maybe("lastModifiedDate", str)
    edited = day_within(changed, row.place, _ISTANBUL) if changed else written
    made = record(
        page,
        row,
        content,
        title=row.maybe("commentTitle", str) or "",
        posted_at=written,
        posted_precision=Precision.DAY,
        edited_at=edited if edited > written else None,
        counterpart=row.maybe("sellerName", str) or "",
        helpful_count=row.maybe("reviewLikeCount", int),
        raw=kept({"content": content, "size": row.maybe("productSize", str)}) | flags(row),
    )
    row.audit(page.notices, ignore=_IGNORED)
    return made
