"""Counting what came before, within groups, over columns in order of time. Every function looks backwards only."""

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
Bools = NDArray[np.bool_]
HOUR = 3_600_000_000
"""In microseconds, the unit of the moments here."""


class Groups:
    """Rows (in order of time) of the same group, side by side; -1 is nobody's group. Everything is answered in the rows' own order."""

    def __init__(self, group: Numbers, at: Numbers) -> None:
        self.rows = np.flatnonzero(group >= 0)
        self.rows = self.rows[np.argsort(group[self.rows], kind="stable")]
        self.size = group.size
        self.group, self.at = group[self.rows], at[self.rows]
        self.held = group >= 0
        self.place = np.arange(self.rows.size)
        is_first = np.ones(self.rows.size, bool)
        is_first[1:] = self.group[1:] != self.group[:-1]
        self.start = np.maximum.accumulate(np.where(is_first, self.place, 0))

    def since(self, hours: float) -> Numbers:
        """For each place the first one of its group that is at most so many hours older."""
        if not self.rows.size:
            return self.place
        span = int(self.at.max() - self.at.min()) + int(hours * HOUR) + 1
        line = np.cumsum(np.where(self.start == self.place, span, 0)) + self.at - int(self.at.min())
        return np.asarray(np.maximum(np.searchsorted(line, line - int(hours * HOUR)), self.start))

    def total(self, flag: NDArray[np.generic], begin: Numbers | None = None, *, own: bool = True) -> Numbers:
        """How many flagged rows lie between `begin` (default: the group's start) and each row, itself counted where `own`."""
        held = np.concatenate([[0], np.cumsum(flag[self.rows].astype(np.int64))])
        found = held[self.place + int(own)] - held[self.start if begin is None else begin]
        return self.spread(found)

    def spread(self, found: NDArray[np.generic]) -> Numbers:
        """A column by place as a column by row; 0 for nobody's."""
        out = np.zeros(self.size, np.int64)
        out[self.rows] = found
        return out

    def is_new(self, what: Numbers) -> Bools:
        """Whether a row is the first of its group with this value."""
        pair = np.stack([self.group, what[self.rows]], axis=1)
        _, first = np.unique(pair, axis=0, return_index=True)
        out = np.zeros(self.size, bool)
        out[self.rows[first]] = True
        return out

    def changes(self, what: Numbers) -> Bools:
        """Whether a row's value is another than that of the row before it in its group."""
        mine = what[self.rows]
        differs = np.zeros(self.rows.size, bool)
        differs[1:] = (mine[1:] != mine[:-1]) & (self.start[1:] != self.place[1:])
        out = np.zeros(self.size, bool)
        out[self.rows] = differs
        return out


def codes(*columns: NDArray[np.generic], known: Bools | None = None) -> Numbers:
    """One whole number per different row of columns, -1 where it is not known."""
    out = np.zeros(columns[0].size, np.int64)
    for column in columns:
        _, code = np.unique(column, return_inverse=True)
        _, out = np.unique(out * (int(code.max(initial=0)) + 1) + code, return_inverse=True)
    return out.astype(np.int64) if known is None else np.where(known, out, -1)
