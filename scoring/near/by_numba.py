"""The same signatures, bit for bit, in one pass compiled by numba: fold, shingle and hash while the byte is at hand."""

import numba
import numpy as np

from scoring.near.alphabet import BLANK, byte_of
from scoring.near.by_numpy import BINS, EMPTY, MASK, MULTIPLIER, SHINGLE, Bytes, Offsets, Signatures

_FAR = 1 << 16


def signatures(data: Bytes, offsets: Offsets) -> Signatures:
    """As `scoring.near.by_numpy.signatures`, on all cores."""
    out = np.full((offsets.size - 1, BINS), EMPTY, np.uint32)
    _sketch(data, offsets, _whole_table(), out)
    return out


def _whole_table() -> Bytes:
    """Every code point's byte."""
    global _TABLE  # noqa: PLW0603  (made once: 1.1 million entries)
    if _TABLE is None:
        from scoring.near.alphabet import byte_of_far

        far = np.fromiter((byte_of_far(point) for point in range(_FAR, 0x110000)), np.uint8, 0x110000 - _FAR)
        _TABLE = np.concatenate([byte_of(), far])
    return _TABLE


_TABLE: Bytes | None = None


@numba.njit(cache=True, parallel=True, nogil=True)
def _sketch(data: Bytes, offsets: Offsets, table: Bytes, out: Signatures) -> None:
    for text in numba.prange(offsets.size - 1):
        row = out[text]
        value, seen, was_blank = np.uint64(0), 0, False
        at, end = offsets[text], offsets[text + 1]
        while at < end:
            first = np.uint32(data[at])
            if first < 0x80:
                point, width = first, 1
            elif first < 0xE0:
                point, width = (first & 0x1F) << 6 | data[at + 1] & 0x3F, 2
            elif first < 0xF0:
                point = (first & 0x0F) << 12 | (data[at + 1] & 0x3F) << 6 | data[at + 2] & 0x3F
                width = 3
            else:
                point = (
                    (first & 7) << 18 | (data[at + 1] & 0x3F) << 12 | (data[at + 2] & 0x3F) << 6 | data[at + 3] & 0x3F
                )
                width = 4
            at += width
            letter = table[point]
            if letter == 0 or (letter == BLANK and was_blank):
                continue
            was_blank = letter == BLANK
            value = value >> np.uint64(8) | np.uint64(letter) << np.uint64(8 * (SHINGLE - 1))
            seen += 1
            if seen >= SHINGLE:
                mixed = (value & MASK) * MULTIPLIER
                mixed ^= mixed >> np.uint64(32)
                mixed *= MULTIPLIER
                low = np.uint32(mixed >> np.uint64(25) & np.uint64(0xFFFFFFFF))
                place = mixed >> np.uint64(57)
                row[place] = min(row[place], low)
