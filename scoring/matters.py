"""The incidents of a case one by one again, under the numbers its aggregates use: for whoever asks which records a sum is made of."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from scoring.aggregates import RESOLUTION, RESPONSE, exact, with_hazards
from scoring.case import VOID, Case
from scoring.errors import ScoringError
from scoring.standard import Standard, names_of_sectors, names_of_strata
from scoring.statistics.inputs import Floats

CLOCKS = {"responsiveness": RESPONSE, "resolution": RESOLUTION}


def matters(case: Case, *extra: str) -> str:
    """SQL of the incidents that count: incident_id, brand_no, stratum_no, the columns of `risk`, and `extra` ones ("x AS y") of `incident`."""
    half_life = case.parameters.half_life_days
    decay = f" * pow(2, -age_days / {half_life!r})" if half_life else ""
    more = "".join(f", {one}" for one in extra)
    return f"""SELECT * EXCLUDE (sector_, brand_, platform_, type_, difficulty_) FROM (
        SELECT incident_id::VARCHAR AS incident_id, brand::VARCHAR AS brand_, sector::VARCHAR AS sector_,
            platform::VARCHAR AS platform_, type::VARCHAR AS type_, difficulty::TINYINT AS difficulty_,
            authenticity{decay} AS q, first_response_h, confirmed_h, claimed_h, contested::BOOLEAN AS contested,
            greatest(follow_up_h, 0) AS follow_up_h, good_dialogue::BOOLEAN AS good_dialogue, {case.whole} AS is_whole{more}
        FROM incident WHERE NOT {VOID})
    JOIN (SELECT sector::VARCHAR AS sector_, brand::VARCHAR AS brand_, brand_no FROM brand_index) USING (sector_, brand_)
    JOIN (SELECT sector::VARCHAR AS sector_, platform::VARCHAR AS platform_, type::VARCHAR AS type_, difficulty AS difficulty_, stratum_no
          FROM stratum_index)
        USING (sector_, platform_, type_, difficulty_)"""


def has_column(case: Case, name: str) -> bool:
    """Whether the incidents carry a column: cases from files have fewer than those from the store."""
    return name in case.lake.sql("FROM incident LIMIT 0").columns


def brand_number(case: Case, sector: str, brand: str) -> int:
    """Position of a brand in every array of a case. Raises ScoringError where the case does not know it."""
    if sector in case.sectors:
        mine = case.brands_of(case.sectors.index(sector))
        if brand in case.brands[mine]:
            return int(mine.start) + case.brands[mine].index(brand)
    raise ScoringError(f"the case has no brand {brand!r} in sector {sector!r}")


def rates_of(case: Case, standard: Standard, dimension: str) -> Floats:
    """Hazards the standard knows of every stratum of the case, shape (strata, bins); the sector's where it knows none."""
    bins = len(CLOCKS[dimension].bins) - 1
    parents = standard.get(dimension, "parent", names_of_sectors(case), fallback=np.zeros((len(case.sectors), bins)))
    if not case.strata:
        return np.zeros((0, bins))
    return standard.get(dimension, "rate", names_of_strata(case), fallback=parents[case.stratum_sector])


def times_parts(
    case: Case, standard: Standard, dimension: str, source: str, keys: str = "brand_no"
) -> dict[str, NDArray[np.generic]]:
    """Columns `keys`, o, e of the rows of `source` (a relation with the columns of `risk`), in the arithmetic of aggregates.brand_hazards.

    `source` may call anything its brand_no: a brand, an incident, half a brand. The keys may be brand_no and stratum_no.
    """
    clock, rates = CLOCKS[dimension], rates_of(case, standard, dimension)
    with with_hazards(case, replace(clock, source=source), rates) as rows:
        return case.ask(f"""SELECT {keys}, {exact("q * d")} AS o, {exact("q * (start + rate * t)")} AS e
                            FROM ({rows}) GROUP BY {keys} ORDER BY {keys}""")


def removed(case: Case) -> str:
    """SQL over `incident`: whether all records of a matter are gone."""
    if has_column(case, "is_gone"):
        return "is_gone"
    return "removed_h IS NOT NULL" if has_column(case, "removed_h") else "false"
