"""Every word of every complaint in the order it stands, as numbers in one file that is never read whole: where phrases are looked for.

The file holds where each part of a complaint begins (narrative, company, all else; 8 bytes each and one for the end), then a number for each
word (4 bytes: its row in the vocabulary, from 1), with a 0 before each part.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from api.compat.ccdb.columns import Array

PARTS = (1, 2, 4)
"""The fields of a complaint in their order, as the index of words numbers them."""
_AT_ONCE = 1 << 22


def write_stream(path: Path, texts: Iterable[pa.RecordBatch], vocabulary: Any, count: int) -> None:
    """The file, out of folded texts in the order of their complaints; in each ` | ` stands between the parts."""
    starts = np.zeros(len(PARTS) * count + 1, dtype=np.int64)
    at, draft = 0, path.with_suffix(".words.draft")
    with draft.open("wb") as file:
        file.seek(starts.nbytes)
        for batch in texts:
            parts = pc.utf8_trim_whitespace(pc.split_pattern(batch.column(0), " | ").flatten())
            joined = pc.binary_join_element_wise("|", parts, " ")  # type: ignore[call-overload]
            words = pc.split_pattern(joined, " ")
            ends = np.cumsum(pc.list_value_length(words).to_numpy()) + starts[at]
            starts[at + 1 : at + 1 + len(ends)] = ends
            at += len(ends)
            numbers = pc.index_in(words.flatten(), vocabulary).fill_null(-1).to_numpy() + 1
            file.write(numbers.astype(np.int32).tobytes())
        file.seek(0)
        file.write(starts.tobytes())
    draft.rename(path)


class Stream:
    """The file, opened, of `count` complaints."""

    def __init__(self, path: Path, count: int) -> None:
        self._starts = np.memmap(path, dtype=np.int64, mode="r", shape=(len(PARTS) * count + 1,))
        size = int(self._starts[-1])
        empty = np.zeros(0, dtype=np.int32)
        self._words = np.memmap(path, dtype=np.int32, mode="r", offset=self._starts.nbytes, shape=(size,)) if size else empty  # fmt: skip

    def rows(self, phrase: Sequence[int], rarest: int, fields: Sequence[int]) -> Array:
        """Complaints in whose `fields` these numbers follow one another; the one at `rarest` is looked for first."""
        found = []
        for first in range(0, len(self._words), _AT_ONCE):
            here = np.flatnonzero(self._words[first : first + _AT_ONCE] == phrase[rarest]) + first - rarest
            for n, number in enumerate(phrase):
                here = here[(here + n >= 0) & (here + n < len(self._words))]
                here = here[self._words[here + n] == number]
            found.append(here)
        parts = np.searchsorted(self._starts, np.concatenate([np.zeros(0, dtype=np.int64), *found]), "right") - 1
        return np.unique(parts[np.isin(np.array(PARTS)[parts % len(PARTS)], fields)] // len(PARTS))
