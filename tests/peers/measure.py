"""What a reader of a table is asked for: how many cells of a column hold something, and what they add up to.

A number counts as itself, true as one, a text by its letters, a moment by its seconds and a day by its days since 1970. So a lost row, a cell in another
column, a broken letter or line break, a shifted clock: each changes a sum.
"""

import math
from collections.abc import Callable, Iterable
from typing import Any

EPOCH = 719163  # date(1970, 1, 1).toordinal()
MEASURES: dict[str, Callable[[Any], float]] = {
    "string": len,
    "timestamp": lambda moment: moment.timestamp(),
    "date": lambda day: day.toordinal() - EPOCH,
    "bool": int,
    "int": float,
    "double": float,
}


def plainly(kind: str) -> str:
    """A type of the codebook without its width, unit and zone: int64 is int, timestamp[us, tz=UTC] is timestamp."""
    return kind.partition("[")[0].rstrip("0123456789")


def total(kind: str, values: Iterable[Any]) -> tuple[int, float]:
    """(cells that hold something, their sum). Missing values are None; an empty text holds nothing."""
    held = [MEASURES[plainly(kind)](value) for value in values if value is not None and value != ""]
    return len(held), math.fsum(held)
