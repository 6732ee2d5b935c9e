"""Copies in a file of texts: the pieces of `scoring.near` usable alone."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from scoring.json_lines import json_lines
from scoring.near.bands import Index, Numbers, Pairs
from scoring.near.clusters import leaders
from scoring.near.same import compare
from scoring.near.signature import signatures, similarity

LIKELY = 0.5


def dedup(path: Path, out: Path) -> tuple[int, int]:
    """Groups of copies in JSON lines (id, text and, where known, brand and author) to a CSV: id, group, likeness, because.

    Every line has a row; `group` is the id of the earliest copy. Returns (texts, copies). Raises ScoringError naming line and field.
    """
    rows = list(_rows(path))
    texts = [row["text"] for row in rows]
    found = signatures(pa.array(texts, pa.string()))
    _, brand = np.unique(np.array([str(row.get("brand") or "") for row in rows]), return_inverse=True)
    first, second = (
        Index(found, brand.astype(np.uint64)).pairs() if rows else Pairs(np.zeros(0, np.int64), np.zeros(0, np.int64))
    )
    likely = similarity(found, first, second) >= LIKELY

    def are_same(one: Numbers, other: Numbers) -> NDArray[np.bool_]:
        return np.array(
            [
                _may_be_one(rows[a], rows[b]) and compare(texts[a], texts[b]).is_same
                for a, b in zip(one.tolist(), other.tolist(), strict=True)
            ],
            bool,
        )

    pairs = Pairs(first[likely], second[likely])
    same = are_same(*pairs)
    leader = leaders(len(rows), Pairs(pairs.first[same], pairs.second[same]), are_same)
    _write(out, rows, leader.tolist())
    return len(rows), int((leader != np.arange(len(rows))).sum())


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    for _, row in json_lines(path, "id", "text"):
        yield {**row, "id": str(row["id"]), "text": str(row["text"])}


def _may_be_one(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return not one.get("author") or not other.get("author") or one["author"] == other["author"]


def _write(out: Path, rows: list[dict[str, Any]], leader: list[int]) -> None:
    with out.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(("id", "group", "likeness", "because"))
        for number, row in enumerate(rows):
            head = leader[number]
            signs = compare(rows[head]["text"], row["text"]) if head != number else None
            lines.writerow(
                (row["id"], rows[head]["id"], f"{signs.likeness:.4f}" if signs else "", signs.because if signs else "")
            )
