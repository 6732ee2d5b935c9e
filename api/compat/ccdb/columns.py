"""The columns of the complaints in memory, a small number for every value: filters are masks and counts are sums, no text is read for them."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from api.compat.ccdb.asked import CHILD, FACETS

Array = Any
"""Rows are numbers from 0, newest complaint first; `EVERY` means all of them."""
EVERY = slice(None)
NEVER = np.iinfo(np.int32).min
_DENSE = 1 << 22
_UNITS = {"year": "Y", "month": "M", "day": "D"}


class Column(NamedTuple):
    """One column: what its values are, and for each row which of them it has, counted from 1; 0 where nothing is said."""

    values: list[str]
    codes: Array

    def mask(self, wanted: Sequence[str]) -> Array:
        """Rows that have one of these values."""
        table, among = np.zeros(len(self.values) + 1, dtype=bool), set(wanted)
        table[[n for n, value in enumerate(self.values, 1) if value in among]] = True
        return table[self.codes]


class Columns:
    """All of them, and when each complaint was received and sent on: days since 1970, `NEVER` where unknown."""

    def __init__(self, read: Callable[[str], pa.Table]) -> None:
        self._read = read
        numbers = {name: read(f"SELECT {sql} AS found FROM complaints").column("found").to_numpy() for name, sql in {
            "position": "position", "day": "received_on - DATE '1970-01-01'", "sent": f"coalesce(sent_on - DATE '1970-01-01', {NEVER})", "ms": "epoch_ms(received_at)"}.items()}  # fmt: skip
        self.count = len(numbers["position"])
        if not np.array_equal(numbers["position"], np.arange(1, self.count + 1)):
            raise ValueError("the complaints do not lie in the order of their positions")
        self.day, self.sent, self.ms = numbers["day"].astype(np.int32), numbers["sent"].astype(np.int32), numbers["ms"]
        self.of = {name: self._column(name) for name in (*FACETS, *CHILD.values())}
        self._places: dict[str, tuple[int, Array]] = {}

    def _column(self, name: str) -> Column:
        read = self._read(f"SELECT {name} AS found FROM complaints").column("found")
        coded: Any = read.dictionary_encode().combine_chunks()
        values: list[str] = coded.dictionary.to_pylist()
        codes = coded.indices.fill_null(-1).to_numpy(zero_copy_only=False) + 1
        return Column(values, codes.astype(np.min_scalar_type(len(values))))

    @cached_property
    def place(self) -> Array:
        """Where each row comes among the complaints ordered by their numbers, from 1."""
        ordered = self._read("SELECT position FROM complaints ORDER BY complaint_id, position").column(0).to_numpy()
        places = np.empty(self.count, dtype=np.int64)
        places[ordered - 1] = np.arange(1, self.count + 1)
        return places

    def size(self, rows: Array) -> int:
        """How many rows these are."""
        return self.count if rows is EVERY else len(rows)

    def tally(self, rows: Array, *names: str, also: tuple[Array, int] | None = None) -> tuple[list[Array], Array]:
        """Which combinations of values these rows have (codes of each column), and how many rows have each.

        `also` is one more column: the codes of these rows, and how many codes there are.
        """
        parts = [(self.of[name].codes[rows], len(self.of[name].values) + 1) for name in names] + ([also] if also else [])  # fmt: skip
        keys, size = parts[0][0].astype(np.int64), parts[0][1]
        for codes, more in parts[1:]:
            keys, size = keys * more + codes, size * more
        if size <= _DENSE:
            counts = np.bincount(keys, minlength=size)
            found = np.flatnonzero(counts)
            counts = counts[found]
        else:
            found, counts = np.unique(keys, return_counts=True)
        return list(np.unravel_index(found, [more for _, more in parts])), counts

    def periods(self, interval: str) -> tuple[int, Array, Array]:
        """The first day there is, for each day from it on the number of its period, and the first day of each period."""
        if interval not in self._places:
            first, last = (int(self.day[n]) for n in (-1, 0)) if self.count else (0, -1)
            days = np.arange(first, last + 1)
            starts, places = np.unique(_starts(days, interval), return_inverse=True)
            self._places[interval] = first, (places, starts)
        first, (places, starts) = self._places[interval]
        return first, places, starts


def _starts(days: Array, interval: str) -> Array:
    """The first day of the period of each day; weeks begin on Mondays."""
    if interval == "week":
        return days - (days + 3) % 7
    if interval == "quarter":
        months = days.astype("M8[D]").astype("M8[M]").astype(np.int64)
        return (months - months % 3).astype("M8[M]").astype("M8[D]").astype(np.int64)
    return days.astype("M8[D]").astype(f"M8[{_UNITS[interval]}]").astype("M8[D]").astype(np.int64)
