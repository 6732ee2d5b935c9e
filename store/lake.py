"""Columnar snapshots: the rows of a query as one Parquet file, streamed, ordered, the same bytes for the same rows."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import Engine, Select, types

ROWS_A_GROUP = 50_000
Clean = Mapping[str, Callable[[str], str]]
"""By column: what its texts pass through on their way out."""
_AS_THEY_ARE: Clean = MappingProxyType({})
_ARROW: tuple[tuple[type[types.TypeEngine[Any]], pa.DataType], ...] = (
    (types.Boolean, pa.bool_()),
    (types.Integer, pa.int64()),
    (types.Float, pa.float64()),
    (types.DateTime, pa.timestamp("us", tz="UTC")),
    (types.Date, pa.date32()),
    (types.String, pa.string()),
)


def freeze(
    engine: Engine,
    selects: Mapping[str, Select[Any]],
    folder: Path,
    clean: Mapping[str, Clean] = MappingProxyType({}),
) -> dict[str, int]:
    """Write each query to `folder/NAME.parquet`, all in one database snapshot. Returns rows per name.

    The query must order its rows: order is part of the bytes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ")
        connection.execution_options(stream_results=True)
        with connection.begin():
            return {
                name: _write(connection, select, folder / f"{name}.parquet", clean.get(name, _AS_THEY_ARE))
                for name, select in selects.items()
            }


def connect() -> duckdb.DuckDBPyConnection:
    """DuckDB in memory, times in UTC whatever the machine's zone is, two threads."""
    lake = duckdb.connect(config={"threads": 2})
    lake.execute("SET TimeZone = 'UTC'; SET enable_progress_bar = false")
    return lake


def write_rows(path: Path, schema: pa.Schema, groups: Iterable[pa.RecordBatch]) -> int:
    """Row groups as a Parquet file; same rows in groups of ROWS_A_GROUP, same bytes. Returns the rows."""
    count = 0
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for group in groups:
            writer.write_batch(group)
            count += group.num_rows
    return count


def regrouped(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The same rows in groups of ROWS_A_GROUP, whatever the groups they came in."""
    held: list[pa.RecordBatch] = []
    for batch in batches:
        held.append(batch)
        while sum(one.num_rows for one in held) >= ROWS_A_GROUP:
            whole = pa.Table.from_batches(held).combine_chunks()
            yield from whole.slice(0, ROWS_A_GROUP).to_batches()
            held = whole.slice(ROWS_A_GROUP).to_batches()
    if held and sum(one.num_rows for one in held):
        yield from pa.Table.from_batches(held).combine_chunks().to_batches()


def write_table(path: Path, table: pa.Table) -> int:
    """A table in memory as `write_rows` writes it."""
    return write_rows(path, table.schema, table.combine_chunks().to_batches(max_chunksize=ROWS_A_GROUP))


def _write(connection: Any, select: Select[Any], path: Path, clean: Clean) -> int:
    schema = pa.schema([pa.field(column.name, _arrow_type(column.type)) for column in select.selected_columns])
    groups = (
        pa.RecordBatch.from_arrays(
            [
                pa.array(_cleaned(values, clean.get(field.name)), type=field.type)
                for field, values in zip(schema, zip(*rows, strict=True), strict=True)
            ],
            schema=schema,
        )
        for rows in connection.execute(select).partitions(ROWS_A_GROUP)
    )
    return write_rows(path, schema, groups)


def _cleaned(values: Sequence[Any], by: Callable[[str], str] | None) -> Sequence[Any]:
    return values if by is None else [by(value) if value else value for value in values]


def _arrow_type(column_type: types.TypeEngine[Any]) -> pa.DataType:
    inner = getattr(column_type, "impl_instance", column_type)
    for kind, arrow in _ARROW:
        if isinstance(inner, kind):
            return arrow
    raise TypeError(f"no Arrow type for {column_type!r}: leave the column out of the snapshot")
