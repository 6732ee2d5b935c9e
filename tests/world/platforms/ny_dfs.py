"""New York's open-data service, as far as one dataset is asked for: count, order, limit, offset, a token, ETags."""

import hashlib
import json
from collections.abc import Sequence

from crawler.sources.official.ny_dfs import DATASET, FIELDS
from tests.crawler.server import Asked, Said


class Socrata:
    """Rows by field name. Empty cells are left out of the JSON, as the service does; unordered pages are shuffled."""

    def __init__(self, rows: Sequence[dict[str, str]], names: Sequence[str] = FIELDS) -> None:
        self.rows, self.names = list(rows), list(names)

    def answer(self, asked: Asked) -> Said:
        """What the service says; 404 for another dataset."""
        if asked.path != DATASET:
            return Said('{"error": true, "message": "Not found"}', 404, {"Content-Type": "application/json"})
        if asked.query.get("$select") == "count(*)":
            return self._said([{"count": str(len(self.rows))}], ["count"], asked)
        start, limit = int(asked.query.get("$offset", 0)), int(asked.query.get("$limit", 1000))
        rows = self.rows if asked.query.get("$order") == ":id" else self.rows[::-1]
        shown = [{name: row[name] for name in self.names if row.get(name)} for row in rows[start : start + limit]]
        return self._said(shown, self.names, asked)

    def _said(self, value: object, names: Sequence[str], asked: Asked) -> Said:
        body = json.dumps(value)
        etag = f'"{hashlib.sha256(body.encode()).hexdigest()[:16]}"'
        headers = {
            "Content-Type": "application/json;charset=utf-8",
            "X-SODA2-Fields": json.dumps(list(names)),
            "ETag": etag,
        }
        return Said("", 304, headers) if asked.headers.get("if-none-match") == etag else Said(body, 200, headers)


def insurers(count: int, years: Sequence[int] = (2021, 2022)) -> list[dict[str, str]]:
    """An invented ranking: `count` insurers a year, no upheld complaints twice alike, ranks as the ratio has them."""
    rows = []
    for year in years:
        firms = [(number, (number * 7 + year) % 5, 10.0 + number) for number in range(1, count + 1)]
        order = sorted(firms, key=lambda firm: (firm[1] / firm[2], -firm[2]))
        for rank, (number, upheld, premium) in enumerate(order, start=1):
            cells = (str(10_000 + number), f"Insurer No {number}", f"{upheld / premium:.9f}", str(upheld), "1", "2",
                     str(upheld + 3), str(premium), str(rank), str(year))  # fmt: skip
            rows.append(dict(zip(FIELDS, cells, strict=True)))
    return rows
