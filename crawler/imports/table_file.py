"""Delimited text read strictly and streamed: every row is whole, every cell is asked for by name, every error has a line."""

import csv
import math
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from crawler.imports.job import ImportJob
from store.errors import InputError

LONGEST_LINE = 1 << 20


@dataclass(frozen=True)
class Row:
    """One row with its place. The readers of cells raise InputError with file, line and column."""

    file: str
    line: int
    cells: dict[str, str]

    def text(self, name: str) -> str:
        """A cell that must hold something."""
        return self.cells[name].strip() or self.refuse(name, "is empty")

    def whole(self, name: str) -> int:
        """A count: digits, with or without dots between thousands."""
        cell = self.cells[name].strip()
        if not re.fullmatch(r"\d+|\d{1,3}(\.\d{3})+", cell, re.ASCII):
            self.refuse(name, f"{cell!r} is not a whole number of 0 or more")
        return int(cell.replace(".", ""))

    def decimal(self, name: str) -> float:
        """A finite number with a decimal point."""
        cell = self.cells[name].strip()
        if not re.fullmatch(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?", cell, re.ASCII) or not math.isfinite(float(cell)):
            self.refuse(name, f"{cell!r} is not a number")
        return float(cell)

    def refuse(self, name: str, problem: str) -> str:
        """Raise InputError at this row's column."""
        raise InputError(problem, file=self.file, line=self.line, field=name)


def read_table(job: ImportJob, *layouts: Collection[str], encoding: str = "utf-8-sig") -> Iterator[Row]:
    """Rows of a CSV file, with the errors of `rows_in` and `read_lines`."""
    return rows_in(read_lines(job, encoding), str(job.path), *layouts)


def rows_in(lines: Iterator[str], file: str, *layouts: Collection[str]) -> Iterator[Row]:
    """Rows of a CSV (comma or semicolon) which must have the columns of one of the layouts; others are handed on too.

    Raises InputError for an empty file, a missing or repeated column, a row that is too short or too long, and a quote that
    is never closed (naming the line where that row begins).
    """
    first = next(lines, "")
    if not first.strip():
        raise InputError(
            "the file is empty" if not first else "the first line must name the columns", file=file, line=1
        )
    delimiter = ";" if first.count(";") > first.count(",") else ","
    header = [name.strip() for name in next(csv.reader([first], delimiter=delimiter))]
    check_header(header, min(layouts, key=lambda names: len(set(names) - set(header))), file)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    start = 2
    while (cells := _next(reader, file, start)) is not None:
        if cells:
            if len(cells) != len(header):
                raise InputError(f"{len(cells)} cells where the header names {len(header)}", file=file, line=start)
            yield Row(file, start, dict(zip(header, cells, strict=True)))
        start = reader.line_num + 2


def check_header(header: Sequence[str], columns: Collection[str], file: str) -> None:
    """Raise InputError where wanted columns are missing or named twice."""
    missing = [name for name in columns if name not in header]
    twice = sorted({name for name in header if name and header.count(name) > 1})
    if missing or twice:
        problem = "; ".join(
            [f"no column {name!r}" for name in missing] + [f"column {name!r} stands twice" for name in twice]
        )
        raise InputError(f"{problem}; found: {', '.join(header)[:400]}", file=file, line=1)


def _next(reader: Iterator[list[str]], file: str, start: int) -> list[str] | None:
    try:
        return next(reader, None)
    except csv.Error as wrong:
        because = (
            "a quote opened in the row that begins here is never closed" if "end of data" in str(wrong) else str(wrong)
        )
        raise InputError(because, file=file, line=start) from wrong


def read_lines(job: ImportJob, encoding: str) -> Iterator[str]:
    """Lines of a text file, ends kept. Raises InputError with the line that is binary, too long or in another encoding."""
    with job.open() as source:
        for number, line in enumerate(iter(lambda: source.readline(LONGEST_LINE), b""), 1):
            if b"\0" in line or len(line) == LONGEST_LINE:
                raise InputError("this is not a text file", file=str(job.path), line=number)
            try:
                yield line.decode(encoding if number == 1 else encoding.removesuffix("-sig"))
            except UnicodeDecodeError as wrong:
                raise InputError(
                    f"this is not {encoding.removesuffix('-sig')} text: {wrong.reason} at byte {wrong.start + 1}",
                    file=str(job.path),
                    line=number,
                ) from wrong
