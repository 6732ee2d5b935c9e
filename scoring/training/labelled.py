"""Labelled files as rows, and which of them are held out: by the text itself, so that no copy of a text stands on both sides."""

import csv
import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scoring.errors import ScoringError
from scoring.near.same import folded

FOLDS = 5
HELD_OUT = 0
"""The fold no shipped model ever learned from."""


class Row(NamedTuple):
    """A labelled text: its label, the file it is from, and what belongs together and must not be parted (a document)."""

    text: str
    label: str
    platform: str
    group: str


def rows_of(path: Path, text: str, label: str, group: str = "") -> list[Row]:
    """The rows of a CSV or TSV file, or of every such file of a folder that has both columns. Raises ScoringError where none has."""
    files = sorted(path.glob("*.[ct]sv")) if path.is_dir() else [path]
    rows = [row for file in files for row in _rows(file, text, label, group)]
    if not rows:
        raise ScoringError(f"{path} has no rows with the columns {text!r} and {label!r}")
    return rows


def _rows(file: Path, text: str, label: str, group: str) -> Iterator[Row]:
    is_tsv = file.suffix == ".tsv"
    csv.field_size_limit(1 << 30)
    with file.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(
            lines, delimiter="\t" if is_tsv else ",", quoting=csv.QUOTE_NONE if is_tsv else csv.QUOTE_MINIMAL
        )
        if {text, label} <= set(reader.fieldnames or ()):
            for row in reader:
                belongs = f"{file.stem}:{row[group].rsplit('_', 1)[0]}" if group else ""
                yield Row(row[text] or "", row[label] or "", file.stem, belongs)


def folds(rows: Sequence[Row]) -> NDArray[np.int64]:
    """0 to 4 for each row, by the hash of its document, or of its folded text where it stands for itself."""
    return np.array([fold_of(row.group or row.text) for row in rows], np.int64)


def fold_of(text: str) -> int:
    """The fold of a text, whatever its case, marks and punctuation."""
    return int(hashlib.sha256(folded(text).encode()).hexdigest()[:8], 16) % FOLDS
