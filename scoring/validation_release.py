"""What a release holds to be validated: its official tables by period, and its own complaints by whole quarter."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from scoring.case import VOID
from scoring.engine import ask
from scoring.method import Parameters
from scoring.validation import OfficialLike, Validation, validate
from store.lake import connect
from store.release import Published

OFFICIAL = """SELECT sector_id AS sector, brand_id AS brand, period, upheld_count AS observed, exposure FROM read_parquet('{counts}')
WHERE NOT is_set_aside ORDER BY sector, period, brand"""
# of sources that show all they have (a sample says nothing of volume); a quarter counts where it lies whole between a sector's first
# complaint and the day of the release; a brand without one has 0
COMPLAINTS = f"""
WITH matter AS (SELECT sector, brand, date_trunc('quarter', opened_at) AS begins, opened_at FROM read_parquet('{{incidents}}')
    WHERE is_whole AND NOT {VOID}),
seen AS (SELECT sector, min(opened_at) AS since FROM matter GROUP BY sector),
quarter AS (SELECT sector, unnest(generate_series(date_trunc('quarter', since), $as_of::TIMESTAMPTZ, INTERVAL 3 MONTH)) AS begins, since FROM seen)
SELECT sector, brand, strftime(begins, '%Y') || 'Q' || quarter(begins) AS period, count(opened_at) AS observed, any_value(customers) AS exposure
FROM quarter JOIN read_parquet('{{exposures}}') USING (sector) LEFT JOIN matter USING (sector, brand, begins)
WHERE begins >= since AND begins + INTERVAL 3 MONTH <= $as_of::TIMESTAMPTZ AND customers > 0
GROUP BY ALL ORDER BY sector, period, brand"""


def validate_release(published: Published, *, parameters: Parameters | None = None) -> list[Validation]:
    """The four checks over every sector's official counts (those set aside left out), then over its complaints by quarter.

    Order: by basis as scores name it (`official_counts`, `records`), then by sector. What is not whole is left out: the quarters
    in which a sector's first complaint and the release fall.
    """
    return [
        *_checked(_official(published), "official_counts", parameters),
        *_checked(_complaints(published), "records", parameters),
    ]


def _checked(rows: list[dict[str, Any]], basis: str, parameters: Parameters | None) -> Iterator[Validation]:
    for sector, group in groupby(rows, key=lambda row: str(row["sector"])):
        counts = [OfficialLike(row["brand"], row["period"], row["observed"], row["exposure"]) for row in group]
        yield validate(counts, sector_id=sector, basis=basis, parameters=parameters)


def _official(published: Published) -> list[dict[str, Any]]:
    with connect() as lake:
        return ask(lake, OFFICIAL.format(counts=published.path("official_counts"))).to_pylist()


def _complaints(published: Published) -> list[dict[str, Any]]:
    query = COMPLAINTS.format(incidents=published.path("case_incidents"), exposures=published.path("case_exposures"))
    with connect() as lake:
        return ask(lake, query, as_of=published.manifest["as_of"]).to_pylist()
