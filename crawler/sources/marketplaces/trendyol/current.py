"""The current generation: `result.reviews` beside `result.summary`, times in milliseconds."""

from crawler.helpers.moments import epoch
from crawler.page import Page, Row
from crawler.sources.marketplaces.trendyol.shared import Read, content_of, flags, kept, record
from store.records import CrawledRecord
from store.vocabulary import Precision

_COUNTED = ("averageRating", "averageRatingFixed", "ratingCounts", "tags", "totalRatingCount")
# Heights and weights are the customers' own.
_IGNORED = ("showUserFullName", "culture", "sourceChannelId", "height", "weight", "userLiked", "mediaFiles")


def read(page: Page, result: Row) -> Read:
    """(records, how many pages there are, how many reviews with a text)."""
    summary = result.row("summary")
    records = tuple(_record(page, row) for row in result.rows("reviews"))
    found = records, summary.pop("totalPages", int), summary.maybe("totalCommentCount", int)
    summary.audit(page.notices, ignore=_COUNTED)
    return found


def _record(page: Page, row: Row) -> CrawledRecord:
    written = epoch(row.pop("createdAt", int), row.place, unit=1000)
    changed = row.maybe("lastModifiedAt", int)
    edited = epoch(changed, row.place, unit=1000) if changed else written
    seller = Row(row.maybe("seller", dict) or {}, row.place)
    content = str(row.maybe("contentId", int) or content_of(page))
    raw = {"content": content, "seller": seller.maybe("id", int), "size": row.maybe("productSize", str),
           "media": len(row.values.get("mediaFiles") or [])}  # fmt: skip
    made = record(
        page,
        row,
        content,
        posted_at=written,
        posted_precision=Precision.SECOND,
        edited_at=edited if edited > written else None,
        language=row.maybe("language", str) or "",
        counterpart=seller.maybe("name", str) or "",
        helpful_count=row.maybe("likesCount", int),
        raw=kept(raw) | flags(row),
    )
    row.audit(page.notices, ignore=_IGNORED)
    return made
