"""Signatures of texts: by numba where it is installed, else by numpy, the same bits from both."""

from importlib.util import find_spec

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from scoring.near import by_numpy
from scoring.near.by_numpy import BINS, EMPTY, Signatures
from scoring.statistics.inputs import Floats

COMPILED_FROM = 20_000  # below that numpy is done before numba is loaded
_PART = 1 << 14
_STEP = np.uint32(0x9E3779B1)


def signatures(texts: pa.StringArray, *, with_numba: bool | None = None) -> Signatures:
    """Shape (texts, 128). Equal bins of two texts, as a share, estimate the Jaccard similarity of their 5-grams.

    Empty bins borrow from the next full one, the farther the more it is stirred (Shrivastava & Li 2014, Densifying One
    Permutation Hashing via Rotation). A text of less than five characters stays empty throughout.
    """
    data, offsets = by_numpy.buffers(texts)
    worth_it = len(texts) >= COMPILED_FROM and find_spec("numba") is not None
    if worth_it if with_numba is None else with_numba:
        from scoring.near import by_numba

        found = by_numba.signatures(data, offsets)
    else:
        found = by_numpy.signatures(data, offsets)
    thin = np.flatnonzero((found == EMPTY).any(axis=1) & (found != EMPTY).any(axis=1))
    for start in range(0, thin.size, _PART):
        rows = thin[start : start + _PART]
        found[rows] = _dense(found[rows])
    return found


def _dense(found: Signatures) -> Signatures:
    is_full = np.concatenate([found, found], axis=1) != EMPTY
    place = np.where(is_full, np.arange(2 * BINS), 4 * BINS)
    next_full = np.minimum.accumulate(place[:, ::-1], axis=1)[:, ::-1][:, :BINS]
    away = (next_full - np.arange(BINS)).astype(np.uint32)
    return np.asarray(np.take_along_axis(found, next_full % BINS, axis=1) + away * _STEP)


def has_text(found: Signatures) -> NDArray[np.bool_]:
    """Whether there is anything to compare, by text."""
    return np.asarray((found != EMPTY).any(axis=1))


def similarity(found: Signatures, first: NDArray[np.int64], second: NDArray[np.int64]) -> Floats:
    """Estimated Jaccard similarity of pairs of texts, given by their numbers."""
    out = np.empty(first.size)
    for start in range(0, first.size, 1 << 14):
        part = slice(start, start + (1 << 14))
        out[part] = (found[first[part]] == found[second[part]]).mean(axis=1)
    return out
