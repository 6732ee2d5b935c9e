"""Labelled records for the weight of evidence: JSON lines of docs/record-format.md with `is_full` and `scene`, or CSV of texts alone
with `text` and `deceptive` (truthful, deceptive), as the sets on deceptive reviews come."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from scoring.errors import ScoringError
from scoring.evidence.authenticity.table import features_of
from scoring.evidence.authenticity.weights import Floats
from scoring.training.labelled import rows_of
from store.lake import connect

AS_OF = datetime(2100, 1, 1, tzinfo=UTC)
_TYPES = {"source_id": "VARCHAR", "source_key": "VARCHAR", "kind": "VARCHAR", "brand_label": "VARCHAR", "sector_label": "VARCHAR", "country": "VARCHAR",
          "author_key": "VARCHAR", "text": "VARCHAR", "posted_at": "TIMESTAMPTZ", "rating": "DOUBLE", "is_verified_purchase": "BOOLEAN",
          "verification_level": "VARCHAR", "sample_kind": "VARCHAR", "scene": "VARCHAR", "is_full": "BOOLEAN"}  # fmt: skip
_RECORDS = """CREATE TABLE records AS SELECT source_id || ':' || source_key AS record_id, source_id, coalesce(kind, 'complaint') AS kind, brand_label,
    coalesce(sector_label, '') AS sector_label, coalesce(country, '') AS country, coalesce(author_key, '') AS author_hash, coalesce(text, '') AS text,
    posted_at, rating, 1.0 AS rating_worst, 5.0 AS rating_best, is_verified_purchase, coalesce(verification_level, '') AS verification_level,
    coalesce(sample_kind, 'full') AS sample_kind, coalesce(scene, '') AS scene, is_full FROM given"""
_LABELS = "CREATE TABLE labels (brand_label VARCHAR, sector_label VARCHAR, country VARCHAR, brand_id VARCHAR)"


@dataclass(frozen=True)
class Scenes:
    """Labelled records of one file, ordered by record_id: what it is called, a lake with them, labels, scenes and features."""

    name: str
    lake: duckdb.DuckDBPyConnection
    is_full: NDArray[np.bool_]
    scene: NDArray[np.str_]
    source: NDArray[np.str_]
    features: dict[str, Floats]

    def part(self, source: str) -> "Scenes":
        """The records of one source; their signs are those they have among all."""
        rows = self.source == source
        features = {name: values[rows] for name, values in self.features.items()}
        return Scenes(source, self.lake, self.is_full[rows], self.scene[rows], self.source[rows], features)


def scenes_of(path: Path) -> list[Scenes]:
    """The labelled files of a folder (.jsonl, .csv), or the one file. Raises ScoringError naming what is missing where."""
    files = sorted([*path.glob("*.jsonl"), *path.glob("*.csv")]) if path.is_dir() else [path]
    if not files:
        raise ScoringError(f"{path}: no .jsonl and no .csv file")
    return [_read(file) for file in files]


def _read(file: Path) -> Scenes:
    lake = connect()
    if file.suffix == ".csv":
        lake.register("given", _texts(file))
    else:
        columns = ", ".join(f"{name}: '{kind}'" for name, kind in _TYPES.items())
        name = str(file).replace("'", "''")
        lake.execute(
            f"CREATE VIEW given AS FROM read_json('{name}', format='newline_delimited', columns={{{columns}}})"
        )
    try:
        lake.execute(_RECORDS)
    except duckdb.Error as wrong:
        raise ScoringError(f"{file}: {str(wrong).splitlines()[0]}") from wrong
    lake.execute(_LABELS)
    rows = lake.sql("SELECT record_id, source_id, scene, is_full FROM records ORDER BY record_id").to_arrow_table()
    if rows["is_full"].null_count or not rows.num_rows:
        raise ScoringError(f"{file}: every line needs `is_full`, true or false")
    scene, source = (np.array(rows[name].to_pylist(), np.str_) for name in ("scene", "source_id"))
    is_full = np.array(rows["is_full"].to_pylist(), bool)
    return Scenes(file.stem, lake, is_full, scene, source, features_of(lake, AS_OF))


def _texts(file: Path) -> pa.Table:
    rows = rows_of(file, "text", "deceptive")
    if found := {row.label for row in rows} - {"truthful", "deceptive"}:
        raise ScoringError(f"{file}: deceptive: must be truthful or deceptive, not {sorted(found)[0]!r}")
    said = {"source_id": "texts", "kind": "review", "brand_label": "", "posted_at": AS_OF}
    table = [{**dict.fromkeys(_TYPES), **said, "source_key": f"{number:06d}", "text": row.text, "scene": row.label, "is_full": row.label == "truthful"}
             for number, row in enumerate(rows)]  # fmt: skip
    types: dict[str, pa.DataType] = {
        "TIMESTAMPTZ": pa.timestamp("us", "UTC"), "DOUBLE": pa.float64(), "BOOLEAN": pa.bool_(), "VARCHAR": pa.string()}  # fmt: skip
    return pa.Table.from_pylist(table, schema=pa.schema([pa.field(name, types[kind]) for name, kind in _TYPES.items()]))
