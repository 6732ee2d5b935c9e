"""Lists as people keep them: a CSV out of a spreadsheet, whatever its delimiter and its code page, with a byte-order mark and empty rows."""

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from scoring.errors import ScoringError
from store.naming import fold

SPREADSHEET = "cp1254"
"""What a Turkish spreadsheet writes as plain CSV; but for six letters it is what a Western one writes."""
NAMED = ("label", "name", "brand", "company", "company_name", "brand_name", "marka", "marka_adi", "firma", "firma_adi", "sirket", "sirket_adi", "unvan", "ad", "adi", "isim")  # fmt: skip
"""Heads a column of names may have, the first that stands there."""
SECTORED = ("sector", "sektor", "category", "kategori")
_SEPARATOR = re.compile(r"sep=(.)\r?\n?", re.IGNORECASE)


class Row(NamedTuple):
    """One row with its place; columns under their folded heads ("Marka Adı" -> "marka_adi")."""

    file: str
    line: int
    cells: dict[str, str]

    def must(self, column: str) -> str:
        """A cell that has to say something. Raises ScoringError naming file, line and column."""
        if not (said := self.cells[column]):
            self.refuse(column, "empty")
        return said

    def refuse(self, column: str, problem: str) -> None:
        """Raise ScoringError at this row's column."""
        raise ScoringError(f"{self.file}:{self.line}: {column}: {problem}")


def columns_of(path: Path) -> tuple[str, ...]:
    """The folded head of a file; nothing for an empty one."""
    return next(_lines(path), (0, ()))[1]


def named_columns(path: Path, column: str = "") -> tuple[str, str]:
    """The columns of names (`column`, where it is told) and of sectors ("" for none). Raises ScoringError where no head speaks of names."""
    head, told = columns_of(path), _head(column)
    named, sectored = (
        next((name for name in known if name in head), "") for known in ((told,) if told else NAMED, SECTORED)
    )
    if not named:
        wanted = column or f"{', '.join(NAMED[:3])} (another is told by --column)"
        raise ScoringError(f"{path}:1: no column {wanted}; found: {', '.join(filter(None, head)) or 'nothing'}")
    return named, sectored


def rows(path: Path, needed: Sequence[str]) -> Iterator[Row]:
    """Rows that say anything at all. Raises ScoringError naming file and line for a lacking column, a torn row and text that cannot be read."""
    lines = _lines(path)
    head = next(lines, (0, ()))[1]
    if lacking := [name for name in needed if name not in head]:
        raise ScoringError(f"{path}:1: no column {', '.join(lacking)}; found: {', '.join(head) or 'nothing'}")
    for line, cells in lines:
        if len(cells) < len(head) or any(cells[len(head) :]):
            raise ScoringError(f"{path}:{line}: {len(cells)} cells where the head names {len(head)}")
        if any(cells):
            yield Row(str(path), line, dict(zip(head, cells, strict=False)))


def _lines(path: Path) -> Iterator[tuple[int, tuple[str, ...]]]:
    """(number of the line a row begins in, its cells); the head first, folded."""
    lines, start = list(io.StringIO(_text(path), newline="")), 1
    delimiter = ""
    if lines and (told := _SEPARATOR.fullmatch(lines[0])):
        delimiter, lines, start = told.group(1), lines[1:], 2
    delimiter = delimiter or max(",;\t|", key=(lines[0] if lines else "").count)
    reader, is_head, before = csv.reader(lines, delimiter=delimiter, strict=True), True, start
    while (cells := _next(reader, path, start)) is not None:
        said = tuple(cell.strip() for cell in cells)
        if cells:
            yield start, tuple(map(_head, said)) if is_head else said
            is_head = False
        start = reader.line_num + before


def _head(said: str) -> str:
    return fold(said).replace(" ", "_")


def _next(reader: Iterator[list[str]], path: Path, line: int) -> list[str] | None:
    try:
        return next(reader, None)
    except csv.Error as wrong:
        raise ScoringError(
            f"{path}:{line}: a quote is opened here and not closed, or the row is torn: {wrong}"
        ) from wrong


def _text(path: Path) -> str:
    data = path.read_bytes()
    if data[:2] == b"PK":
        raise ScoringError(f"{path}: this is a workbook; save the sheet as CSV (UTF-8) first")
    if data[:2] in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}:
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        read = data.decode("utf-8-sig", errors="replace")
        line, torn = data.count(b"\n", 0, wrong.start) + 1, read.count("\ufffd")
        if torn < sum(letter > "\x7f" for letter in read) - torn or b"\0" in data:
            raise ScoringError(f"{path}:{line}: this is not UTF-8 text: {wrong.reason}") from wrong
        return _paged(data, path)


def _paged(data: bytes, path: Path) -> str:
    try:
        return data.decode(SPREADSHEET)
    except UnicodeDecodeError as wrong:
        line = data.count(b"\n", 0, wrong.start) + 1
        raise ScoringError(f"{path}:{line}: this is neither UTF-8 nor {SPREADSHEET} text") from wrong
