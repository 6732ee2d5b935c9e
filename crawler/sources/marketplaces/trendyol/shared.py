"""What both generations of Trendyol's review JSON have in common."""

import re
from collections.abc import Mapping
from typing import Any

from crawler.page import Page, Row
from store.records import CrawledRecord
from store.vocabulary import RecordKind

PARSER = "trendyol-1"
_CONTENT = re.compile(r"(?:^|-p-|contentId=|/api/review/)(\d+)")
Read = tuple[tuple[CrawledRecord, ...], int, int | None]


def record(page: Page, row: Row, content: str, **more: Any) -> CrawledRecord:
    """A record of the fields that are called the same in both; `more` are the layout's own."""
    return CrawledRecord(
        source_id="trendyol",
        source_key=str(row.pop("id", int)),
        kind=RecordKind.REVIEW,
        url=f"https://www.trendyol.com/ty/ty-p-{content}/yorumlar" if content else "",
        parser_version=PARSER,
        retrieved_at=page.retrieved_at,
        page_hash=page.page_hash,
        brand_label=page.context.get("brand", ""),
        country="TR",
        text=row.maybe("comment", str) or "",
        rating=row.pop("rate", int),
        rating_worst=1,
        rating_best=5,
        is_verified_purchase=row.maybe("trusted", bool),
        author_key=_author(row.maybe("userFullName", str) or "", content),
        **more,
    )


def content_of(page: Page) -> str:
    """The product a page was asked for, as far as the ask, the operator or the address says."""
    said = (page.context.get("content", ""), page.context.get("target", ""), page.url)
    return next((found[1] for one in said if (found := _CONTENT.search(one))), "")


def flags(row: Row) -> dict[str, str]:
    """The marks of customers who may be rewarded for writing."""
    said = {"is_elite": row.maybe("isElite", bool), "is_influencer": row.maybe("isInfluencer", bool)}
    return {name: str(value) for name, value in said.items() if value is not None}


def kept(raw: Mapping[str, object]) -> dict[str, str]:
    """Those of the source's own values that are there."""
    return {name: str(value) for name, value in raw.items() if value not in (None, "", 0)}


def _author(name: str, content: str) -> str:
    """A masked name tells nobody apart, and a clear one only within a product."""
    return f"{content}|{name}" if content and name and "*" not in name else ""
