"""A brand's own business figures (period, metric, value): read strictly from its file, kept nowhere, laid beside its published scores."""

import csv
import math
import re
from collections.abc import Iterator
from pathlib import Path

from store.between import published_at, rows_of
from store.errors import InputError
from store.release import open_release

COLUMNS = ["period", "metric", "value"]
_PERIOD = re.compile(r"^\d{4}(Q[1-4]|-(0[1-9]|1[0-2]))?$")
Series = dict[str, dict[str, float]]


def read_figures(path: Path) -> Series:
    """metric -> period -> value of a UTF-8 CSV. Raises InputError with file, line and field at the first line that is wrong."""
    found: Series = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            if reader.fieldnames != COLUMNS:
                raise InputError(f"the columns must be {', '.join(COLUMNS)}", file=str(path), line=1)
            for row in reader:
                period, metric, value = _checked(row, str(path), reader.line_num)
                if period in found.setdefault(metric, {}):
                    raise InputError(f"{metric} has a value for {period} already", file=str(path), line=reader.line_num, field="period")  # fmt: skip
                found[metric][period] = value
    except (OSError, UnicodeDecodeError, csv.Error) as wrong:
        raise InputError(f"cannot be read as UTF-8 CSV: {wrong}", file=str(path)) from wrong
    return found


def _checked(row: dict[str, str], file: str, line: int) -> tuple[str, str, float]:
    if None in row or None in row.values():
        raise InputError(f"{len(COLUMNS)} cells are expected", file=file, line=line)
    if not _PERIOD.match(row["period"]):
        raise InputError(f"{row['period']!r} is not like 2025, 2025Q3 or 2025-09", file=file, line=line, field="period")
    if not row["metric"].strip():
        raise InputError("a name is missing", file=file, line=line, field="metric")
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
