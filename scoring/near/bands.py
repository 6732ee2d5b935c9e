"""Which texts may be near copies: those that agree in one band of five bins. Sorting brings them together."""

from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np

from scoring.near.by_numpy import Hashes, Numbers, Signatures
from scoring.near.signature import has_text, way


class Pairs(NamedTuple):
    """Pairs of text numbers, first < second, in order, each once."""

    first: Numbers
    second: Numbers


class Index:
    """Texts by band: 25 sorted columns of hash and text number, packed into one 64-bit number each.

    Only texts of one group (a whole number each, e.g. the brand) can be candidates of each other; `among`: only these texts.
    """

    def __init__(
        self,
        found: Signatures,
        group: Hashes | None = None,
        *,
        among: Numbers | None = None,
        with_numba: bool | None = None,
    ) -> None:
        self.bits = np.uint64(max(1, len(found).bit_length()))
        number, self.columns = self._keys(found, group, among, with_numba)
        self.columns |= number.astype(np.uint64)
        with ThreadPoolExecutor() as pool:
            list(pool.map(np.ndarray.sort, self.columns))

    def _keys(
        self,
        found: Signatures,
        group: Hashes | None,
        among: Numbers | None = None,
        with_numba: bool | None = None,
    ) -> tuple[Numbers, Hashes]:
        """The texts with something to compare, and by band their hashes in the upper bits, room for a text number in the lower ones."""
        number = np.flatnonzero(has_text(found))
        number = number if among is None else np.intersect1d(number, among, assume_unique=True)
        group = np.zeros(len(found), np.uint64) if group is None else group
        keys = way(number.size, with_numba=with_numba).band_hashes(found, number, group)
        keys >>= self.bits
        keys <<= self.bits
        return number, keys

    def pairs(self) -> Pairs:
        """Candidates among the texts themselves: each with the first of its band, and with its neighbour there."""
        with ThreadPoolExecutor() as pool:
            return _unique(np.concatenate(list(pool.map(self._band_pairs, self.columns))))

    def _band_pairs(self, column: Hashes) -> Hashes:
        low = (np.uint64(1) << self.bits) - np.uint64(1)
        same = np.flatnonzero((column[1:] ^ column[:-1]) <= low) + 1
        if not same.size:
            return np.zeros(0, np.uint64)
        is_first = np.ones(same.size, bool)
        is_first[1:] = same[1:] != same[:-1] + 1
        head = (same - 1)[is_first][np.cumsum(is_first) - 1]
        second = column[same] & low
        codes = [(column[before] & low) << np.uint64(32) | second for before in (head, same - 1)]
        return np.unique(np.concatenate(codes))

    def near(self, others: Signatures, group: Hashes | None = None) -> Pairs:
        """Candidates between these texts (first) and others (second, numbered by themselves)."""
        wanted, keys = self._keys(others, group)
        low = (np.uint64(1) << self.bits) - np.uint64(1)
        codes = []
        for column, key in zip(self.columns, keys, strict=True):
            begins, ends = np.searchsorted(column, key), np.searchsorted(column, key | low, side="right")
            hit = np.flatnonzero(ends > begins)
            counts = (ends - begins)[hit]
            steps = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
            mine = column[np.repeat(begins[hit], counts) + steps] & low
            codes.append(mine << np.uint64(32) | np.repeat(wanted[hit], counts).astype(np.uint64))
        return _unique(np.concatenate(codes))


def _unique(codes: Hashes) -> Pairs:
    codes = np.unique(codes)
    return Pairs((codes >> np.uint64(32)).astype(np.int64), (codes & np.uint64(0xFFFFFFFF)).astype(np.int64))
