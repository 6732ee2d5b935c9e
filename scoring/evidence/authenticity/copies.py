"""Texts that stood there before, word for word: of other accounts about the same brand, and of the same account about other brands.

A text with sums, dates, numbers or names of its own is one person's filling of a mould and nobody's copy, however alike the rest is.
"""

from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from scoring.evidence.authenticity.order import Groups, Numbers, codes
from scoring.near.bands import Index, Pairs
from scoring.near.by_numpy import Signatures
from scoring.near.clusters import leaders
from scoring.near.same import SHORTEST
from scoring.near.signature import signatures, similarity

ALIKE = 0.95
"""Estimated share of 5-grams from which two texts are the same words: one other name in 400 letters makes them different."""
SOON = 72.0
"""Hours."""
OWN = r"\d|\[[A-Z-]+\]"
"""A figure, or what redaction put in the place of one: of a person's own."""


class Copies(NamedTuple):
    """Whole numbers per record, of what was posted before it: other accounts with its words about its brand, those of them within
    three days, and other brands about which its own account said the same."""

    others: Numbers
    soon: Numbers
    elsewhere: Numbers


def copies(texts: "pa.StringArray", source: Numbers, author: Numbers, brand: Numbers, at: Numbers) -> Copies:
    """Texts shorter than 60 letters agree by chance, and of an account that is not known nothing can be said: none of these are copies."""
    is_own = pc.match_substring_regex(texts, OWN).to_numpy(zero_copy_only=False)
    rows = np.flatnonzero((pc.utf8_length(texts).to_numpy(zero_copy_only=False) >= SHORTEST) & (author >= 0))
    found = signatures(texts.take(rows))
    told = Groups(_same_words(found, codes(source[rows], brand[rows], known=~is_own[rows])), at[rows])
    is_new = told.is_new(author[rows])
    others = told.total(is_new, own=False) - (told.held & ~is_new)
    soon = np.minimum(told.total(is_new, told.since(SOON), own=False), others)
    own = Groups(_same_words(found, codes(author[rows])), at[rows])
    is_new = own.is_new(brand[rows])
    out = Copies(*np.zeros((3, len(texts)), np.int64))
    for column, values in zip(out, (others, soon, own.total(is_new, own=False) - (own.held & ~is_new)), strict=True):
        column[rows] = values
    return out


def _same_words(found: Signatures, group: Numbers) -> Numbers:
    """For each text the number of the first one of its group that it repeats; -1 for a group of one, and for those of group -1."""
    _, where, counts = np.unique(group, return_inverse=True, return_counts=True)
    rows = np.flatnonzero((counts[where] > 1) & (group >= 0))
    mine = found[rows]
    first, second = Index(mine, group[rows].astype(np.uint64)).pairs()
    same = (group[rows][first] == group[rows][second]) & (similarity(mine, first, second) >= ALIKE)
    leader = leaders(rows.size, Pairs(first[same], second[same]), lambda one, two: similarity(mine, one, two) >= ALIKE)
    out = np.full(group.size, -1)
    out[rows] = rows[leader]
    return out
