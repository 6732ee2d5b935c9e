"""From the Parquet tables of a release to the whole folder: other formats, descriptions, manifest, hashes.

A function of the tables and the facts alone: the same tables and facts give the same bytes, when published and when rebuilt.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from store.catalogue import write_catalogue
from store.twins import twin_lake, write_twins

SUMS = "SHA256SUMS"


def finish(folder: Path, facts: dict[str, Any]) -> dict[str, Any]:
    """Write everything that follows from `folder/*.parquet` and the facts. Returns the manifest, as it stands in release.json."""
    tables = sorted(path.stem for path in folder.glob("*.parquet"))
    with twin_lake() as lake:
        for name in tables:
            write_twins(lake, folder, name)
    manifest = facts | {
        "tables": {name: _describe(folder / f"{name}.parquet") for name in tables},
        "licences": _licences(folder),
        "files": {},
    }
    _add_files(folder, manifest)
    write_catalogue(folder, manifest)
    _add_files(folder, manifest)
    text = json.dumps(manifest, indent=1, sort_keys=True, ensure_ascii=False)
    (folder / "release.json").write_text(text, encoding="utf-8")
    sums = {name: about["sha256"] for name, about in manifest["files"].items()} | {
        "release.json": hash_of(folder / "release.json")
    }
    (folder / SUMS).write_text("".join(f"{sha}  {name}\n" for name, sha in sorted(sums.items())), encoding="utf-8")
    return manifest


def facts_of(manifest: dict[str, Any]) -> dict[str, Any]:
    """What `finish` was given."""
    return {name: value for name, value in manifest.items() if name not in {"tables", "licences", "files"}}


def hash_of(path: Path) -> str:
    """SHA-256 of a file, read in pieces; "" where there is none."""
    if not path.exists():
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _describe(path: Path) -> dict[str, Any]:
    return {
        "rows": pq.read_metadata(path).num_rows,
        "columns": {field.name: str(field.type) for field in pq.read_schema(path)},
    }


def _licences(folder: Path) -> list[dict[str, str]]:
    """What every source says about reuse."""
    columns = ["source_id", "name", "homepage", "licence"]
    return [dict(row) for row in pq.read_table(folder / "sources.parquet", columns=columns).to_pylist()]


def _add_files(folder: Path, manifest: dict[str, Any]) -> None:
    files = {path.name: path for path in sorted(folder.iterdir()) if path.name not in manifest["files"]}
    manifest["files"] |= {name: {"bytes": path.stat().st_size, "sha256": hash_of(path)} for name, path in files.items()}
