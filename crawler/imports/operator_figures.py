"""Operators' figures as a regulator or the press printed them: a file where each has its citation, and all faults are told at once.

The format is docs/exposure-format.md. The file that comes with Terazi holds the mobile operators of Turkey.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from pydantic import ValidationError

import store
from crawler.imports.exposures import keep_exposures
from crawler.imports.job import ImportJob
from crawler.imports.problems import MOST_PROBLEMS, Problem, refusal
from crawler.imports.table_file import read_table
from store.exposure import FigureRow, problems_of
from store.naming import fold_brand
from store.vocabulary import Level

FILE = Path(store.__file__).parent / "figures" / "tr_operators.csv"
OPTIONAL = {"low", "high", "total"}


def import_operator_figures(job: ImportJob) -> None:
    """Store every figure of the file as an Exposure with its citation.

    Raises InputError with up to 20 problems (line, field, what); then nothing is stored. Whether a sector's figures add up to
    the total its source prints is noted either way.
    """
    job.know_source("operator-figures", "Operators' figures from files", "official")
    rows, problems = _read(job)
    problems += _contradictions(job, rows)
    if problems:
        raise refusal(job, sorted(problems))
    _check_totals(job, rows)
    keep_exposures(job, rows)


def _read(job: ImportJob) -> tuple[list[tuple[int, FigureRow]], list[Problem]]:
    rows: list[tuple[int, FigureRow]] = []
    problems: list[Problem] = []
    for row in read_table(job, [name for name in FigureRow.model_fields if name not in OPTIONAL]):
        try:
            rows.append((row.line, FigureRow.model_validate(row.cells)))
        except ValidationError as wrong:
            problems += [(row.line, field, problem) for field, problem in _real(problems_of(wrong))]
        if len(problems) >= MOST_PROBLEMS:
            break
    return rows, problems


def _real(problems: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Without the range a line could not be given, because its figure or grade is what is wrong."""
    is_derived = {"figure", "grade"} & {field for field, _ in problems}
    return [(field, problem) for field, problem in problems if not (is_derived and field in {"low", "high"})]


def _contradictions(job: ImportJob, rows: Sequence[tuple[int, FigureRow]]) -> Iterator[Problem]:
    """What two lines say of the same thing in two ways, and what lies ahead."""
    sectors: dict[str, tuple[str, str, str]] = {}
    totals: dict[tuple[str, str, str], float | None] = {}
    lines: dict[tuple[str, ...], int] = {}
    for line, row in rows:
        named = (row.sector_name_en, row.sector_name_tr, row.country)
        if sectors.setdefault(row.sector, named) != named:
            yield line, "sector", f"{row.sector!r} was {sectors[row.sector]} before"
        key = (row.sector, fold_brand(row.brand), row.unit, row.period, row.source_name)
        if (first := lines.setdefault(key, line)) != line:
            yield line, "figure", f"{row.brand} has a figure for this unit, period and source in line {first} already"
        if totals.setdefault(_group(row), row.total) != row.total:
            yield line, "total", f"the total of {row.sector} {row.period} was {totals[_group(row)]} before"
        if row.as_of > job.started_at.date():
            yield line, "as_of", f"{row.as_of} lies ahead"


def _group(row: FigureRow) -> tuple[str, str, str]:
    return (row.sector, row.unit, row.period)


def _check_totals(job: ImportJob, rows: Sequence[tuple[int, FigureRow]]) -> None:
    """Each figure may be off by half of what it was rounded to, and the total by half of the coarsest of these."""
    for (sector, unit, period), group in groupby(
        sorted(rows, key=lambda one: _group(one[1])), lambda one: _group(one[1])
    ):
        lines = list(group)
        total, parts = lines[0][1].total, [row for _, row in lines]
        if total is None:
            continue
        added, off = (
            sum(row.figure for row in parts),
            sum(row.rounded_to for row in parts) + max(row.rounded_to for row in parts),
        )
        fits = abs(added - total) <= off / 2
        job.notice(
            "total-reproduced" if fits else "total-mismatch",
            f"{sector} {period}: {len(parts)} figures add up to {added:.0f} {unit}; the source says {total:.0f}",
            line=lines[0][0],
            level=Level.INFO if fits else Level.WARNING,
        )
