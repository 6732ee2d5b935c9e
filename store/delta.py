"""What changed between two releases, as files: per table the rows that were added, changed and removed.

deltas/OLD..NEW/delta.json                              from, to, counts, the new release's manifest, SHA-256 of every file
deltas/OLD..NEW/<table>.added|changed.parquet|.csv|.jsonl   the new rows; `at_row` is their place in the new table, from 0
deltas/OLD..NEW/<table>.removed.parquet|.csv|.jsonl         keys only: what was erased does not come back in a delta

Applied to the old release it gives the new one, byte by byte (`store.delta_apply`). Where columns changed, every row counts as changed.
"""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from store.catalogue.codebook import key_of
from store.errors import StoreError
from store.finish import hash_of
from store.lake import regrouped, write_rows
from store.release import Published
from store.twins import twin_lake, write_twins

KINDS = ("added", "changed", "removed")


def delta_folder(releases: Path, old_id: str, new_id: str) -> Path:
    """Where the delta between two releases lies."""
    return releases / "deltas" / f"{old_id}..{new_id}"


def write_delta(old: Published, new: Published, out: Path) -> dict[str, Any]:
    """Write the delta into a new folder, whole or not at all. Returns what delta.json says. Raises StoreError where the folder exists."""
    if out.exists():
        raise StoreError(f"{out} exists already")
    draft = out.with_name(f".{out.name}.draft")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    with twin_lake() as lake:
        lake.execute(f"SET temp_directory = '{draft}/.spill'")
        tables = {name: _table(lake, old, new, name, draft) for name in sorted(new.manifest["tables"])}
        for path in sorted(draft.glob("*.parquet")):
            write_twins(lake, draft, path.stem)
    shutil.rmtree(draft / ".spill", ignore_errors=True)
    said = {
        "old": old.manifest["release_id"], "old_sha256": hash_of(old.folder / "release.json"),
        "new": new.manifest["release_id"], "new_sha256": hash_of(new.folder / "release.json"),
        "tables": tables, "dropped": sorted(old.manifest["tables"].keys() - new.manifest["tables"].keys()),
        "files": {path.name: {"bytes": path.stat().st_size, "sha256": hash_of(path)} for path in sorted(draft.iterdir())},
        "manifest": new.manifest,
    }  # fmt: skip
    (draft / "delta.json").write_text(json.dumps(said, indent=1, sort_keys=True, ensure_ascii=False), encoding="utf-8")
    draft.rename(out)
    return said


def read_delta(folder: Path) -> dict[str, Any]:
    """What a delta says of itself. Raises StoreError where it cannot be read."""
    try:
        return dict(json.loads((folder / "delta.json").read_text(encoding="utf-8")))
    except (OSError, ValueError) as wrong:
        raise StoreError(f"{folder}/delta.json: {wrong}") from wrong


def _table(lake: duckdb.DuckDBPyConnection, old: Published, new: Published, name: str, out: Path) -> dict[str, Any]:
    """Write a table's changed rows. Returns the counts; nothing is written where the files are the same."""
    file, rows = f"{name}.parquet", new.manifest["tables"][name]["rows"]
    before, after = (one.manifest["tables"].get(name, {"columns": {}})["columns"] for one in (old, new))
    if (old.folder / file).exists() and hash_of(old.folder / file) == hash_of(new.folder / file):
        return {"rows": rows, "columns_added": [], "columns_removed": [], **dict.fromkeys(KINDS, 0)}
    key = _compare(lake, old, new, name)
    named = ", ".join(f'"{column}"' for column in key)
    queries = {
        "added": "SELECT n.* FROM new n WHERE at_row NOT IN (SELECT new_row FROM pairs) ORDER BY at_row",
        "changed": "SELECT n.* FROM new n JOIN pairs ON at_row = new_row WHERE NOT is_same ORDER BY at_row",
        "removed": f"SELECT {named} FROM old WHERE at_row NOT IN (SELECT old_row FROM pairs) ORDER BY at_row",
    }
    if not (old.folder / file).exists() or not key:
        del queries["removed"]
    # an empty file still tells the columns
    kept = {"added"} if before != after else set()
    counts = dict.fromkeys(KINDS, 0) | {
        kind: _write(lake, query, out / f"{name}.{kind}.parquet", kind in kept) for kind, query in queries.items()
    }
    return {"rows": rows, "columns_added": sorted(after.keys() - before.keys()), "columns_removed": sorted(before.keys() - after.keys()), **counts}  # fmt: skip


