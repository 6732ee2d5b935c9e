"""Which answers of one brand are one wording: what fills a mould's blanks aside, and politeness and ways elsewhere aside."""

from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
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


_PART = "\x1f"


class Wordings(NamedTuple):
    """Of each answer: the number of its group's leading wording among `texts`, and how many answers the group has."""

    group: Numbers
    uses: Numbers
    texts: list[str]


def group_wordings(wording: pa.LargeStringArray, brand: pa.LargeStringArray) -> Wordings:
    """Groups of alike wordings within a brand. A group is led by its most frequent wording; nothing joins it for being like a member only.

    `wording`: what an answer says, one text each (`core` of scoring.evidence.replies.signs). The order of the answers changes nothing.
    """
    keys: Any = pc.binary_join_element_wise(brand, wording, pa.scalar(_PART, pa.large_string()))  # type: ignore[call-overload]
    keys = keys.dictionary_encode()
    told = [str(key).split(_PART, 1) for key in keys.dictionary.to_pylist()]
    code = keys.indices.to_numpy()
    uses = np.bincount(code, minlength=len(told))
    order = np.array(sorted(range(len(told)), key=lambda number: (-int(uses[number]), told[number])), np.int64)
    place = np.empty(order.size, np.int64)
    place[order] = np.arange(order.size)
    texts = [told[number][1] for number in order.tolist()]
    brands = np.unique(np.array([told[number][0] for number in order.tolist()], object), return_inverse=True)[1]
    group = _leaders(texts, brands.reshape(-1).astype(np.int64))[place[code]]
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
