"""A brand's own business figures (period, metric, value): read strictly from its file and laid beside its published scores."""

import csv
import io
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from store.association import rank_association
from store.between import published_at, rows_of
from store.errors import InputError
from store.release import open_release

COLUMNS = ["period", "metric", "value"]
LONGEST_NAME = 100
_PERIOD = re.compile(r"^\d{4}(Q[1-4]|-(0[1-9]|1[0-2]))?$")
Series = dict[str, dict[str, float]]


@dataclass(frozen=True)
class Beside:
    """One figure beside one dimension over the periods both have: Spearman's rank correlation and its 95 % interval (None: too few)."""

    metric: str
    dimension: str
    periods: list[str]
    values: list[float]
    scores: list[float]
    n: int
    rho: float | None
    low: float | None
    high: float | None


def read_figures(path: Path) -> Series:
    """As `parse_figures`, of a file."""
    try:
        return parse_figures(path.read_bytes(), str(path))
    except OSError as wrong:
        raise InputError(f"cannot be read: {wrong}", file=str(path)) from wrong


def parse_figures(body: bytes, file: str) -> Series:
    """metric -> period -> value of a UTF-8 CSV. Raises InputError with file, line and field at the first line that is wrong."""
    found: Series = {}
    try:
        reader = csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline=""), strict=True)
        if reader.fieldnames != COLUMNS:
            raise InputError(f"the columns must be {', '.join(COLUMNS)}", file=file, line=1)
        for row in reader:
            period, metric, value = _checked(row, file, reader.line_num)
            if period in found.setdefault(metric, {}):
                raise InputError(
                    f"{metric} has a value for {period} already", file=file, line=reader.line_num, field="period"
                )
            found[metric][period] = value
    except (UnicodeDecodeError, csv.Error) as wrong:
        raise InputError(f"cannot be read as UTF-8 CSV: {wrong}", file=file) from wrong
    if not found:
        raise InputError("holds no figure", file=file, line=2)
    return found


def _checked(row: dict[str, str], file: str, line: int) -> tuple[str, str, float]:
    if None in row or None in row.values():
        raise InputError(f"{len(COLUMNS)} cells are expected", file=file, line=line)
    if not _PERIOD.match(row["period"]):
        raise InputError(f"{row['period']!r} is not like 2025, 2025Q3 or 2025-09", file=file, line=line, field="period")
    if not 0 < len(row["metric"].strip()) <= LONGEST_NAME:
        raise InputError(f"a name of 1 to {LONGEST_NAME} characters is expected", file=file, line=line, field="metric")
    try:
        value = float(row["value"])
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise InputError(f"{row['value']!r} is no number", file=file, line=line, field="value")
    return row["period"], row["metric"].strip(), value


def published_scores(releases: Path, brand_id: str) -> Series:
    """dimension -> period -> score: what the latest release says of each period, and for records the last release of each month.

    A score of records has no period of its own but the day it was scored: it stands for that month, quarter and year.
    """
    found: Series = {}
    for at, release_id in published_at(releases):
        names = (f"{at:%Y}", f"{at:%Y}Q{(at.month + 2) // 3}", f"{at:%Y-%m}")
        for row in _scored(releases, release_id, brand_id):
            periods = (row[1],) if _PERIOD.match(row[1]) else names
            found.setdefault(row[0], {}).update(dict.fromkeys(periods, row[2]))
    return found


def _scored(releases: Path, release_id: str, brand_id: str) -> Iterator[tuple[str, str, float]]:
    for row in rows_of(open_release(releases, release_id), "scores", brand_id=brand_id):
        if row["band"] in {"full", "provisional"}:
            yield row["dimension"], row["period"], row["score"]


def beside(figures: Series, scores: Series) -> list[Beside]:
    """Every figure beside every dimension, by name. Nothing of it goes back into a score."""
    return [
        _beside(metric, figures[metric], name, scores[name]) for metric in sorted(figures) for name in sorted(scores)
    ]


def _beside(metric: str, mine: dict[str, float], dimension: str, theirs: dict[str, float]) -> Beside:
    both = sorted(mine.keys() & theirs.keys())
    values, scores = [mine[one] for one in both], [theirs[one] for one in both]
    return Beside(metric, dimension, both, values, scores, *rank_association(values, scores))
