"""Signatures and bands with numpy alone: the bytes of many texts at once, folded in place, hashed by a few passes."""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from scoring.near.alphabet import BLANK, byte_of, byte_of_far

Bytes = NDArray[np.uint8]
Offsets = NDArray[np.int64]
Numbers = NDArray[np.int64]
Hashes = NDArray[np.uint64]
Signatures = NDArray[np.uint32]
SHINGLE, BINS = 5, 128
BANDS, ROWS = 25, 5
"""A pair of similarity s shares a band with probability 1 - (1 - s^5)^25: .55 at s = .5, .99 at .7."""
EMPTY = np.uint32(0xFFFFFFFF)
STEP = np.uint32(0x9E3779B1)
MULTIPLIER, BAND_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xD6E8FEB86659FD93)
MASK = np.uint64((1 << 8 * SHINGLE) - 1)
_ROOM = 1 << 16
"""Bytes of text worked on at once: the working arrays then stay in the processor's cache."""
_PART = 1 << 12
"""Signatures worked on at once, for the same reason."""


def buffers(texts: pa.StringArray) -> tuple[Bytes, Offsets]:
    """The UTF-8 bytes of an Arrow column and where each text begins and ends in them. A null is an empty text."""
    wide = texts.cast(pa.large_string()).fill_null("")
    _, places, letters = (memoryview(one) if one else memoryview(b"") for one in wide.buffers())
    return np.frombuffer(letters, np.uint8), np.frombuffer(places, np.int64)[wide.offset : wide.offset + len(wide) + 1]


def signatures(data: Bytes, offsets: Offsets) -> Signatures:
    """One-permutation MinHash of character 5-grams of folded texts, shape (texts, 128): the smallest hash in each of 128 bins.

    Empty bins borrow from the next full one, the farther the more it is stirred; a text of less than five characters holds
    0xFFFFFFFF throughout. Sources: Li, Owen & Zhang 2012, One Permutation Hashing; Shrivastava & Li 2014, Densifying One
    Permutation Hashing via Rotation.
    """
    count = offsets.size - 1
    out = np.full((count, BINS), EMPTY, np.uint32)
    start = 0
    while start < count:
        stop = max(start + 1, int(np.searchsorted(offsets, offsets[start] + _ROOM, side="right")) - 1)
        begin, end = int(offsets[start]), int(offsets[stop])
        _chunk(data[begin:end], offsets[start : stop + 1] - begin, out[start:stop].reshape(-1))
        start = stop
    for start in range(0, count, _PART):
        _densify(out[start : start + _PART])
    return out


def _densify(found: Signatures) -> None:
    is_empty = found == EMPTY
    thin = np.flatnonzero(is_empty.any(axis=1) & ~is_empty.all(axis=1))
    if not thin.size:
        return
    rows, is_full = found[thin], ~np.tile(is_empty[thin], 2)
    place = np.where(is_full, np.arange(2 * BINS), 4 * BINS)
    next_full = np.minimum.accumulate(place[:, ::-1], axis=1)[:, ::-1][:, :BINS]
    away = (next_full - np.arange(BINS)).astype(np.uint32)
    found[thin] = np.take_along_axis(rows, next_full % BINS, axis=1) + away * STEP


def band_hashes(found: Signatures, rows: Numbers, group: Hashes) -> Hashes:
    """One number per band and text of `rows`, shape (25, rows): equal where the group and the band's five bins are equal."""
    out = np.empty((BANDS, rows.size), np.uint64)
    for start in range(0, rows.size, _PART):
        part = rows[start : start + _PART]
        bins = found[part].T.astype(np.uint64, order="C")
        value = np.repeat(np.arange(1, BANDS + 1, dtype=np.uint64)[:, None], part.size, axis=1)
        for place in range(ROWS):
            value ^= bins[place : BANDS * ROWS : ROWS]
            value *= BAND_MULTIPLIER
            value ^= value >> np.uint64(32)
        value ^= group[part]
        out[:, start : start + part.size] = value * BAND_MULTIPLIER
    return out


def _chunk(data: Bytes, offsets: Offsets, out: NDArray[np.uint32]) -> None:
    byte, offsets = _folded(data, offsets)
    if byte.size < SHINGLE:
        return
    padded = np.concatenate([byte, np.zeros(8, np.uint8)])
    value = np.ndarray((byte.size,), "<u8", padded, 0, (1,)) & MASK  # five bytes from every place on
    value *= MULTIPLIER
    value ^= value >> np.uint64(32)
    value *= MULTIPLIER
    lengths = np.diff(offsets)
    place = np.repeat(np.arange(0, lengths.size * BINS, BINS), lengths)
    place += (value >> np.uint64(57)).astype(np.int64)
    value >>= np.uint64(25)
    low = value.astype(np.uint32)
    for back in range(1, SHINGLE):  # the last four places of a text begin no 5-gram of it
        low[(offsets[1:] - back)[lengths >= back]] = EMPTY
    np.minimum.at(out, place, low)


def _folded(data: Bytes, offsets: Offsets) -> tuple[Bytes, Offsets]:
    """Bytes after folding and where each text begins and ends in them: one byte a letter, runs of blanks are one."""
    byte = byte_of()[:128].take(data, mode="clip")
    lead = np.flatnonzero(data >= 0xC0)
    if lead.size and _unfold(data, byte, lead):
        byte, offsets = _kept(byte, offsets, byte != 0)
    blank = byte == BLANK
    kept = byte != 0
    again = blank[1:] & blank[:-1]
    inside = offsets[1:-1]
    again[inside[(inside > 0) & (inside < byte.size)] - 1] = False
    kept[1:] &= ~again
    return _kept(byte, offsets, kept)


def _unfold(data: Bytes, byte: Bytes, lead: NDArray[np.intp]) -> bool:
    """Put the byte of each character of more than one where it begins, 0 behind it (blanks behind a blank).

    Returns whether a mark vanished: then what stood round it must close up first. Well-formed UTF-8 is taken for
    granted: Arrow checks it.
    """
    first = data[lead].astype(np.uint32)
    second, third, fourth = (data.take(lead + step, mode="clip").astype(np.uint32) & 0x3F for step in (1, 2, 3))
    point = (first & 0x1F) << 6 | second
    long = np.flatnonzero(first >= 0xE0)
    point[long] = (first[long] & 0x0F) << 12 | second[long] << 6 | third[long]
    letter = byte_of()[point & 0xFFFF]
    longest = np.flatnonzero(first >= 0xF0)
    for far in longest:
        letter[far] = byte_of_far(int((first[far] & 7) << 18 | second[far] << 12 | third[far] << 6 | fourth[far]))
    behind = np.where(letter == BLANK, np.uint8(BLANK), np.uint8(0))
    byte[lead], byte[lead + 1] = letter, behind
    byte[lead[long] + 2], byte[lead[longest] + 3] = behind[long], behind[longest]
    return bool((letter == 0).any())


def _kept(byte: Bytes, offsets: Offsets, kept: NDArray[np.bool_]) -> tuple[Bytes, Offsets]:
    places = np.flatnonzero(kept)
    return byte.take(places), np.searchsorted(places, offsets)
