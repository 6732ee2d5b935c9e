"""Complaints with what their source says of them: type, sector, brand, how the matter stands."""

import csv
from pathlib import Path
from typing import NamedTuple

from scoring.errors import ScoringError
from scoring.json_lines import texts_of


class IssueRow(NamedTuple):
    """A complaint. `type` is the source's own issue or product; `is_settled` and `stars` where the source says so."""

    text: str
    type: str
    sector: str
    brand: str
    is_settled: bool | None = None
    stars: float | None = None


def issue_rows(path: Path) -> list[IssueRow]:
    """Rows of JSON lines (text, sector, brand, category or keywords, solved_badge, rating) or of the CFPB's CSV; raises ScoringError for others."""
    rows = _of_jsonl(path) if path.suffix == ".jsonl" else _of_cfpb(path)
    if not rows:
        raise ScoringError(f"{path} has no complaint with a text")
    return rows


def _of_jsonl(path: Path) -> list[IssueRow]:
    found = texts_of(path, "text")
    return [IssueRow(row["text"], row.get("category") or row.get("keywords") or "", row.get("sector") or "", row.get("brand") or "",
                     row.get("solved_badge"), row.get("rating")) for row in found if row.get("text")]  # fmt: skip


def _of_cfpb(path: Path) -> list[IssueRow]:
    csv.field_size_limit(1 << 30)
    with path.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        if not {"Consumer complaint narrative", "Issue", "Product", "Company"} <= set(reader.fieldnames or ()):
            raise ScoringError(f"{path} is neither JSON lines nor the CFPB's CSV")
        return [IssueRow(row["Consumer complaint narrative"], row["Issue"], row["Product"], row["Company"])
                for row in reader if row["Consumer complaint narrative"]]  # fmt: skip
