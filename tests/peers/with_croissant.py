"""What mlcroissant reads in a release by its croissant.json alone: with_croissant.py FOLDER."""

import json
import sys
from pathlib import Path
from typing import Any

import mlcroissant
import pandas as pd

from tests.peers.measure import total

TYPES = {
    "Text": "string",
    "Integer": "int64",
    "Float": "double",
    "Boolean": "bool",
    "DateTime": "timestamp",
    "Date": "date",
}


def main(folder: Path) -> None:
    """Print {table: [rows, {column: [cells that hold something, their sum]}]}."""
    dataset = mlcroissant.Dataset(folder / "croissant.json")
    told = {str(one.name): measured(dataset, one) for one in dataset.metadata.record_sets}
    print(json.dumps(told))  # noqa: T201


def measured(dataset: Any, records: Any) -> tuple[int, dict[str, Any]]:
    """Rows of a record set and what its fields add up to."""
    rows = list(dataset.records(records.uuid))
    types = {field.name: TYPES[str(field.data_types[0]).rpartition("/")[2]] for field in records.fields}
    return len(rows), {name: total(type_, [plain(row[f"{records.uuid}/{name}"]) for row in rows]) for name, type_ in types.items()}  # fmt: skip


def plain(value: Any) -> Any:
    """A cell without its clothes: text comes as bytes, what is missing in four ways."""
    if isinstance(value, bytes):
        return value.decode()
    return None if value is None or pd.isna(value) else value


if __name__ == "__main__":
    main(Path(sys.argv[1]))
