"""Customer bases, read strictly: figure, unit, 90 % range, grade, period, who said it, where and when (method.md SPEC-5)."""

import csv
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from store.errors import InputError
from store.vocabulary import Grade

RANGE_FACTOR = {Grade.A: 1.05, Grade.B: 1.25, Grade.C: 2.0, Grade.D: 1.0}
KEY = ("brand_id", "unit", "period", "source_name")
"""What makes a figure the same figure."""


def range_of(figure: float, grade: Grade) -> tuple[float, float]:
    """The 90 % range of a figure that comes without one: divided and multiplied by its grade's factor (SPEC-5)."""
    return figure / RANGE_FACTOR[grade], figure * RANGE_FACTOR[grade]


class ExposureRow(BaseModel):
    """One line of an exposure file. `low`/`high` may be empty: then the grade's default range is taken (SPEC-5)."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    brand: str = Field(min_length=1)
    sector: str = Field(min_length=1)
    sector_name_en: str = Field(min_length=1)
    sector_name_tr: str = Field(min_length=1)
    country: str = Field(pattern="^[A-Z]{2}$")
    unit: str = Field(min_length=1)
    period: str = Field(pattern=r"^\d{4}(Q[1-4]|-\d{2}|-\d{2}-\d{2})?$")
    figure: float = Field(gt=0, allow_inf_nan=False)
    low: float
    high: float
    grade: Grade
    source_name: str = Field(min_length=1)
    source_url: str = Field(pattern="^https?://")
    as_of: date

    @model_validator(mode="before")
    @classmethod
    def _default_range(cls, row: Any) -> Any:
        if isinstance(row, dict) and row.get("grade") in set(Grade) and (figure := _number(row.get("figure"))):
            low, high = range_of(figure, Grade(row["grade"]))
            row = {**row, "low": row.get("low") or low, "high": row.get("high") or high}
        return row

    @model_validator(mode="after")
    def _range_holds_figure(self) -> "ExposureRow":
        if not 0 < self.low <= self.figure <= self.high:
            raise ValueError(f"range: {self.low:g} <= {self.figure:g} <= {self.high:g} must hold")
        return self


class FigureRow(ExposureRow):
    """One line of an operator's figures: an exposure with the words of its source and the place in it, read to be checked.

    `citation` is the publication, `place` its table and page (or "article text"); `rounded_to` is what the figure was rounded
    to when it was printed (1: not at all); `total` is what the source gives for all brands of the sector, where it does.
    """

    citation: str = Field(min_length=1)
    place: str = Field(min_length=1)
    rounded_to: float = Field(ge=1, allow_inf_nan=False)
    total: float | None = Field(None, gt=0, allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def _no_total(cls, row: Any) -> Any:
        return {**row, "total": row.get("total") or None} if isinstance(row, dict) else row

    @model_validator(mode="after")
    def _is_as_printed(self) -> "FigureRow":
        if self.figure % self.rounded_to:
            raise ValueError(f"figure: {self.figure:.0f} is not rounded to {self.rounded_to:.0f}")
        if not _lies_in(self.as_of, self.period):
            raise ValueError(f"as_of: {self.as_of} does not lie in {self.period}")
        return self


def _lies_in(day: date, period: str) -> bool:
    """Whether a day lies in "2025", "2025Q3", "2025-09" or "2025-09-30"."""
    date_of, _, quarter = period.partition("Q")
    return day.isoformat().startswith(date_of) and (not quarter or (day.month + 2) // 3 == int(quarter))


def _number(cell: object) -> float | None:
    try:
        return float(str(cell))
    except ValueError:
        return None


def check_exposure(cells: Mapping[str, object], *, file: str, line: int) -> ExposureRow:
    """The row its cells make. Raises InputError with file, line and the field that is wrong first."""
    try:
        return ExposureRow.model_validate(cells)
    except ValidationError as wrong:
        field, problem = problems_of(wrong)[0]
        raise InputError(problem, file=file, line=line, field=field) from wrong


def problems_of(wrong: ValidationError) -> list[tuple[str, str]]:
    """(field, problem) of everything wrong with a line; a range that lacks only because its figure is wrong comes last."""
    found = sorted(wrong.errors(), key=lambda error: error["loc"] in {("low",), ("high",)})
    return [(".".join(str(part) for part in error["loc"]), error["msg"]) for error in found]


def read_exposures(path: Path) -> Iterator[tuple[int, ExposureRow]]:
    """(line, row) of a UTF-8 CSV with the columns of ExposureRow. Raises InputError at the first line that is wrong."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        for row in reader:
            yield reader.line_num, check_exposure(row, file=str(path), line=reader.line_num)
