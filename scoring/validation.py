"""Whether scores hold up (SPEC-40): against the next period, against the other half, and against size.

`terazi validate` runs it over a release (scoring/validation_release.py); `validate` takes any rows of counts and exposures.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby, pairwise

import numpy as np
import pyarrow as pa

from scoring.dimensions.official import span_of
from scoring.errors import ScoringError
from scoring.method import Parameters
from scoring.validation_predictive import (
    PREDICTORS,
    Counts,
    Coverage,
    Deviance,
    coverage_of_halves,
    coverage_of_next,
    predictive_deviance,
)
from scoring.validation_size import DECILES, Slope, mean_by_size, scores_of, slope_against_size

COLUMNS: dict[str, pa.DataType] = {"check": pa.string(), "quantity": pa.string(), "value": pa.float64(), "count": pa.int64()}  # fmt: skip
SCHEMA = pa.schema(COLUMNS)


@dataclass(frozen=True)
class OfficialLike:
    """What one brand had in one period ("2020" or "2020Q3"): complaints (a whole number) and exposure, None if unknown."""

    brand: str
    period: str
    observed: float
    exposure: float | None


@dataclass(frozen=True)
class Validation:
    """The four checks of one sector; NaN and a count of 0 where there are too few brands or periods to check.

    `basis` is what was counted, as scores name it: `official_counts` or `records`.
    `deciles` are mean scores from the smallest tenth of brands to the largest, flat at 50 if size earns nothing.
    """

    sector_id: str
    basis: str
    periods: tuple[str, ...]
    deviance: Deviance
    next_period: Coverage
    halves: Coverage
    deciles: tuple[float, ...]
    slope: Slope

    @property
    def beats_both(self) -> bool | None:
        """Whether scores foretell the next period better than raw ratio and sector mean do; None if no pair of periods tells."""
        if not self.deviance.count:
            return None
        return self.deviance.as_scored < min(self.deviance.sector_mean, self.deviance.raw_ratio)

    @property
    def table(self) -> pa.Table:
        """Everything as rows: check, quantity, value, count of brand-periods it stands on."""
        rows = [("next period deviance", name, getattr(self.deviance, name), self.deviance.count) for name in PREDICTORS]  # fmt: skip
        rows += [("95 % interval covers", "next period", self.next_period.share, self.next_period.count)]
        rows += [("95 % interval covers", "other half", self.halves.share, self.halves.count)]
        count = self.slope.count
        rows += [("mean score by size", f"decile {n}", mean, count // DECILES) for n, mean in enumerate(self.deciles, 1)]  # fmt: skip
        rows += [("score against size", name, getattr(self.slope, name), count) for name in ("per_doubling", "low", "high", "correlation")]  # fmt: skip
        return pa.table([pa.array(column, one.type) for column, one in zip(zip(*rows, strict=True), SCHEMA, strict=True)], schema=SCHEMA)  # fmt: skip


def validate(rows: Sequence[OfficialLike], *, sector_id: str = "", basis: str = "official_counts", parameters: Parameters | None = None, seed: int = 40) -> Validation:  # fmt: skip
    """The four checks over one sector's counts; a brand that stands twice in a period is added up first.

    Rows without exposure take no part, nor does a period without complaints or with fewer than `smallest_group` brands
    that expect one. A period is tried against the one that follows it directly, so a year set aside breaks the chain.
    Raises ScoringError where a count is negative or not whole.
    """
    periods = list(_periods(rows, parameters or Parameters()))
    pairs = [(one, two) for one, two in pairwise(periods) if span_of(one.period)[1] + timedelta(days=1) == span_of(two.period)[0]]  # fmt: skip
    scores = [scores_of(one) for one in periods]
    return Validation(
        sector_id,
        basis,
        tuple(one.period for one in periods),
        predictive_deviance(pairs),
        coverage_of_next(pairs),
        coverage_of_halves(periods, seed),
        mean_by_size(periods, scores),
        slope_against_size(periods, scores),
    )


def _periods(rows: Iterable[OfficialLike], parameters: Parameters) -> Iterator[Counts]:
    """Periods with enough brands, in time; expected = exposure x the period's own rate."""
    ordered = sorted(rows, key=lambda row: (span_of(row.period), row.brand))
    for period, group in groupby(ordered, key=lambda row: row.period):
        known = [row for row in group if row.exposure and row.exposure > 0]
        added = {brand: list(same) for brand, same in groupby(known, key=lambda row: row.brand)}
        observed = np.array([sum(row.observed for row in same) for same in added.values()], dtype=np.float64)
        exposure = np.array([sum(row.exposure or 0.0 for row in same) for same in added.values()], dtype=np.float64)
        if (observed < 0).any() or (observed % 1 != 0).any():
            raise ScoringError(f"{period}: counts must be whole and not negative")
        expected = exposure * (observed.sum() / exposure.sum()) if observed.size else observed
        if (expected >= parameters.enough_expected).sum() >= parameters.smallest_group:
            yield Counts(period, tuple(added), observed, expected)
