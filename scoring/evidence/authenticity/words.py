"""What the words of a record say of it: whether they tell anything, and whether they agree with its mark."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from scoring.evidence import information
from scoring.evidence.hashed import hashed, portions
from scoring.evidence.language import languages
from scoring.evidence.names import names_of
from scoring.evidence.plain import plain
from scoring.evidence.sentiment import shares, values

LONG = 300
"""Letters from which a text tells enough: it is not read for its information."""
END = 0.25
"""A mark this near to either end is one that words can contradict."""
APART = 1.2
"""Distance of mark and sentiment, both -1 to 1, up to which they do not contradict each other."""
Floats = NDArray[np.float64]


def words(texts: "pa.StringArray", mark: Floats) -> tuple[Floats, Floats]:
    """Information 0 to 1 and sentiment -1 to 1 of a part of the records; NaN: not known.

    `mark` 0 to 1, NaN without one. The sentiment is read only where the mark is near an end.
    """
    raw = plain(texts)
    told, mood = np.full((2, len(raw)), np.nan)
    length = np.array([len(text) for text in raw], np.int64)
    told[length >= LONG] = 1.0
    for rows in _parts(raw, np.flatnonzero((length > 0) & (length < LONG))):
        some = [raw[row] for row in rows.tolist()]
        told[rows] = information.information(information.told(some, hashed(some)))
    for rows in _parts(raw, np.flatnonzero((length > 0) & (np.abs(mark - 0.5) >= 0.5 - END))):
        some = [raw[row] for row in rows.tolist()]
        read = hashed(some)
        mood[rows] = values(shares(some, read.without(names_of()), languages(some, read)))
    return told, mood


def mismatch(mark: Floats, sentiment: Floats) -> Floats:
    """How far a mark lies from the sentiment beyond APART (0 to 1)."""
    return np.asarray(np.maximum(0.0, np.abs(2 * mark - 1 - sentiment) - APART) / (2 - APART))


def _parts(raw: Sequence[str], rows: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    return [rows[part] for part in portions([raw[row] for row in rows.tolist()])]
