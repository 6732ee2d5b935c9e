"""A made-up complaint world of any size as Parquet: the same rows for the same seed, whatever the number of threads.

Columns are those of the golden integration case. Nothing here is about a real brand.
"""

import tempfile
from dataclasses import dataclass
from pathlib import Path

import duckdb

SECTORS, BRANDS_A_SECTOR = 500, 200
WINDOW_H = 17_520
STRATA_A_SECTOR = 54  # 3 platforms x 6 types x 3 difficulties
COLUMNS = """complaint_id, brand, sector, platform, type, difficulty, created_h, authenticity, first_response_h,
    confirmed_h, claimed_h, contested, removed_h, withdrawn_h, good_dialogue"""

# u(i, k) is the k-th uniform number of row i: a hash with the seed, so that no order of work changes it
_MACROS = """
CREATE MACRO u(i, k) AS (hash(i, k, {seed}) >> 11)::DOUBLE / 9007199254740992;
CREATE MACRO pick(i, k, n) AS floor(u(i, k) * n)::INTEGER;
CREATE MACRO wait(i, k, mean) AS round(-ln(1 - u(i, k)) * mean, 2);
CREATE MACRO brand_name(s, b) AS 's' || lpad(s::VARCHAR, 3, '0') || '_b' || lpad(b::VARCHAR, 3, '0');
CREATE MACRO sector_name(s) AS 'sector' || lpad(s::VARCHAR, 3, '0');
"""
_COMPLAINTS = f"""
SELECT {COLUMNS} FROM (
  SELECT i AS complaint_id, brand_name(s, b) AS brand, sector_name(s) AS sector, 'P' || p AS platform, 'type' || t AS type, difficulty::TINYINT AS difficulty,
    created_h, [1.0, 0.9, 0.75, 0.6, 0.5][1 + pick(i, 6, 5)]::DOUBLE AS authenticity,
    CASE WHEN answered THEN wait(i, 7, mean) END AS first_response_h,
    CASE WHEN answered AND u(i, 9) < 0.35 THEN wait(i, 7, mean) + wait(i, 10, 90.0 + 60 * difficulty) END AS confirmed_h,
    CASE WHEN answered AND u(i, 9) >= 0.3 AND u(i, 11) < 0.5 THEN wait(i, 7, mean) + wait(i, 12, 60) END AS claimed_h,
    answered AND u(i, 9) > 0.88 AS contested, CASE WHEN u(i, 13) < 0.03 THEN wait(i, 14, 2000) END AS removed_h,
    CASE WHEN u(i, 15) < 0.04 THEN wait(i, 16, 120) END AS withdrawn_h,
    CASE WHEN answered THEN u(i, 17) < 0.3 + 0.05 * t + 0.04 * (b % 5) END AS good_dialogue
  FROM (SELECT i, pick(i, 1, {{sectors}}) AS s, floor(pow(u(i, 2), 1.7) * {BRANDS_A_SECTOR})::INTEGER AS b,
          1 + pick(i, 3, 3) AS p, 1 + pick(i, 4, 6) AS t, 1 + pick(i, 5, 3) AS difficulty,
          round(u(i, 18) * {WINDOW_H}, 2) AS created_h, u(i, 8) < 0.7 AS answered, 8.0 + 24 * difficulty + b % 7 * 6 AS mean FROM range({{rows}}) AS rows(i)))"""
_BRANDS = f"FROM range({{sectors}} * {BRANDS_A_SECTOR}) AS rows(i)"
_EXPOSURE = f"""
SELECT brand_name(s, b) AS brand, sector_name(s) AS sector, customers, customers / factor AS lo90, customers * factor AS hi90,
    CASE WHEN factor > 1.4 THEN 'C' ELSE 'B' END AS grade
FROM (SELECT i // {BRANDS_A_SECTOR} AS s, i % {BRANDS_A_SECTOR} AS b, round(1e6 * exp(2 * u(i, 1)) / (1 + b)) AS customers,
             CASE WHEN u(i, 2) < 0.5 THEN 1.25 ELSE 2.0 END AS factor {_BRANDS}) ORDER BY sector, brand"""
_VOICES = f"""
SELECT brand_name(s, b) AS brand, sector_name(s) AS sector, 'P' || p AS platform, n AS n_voices, floor(n * (0.2 + 0.6 * u(i, 4)))::BIGINT AS n_positive
FROM (SELECT i, i // {BRANDS_A_SECTOR} AS s, i % {BRANDS_A_SECTOR} AS b, p, floor(60 * u(i, 3 + 10 * p))::BIGINT AS n
      FROM (SELECT i, unnest([1, 2, 3]) AS p {_BRANDS})) ORDER BY sector, brand, platform"""


@dataclass(frozen=True)
class World:
    """Where the files of a made-up world lie."""

    rows: int
    complaints: Path
    exposure: Path
    voices: Path


def world(rows: int, seed: int = 1, sectors: int = SECTORS) -> World:
    """The world of so many complaints: made once, then read from the temporary folder."""
    folder = Path(tempfile.gettempdir()) / "terazi-benchmarks" / f"{rows}-{seed}-{sectors}"
    made = World(rows, *(folder / f"{name}.parquet" for name in ("complaints", "exposure", "voices")))
    folder.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(config={"threads": 2}) as lake:
        lake.execute(_MACROS.format(seed=seed))
        for path, query in (
            (made.complaints, _COMPLAINTS),
            (made.exposure, _EXPOSURE),
            (made.voices, _VOICES),
        ):
            if not path.exists():
                part = path.with_suffix(".part")
                lake.execute(
                    f"COPY ({query.format(rows=rows, sectors=sectors)}) TO '{part}' (FORMAT parquet, COMPRESSION zstd)"
                )
                part.rename(path)
    return made


def open_case(lake: duckdb.DuckDBPyConnection, made: World) -> None:
    """The three relations of a case (scoring/case.py) over the files, as views: nothing is read yet."""
    lake.execute(f"""CREATE TEMP VIEW incident AS SELECT complaint_id AS incident_id, brand, sector, platform, type, difficulty,
        ({WINDOW_H} - created_h) / 24 AS age_days, authenticity, first_response_h, confirmed_h, claimed_h, contested, withdrawn_h,
        {WINDOW_H} - created_h AS follow_up_h, good_dialogue FROM read_parquet('{made.complaints}')""")
    lake.execute(f"CREATE TEMP VIEW exposure AS FROM read_parquet('{made.exposure}')")
    lake.execute(f"CREATE TEMP VIEW voice AS FROM read_parquet('{made.voices}')")
