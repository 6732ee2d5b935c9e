"""Ratings of any scale, kept as their source gives them."""

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.errors import PageError

if TYPE_CHECKING:
    from crawler.page import Row

_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")


@dataclass(frozen=True)
class Rating:
    """A value on its own scale."""

    value: float
    worst: float
    best: float


def number(said: object) -> float | None:
    """A number, or one in writing: "4.5", "4,5", " 90 ". None for anything else: "4/5", "five", true, nothing."""
    if isinstance(said, bool) or not isinstance(said, (int, float, str)):
        return None
    if isinstance(said, str):
        return float(said.strip().replace(",", ".")) if _NUMBER.fullmatch(said.strip()) else None
    return float(said) if math.isfinite(said) else None


def rating(value: object, worst: object = None, best: object = None) -> Rating | None:
    """A rating on the scale its source names (1 to 5 where it names none); None where it does not lie on it."""
    found = number(value)
    low = 1.0 if worst in (None, "") else number(worst)
    high = 5.0 if best in (None, "") else number(best)
    if found is None or low is None or high is None or not low <= found <= high or low >= high:
        return None
    return Rating(found, low, high)


def stars(row: "Row", name: str = "rating") -> float:
    """Take a rating that must be there, whole or not: 5 and 5.0 are the same number in JSON. Raises PageError for anything else."""
    found = number(row.values.pop(name, None))
    if found is None:
        raise PageError(f"{name!r} is no number at {row.place}")
    return found