def _compare(lake: duckdb.DuckDBPyConnection, old: Published, new: Published, name: str) -> tuple[str, ...]:
    """Make `old`, `new` (rows with their place) and `pairs` (old_row, new_row, is_same) in the lake.

    Returns the key the rows were paired by; () where they could not be, so that all of the new rows are added.
    """
    paths = {"new": new.folder / f"{name}.parquet", "old": old.folder / f"{name}.parquet"}
    known = {side: path for side, path in paths.items() if path.exists()}
    for side in ("old", "new"):
        lake.execute(f"""CREATE OR REPLACE TEMP VIEW {side} AS SELECT * EXCLUDE (file_row_number), file_row_number AS at_row
                         FROM read_parquet('{known.get(side, paths["new"])}', file_row_number = true) WHERE {side in known}""")
    schemas, key = [pq.read_schema(path) for path in known.values()], key_of(name)
    if not all(set(key) <= set(schema.names) for schema in schemas) or not all(
        _is_unique(lake, side, key) for side in known
    ):
        key = ()
    same = (
        " AND ".join(_same(field.name, str(field.type)) for field in schemas[0])
        if schemas[0].equals(schemas[-1])
        else "false"
    )
    joined = " AND ".join(f'o."{column}" IS NOT DISTINCT FROM n."{column}"' for column in key) or "false"
    lake.execute(f"""CREATE OR REPLACE TEMP TABLE pairs AS
                     SELECT n.at_row AS new_row, o.at_row AS old_row, {same} AS is_same FROM new n JOIN old o ON {joined}""")
    _keep_order(lake)
    return key


def _is_unique(lake: duckdb.DuckDBPyConnection, side: str, key: tuple[str, ...]) -> bool:
    if not key:
        return False
    columns = ", ".join(f'"{column}"' for column in key)
    found = lake.execute(
        f"SELECT count(*) = (SELECT count(*) FROM (SELECT DISTINCT {columns} FROM {side})) FROM {side}"
    ).fetchone()
    return bool(found and found[0])


def _same(column: str, kind: str) -> str:
    """SQL: the same to the last bit; 0.0 and -0.0 are equal to the database, and are other bytes."""
    same = f'o."{column}" IS NOT DISTINCT FROM n."{column}"'
    if kind == "double":
        same += f' AND coalesce(signbit(o."{column}") = signbit(n."{column}"), true)'
    return same


def _keep_order(lake: duckdb.DuckDBPyConnection) -> None:
    """Rows that stay must stand in the same order in both; where one does not, all common rows count as changed."""
    lake.execute("""UPDATE pairs SET is_same = false WHERE EXISTS (
        SELECT 1 FROM (SELECT new_row < lag(new_row) OVER (ORDER BY old_row) AS is_moved FROM pairs WHERE is_same) WHERE is_moved)""")


def _write(lake: duckdb.DuckDBPyConnection, query: str, path: Path, is_kept: bool) -> int:
    reader: pa.RecordBatchReader = lake.sql(query).to_arrow_reader()
    count = write_rows(path, reader.schema, regrouped(reader))
    if not count and not is_kept:
        path.unlink()
    return count


def changes(said: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The tables of a delta in which anything changed."""
    for name, about in said["tables"].items():
        if any(about[kind] for kind in KINDS) or about["columns_added"] or about["columns_removed"]:
            yield name, about
