"""The consumer-finance complaint API over the world's rows."""

import csv
import io
import json
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.world.shapes import CfpbRow, World
from tests.world.site import HTML, Answer

BASE = "/data-research/consumer-complaints/search/api/v1/"
LIMIT = 10_000
JSON = "application/json"
KEYS = (
    "date_received",
    "product",
    "sub_product",
    "issue",
    "sub_issue",
    "company_public_response",
    "company",
    "state",
    "zip_code",
    "tags",
    "submitted_via",
    "date_sent_to_company",
    "company_response",
    "timely",
    "complaint_id",
)
FILTERS = (
    "company",
    "product",
    "issue",
    "state",
    "zip_code",
    "tags",
    "timely",
    "company_response",
    "company_public_response",
    "submitted_via",
)
Row = dict[str, str | None]


class Ccdb:
    """The API as it stands at the world's `now`."""

    def __init__(self, world: World) -> None:
        self.now = world.now
        self.rows = [
            shown(row, world.now)
            for row in sorted(world.cfpb_rows, key=lambda r: (r.received_at, r.complaint_id), reverse=True)
            if row.received_at <= world.now
        ]
        self.by_id = {row["complaint_id"]: row for row in self.rows}

    def answer(self, target: str, _host: str) -> Answer:
        """The answer to GET `target`."""
        parts = urlsplit(target)
        if not parts.path.startswith(BASE):
            return Answer(200, b"<!doctype html><html><body><h1>Consumer Complaint Database</h1></body></html>", HTML)
        wanted = parts.path.removeprefix(BASE).strip("/")
        params = parse_qs(parts.query)
        return self._document(wanted) if wanted else self._search(params)

    def _document(self, wanted: str) -> Answer:
        row = self.by_id.get(wanted)
        return (
            _json({"detail": "Not found."}, 404)
            if row is None
            else _json(_envelope({"total": _total(1), "max_score": 1, "hits": [_hit(row, 1)]}))
        )

    def _search(self, params: dict[str, list[str]]) -> Answer:
        kind = params.get("format", [""])[0]
        if kind not in {"", "csv"}:
            return Answer(404, b"<h1>Not Found</h1>", HTML)
        wrong, size, start = _paging(params)
        if wrong:
            return _json(wrong, 400)
        found = [row for row in self.rows if _keeps(row, params)]
        if params.get("sort", [""])[0] == "created_date_asc":
            found.reverse()
        return _csv(found) if kind else _json(self._page(found, params, size, start))

    def _page(self, found: list[Row], params: dict[str, list[str]], size: int, start: int) -> dict[str, Any]:
        after = params.get("search_after", [""])[0]
        if after:
            start = next((i + 1 for i, row in enumerate(found) if _mark(row) == after), len(found))
        hits = [_hit(row, None) for row in found[start : start + size]]
        answer = _envelope({"total": _total(len(found)), "max_score": None, "hits": hits})
        if params.get("no_aggs", [""])[0] != "true":
            answer["aggregations"] = {name: _buckets(found, name) for name in FILTERS}
        return answer | {"_meta": self._meta(found, size)}

    def _meta(self, found: list[Row], size: int) -> dict[str, Any]:
        stamp = self.now.astimezone(UTC).strftime("%Y-%m-%dT12:00:00-05:00")
        points = {str(n + 1): _sort(found[n * size - 1]) for n in range(1, -(-len(found) // size) if size else 0)}
        return {
            "license": "CC0",
            "last_updated": stamp,
            "last_indexed": stamp,
            "total_record_count": len(self.rows),
            "is_data_stale": False,
            "has_data_issue": False,
            "break_points": points,
        }


def shown(row: CfpbRow, now: datetime) -> Row:
    """The 15 keys of a row at `now`: the company's response is "In progress" until it closes."""
    return {
        "date_received": _stamp(row.received_at),
        "product": row.product,
        "sub_product": row.sub_product,
        "issue": row.issue,
        "sub_issue": row.sub_issue,
        "company_public_response": row.public_response if row.closed_at <= now else None,
        "company": row.company,
        "state": row.state,
        "zip_code": row.zip_code,
        "tags": row.tags,
        "submitted_via": row.submitted_via,
        "date_sent_to_company": _stamp(row.sent_at),
        "company_response": row.response if row.closed_at <= now else "In progress",
        "timely": "Yes" if row.is_timely or row.received_at + timedelta(days=15) > now else "No",
        "complaint_id": str(row.complaint_id),
    }


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def _paging(params: dict[str, list[str]]) -> tuple[dict[str, list[str]], int, int]:
    """({} or what is wrong, size, frm)."""
    size, start = (params.get(name, [default])[0] for name, default in (("size", "25"), ("frm", "0")))
    if not size.isdigit() or int(size) > LIMIT:
        return {"size": [f"Ensure this value is less than or equal to {LIMIT}."]}, 0, 0
    if not start.isdigit() or int(start) > LIMIT or (int(start) and int(start) % max(1, int(size))):
        return {"frm": ["frm must be a multiple of size and at most 10000"]}, 0, 0
    return {}, int(size), int(start)


def _keeps(row: Row, params: dict[str, list[str]]) -> bool:
    day = date.fromisoformat(str(row["date_received"])[:10])
    low, high = (params.get(f"date_received_{end}", [""])[0] for end in ("min", "max"))
    if (low and day < date.fromisoformat(low[:10])) or (high and day > date.fromisoformat(high[:10])):
        return False
    return all(
        (name not in params or _has(row, name, params[name]))
        and (f"not_{name}" not in params or not _has(row, name, params[f"not_{name}"]))
        for name in FILTERS
    )


def _has(row: Row, name: str, wanted: list[str]) -> bool:
    return row[name] in wanted or (name == "product" and f"{row['product']}•{row['sub_product']}" in wanted)


def _total(count: int) -> dict[str, Any]:
    return {"value": count, "relation": "eq"}


def _envelope(hits: dict[str, Any]) -> dict[str, Any]:
    return {
        "took": 1,
        "timed_out": False,
        "_shards": {"total": 5, "successful": 5, "skipped": 0, "failed": 0},
        "hits": hits,
    }


def _hit(row: Row, score: int | None) -> dict[str, Any]:
    base = {"_index": "complaint-public", "_id": row["complaint_id"], "_score": score, "_source": row}
    return base if score else base | {"sort": _sort(row)}


def _sort(row: Row) -> list[Any]:
    return [int(datetime.fromisoformat(str(row["date_received"])).timestamp() * 1000), row["complaint_id"]]


def _mark(row: Row) -> str:
    return "_".join(map(str, _sort(row)))


def _buckets(found: Sequence[Row], name: str) -> dict[str, Any]:
    counts = Counter(row[name] for row in found if row[name] is not None)
    buckets = [
        {"key": key, "doc_count": count}
        for key, count in sorted(counts.items(), key=lambda item: (-item[1], str(item[0])))
    ]
    return {
        "doc_count": len(found),
        name: {"doc_count_error_upper_bound": 0, "sum_other_doc_count": 0, "buckets": buckets},
    }


def _csv(found: Sequence[Row]) -> Answer:
    file = io.StringIO()
    lines = csv.writer(file, lineterminator="\r\n")
    lines.writerow(KEYS)

    def cell(row: Row, key: str) -> str:
        return "None" if row[key] is None else str(row[key])[:10] if key.startswith("date_") else str(row[key])

    lines.writerows([cell(row, key) for key in KEYS] for row in found)
    return Answer(
        200, file.getvalue().encode(), "text/csv", {"Content-Disposition": 'attachment; filename="complaints.csv"'}
    )


def _json(content: dict[str, Any], status: int = 200) -> Answer:
    return Answer(status, json.dumps(content, ensure_ascii=False).encode(), JSON)
