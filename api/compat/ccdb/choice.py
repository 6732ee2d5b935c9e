"""Which complaints a question means: each of its conditions is looked up once, and left out where a facet leaves its own choice out."""

from datetime import date
from typing import Any

import numpy as np
from msgspec import UNSET, UnsetType

from api.compat.ccdb.asked import BULLET, CHILD, FACETS, Search
from api.compat.ccdb.columns import EVERY, NEVER, Array, Columns

_EPOCH = date(1970, 1, 1)


class Choice:
    """The rows of one question; `words` is the mask of its search term, None where it has none."""

    def __init__(self, columns: Columns, asked: Search, words: Array | None, focus: Array | None = None) -> None:
        self._days = _between(columns.day, asked.date_received_min, asked.date_received_max)
        self._sent = _between(columns.sent, asked.company_received_min, asked.company_received_max)
        self._always = [*self._sent, *(one for one in (words, focus) if one is not None)]
        self._always += [~_any(columns, name, unwanted) for name in FACETS if (unwanted := getattr(asked, f"not_{name}"))]  # fmt: skip
        self._chosen = {name: _any(columns, name, wanted) for name in FACETS if (wanted := getattr(asked, name))}
        self._found: dict[tuple[str, bool], Array] = {}

    def rows(self, *, without: str = "", is_dated: bool = True) -> Array:
        """Rows that fulfil all conditions but the choice of the facet `without`, or but the days they were received."""
        key = without if without in self._chosen else "", is_dated
        if key not in self._found:
            chosen = [mask for name, mask in self._chosen.items() if name != without]
            self._found[key] = _all([*self._always, *(self._days if is_dated else []), *chosen])
        return self._found[key]

    def of_days(self) -> Array:
        """Rows of the days asked for, whatever else is asked."""
        return _all([*self._days, *self._sent])


def _all(masks: list[Array]) -> Array:
    return np.flatnonzero(np.logical_and.reduce(masks)) if masks else EVERY


def _between(days: Array, low: date | UnsetType, high: date | UnsetType) -> list[Array]:
    masks: list[Any] = [days >= (low - _EPOCH).days] if low is not UNSET else []
    if high is not UNSET:
        masks.append((days <= (high - _EPOCH).days) & (days != NEVER))
    return masks


def _any(columns: Columns, name: str, wanted: list[str]) -> Array:
    """Rows that have one of the values; `value•sub-value` means both."""
    whole = [value for value in wanted if BULLET not in value or name not in CHILD]
    mask = columns.of[name].mask(whole)
    for value in set(wanted) - set(whole):
        parent, _, sub = value.partition(BULLET)
        mask = mask | (columns.of[name].mask([parent]) & columns.of[CHILD[name]].mask([sub]))
    return mask
