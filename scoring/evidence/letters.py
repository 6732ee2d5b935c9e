"""Texts as rows of small numbers: case, marks and stretched letters do not tell two wordings apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from scoring.near.alphabet import BLANK, byte_of

Bytes = NDArray[np.uint8]
Offsets = NDArray[np.int64]
ASK, CRY, DIGIT = 1, 2, ord("0")
"""Stand for "?", "!" and any digit: the first two carry meaning that other punctuation does not, a digit's value none."""
MARKS = 3
LONGEST = 4000
"""Letters of a text that are read; what comes after changes no sign."""
_FAR = 1 << 16


@dataclass(frozen=True)
class Letters:
    """Folded texts one after the other, a blank before, between and after them; text t is `byte[begin[t]:begin[t + 1] - 1]`."""

    byte: Bytes
    begin: Offsets


@cache
def table() -> Bytes:
    """The byte of every code point below 65,536: as in `scoring.near.alphabet`, but "?" and "!" stay and digits are one."""
    out = byte_of().copy()
    out[[ord("?"), ord("!")]] = ASK, CRY
    out[(out >= ord("0")) & (out <= ord("9"))] = DIGIT
    out.flags.writeable = False
    return out


def fold(texts: Sequence[str]) -> Letters:
    """Folded texts. Runs of blanks become one, runs of one letter at most two ("çoook" is "cook"). Faces and other signs are letters."""
    cut = [text[:LONGEST] for text in texts]
    points = np.frombuffer(f" {' '.join(cut)} ".encode("utf-32-le", "surrogatepass"), "<u4")
    byte = table().take(np.minimum(points, _FAR - 1))
    far = np.flatnonzero(points >= _FAR)
    byte[far] = 128 + points[far] % 96
    lengths = np.fromiter((len(text) + 1 for text in cut), np.int64, len(cut))
    begin = np.concatenate([[1], 1 + np.cumsum(lengths)]).astype(np.int64)
    return _closed_up(byte, begin)


def _closed_up(byte: Bytes, begin: Offsets) -> Letters:
    shown = np.flatnonzero(byte)
    byte, begin = byte.take(shown), np.searchsorted(shown, begin)
    kept = np.ones(byte.size, bool)
    kept[2:] = (byte[2:] != byte[1:-1]) | (byte[2:] != byte[:-2])
    again = (byte[1:] == BLANK) & (byte[:-1] == BLANK)
    again[begin[1:] - 2] = False  # the blank that parts two texts stays, whatever the first ends in
    kept[1:] &= ~again
    kept[begin[1:] - 1] = True
    places = np.flatnonzero(kept)
    return Letters(byte.take(places), np.searchsorted(places, begin))
