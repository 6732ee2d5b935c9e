"""Replies in a file of one's own: each with its signs and reasons. Usable without a database."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from scoring.errors import ScoringError
from scoring.evidence.replies.signs import TEMPLATE_USES, reply_signs
from scoring.json_lines import Saw, json_lines

SPEAKERS = ("brand", "customer", "bot", "other")
_PART = 10_000
COLUMNS = ("record_id", "position", "speaker", "text", "brand_id")


def read_replies(
    path: Path, *, template_uses: int = TEMPLATE_USES, saw: Saw = lambda *_: None
) -> Iterator[dict[str, Any]]:
    """The rows of JSON lines with their signs beside them. Needed: text; known by themselves: id, position (its line), speaker (brand), brand.

    Raises ScoringError naming the line that is no object with a text, or whose speaker nobody knows.
    """
    rows = list(_rows(path, saw))
    saw("reading sentences", 0.0)
    found = reply_signs(table(rows), template_uses=template_uses)
    number = 0
    for part in found.to_batches(_PART):
        for signs in part.to_pylist():
            yield {**rows[number], **{name: value for name, value in signs.items() if name not in COLUMNS}}
            number += 1
        saw("writing", number / len(rows))


def table(rows: list[dict[str, Any]]) -> pa.Table:
    """Rows as `reply_signs` takes them."""
    return pa.table({
        "record_id": pa.array([row["id"] for row in rows], pa.string()), "position": pa.array([row["position"] for row in rows], pa.int64()),
        "speaker": pa.array([row["speaker"] for row in rows], pa.string()), "text": pa.array([row["text"] for row in rows], pa.string()),
        "brand_id": pa.array([row["brand"] for row in rows], pa.string()),
    })  # fmt: skip


def _rows(path: Path, saw: Saw) -> Iterator[dict[str, Any]]:
    for number, (place, row) in enumerate(json_lines(path, "text", saw=saw), start=1):
        position, speaker = row.get("position", 0), row.get("speaker", "brand")
        if not isinstance(position, int):
            raise ScoringError(f"{place}: position: a whole number is expected, not {position!r}")
        if speaker not in SPEAKERS:
            raise ScoringError(f"{place}: speaker must be one of {', '.join(SPEAKERS)}")
        yield {**row, "id": str(row.get("id", number)), "position": position, "speaker": speaker, "brand": str(row.get("brand") or ""),
               "text": str(row["text"])}  # fmt: skip
