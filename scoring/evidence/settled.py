"""How a matter came out against what is usual, as difficulty learns it; and a difficulty in words."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scoring.evidence.sign import Sign

Floats = NDArray[np.float64]


def settled_late(hours: Floats, is_settled: NDArray[np.bool_], groups: Sequence[str]) -> Floats:
    """Cumulative hazard of each matter's group up to its time, less 1 if it was settled then: above 0 where it took longer than usual.

    `hours` until it was settled, or until it was last watched (still open). Nelson-Aalen; the residual of the same O and E as SPEC-14, 15.
    """
    out = np.full(hours.size, np.nan)
    names = np.array(groups)
    for name in np.unique(names):
        rows = np.flatnonzero(names == name)
        times, place = np.unique(hours[rows], return_inverse=True)
        events = np.bincount(place, weights=is_settled[rows], minlength=times.size)
        at_risk = rows.size - np.concatenate([[0], np.cumsum(np.bincount(place, minlength=times.size))[:-1]])
        out[rows] = np.cumsum(events / at_risk)[place] - is_settled[rows]
    return out


def difficulty(level: int) -> Sign:
    """A level in words."""
    english = {1: "easier to settle than two thirds of its sector", 2: "of middling difficulty, or not known", 3: "harder to settle than two thirds of its sector"}  # fmt: skip
    turkish = {1: "sektöründekilerin üçte ikisinden kolay çözülür", 2: "orta güçlükte ya da bilinmiyor", 3: "sektöründekilerin üçte ikisinden zor çözülür"}  # fmt: skip
    return Sign("difficulty", float(level), english[level], turkish[level])
