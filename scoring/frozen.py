"""The case as a release carries it: all that the estimates read, without a text or an author. What is weighed is what is frozen.

Labels, repeats and replies are read from texts and pseudonyms, which are never published; what was found there stands in these
tables. From them `terazi verify` calculates every score again, bit for bit.
"""

from collections.abc import Iterator

import duckdb
import pyarrow as pa

from scoring.dimensions.official import QUERY as OFFICIAL
from scoring.engine import ask
from scoring.errors import ScoringError
from scoring.standard import Standard
from store.lake import connect
from store.release import Published

# the best grade, then the figure nearest in time, preferably one that was known then; one unit a sector (SPEC-5, 7)
BASE = """
WITH best AS (
    SELECT e.* REPLACE (b.brand_id AS brand_id), b.sector_id
    FROM exposures e LEFT JOIN merged m USING (brand_id) JOIN brands b ON b.brand_id = coalesce(m.into_id, e.brand_id)
    QUALIFY row_number() OVER (PARTITION BY b.brand_id ORDER BY grade, as_of_on > $as_of, abs(date_diff('day', as_of_on, $as_of)), exposure_id) = 1
), unit_of AS (
    SELECT sector_id, arg_max(unit, (n, unit)) AS unit FROM (SELECT sector_id, unit, count(*) AS n FROM best GROUP BY ALL) GROUP BY ALL
)
SELECT brand_id AS brand, sector_id AS sector, figure AS customers, low AS lo90, high AS hi90, grade, unit, source_name, source_url, as_of_on
FROM best JOIN unit_of USING (sector_id, unit) ORDER BY sector, brand
"""
GAP = """
SELECT source_id, median(hours) AS hours FROM (
    SELECT source_id, (epoch_us(ended_at) - lag(epoch_us(ended_at)) OVER (PARTITION BY source_id ORDER BY ended_at)) / 3.6e9 AS hours
    FROM runs WHERE kind = 'crawl' AND state = 'ok') GROUP BY source_id ORDER BY source_id
"""
CASE = {
    "case_incidents": ("every_incident", "FROM every_incident ORDER BY incident_id"),
    "case_voices": ("voice", "FROM voice ORDER BY sector, brand, platform"),
    "case_exposures": ("base", BASE),
    "case_official_counts": ("official", OFFICIAL),
    "case_crawl_gaps": ("crawl_gap", GAP),
}
"""Table of the release -> relation the estimates read, and how it is asked of the snapshot."""
NEVER = {"author_hash", "text", "title", "raw", "said"}


def freeze_case(lake: duckdb.DuckDBPyConnection, as_of: object) -> dict[str, pa.Table]:
    """Ask for the case, put what came in place of the relations, return it. The lake holds a snapshot and its incidents.

    Raises ScoringError where a table would carry what is never published.
    """
    frozen = {}
    for name, (relation, query) in CASE.items():
        table = plain(ask(lake, query, **({"as_of": as_of} if "$as_of" in query else {})))
        if seen := NEVER.intersection(table.column_names):
            raise ScoringError(f"{name}: {', '.join(sorted(seen))} must not be published")
        lay(lake, relation, table)
        frozen[name] = table
    return frozen


def open_case(release: Published) -> duckdb.DuckDBPyConnection:
    """A connection that holds the case of a release and nothing else. Raises ScoringError where the release has none."""
    missing = [name for name in CASE if name not in release.manifest["tables"]]
    if missing:
        raise ScoringError(
            f"release {release.manifest['release_id']} has no {', '.join(missing)}: it was made before releases carried their case"
        )
    lake = connect()
    for name, (relation, _) in CASE.items():
        lay(lake, relation, release.table(name))
    return lake


def standard_of(release: Published) -> Standard | None:
    """The frozen standard the release was measured against; None where it was its own."""
    said = release.manifest
    return None if said.get("is_own_standard", True) else Standard.of(release.table("standard"), said["standard_facts"])


def lay(lake: duckdb.DuckDBPyConnection, relation: str, table: pa.Table) -> None:
    """Put a table into the lake under a relation's name, in place of what stood there."""
    lake.register("to_lay", table)
    lake.execute(f"CREATE OR REPLACE TEMP TABLE {relation} AS FROM to_lay")
    lake.unregister("to_lay")


def plain(table: pa.Table) -> pa.Table:
    """Decimals as whole numbers or doubles: types that every format and reader has."""
    return table.cast(pa.schema(list(_plain(table.schema))))


def _plain(schema: pa.Schema) -> Iterator["pa.Field[pa.DataType]"]:
    for field in schema:
        if pa.types.is_decimal(field.type):
            yield pa.field(field.name, pa.int64() if field.type.scale == 0 else pa.float64())
        elif pa.types.is_integer(field.type):
            yield pa.field(field.name, pa.int64())
        else:
            yield pa.field(field.name, field.type)
