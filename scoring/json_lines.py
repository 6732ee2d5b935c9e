"""A stranger's file of JSON lines: every fault is told with file, line and field."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from scoring.errors import ScoringError

Row = dict[str, Any]
Saw = Callable[[str, float], object]
"""Told what is being done and which share of it is."""
_OFTEN = 1 << 20


def json_lines(path: Path, *needed: str, saw: Saw = lambda *_: None) -> Iterator[tuple[str, Row]]:
    """Each line's place ("file:line") and object; blank lines are passed over. `needed` fields must hold a text or a number.

    Raises ScoringError for a file that cannot be read, a line that is no UTF-8 or no JSON object, and a field that is missing.
    """
    try:
        file, size = path.open("rb"), path.stat().st_size
    except OSError as wrong:
        raise ScoringError(f"{path}: cannot be read: {wrong.strerror}") from wrong
    with file:
        done = told = 0
        for number, line in enumerate(file, start=1):
            if line.strip():
                place = f"{path}:{number}"
                row = _object(line, place)
                for field in needed:
                    if not isinstance(row.get(field), str | int | float) or isinstance(row[field], bool):
                        raise ScoringError(f"{place}: {field}: a text is expected, not {row.get(field)!r}")
                yield place, row
            done += len(line)
            if done - told >= _OFTEN:
                told = done
                saw("reading", done / max(size, done))


def texts_of(path: Path, *named: str) -> list[Row]:
    """All rows, each with the fields `named`, which hold a text or nothing (then ""). Raises ScoringError as `json_lines` does."""
    rows = []
    for place, row in json_lines(path):
        for field in named:
            if field not in row or not isinstance(row[field], str | None):
                raise ScoringError(f"{place}: {field}: a text or null is expected, not {row.get(field)!r}")
        rows.append(row | {field: row[field] or "" for field in named})
    if not rows:
        raise ScoringError(f"{path}: is empty")
    return rows


def _object(line: bytes, place: str) -> Row:
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as wrong:
        raise ScoringError(f"{place}: is not UTF-8 (byte {wrong.start + 1})") from wrong
    except (ValueError, RecursionError) as wrong:
        raise ScoringError(f"{place}: is no JSON: {wrong}") from wrong
    if not isinstance(row, dict):
        raise ScoringError(f"{place}: one JSON object is expected, not {type(row).__name__}")
    return {name: _whole(value) for name, value in row.items()} if b"\\u" in line else row


def _whole(value: Any) -> Any:
    """A text without halves of characters, which a cut emoji leaves."""
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if isinstance(value, str) else value
