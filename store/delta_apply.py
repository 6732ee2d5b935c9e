"""A delta applied to the release it starts from gives the release it leads to, byte by byte."""

import shutil
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from store.catalogue.codebook import key_of
from store.delta import KINDS, read_delta
from store.errors import StoreError
from store.finish import facts_of, finish, hash_of
from store.lake import regrouped, write_rows
from store.release import Published, open_folder
from store.twins import twin_lake


def apply_delta(old: Published, delta: Path, out: Path) -> Published:
    """Write the new release into a new folder. Raises StoreError where the delta is another release's, damaged, or leads elsewhere."""
    said = read_delta(delta)
    _check(old, delta, said, out)
    draft = out.with_name(f".{out.name}.draft")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    with twin_lake() as lake:
        lake.execute(f"SET temp_directory = '{draft}/.spill'")
        for name, about in said["tables"].items():
            _table(lake, old.folder / f"{name}.parquet", delta, name, about, draft / f"{name}.parquet")
    shutil.rmtree(draft / ".spill", ignore_errors=True)
    made = finish(draft, facts_of(said["manifest"]))
    wrong = [name for name, about in said["manifest"]["files"].items() if made["files"].get(name) != about]
    if hash_of(draft / "release.json") != said["new_sha256"]:
        differing = ", ".join([*wrong, "release.json"][:10])
        raise StoreError(f"{delta}: what comes out is not release {said['new']}: {differing} differ; see {draft}")
    draft.rename(out)
    return open_folder(out)


def _check(old: Published, delta: Path, said: dict[str, Any], out: Path) -> None:
    if out.exists():
        raise StoreError(f"{out} exists already")
    if said["old_sha256"] not in {hash_of(old.folder / "release.json"), old.manifest.get("edition_of")}:
        raise StoreError(
            f"{delta} starts from release {said['old']}, and {old.folder} is not that release as it was published"
        )
    for name, about in said["files"].items():
        if hash_of(delta / name) != about["sha256"]:
            raise StoreError(f"{delta / name} is missing or has changed")


def _table(
    lake: duckdb.DuckDBPyConnection, old: Path, delta: Path, name: str, about: dict[str, Any], out: Path
) -> None:
    parts = {kind: delta / f"{name}.{kind}.parquet" for kind in KINDS}
    parts = {kind: path for kind, path in parts.items() if path.exists()}
    if not parts:
        shutil.copyfile(old, out)
        return
    put = [str(path) for kind, path in parts.items() if kind != "removed"]
    schema = pq.read_schema(put[0] if put else old)
    schema = pa.schema([field for field in schema if field.name != "at_row"])
    listed = ", ".join(f'"{column}"' for column in schema.names)
    given = (
        f"SELECT {listed}, at_row FROM read_parquet({put})"
        if put
        else f"SELECT {listed}, 0 AS at_row FROM read_parquet('{old}') WHERE false"
    )
    query = f"SELECT {listed} FROM ({given}) ORDER BY at_row"
    if about["rows"] > about["added"] + about["changed"]:
        query = _between(listed, given, _staying(name, listed, old, parts))
    reader: pa.RecordBatchReader = lake.sql(query).to_arrow_reader()
    write_rows(out, schema, (group.cast(schema) for group in regrouped(reader)))


def _between(listed: str, given: str, staying: str) -> str:
    """SQL of the new table: given rows at their places, what stays of the old one in between, in its order."""
    return f"""
        WITH given AS MATERIALIZED ({given}), staying AS MATERIALIZED ({staying}), places AS (
            SELECT place AS at_row, row_number() OVER (ORDER BY place) - 1 AS number
            FROM range((SELECT count(*) FROM staying) + (SELECT count(*) FROM given)) t(place) WHERE place NOT IN (SELECT at_row FROM given)
        )
        SELECT {listed} FROM (SELECT {listed}, at_row FROM given UNION ALL SELECT {listed}, at_row FROM staying JOIN places USING (number))
        ORDER BY at_row"""


def _staying(name: str, listed: str, old: Path, parts: dict[str, Path]) -> str:
    """SQL of the old rows that stay, numbered in their order."""
    named = ", ".join(f'"{column}"' for column in key_of(name))
    gone = " UNION ALL ".join(
        f"SELECT {named} FROM read_parquet('{path}')" for kind, path in parts.items() if kind != "added"
    )
    joined = " AND ".join(f'o."{column}" IS NOT DISTINCT FROM g."{column}"' for column in key_of(name))
    where = f"WHERE NOT EXISTS (SELECT 1 FROM ({gone}) g WHERE {joined})" if gone else ""
    return f"""SELECT {listed}, row_number() OVER (ORDER BY file_row_number) - 1 AS number
               FROM read_parquet('{old}', file_row_number = true) o {where}"""
