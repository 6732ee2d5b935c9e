"""Which texts may be near copies: those that agree in one band of five bins. Sorting brings them together."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scoring.near.by_numpy import Signatures
from scoring.near.signature import has_text

BANDS, ROWS = 25, 5
"""A pair of similarity s shares a band with probability 1 - (1 - s^5)^25: .55 at s = .5, .99 at .7."""
_MULTIPLIER = np.uint64(0xD6E8FEB86659FD93)
Numbers = NDArray[np.int64]
Hashes = NDArray[np.uint64]


class Pairs(NamedTuple):
    """Pairs of text numbers, first < second, in order, each once."""

    first: Numbers
    second: Numbers


def band_hashes(found: Signatures, band: int) -> Hashes:
    """One number per text: equal where the band's five bins are equal."""
    out = np.full(len(found), np.uint64(band + 1))
    for place in range(band * ROWS, (band + 1) * ROWS):
        out ^= found[:, place]
        out *= _MULTIPLIER
        out ^= out >> np.uint64(32)
    return out


class Index:
    """Texts by band: 25 sorted columns of hash and text number, packed into one 64-bit number each.

    Only texts of one group (a whole number each, e.g. the brand) can be candidates of each other.
    """

    def __init__(self, found: Signatures, group: Hashes | None = None) -> None:
        self.found = found
        self.group = np.zeros(len(found), np.uint64) if group is None else group
        self.number = np.flatnonzero(has_text(found))
        self.bits = np.uint64(max(1, len(found).bit_length()))
        self.columns = [self._column(band) for band in range(BANDS)]

    def _column(self, band: int) -> Hashes:
        packed = self._keys(self._hashes(self.found, self.group, self.number, band)) | self.number.astype(np.uint64)
        packed.sort()
        return packed

    @staticmethod
    def _hashes(found: Signatures, group: Hashes, number: Numbers, band: int) -> Hashes:
        return np.asarray((band_hashes(found[number], band) ^ group[number]) * _MULTIPLIER)

    def _keys(self, hashes: Hashes) -> Hashes:
        """Hashes in the upper bits, room for a text number in the lower ones."""
        return np.asarray(hashes >> self.bits << self.bits)

    def pairs(self) -> Pairs:
        """Candidates among the texts themselves: each with the first of its band, and with its neighbour there."""
        codes = [self._band_pairs(column) for column in self.columns]
        return _unique(np.concatenate(codes) if codes else np.zeros(0, np.uint64))

    def _band_pairs(self, column: Hashes) -> Hashes:
        low = (np.uint64(1) << self.bits) - np.uint64(1)
        same = np.flatnonzero(column[1:] >> self.bits == column[:-1] >> self.bits) + 1
        if not same.size:
            return np.zeros(0, np.uint64)
        is_first = np.ones(same.size, bool)
        is_first[1:] = same[1:] != same[:-1] + 1
        head = (same - 1)[is_first][np.cumsum(is_first) - 1]
        number = column & low
        codes = [number[before] << np.uint64(32) | number[same] for before in (head, same - 1)]
        return np.unique(np.concatenate(codes))

    def near(self, others: Signatures, group: Hashes | None = None) -> Pairs:
        """Candidates between these texts (first) and others (second, numbered by themselves)."""
        wanted = np.flatnonzero(has_text(others))
        group = np.zeros(len(others), np.uint64) if group is None else group
        codes = []
        for band, column in enumerate(self.columns):
            key = self._keys(self._hashes(others, group, wanted, band))
            begins, ends = np.searchsorted(column, key), np.searchsorted(column, key + (np.uint64(1) << self.bits))
            hit = np.flatnonzero(ends > begins)
            counts = (ends - begins)[hit]
            steps = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
            mine = column[np.repeat(begins[hit], counts) + steps] & ((np.uint64(1) << self.bits) - np.uint64(1))
            codes.append(mine << np.uint64(32) | np.repeat(wanted[hit], counts).astype(np.uint64))
        return _unique(np.concatenate(codes))


def _unique(codes: Hashes) -> Pairs:
    codes = np.unique(codes)
    return Pairs((codes >> np.uint64(32)).astype(np.int64), (codes & np.uint64(0xFFFFFFFF)).astype(np.int64))
