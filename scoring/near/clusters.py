"""Groups of copies round a leader. Nobody is in a group for being like a member only: groups do not chain."""

from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

from scoring.near.bands import Pairs
from scoring.near.by_numpy import Numbers

IsSame = Callable[[Numbers, Numbers], NDArray[np.bool_]]


def leaders(size: int, pairs: Pairs, is_same: IsSame) -> Numbers:
    """For each of `size` texts the number of its leader, itself where it has none; a leader is the earliest of its group.

    `pairs` are verified; a text whose partner follows a leader joins it only where `is_same(leader, text)` holds too.
    """
    leader = np.arange(size)
    order = np.lexsort((pairs.first, pairs.second))
    for first, second in zip(pairs.first[order].tolist(), pairs.second[order].tolist(), strict=True):
        if leader[second] != second:
            continue
        at = int(leader[first])
        if at == first or _holds(is_same, at, second):
            leader[second] = at
    return leader


def _holds(is_same: IsSame, first: int, second: int) -> bool:
    return bool(is_same(np.array([first]), np.array([second]))[0])


def members(leader: Numbers) -> Iterable[Numbers]:
    """The groups of two and more, by leader: text numbers, the leader first."""
    order = np.argsort(leader, kind="stable")
    begins = np.flatnonzero(np.concatenate([[True], leader[order][1:] != leader[order][:-1]]))
    return (group for group in np.split(order, begins[1:]) if group.size > 1)
