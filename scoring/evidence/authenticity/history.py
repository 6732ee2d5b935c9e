"""What an author did before, at the same source: how much in a day, about how many brands, and whether always at one end of the scale."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scoring.evidence.authenticity.order import Bools, Groups, Numbers

DAY, WEEK = 24.0, 168.0
Floats = NDArray[np.float64]


class History(NamedTuple):
    """Whole numbers per record, the record itself counted; 0 where the author is not known."""

    day: Numbers
    brands: Numbers
    one_end: Numbers


def history(author: Numbers, at: Numbers, brand: Numbers, mark: Floats) -> History:
    """`author` -1: not known; `mark` 0 to 1, NaN without one.

    day: records of the last 24 hours; brands: turns to another brand within the last 7 days, plus one; one_end: marks so far, where
    every one of them was the highest, or every one the lowest, else 0.
    """
    mine = Groups(author, at)
    known = author >= 0
    turns = mine.total(mine.changes(brand), np.minimum(mine.since(WEEK) + 1, mine.place + 1))
    marks, high, low = (mine.total(flag) for flag in (~np.isnan(mark), _is(mark >= 1), _is(mark <= 0)))
    same = (high == marks) | (low == marks)
    return History(mine.total(known, mine.since(DAY)), np.where(known, turns + 1, 0), np.where(same & ~np.isnan(mark), marks, 0))  # fmt: skip


def _is(flag: Bools) -> Bools:
    return np.asarray(flag, bool)
