"""One line of JSON into an object, strictly: no name twice, no NaN, no number beyond all bounds."""

import json
import math
from typing import Any


class LineError(Exception):
    """What is wrong with a line: (field, problem) each."""

    def __init__(self, *problems: tuple[str, str]) -> None:
        super().__init__(str(problems))
        self.problems = problems


def read_object(line: str) -> dict[str, Any]:
    """The object of a line without its nulls. Raises LineError for what is no JSON object."""
    if "\\u0000" in line:
        raise LineError(("", "holds a NUL character"))
    try:
        values = json.loads(line, object_pairs_hook=_once, parse_constant=_finite, parse_float=_finite)
    except json.JSONDecodeError as wrong:
        raise LineError(("", f"not JSON: {wrong.msg} at character {wrong.colno}")) from wrong
    except (RecursionError, ValueError) as wrong:
        raise LineError(("", "not JSON a record could be made of: nested too deeply, or a number too long")) from wrong
    if not isinstance(values, dict):
        raise LineError(("", "one JSON object a line was expected"))
    return {name: value for name, value in values.items() if value is not None}


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) < len(pairs):
        names = [name for name, _ in pairs]
        raise LineError(*((name, "given twice") for name in sorted({name for name in names if names.count(name) > 1})))
    return values


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise LineError(("", f"{text[:20]} is no number a record may hold"))
    return value
