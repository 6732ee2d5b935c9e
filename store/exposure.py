"""Customer bases, read strictly: figure, unit, 90 % range, grade, period, who said it, where and when (method.md SPEC-5)."""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from store.errors import InputError
from store.vocabulary import Grade

RANGE_FACTOR = {Grade.A: 1.05, Grade.B: 1.25, Grade.C: 2.0, Grade.D: 1.0}


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
    figure: float = Field(gt=0)
    low: float
    high: float
    grade: Grade
    source_name: str = Field(min_length=1)
    source_url: str = Field(pattern="^https?://")
    as_of: date

    @model_validator(mode="before")
    @classmethod
    def _default_range(cls, row: Any) -> Any:
        if isinstance(row, dict) and row.get("figure") and row.get("grade") in set(Grade):
            factor = RANGE_FACTOR[Grade(row["grade"])]
            row = {**row, "low": row.get("low") or float(row["figure"]) / factor, "high": row.get("high") or float(row["figure"]) * factor}
        return row

    @model_validator(mode="after")
    def _range_holds_figure(self) -> "ExposureRow":
        if not 0 < self.low <= self.figure <= self.high:
            raise ValueError(f"range: {self.low:g} <= {self.figure:g} <= {self.high:g} must hold")
        return self


def read_exposures(path: Path) -> Iterator[tuple[int, ExposureRow]]:
    """(line, row) of a UTF-8 CSV with the columns of ExposureRow. Raises InputError at the first line that is wrong."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        for row in reader:
            try:
                yield reader.line_num, ExposureRow.model_validate(row)
            except (ValidationError, ValueError) as wrong:
                first = wrong.errors()[0] if isinstance(wrong, ValidationError) else {"loc": ("figure",), "msg": str(wrong)}
                field = ".".join(str(part) for part in first["loc"])
                raise InputError(str(first["msg"]), file=str(path), line=reader.line_num, field=field) from wrong
