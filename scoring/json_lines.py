"""A stranger's file of JSON lines: every fault is told with file, line and field."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scoring.errors import ScoringError

Row = dict[str, Any]


def json_lines(path: Path, *needed: str) -> Iterator[tuple[str, Row]]:
    """Each line's place ("file:line") and object; blank lines are passed over. `needed` fields must hold a text or a number.

    Raises ScoringError for a file that cannot be read, a line that is no UTF-8 or no JSON object, and a field that is missing.
    """
    try:
        lines = path.read_bytes().splitlines()
    except OSError as wrong:
        raise ScoringError(f"{path}: cannot be read: {wrong.strerror}") from wrong
    for number, line in enumerate(lines, start=1):
        place = f"{path}:{number}"
        if line.strip():
            row = _object(line, place)
            for field in needed:
                if not isinstance(row.get(field), str | int | float) or isinstance(row[field], bool):
                    raise ScoringError(f"{place}: {field}: a text is expected, not {row.get(field)!r}")
            yield place, row


def _object(line: bytes, place: str) -> Row:
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as wrong:
        raise ScoringError(f"{place}: is not UTF-8 (byte {wrong.start + 1})") from wrong
    except ValueError as wrong:
        raise ScoringError(f"{place}: is no JSON: {wrong}") from wrong
    if not isinstance(row, dict):
        raise ScoringError(f"{place}: one JSON object is expected, not {type(row).__name__}")
    return row
