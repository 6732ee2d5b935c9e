"""Copies in a file of texts: the pieces of `scoring.near` usable alone."""

import csv
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from scoring.json_lines import Row, Saw, json_lines
from scoring.near.bands import Index, Pairs
from scoring.near.by_numpy import Numbers
from scoring.near.clusters import leaders
from scoring.near.same import Likeness, compare
from scoring.near.signature import signatures, similarity

LIKELY = 0.5
COLUMNS = ("id", "text", "brand", "author")
_PART = 10_000


def dedup(path: Path, out: Path, saw: Saw = lambda *_: None) -> tuple[int, int]:
    """Groups of copies in JSON lines (id, text and, where known, brand and author) to a CSV: id, group, likeness, because.

    Every line has a row; `group` is the id of the earliest copy. The CSV is there whole or not at all. Returns (texts, copies).
    Raises ScoringError naming line and field.
    """
    texts = _Texts(
        pa.Table.from_batches(_batches(path, saw), pa.schema([(name, pa.large_string()) for name in COLUMNS]))
    )
    leader = texts.leaders(saw)
    part = out.with_name(f"{out.name}.part")
    try:
        texts.write(part, leader, saw)
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
    return leader.size, int((leader != np.arange(leader.size)).sum())


def _batches(path: Path, saw: Saw) -> Iterator[pa.RecordBatch]:
    """The file as columns; what is not known is null."""
    rows = (row for _, row in json_lines(path, "id", "text", saw=saw))
    while some := list(islice(rows, _PART)):
        yield pa.RecordBatch.from_pydict({name: pa.array([_said(row, name) for row in some], pa.large_string()) for name in COLUMNS})  # fmt: skip


def _said(row: Row, name: str) -> str | None:
    value = row.get(name)
    return str(value) if value or name in {"id", "text"} else None


class _Texts:
    """Texts by number, in the order of their lines."""

    def __init__(self, table: pa.Table) -> None:
        columns: list[Any] = [table.column(name).combine_chunks() for name in COLUMNS]
        self.id, self.text, brand, author = columns
        self.brand, self.author = (_codes(column) for column in (brand, author))

    def leaders(self, saw: Saw) -> Numbers:
        """The number of the earliest copy of each text."""
        saw("looking for likely copies", 0.0)
        found = signatures(self.text)
        first, second = Index(found, self.brand.astype(np.uint64)).pairs()
        likely = similarity(found, first, second) >= LIKELY
        same = self._are_same(first[likely], second[likely], saw)
        return leaders(len(found), Pairs(first[likely][same], second[likely][same]), self._are_same)

    def _are_same(self, first: Numbers, second: Numbers, saw: Saw = lambda *_: None) -> NDArray[np.bool_]:
        one, other = self.author[first], self.author[second]
        same = (one < 0) | (other < 0) | (one == other)
        for place in np.flatnonzero(same).tolist():
            same[place] = self._compared(int(first[place]), int(second[place])).is_same
            if place % _PART == 0:
                saw("comparing", place / same.size)
        return np.asarray(same)

    def _compared(self, one: int, other: int) -> Likeness:
        return compare(self.text[one].as_py(), self.text[other].as_py())

    def write(self, out: Path, leader: Numbers, saw: Saw) -> None:
        """A row for every text."""
        with out.open("w", encoding="utf-8", newline="") as file:
            lines = csv.writer(file)
            lines.writerow(("id", "group", "likeness", "because"))
            for number, head in enumerate(leader.tolist()):
                if number % _PART == 0:
                    saw("writing", number / leader.size)
                signs = self._compared(head, number) if head != number else None
                told = (f"{signs.likeness:.4f}", signs.because) if signs else ("", "")
                lines.writerow((self.id[number].as_py(), self.id[head].as_py(), *told))


def _codes(column: Any) -> Numbers:
    """Values by number, -1 where none is known."""
    return np.asarray(column.dictionary_encode().indices.fill_null(-1).to_numpy(), np.int64)
