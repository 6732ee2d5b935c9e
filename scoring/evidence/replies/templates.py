"""Which answers of one brand are one wording: what fills a mould's blanks aside, and politeness and ways elsewhere aside."""

from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from rapidfuzz import fuzz

from scoring.near.bands import Index, Pairs
from scoring.near.by_numpy import Numbers
from scoring.near.clusters import leaders
from scoring.near.signature import signatures

SAME_ABOVE = 0.9
"""SPEC-14: more alike than this, to a wording's letters."""
SHORTEST = 60
"""Letters; of a shorter wording only the very same is the same."""


class Wordings(NamedTuple):
    """Of each answer: the number of its group's leading wording among `texts`, and how many answers the group has."""

    group: Numbers
    uses: Numbers
    texts: list[str]


def group_wordings(wording: list[str], brand: NDArray[np.int64]) -> Wordings:
    """Groups of alike wordings within a brand. A group is led by its most frequent wording; nothing joins it for being like a member only.

    `wording`: what an answer says, one text each (`core` of scoring.evidence.replies.signs). The order of the answers changes nothing.
    """
    keys = [f"{number:08d}\x1f{text}" for number, text in zip(brand.tolist(), wording, strict=True)]
    different, first, code, uses = np.unique(
        np.array(keys, dtype=object), return_index=True, return_inverse=True, return_counts=True
    )
    order = np.lexsort((np.arange(different.size), -uses))
    texts = [wording[int(number)] for number in first[order]]
    leader = _leaders(texts, brand[first[order]])
    place = np.empty(different.size, np.int64)
    place[order] = np.arange(different.size)
    group = leader[place[code.reshape(-1)]]
    return Wordings(group, np.bincount(group, minlength=len(texts))[group], texts)


def _leaders(texts: list[str], brand: NDArray[np.int64]) -> Numbers:
    """The leader of each wording; wordings come the most frequent first."""
    long = np.array([number for number, text in enumerate(texts) if len(text) >= SHORTEST], np.int64)
    leader = np.arange(len(texts))
    if long.size < 2:
        return leader
    found = signatures(pa.array([texts[number] for number in long.tolist()], pa.string()))
    first, second = Index(found, brand[long].astype(np.uint64)).pairs()

    def are_same(one: Numbers, other: Numbers) -> NDArray[np.bool_]:
        pairs = zip(long[one].tolist(), long[other].tolist(), strict=True)
        return np.array([_alike(texts[a], texts[b]) for a, b in pairs], bool)

    same = are_same(first, second)
    leader[long] = long[leaders(long.size, Pairs(first[same], second[same]), are_same)]
    return leader


def _alike(one: str, other: str) -> bool:
    return bool(fuzz.ratio(one, other, score_cutoff=100 * SAME_ABOVE) > 100 * SAME_ABOVE)
