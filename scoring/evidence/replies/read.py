"""Replies in a file of one's own: each with its signs and reasons. Usable without a database."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa

from scoring.errors import ScoringError
from scoring.evidence.replies.signs import PART, TEMPLATE_USES, Heard
from scoring.json_lines import Saw, json_lines

SPEAKERS = ("brand", "customer", "bot", "other")


def read_replies(
    path: Path, *, template_uses: int = TEMPLATE_USES, saw: Saw = lambda *_: None
) -> Iterator[dict[str, Any]]:
    """The rows of JSON lines with their signs beside them. Needed: text; known by themselves: id, position (its line), speaker (brand), brand.

    The file is read twice, because a wording is a template by how often it was given; no row is kept from one reading to the other.
    Raises ScoringError naming the line that is no object with a text, or whose speaker nobody knows, before anything is yielded.
    """
    if path.exists() and not path.is_file():
        raise ScoringError(f"{path}: is no file that can be read twice")
    heard = Heard()
    for part in _parts(_rows(path, lambda what, share: saw(what, share / 2))):
        heard.hear(table(part))
    rows = _rows(path, lambda _, share: saw("writing", (1 + share) / 2))
    for signs in heard.signs(template_uses):
        columns = signs.drop_columns(["record_id", "position"])
        yield from (row | told for row, told in zip(islice(rows, PART), columns.to_pylist(), strict=True))


def _parts(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    while some := list(islice(rows, PART)):
        yield some


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
