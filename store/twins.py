"""A release's tables for readers without Parquet: the same rows in the same order as CSV and as JSON lines.

CSV: UTF-8, a header, comma, `"` doubled inside quotes, \\n; nothing is an empty field, an empty text is `""`. Moments are ISO 8601 in
UTC with microseconds. JSONL: one object a line, every column in every line, nothing is null.
"""

from pathlib import Path

import duckdb

from store.lake import connect

KINDS = {"csv": "FORMAT csv, HEADER", "jsonl": "FORMAT json"}
MOMENT = "%Y-%m-%dT%H:%M:%S.%fZ"


def twin_lake() -> duckdb.DuckDBPyConnection:
    """A connection that writes twins; it streams, so memory does not grow with the rows."""
    lake = connect()
    lake.execute("SET memory_limit = '400MB'")
    return lake


def write_twins(lake: duckdb.DuckDBPyConnection, folder: Path, name: str, into: Path | None = None) -> None:
    """Write `name`.csv and `name`.jsonl beside `folder/name.parquet`, or into another folder."""
    for kind, options in KINDS.items():
        target = str((into or folder) / f"{name}.{kind}").replace("'", "''")
        rows = lake.read_parquet(str(folder / f"{name}.parquet"))  # named in the statement below
        lake.execute(f"COPY (FROM rows) TO '{target}' ({options}, TIMESTAMPFORMAT '{MOMENT}')")
        del rows
