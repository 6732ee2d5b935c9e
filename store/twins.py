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
    """A connection that writes twins. It streams: on one thread a third of the memory of two, and no slower beside other work."""
    lake = connect()
    lake.execute("SET threads = 1")
    lake.execute("SET memory_limit = '400MB'")
    return lake


def write_twins(lake: duckdb.DuckDBPyConnection, folder: Path, name: str, into: Path | None = None) -> None:
    """Write `name`.csv and `name`.jsonl beside `folder/name.parquet`, or into another folder."""
    for kind in KINDS:
        write_twin(lake, folder, name, kind, into)


def write_twin(lake: duckdb.DuckDBPyConnection, folder: Path, name: str, kind: str, into: Path | None = None) -> None:
    """Write one of them."""
    source, target = (
        str(path).replace("'", "''") for path in (folder / f"{name}.parquet", (into or folder) / f"{name}.{kind}")
    )
    lake.execute(f"COPY (FROM read_parquet('{source}')) TO '{target}' ({KINDS[kind]}, TIMESTAMPFORMAT '{MOMENT}')")
