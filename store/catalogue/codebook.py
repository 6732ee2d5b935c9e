"""The codebook: every column of every table in English and Turkish, with unit, levels and what a missing value means.

`columns.txt` says it once per name (tables `*`) or for single tables; units follow from names where it says none.
"""

import csv
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from store import vocabulary

HERE = Path(__file__).parent
SCHEMA = pa.schema(
    [(name, pa.string()) for name in ("table",)] + [("position", pa.int64())]
    + [(name, pa.string()) for name in ("column", "type")] + [("is_key", pa.bool_())]
    + [(name, pa.string()) for name in ("unit", "levels", "missing", "en", "tr", "missing_en", "missing_tr", "last_release", "last_on")]
)  # fmt: skip
SUFFIXES = {"_hours": "hours", "_days": "days", "_share": "share 0-1", "_count": "count", "_on": "date", "_at": "UTC", "_ratio": "ratio (1 = expected)"}  # fmt: skip
Row = dict[str, Any]


def _read(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="|", quoting=csv.QUOTE_NONE))


@cache
def tables() -> dict[str, dict[str, str]]:
    """By table: its key (columns joined by a blank) and what it is, in both languages."""
    return {row["table"]: row for row in _read("tables.txt")}


def key_of(table: str) -> tuple[str, ...]:
    """The columns that name a row; () where the book does not know the table."""
    return tuple(tables().get(table, {"key": ""})["key"].split())


@cache
def _columns() -> dict[tuple[str, str], dict[str, str]]:
    return {(table, row["column"]): row for row in _read("columns.txt") for table in row["tables"].split()}


def described() -> set[tuple[str, str]]:
    """(table or *, column) of everything the book has words for."""
    return set(_columns())


@cache
def _missing() -> dict[str, dict[str, str]]:
    return {row["missing"]: row for row in _read("missing.txt")}


def codebook(schemas: dict[str, pa.Schema], before: list[Row], released: tuple[str, str]) -> pa.Table:
    """The book of these tables and of itself. `before` are the rows of the last release's book, `released` its id and day.

    A column that was there and is not any more stays in the book with the last release that had it.
    """
    schemas = schemas | {"codebook": SCHEMA}
    rows = [_row(table, place, field) for table in sorted(schemas) for place, field in enumerate(schemas[table])]
    known = {(row["table"], row["column"]) for row in rows}
    gone = [dict(row) for row in before if (row["table"], row["column"]) not in known]
    for row in gone:
        if row["last_release"] is None:
            row["last_release"], row["last_on"] = released
    rows += gone
    rows.sort(key=lambda row: (row["table"], row["last_release"] is not None, row["position"], row["column"]))
    for place in range(len(rows)):
        is_next = place and rows[place - 1]["table"] == rows[place]["table"]
        rows[place]["position"] = rows[place - 1]["position"] + 1 if is_next else 0
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def read_book(folder: Path) -> list[Row]:
    """The rows of a release's book; of a release that has none yet, what its files themselves say."""
    path = folder / "codebook.parquet"
    if path.exists():
        return [dict(row) for row in pq.read_table(path).to_pylist()]
    schemas = {path.stem: pq.read_schema(path) for path in sorted(folder.glob("*.parquet"))}
    return [_row(table, place, field) for table, schema in schemas.items() for place, field in enumerate(schema)]


def _row(table: str, place: int, field: "pa.Field[pa.DataType]") -> Row:
    said = _columns().get((table, field.name)) or _columns().get(("*", field.name)) or {}
    missing = _missing()[said.get("missing", "undescribed")]
    suffix = next((unit for end, unit in SUFFIXES.items() if field.name.endswith(end)), "")
    return {
        "table": table, "position": place, "column": field.name, "type": str(field.type), "is_key": field.name in key_of(table),
        "unit": said.get("unit") or suffix, "levels": _levels(said.get("levels", "")), "missing": missing["missing"],
        "en": said.get("en", ""), "tr": said.get("tr", ""), "missing_en": missing["en"], "missing_tr": missing["tr"],
        "last_release": None, "last_on": None,
    }  # fmt: skip


def _levels(said: str) -> str:
    """The values of a closed list by its name, or what the book says itself."""
    kind: type[StrEnum] | None = getattr(vocabulary, said, None)
    return " ".join(one.value for one in kind) if kind is not None else said
