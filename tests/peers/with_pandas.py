"""What pandas reads in a release: with_pandas.py FOLDER csv|jsonl|parquet. Types are given as the release's README and codebook say."""

import json
import sys
from pathlib import Path
from typing import Any

import pandas as pd

from tests.peers.measure import plainly, total

TYPES = {"string": "str", "timestamp": "str", "date": "str", "bool": "boolean", "int": "Int64", "double": "float64"}


def main(folder: Path, kind: str) -> None:
    """Print {table: [rows, {column: [cells that hold something, their sum]}]}."""
    book = pd.read_csv(folder / "codebook.csv", keep_default_na=False, na_values=[""], dtype=str)
    book = book[book["last_release"].isna()]
    told = {table: measured(folder / f"{table}.{kind}", dict(zip(rows["column"], rows["type"], strict=True))) for table, rows in book.groupby("table")}  # fmt: skip
    print(json.dumps(told))  # noqa: T201


def measured(path: Path, types: dict[str, str]) -> tuple[int, dict[str, Any]]:
    """Rows of a table and what its columns add up to."""
    frame = read(path, {name: TYPES[plainly(type_)] for name, type_ in types.items()})
    for name, type_ in types.items():
        if plainly(type_) in {"timestamp", "date"}:
            frame[name] = pd.to_datetime(frame[name], utc=True, format="ISO8601")
    return len(frame), {name: total(type_, frame[name].dropna().tolist()) for name, type_ in types.items()}


def read(path: Path, types: Any) -> Any:
    """A frame, in whichever format. pandas gives an empty file of JSON lines no columns."""
    if path.suffix == ".csv":
        return pd.read_csv(path, dtype=types, keep_default_na=False, na_values=[""])
    if path.suffix == ".parquet":
        return pd.read_parquet(path)
    return pd.read_json(path, lines=True, dtype=types, precise_float=True).reindex(columns=list(types))  # fmt: skip


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
