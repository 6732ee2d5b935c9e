"""Two small simulated sources: a complaint site in the 2026 layout and the CFPB search."""

import base64
import json
from dataclasses import dataclass, field
from typing import Any

from tests.crawler.server import Asked, Said, as_json

API = "/data-research/consumer-complaints/search/api/v1/"
CARDS_A_PAGE = 3


@dataclass
class ComplaintSite:
    """Brands with complaints; a complaint is a slug. `withdrawn` leaves a tombstone, `removed` answers 404."""

    brands: dict[str, list[str]]
    withdrawn: set[str] = field(default_factory=set)
    removed: set[str] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)
    detail_after_s: float = 0.0

    def __call__(self, asked: Asked) -> Said:
        """The answer to a request."""
        parts = asked.path.strip("/").split("/")
        if asked.path == "/tum-markalar":
            return Said(self._brands_page())
        if asked.path == "/sikayetler":
            return self._search(asked)
        if parts[0] not in self.brands or len(parts) > 2:
            return Said("<html></html>", 404)
        if len(parts) == 1:
            return Said(self._listing(parts[0], int(asked.query.get("page", 1))))
        return self._complaint(*parts)

    def number(self, slug: str) -> int:
        """The site's own id of a complaint."""
        return 90_000_000 + int(slug.rpartition("-")[2])

    def _minute(self, slug: str) -> str:
        minute = int(slug.rpartition("-")[2])
        return f"{1 + minute // 1440} Eylül 2026 {minute // 60 % 24:02d}:{minute % 60:02d}"

    def _brands_page(self) -> str:
        rows = "".join(
            f'<div class="brand-rate"><a href="/{brand}"><span class="brand-name">{brand}</span></a></div>'
            for brand in self.brands
        )
        return f"<html><head><title>Markalar</title></head><body>{rows}</body></html>"

    def _search(self, asked: Asked) -> Said:
        """Complaints about anybody that hold the words in their slug. Past its end a search goes back to its first page."""
        words, number = asked.query.get("k", "").split(), int(asked.query.get("sayfa") or asked.query.get("page") or 1)
        found = [
            (brand, slug)
            for brand, slugs in self.brands.items()
            for slug in slugs
            if all(word in slug for word in words)
        ]
        if number > 1 and (number - 1) * CARDS_A_PAGE >= len(found):
            return Said("", 302, {"Location": "/sikayetler" + (f"?k={'+'.join(words)}" if words else "")})
        return Said(self._cards("Tüm şikayetler", "sikayetler", found, number, has_pager=False))

    def _listing(self, brand: str, page: int) -> str:
        return self._cards(brand, brand, [(brand, slug) for slug in self.brands[brand]], page)

    def _cards(self, name: str, path: str, found: list[tuple[str, str]], page: int, *, has_pager: bool = True) -> str:
        shown = [one for one in found if one[1] not in self.removed]
        last = max(1, -(-len(shown) // CARDS_A_PAGE))
        page = min(page, last)
        here = shown[(page - 1) * CARDS_A_PAGE : page * CARDS_A_PAGE]
        items = [{"title": slug, "href": "", "encodedHref": base64.urlsafe_b64encode(f"/{brand}/{slug}".encode()).decode().rstrip("="),
                  "noIndexed": False, "complaintId": self.number(slug)} for brand, slug in here if slug not in self.withdrawn]  # fmt: skip
        pager = f'<nav aria-label="Sayfa navigasyonu"><span>{page}</span><a href="/{path}?page={last}">{last}</a></nav>'
        payload = json.dumps(json.dumps({"companyId": 1, "items": items}, separators=(",", ":")))
        return (
            f"<html><head><title>{name} Şikayetleri - Şikayetvar</title></head><body>"
            + "".join(self._card(brand, slug) for brand, slug in here)
            + (pager if has_pager else "")
            + f"<script>self.__next_f.push([1,{payload}])</script></body></html>"
        )

    def _card(self, brand: str, slug: str) -> str:
        head = f'<header><span class="font-bold" aria-label="Can">Can</span><span aria-label="{self._minute(slug)}">eskiden</span></header>'
        if slug in self.withdrawn:
            return f'<article data-ga-element="Complaint_Card">{head}<p>Can şikayetini yayından kaldırdı</p></article>'
        preview = "Sonradan değişti." if slug in self.changed else "Geç geldi."
        link = f'<h3><a href="/{brand}/{slug}" title="{slug}">{slug}</a></h3><div class="selection-share"><p>{preview}</p></div>'
        return f'<article data-ga-element="Complaint_Card">{head}{link}</article>'

    def _complaint(self, brand: str, slug: str) -> Said:
        if slug not in self.brands[brand] or slug in self.removed:
            return Said("<html></html>", 404)
        if slug in self.withdrawn:
            return Said("<html><body><main><p>Şikayet yayından kaldırılmış</p></main></body></html>")
        text = "Geç geldi, sonra hiç gelmedi." if slug in self.changed else "Geç geldi."
        return Said(
            f'<html><head><link rel="canonical" href="/{brand}/{slug}"></head><body><main><h1>{slug}</h1>'
            f'<div data-ga-element="Complaint_Content_Start"></div><p>{text}</p><div data-ga-element="Complaint_Content_End"></div>'
            '<div id="messages"></div></main></body></html>',
            after_s=self.detail_after_s,
        )


@dataclass
class Bureau:
    """The CFPB search over `rows` (newest first). `ignores` names parameters it silently drops."""

    rows: list[dict[str, Any]]
    deleted: set[str] = field(default_factory=set)
    meta: dict[str, Any] = field(default_factory=dict)
    ignores: set[str] = field(default_factory=set)
    page_after_s: float = 0.0

    def __call__(self, asked: Asked) -> Said:
        """The answer to a request."""
        if not asked.path.startswith(API):
            return Said("<!doctype html><html><title>CFPB</title></html>")
        number = asked.path.removeprefix(API)
        live = [row for row in self.rows if row["complaint_id"] not in self.deleted]
        if number:
            found = [row for row in live if row["complaint_id"] == number]
            return (
                as_json(self._envelope(found, 1, 1)) if found else Said("{}", 404, {"Content-Type": "application/json"})
            )
        query = {name: value for name, value in asked.query.items() if name not in self.ignores}
        matching = [row for row in live if self._matches(row, query)]
        if query.get("sort") == "created_date_asc":
            matching.reverse()
        after = query.get("search_after")
        rest = [row for row in matching if after is None or self._cursor(row) < self._parse(after)]
        said = as_json(self._envelope(rest[: int(query["size"])], len(matching), len(live)))
        return Said(said.body, said.status, said.headers, self.page_after_s)

    def _matches(self, row: dict[str, Any], query: dict[str, str]) -> bool:
        is_late = str(row["date_received"])[:10] >= query.get("date_received_min", "")
        return is_late and query.get("company", row["company"]) == str(row["company"])

    def _cursor(self, row: dict[str, Any]) -> tuple[int, int]:
        return int(row["date_received"].replace("-", "")[:8]), int(row["complaint_id"])

    def _parse(self, after: str) -> tuple[int, int]:
        day, _, number = after.partition("_")
        return int(day), int(number)

    def _envelope(self, rows: list[dict[str, Any]], total: int, everything: int) -> dict[str, Any]:
        hits = [
            {
                "_index": "x",
                "_id": row["complaint_id"],
                "_source": row,
                "sort": [self._cursor(row)[0], row["complaint_id"]],
            }
            for row in rows
        ]
        meta = {"license": "CC0", "last_updated": "x", "last_indexed": "x", "total_record_count": everything, "is_data_stale": False,
                "has_data_issue": False, "break_points": {}}  # fmt: skip
        return {"took": 1, "timed_out": False, "_shards": {}, "hits": {"total": {"value": total, "relation": "eq"}, "max_score": None, "hits": hits},
                "_meta": meta | self.meta}  # fmt: skip


def cfpb_row(number: int, day: str = "2026-09-10", **other: Any) -> dict[str, Any]:
    """A row of 2026 with invented values."""
    return {
        "date_received": f"{day}T10:00:00.000Z", "date_sent_to_company": f"{day}T11:00:00.000Z", "product": "Mortgage", "sub_product": None,
        "issue": "Trouble during payment process", "sub_issue": None, "company": "NORTHWIND", "company_response": "In progress",
        "company_public_response": None, "timely": "Yes", "state": "OH", "zip_code": "440XX", "tags": None, "submitted_via": "Web",
        "complaint_id": str(number), **other,
    }  # fmt: skip
