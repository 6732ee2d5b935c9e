"""Texts that stood there before, word for word: of other accounts about the same brand, and of the same account about other brands.

A text with sums, dates, numbers or names of its own is one person's filling of a mould and nobody's copy, however alike the rest is.
"""

from typing import NamedTuple

import numpy as np
import pyarrow as pa

from scoring.evidence.authenticity.order import Bools, Groups, Numbers, codes
from scoring.near.bands import Index, Pairs
from scoring.near.by_numpy import BINS, Signatures
from scoring.near.clusters import leaders
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


class Words:
    """The words of records that have somebody to be compared with, as signatures; filled a part at a time (`read`).

    Texts shorter than 60 letters (not `is_long`) agree by chance, and of an account that is not known (`author` -1) nothing can
    be said: none of these are copies.
    """

    def __init__(self, source: Numbers, author: Numbers, brand: Numbers, is_long: Bools, is_own: Bools) -> None:
        self.author, self.brand = author, brand
        is_told = is_long & (author >= 0)
        self.of_brand = _shared(codes(source, brand, known=is_told & ~is_own))
        self.of_author = _shared(codes(author, known=is_told))
        is_wanted = (self.of_brand >= 0) | (self.of_author >= 0)
        self.place = np.where(is_wanted, np.cumsum(is_wanted) - 1, -1)
        self.found = np.empty((int(is_wanted.sum()), BINS), np.uint32)

    def read(self, texts: "pa.StringArray", rows: Numbers) -> None:
        """Take in the texts of some records."""
        wanted = np.flatnonzero(self.place[rows] >= 0)
        self.found[self.place[rows[wanted]]] = signatures(texts.take(wanted))

    def copies(self, at: Numbers) -> Copies:
        """How often each record's words had been said before it; `at`: its moment."""
        told = Groups(_same_words(self.found, self.place, self.of_brand), at)
        is_new = told.is_new(self.author)
        others = told.total(is_new, own=False) - (told.held & ~is_new)
        soon = np.minimum(told.total(is_new, told.since(SOON), own=False), others)
        own = Groups(_same_words(self.found, self.place, self.of_author), at)
        is_new = own.is_new(self.brand)
        return Copies(others, soon, own.total(is_new, own=False) - (own.held & ~is_new))


def _shared(group: Numbers) -> Numbers:
    """Groups of two and more; -1 elsewhere."""
    counts = np.bincount(group + 1)
    return np.where((group >= 0) & (counts[group + 1] > 1), group, -1)


def _same_words(found: Signatures, place: Numbers, group: Numbers) -> Numbers:
    """For each record a number of the first one of its group that it repeats, its own where it repeats none; -1 for those of no group."""
    rows = np.flatnonzero(group >= 0)
    mine = np.full(len(found), -1)
    mine[place[rows]] = group[rows]
    first, second = Index(found, mine.astype(np.uint64), among=place[rows]).pairs()
    same = (mine[first] == mine[second]) & (similarity(found, first, second) >= ALIKE)
    leader = leaders(
        len(found), Pairs(first[same], second[same]), lambda one, two: similarity(found, one, two) >= ALIKE
    )
    return np.where(group >= 0, leader[place], -1) if len(found) else group
