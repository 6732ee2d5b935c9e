"""Signatures of texts: by numba where it is installed, else by numpy, the same bits from both."""

from importlib import import_module
from importlib.util import find_spec
from typing import Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from scoring.near.by_numpy import EMPTY, Bytes, Hashes, Numbers, Offsets, Signatures, buffers
from scoring.statistics.inputs import Floats

COMPILED_FROM = 20_000  # below that numpy is done before numba is loaded
_PART = 1 << 13


class Way(Protocol):
    """What both ways of working can do."""

    def signatures(self, data: Bytes, offsets: Offsets) -> Signatures:
        """See `scoring.near.by_numpy`."""

    def band_hashes(self, found: Signatures, rows: Numbers, group: Hashes) -> Hashes:
        """See `scoring.near.by_numpy`."""


def way(count: int, *, with_numba: bool | None = None) -> Way:
    """The way that is done first with so many texts, or the one that is asked for."""
    worth_it = count >= COMPILED_FROM and find_spec("numba") is not None
    name = "by_numba" if (worth_it if with_numba is None else with_numba) else "by_numpy"
    found: Way = import_module(f"scoring.near.{name}")
    return found


def signatures(texts: pa.StringArray, *, with_numba: bool | None = None) -> Signatures:
    """Shape (texts, 128). Equal bins of two texts, as a share, estimate the Jaccard similarity of their 5-grams.

    A text of less than five characters stays empty throughout (`has_text`).
    """
    return way(len(texts), with_numba=with_numba).signatures(*buffers(texts))


def has_text(found: Signatures) -> NDArray[np.bool_]:
    """Whether there is anything to compare, by text."""
    out = np.asarray(found[:, 0] != EMPTY)
    rest = np.flatnonzero(~out)
    out[rest] = (found[rest] != EMPTY).any(axis=1)
    return out


def similarity(found: Signatures, first: NDArray[np.int64], second: NDArray[np.int64]) -> Floats:
    """Estimated Jaccard similarity of pairs of texts, given by their numbers."""
    out = np.empty(first.size)
    for start in range(0, first.size, _PART):
        part = slice(start, start + _PART)
        out[part] = (found[first[part]] == found[second[part]]).mean(axis=1)
    return out
