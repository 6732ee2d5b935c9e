"""The case: incidents, customer bases and voices as three relations, however they came - from the store or from files.

`incident` has one row per matter: incident_id, brand, sector, platform, type, difficulty (1-3), age_days, authenticity,
first_response_h, confirmed_h, claimed_h (hours after it was opened, NULL where it has not happened), contested,
withdrawn_h, follow_up_h (hours it was or would have been watched), good_dialogue, and where it is known is_whole: whether a source
that shows all of its records shows it, so that it can be counted. `exposure` has brand, sector,
customers, lo90, hi90, grade; `voice` has brand, sector, platform, n_voices, n_positive.
"""

from collections.abc import Iterator
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from scoring.errors import ScoringError
from scoring.method import Parameters
from scoring.statistics.inputs import Floats

# SPEC-14: withdrawn by its author within a day and before any answer; dropped everywhere
VOID = "coalesce(withdrawn_h <= 24 AND coalesce(first_response_h, 1e9) > withdrawn_h, false)"
# brands and strata become small whole numbers once; all that follows joins and groups by them
PREPARE = f"""
CREATE TEMP VIEW counted AS
SELECT brand, sector, platform, type, difficulty::TINYINT AS difficulty, {{weight}} AS q, first_response_h, confirmed_h, claimed_h,
    contested::BOOLEAN AS contested, greatest(follow_up_h, 0) AS follow_up_h, good_dialogue::BOOLEAN AS good_dialogue, {{whole}} AS is_whole
FROM incident WHERE NOT {VOID};
CREATE TEMP TABLE brand_index AS
SELECT *, (row_number() OVER (ORDER BY sector, brand) - 1)::INTEGER AS brand_no FROM (
    SELECT brand, sector FROM counted UNION SELECT brand, sector FROM exposure UNION SELECT brand, sector FROM voice);
CREATE TEMP TABLE stratum_index AS
SELECT *, (row_number() OVER (ORDER BY sector, platform, type, difficulty) - 1)::INTEGER AS stratum_no
FROM (SELECT DISTINCT sector, platform, type, difficulty FROM counted);
CREATE TEMP TABLE risk AS
SELECT brand_no, stratum_no, q, first_response_h, confirmed_h, claimed_h, contested, follow_up_h, good_dialogue, is_whole
FROM counted JOIN brand_index USING (sector, brand) JOIN stratum_index USING (sector, platform, type, difficulty)
"""


class Case:
    """The prepared relations of one scoring and their indexes. Brands and strata are numbered by sector, then by name."""

    def __init__(self, lake: duckdb.DuckDBPyConnection, parameters: Parameters) -> None:
        self.lake, self.parameters = lake, parameters
        decay = f" * pow(2, -age_days / {parameters.half_life_days!r})" if parameters.half_life_days else ""
        self.whole = "is_whole" if "is_whole" in lake.sql("FROM incident LIMIT 0").columns else "true"
        for statement in PREPARE.format(weight=f"authenticity{decay}", whole=self.whole).split(";"):
            lake.execute(statement)
        brands = lake.sql("SELECT sector, brand FROM brand_index ORDER BY brand_no").fetchnumpy()
        strata = lake.sql("""SELECT sector, platform || '|' || type || '|' || difficulty AS name
                             FROM stratum_index ORDER BY stratum_no""").fetchnumpy()
        self.brands = tuple(str(name) for name in brands["brand"])
        self.sectors = tuple(dict.fromkeys(str(name) for name in brands["sector"]))
        if not self.brands:
            raise ScoringError("there is nothing to score: no incident, no exposure, no voice")
        self._positions = {sector: number for number, sector in enumerate(self.sectors)}
        self.brand_sector = self._numbers(brands["sector"])
        self.strata = tuple(str(name) for name in strata["name"])
        self.stratum_sector = self._numbers(strata["sector"])

    def _numbers(self, sectors: "NDArray[np.object_]") -> NDArray[np.intp]:
        return np.array([self._positions[str(name)] for name in sectors], dtype=np.intp)

    def brands_of(self, sector: int) -> slice:
        """Where a sector's brands stand."""
        return _span(self.brand_sector, sector)

    def strata_of(self, sector: int) -> slice:
        """Where a sector's strata stand."""
        return _span(self.stratum_sector, sector)

    def ask(self, query: str) -> dict[str, NDArray[np.generic]]:
        """The answer of a query as columns."""
        return dict(self.lake.sql(query).fetchnumpy())

    def pieces(self, query: str) -> Iterator[dict[str, NDArray[Any]]]:
        """The answer of a query without NULLs, a million rows at a time: memory used again is quicker than memory asked for."""
        for batch in self.lake.sql(query).to_arrow_reader(1_000_000):
            yield {
                name: column.to_numpy(zero_copy_only=False)
                for name, column in zip(batch.schema.names, batch.columns, strict=True)
            }

    def spread(self, rows: dict[str, NDArray[np.generic]], name: str, *, empty: float = 0.0) -> Floats:
        """A column given for some `brand_no`, spread over all brands."""
        out = np.full(len(self.brands), empty)
        out[rows["brand_no"].astype(np.intp)] = column(rows, name)
        return out


def column(rows: dict[str, NDArray[np.generic]], name: str) -> Floats:
    """A column of DuckDB's answer as floats, NULL as NaN."""
    return np.asarray(np.ma.filled(np.ma.asarray(rows[name], dtype=np.float64), np.nan))


def _span(numbers: NDArray[np.intp], wanted: int) -> slice:
    return slice(int(np.searchsorted(numbers, wanted)), int(np.searchsorted(numbers, wanted, side="right")))
