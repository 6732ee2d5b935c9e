"""The FDIC's service: banks of some quarters, filtered, sorted and paged; a field it does not know is left out in silence."""

from typing import Any

from crawler.sources.official.fdic_bankfind import FINANCIALS
from tests.crawler.server import Asked, Said, as_json

QUARTERS = ("20250930", "20251231", "20260331", "20260630")


class BankFind:
    """`banks` are rows of one quarter; an earlier quarter holds one account less in each."""

    def __init__(self, banks: list[dict[str, Any]], key: str = "") -> None:
        self.banks, self.key = banks, key
        self.most = 10_000

    def answer(self, asked: Asked) -> Said:
        """What the service says; 404 for another endpoint, 403 without the key it wants."""
        if asked.path != FINANCIALS:
            return Said('{"error": "Not Found"}', 404, {"Content-Type": "application/json"})
        if self.key and asked.query.get("api_key") != self.key:
            return Said('{"error": {"code": "API_KEY_MISSING"}}', 403, {"Content-Type": "application/json"})
        fields = asked.query["fields"].split(",")
        rows = self._rows(asked.query.get("filters", ""))
        rows.sort(key=lambda row: row[asked.query["sort_by"]], reverse=asked.query["sort_order"] == "DESC")
        start, limit = int(asked.query["offset"]), min(int(asked.query["limit"]), self.most)
        data = [
            {
                "data": {name: row[name] for name in fields if name in row} | {"ID": f"{row['CERT']}_{row['REPDTE']}"},
                "score": 1,
            }
            for row in rows[start : start + limit]
        ]
        return as_json({"meta": {"total": len(rows), "parameters": dict(asked.query), "index": {"name": "financials"}},
                        "data": data, "totals": {"count": len(rows)}})  # fmt: skip

    def _rows(self, filters: str) -> list[dict[str, Any]]:
        wanted = filters.removeprefix("REPDTE:")
        return [
            row | {"REPDTE": day, "DEPSMB": row["DEPSMB"] - back if row["DEPSMB"] else row["DEPSMB"]}
            for back, day in enumerate(reversed(QUARTERS))
            if wanted in ("", day)
            for row in self.banks
        ]


def bank(cert: int, name: str, accounts: int | None = 1000, holder: str = "", holder_name: str = "") -> dict[str, Any]:
    """One bank: nine tenths of its other accounts are small, ten are retirement accounts."""
    return {"CERT": cert, "NAMEFULL": name, "RSSDHCR": holder or None, "NAMEHCR": holder_name, "DEPSMB": accounts,
            "DEPLGB": 20.0, "DEPSMRN": 9, "DEPLGRN": 1}  # fmt: skip


def others(count: int = 3000) -> list[dict[str, Any]]:
    """Banks nobody complains of; two in three belong to a holding company."""
    return [
        bank(
            50_000 + number,
            f"Farmers Bank of County {number}",
            1000,
            *((f"{90_000 + number}", f"COUNTY {number} BCORP") if number % 3 else ()),
        )
        for number in range(count)
    ]
