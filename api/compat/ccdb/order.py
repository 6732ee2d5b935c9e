"""In which order complaints are shown: by day or by relevance, and then by their numbers, both one way."""

from collections.abc import Callable

import numpy as np

from api.compat.ccdb.asked import Search
from api.compat.ccdb.columns import EVERY, Array, Columns

GRAIN = 10_000
"""A score is kept in ten-thousandths, so that a cursor says it exactly."""
_BITS = 31
Ranks = Callable[[str], tuple[int, int]]
"""How many complaints have a smaller number than one, and how many a smaller or the same."""


class Order:
    """One order. Each row has a key, and keys rise as complaints are shown: the score above the place of the complaint's number."""

    def __init__(self, columns: Columns, asked: Search, scores: Array | None) -> None:
        self._columns, self._scores = columns, scores
        self.is_scored = scores is not None
        self._is_down, self._is_by_day = asked.sort.endswith("_desc"), asked.sort.startswith("created_date")

    def value(self, row: int) -> float:
        """What complaints are ordered by, of one: the moment in ms, or the score."""
        if self._is_by_day:
            return int(self._columns.ms[row])
        return 1.0 if self._scores is None else float(self._scores[row]) / GRAIN

    def first(self, rows: Array, need: int, after: int | None = None) -> Array:
        """The first `need` of these rows in this order, those up to the key `after` left out."""
        keys = self._keys(rows)
        if after is not None:
            left = np.flatnonzero(keys > after)
            keys, rows = keys[left], left if rows is EVERY else rows[left]
        if 0 < need < len(keys):
            near = np.argpartition(keys, need - 1)[:need]
            keys, rows = keys[near], near if rows is EVERY else rows[near]
        shown = np.argsort(keys, kind="stable")[:need]
        return shown if rows is EVERY else rows[shown]

    def _keys(self, rows: Array) -> Array:
        if self._is_by_day:
            places = np.arange(self._columns.count) if rows is EVERY else rows
            return places if self._is_down else -places
        scores = GRAIN if self._scores is None else self._scores[rows]
        return self._signed((scores << _BITS) | self._columns.place[rows])

    def _signed(self, key: Array) -> Array:
        return -key if self._is_down else key

    def after(self, cursor: str, ranks: Ranks) -> int | None:
        """The key up to which a cursor has shown everything; None without one."""
        if not cursor:
            return None
        value, _, complaint_id = cursor.partition("_")
        below, up_to = ranks(complaint_id)
        if self._is_by_day:
            return self._after_moment(float(value), below, up_to)
        score = round(float(value) * GRAIN) << _BITS
        return -(score | below) - 1 if self._is_down else score | up_to

    def _after_moment(self, at: float, below: int, up_to: int) -> int:
        """Rows of one moment lie together, the largest number first."""
        first, last = (int(np.searchsorted(-self._columns.ms, -at, side)) for side in ("left", "right"))
        places = self._columns.place[first:last]
        if self._is_down:
            return first + int((places > below).sum()) - 1
        return -(first + int((places > up_to).sum()))
