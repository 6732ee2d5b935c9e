"""The same signatures and bands, bit for bit, compiled by numba on all cores: fold, shingle and hash while the byte is at hand."""

from functools import cache

import numba
import numpy as np

from scoring.near.alphabet import BLANK, STAND_INS, byte_of
from scoring.near.by_numpy import (
    BAND_MULTIPLIER,
    BANDS,
    BINS,
    EMPTY,
    MASK,
    MULTIPLIER,
    ROWS,
    SHINGLE,
    STEP,
    Bytes,
    Hashes,
    Numbers,
    Offsets,
    Signatures,
)

_FAR, _END = 1 << 16, 0x110000


def signatures(data: Bytes, offsets: Offsets) -> Signatures:
    """As `scoring.near.by_numpy.signatures`."""
    out = np.full((offsets.size - 1, BINS), EMPTY, np.uint32)
    _sketch(data, offsets, _whole_table(), out)
    return out


def band_hashes(found: Signatures, rows: Numbers, group: Hashes) -> Hashes:
    """As `scoring.near.by_numpy.band_hashes`."""
    out = np.empty((BANDS, rows.size), np.uint64)
    _bands(found, rows, group, out)
    return out


@cache
def _whole_table() -> Bytes:
    """Every code point's byte."""
    is_letter = np.fromiter(map(str.isalnum, map(chr, range(_FAR, _END))), bool, _END - _FAR)
    far = np.where(is_letter, 128 + np.arange(_FAR, _END) % STAND_INS, BLANK)
    return np.concatenate([byte_of(), far.astype(np.uint8)])


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
        _densify(row)


@numba.njit(cache=True, nogil=True)
def _densify(row: Signatures) -> None:
    """Empty bins borrow from the next full one, round the end."""
    first = 0
    while first < BINS and row[first] == EMPTY:
        first += 1
    if first == BINS:
        return
    full, value = first + BINS, row[first]
    for place in range(BINS - 1, -1, -1):
        if row[place] == EMPTY:
            row[place] = np.uint32(np.uint64(value) + np.uint64(full - place) * np.uint64(STEP))
        else:
            full, value = place, row[place]


@numba.njit(cache=True, parallel=True, nogil=True)
def _bands(found: Signatures, rows: Numbers, group: Hashes, out: Hashes) -> None:
    for at in numba.prange(rows.size):
        row, own = found[rows[at]], group[rows[at]]
        for band in range(BANDS):
            value = np.uint64(band + 1)
            for place in range(band * ROWS, (band + 1) * ROWS):
                value = (value ^ np.uint64(row[place])) * BAND_MULTIPLIER
                value ^= value >> np.uint64(32)
            out[band, at] = (value ^ own) * BAND_MULTIPLIER
