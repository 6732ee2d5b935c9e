"""Weights of evidence from Parquet: seconds and memory at `rows` records, and what a row costs there against a tenth as many."""

import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from benchmarks.figures import Report, forget_peak_mb, peak_since_mb
from scoring.evidence.authenticity.table import authenticity_table

AS_OF = datetime(2026, 1, 1, tzinfo=UTC)
BRAND_ROWS, AUTHOR_ROWS, WORDS = 500, 3, 60
"""Records a brand and an account have on average; words of a text."""
# a twentieth of the texts are those of another row, a quarter name a figure; every account but each tenth is known
_RECORDS = f"""
CREATE MACRO u(i, k) AS (hash(i, k) >> 11)::DOUBLE / 9007199254740992;
CREATE MACRO word(i, j) AS chr(97 + (hash(i, j, 1) % 26)::INTEGER) || substr(md5((floor(40000 * pow(u(i, j), 2)))::VARCHAR), 1, 3 + (hash(i, j, 2) % 6)::INTEGER);
COPY (SELECT 'r' || i AS record_id, 'site' || i % 3 AS source_id, CASE WHEN i % 4 THEN 'complaint' ELSE 'review' END AS kind, 'b' || brand AS brand_label,
    's' AS sector_label, 'TR' AS country, CASE WHEN i % 10 THEN 'a' || floor(u(i, -2) * {{rows}} / {AUTHOR_ROWS})::BIGINT END AS author_hash,
    TIMESTAMPTZ '2025-01-01 00:00:00+00' + to_seconds((u(i, -3) * 31000000)::BIGINT) AS posted_at, CASE WHEN i % 4 = 0 THEN 1.0 + i // 4 % 5 END AS rating,
    1.0 AS rating_worst, 5.0 AS rating_best, i % 7 = 0 AS is_verified_purchase, NULL::VARCHAR AS verification_level, 'full' AS sample_kind,
    array_to_string(list_transform(range({WORDS}), lambda j: word(said, j)), ' ') || CASE WHEN i % 4 = 1 THEN ' 250 TL' ELSE '' END AS text
  FROM (SELECT i, CASE WHEN u(i, -4) < .05 THEN floor(u(i, -5) * i)::BIGINT ELSE i END AS said, floor(u(i, -1) * greatest(1, {{rows}} // {BRAND_ROWS}))::BIGINT AS brand
        FROM range({{rows}}) AS rows(i))) TO '{{path}}' (FORMAT parquet, COMPRESSION zstd)"""


def weights(rows: int = 1_000_000) -> Report:
    """Seconds and peak memory of `authenticity_table`, whole, at a tenth of the rows and at all of them."""
    report = Report(f"weights of evidence of records with {WORDS} words, a twentieth of them copies")
    worked = {}
    with tempfile.TemporaryDirectory(prefix="terazi-weights-") as folder:
        for count in (rows // 100, rows // 10, rows):  # the first one loads the models
            path = Path(folder) / f"{count}.parquet"
            with duckdb.connect(config={"threads": 2}) as lake:
                lake.execute(_RECORDS.format(rows=count, path=path))
            with duckdb.connect(config={"threads": 2}) as lake:
                lake.execute(f"CREATE VIEW records AS FROM read_parquet('{path}')")
                lake.execute("CREATE TABLE labels (brand_label VARCHAR, sector_label VARCHAR, country VARCHAR, brand_id VARCHAR)")  # fmt: skip
                before, began, work = forget_peak_mb(), time.perf_counter(), time.process_time()
                found = authenticity_table(lake, AS_OF)
                seconds, worked[count] = time.perf_counter() - began, time.process_time() - work
            report.is_wrong |= found.num_rows != count
            report.add(f"{count:,} records", seconds, "s")
            report.add("the processor", worked[count], "s")
            report.add("peak memory above what was held before", peak_since_mb() - before, "MB", at_most=2000 if count == rows else None)  # fmt: skip
    report.add("the processor's time per row, all : a tenth", worked[rows] / worked[rows // 10] / 10, at_most=1.2)
    return report
