"""Where relational steps run: DuckDB over a frozen snapshot. One thread order in, one order out: same rows, same bytes."""

from pathlib import Path

import duckdb
import pyarrow as pa

from store.lake import connect


def open_lake(folder: Path) -> duckdb.DuckDBPyConnection:
    """A connection with one view per Parquet file of the snapshot, times in UTC."""
    lake = connect()
    for path in sorted(folder.glob("*.parquet")):
        lake.read_parquet(str(path)).create_view(path.stem)
    return lake


def ask(lake: duckdb.DuckDBPyConnection, query: str, **values: object) -> pa.Table:
    """The answer of a query with named values ($name). The query must order its rows."""
    table: pa.Table = lake.sql(query, params=values or None).to_arrow_table()
    return table
