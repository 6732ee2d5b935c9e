"""A backup is one tar file: every table as Parquet from one database snapshot, then the files of the home, then their hashes.

It holds whatever database it came from: a backup of SQLite restores into PostgreSQL and the other way round.
"""

import hashlib
import io
import json
import tarfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

import pyarrow.parquet as pq
from sqlalchemy import JSON, Connection, Engine, Select, Table, Text, cast, func, insert, select, text
from sqlmodel import SQLModel

from store import tables
from store.errors import InputError, SetupError
from store.lake import freeze
from store.migrate import head, migrate
from store.settings import Settings

MANIFEST, FORMAT = "backup.json", 1
MADE_ANEW = {"lake", "cache", "locks", "terazi.sqlite3", "terazi.sqlite3-wal", "terazi.sqlite3-shm"}
"""What lies in a home and is not copied: the database goes as tables, the rest comes back by itself."""
PRIVATE = ("sealed_figures",)
"""Tables of which the backup says that they are private: what stands in them is sealed there too (`store.sealed`)."""
BATCH = 5_000
assert tables


def backup(engine: Engine, settings: Settings, out: Path) -> dict[str, int]:
    """Write a backup. Returns rows by table and `files`. May run beside a crawl: tables first, so that every page they name is in the archive.

    Raises SetupError where the file is there already, or would lie in the home, which is what is copied; a backup that fails leaves none.
    """
    if out.resolve().is_relative_to(settings.home.resolve()):
        raise SetupError(
            f"{out} lies in the home {settings.home}, where the next backup would pack it: write it elsewhere"
        )
    if out.exists():
        raise SetupError(f"{out} is there already; backups are never written over")
    half = out.with_name(out.name + ".part")
    with TemporaryDirectory(dir=out.parent, prefix=".backup-") as folder:
        rows = freeze(engine, {table.name: _readable(table) for table in _tables()}, Path(folder))
        files = [(f"tables/{name}.parquet", Path(folder) / f"{name}.parquet") for name in rows]
        files += [(f"home/{path.relative_to(settings.home)}", path) for path in _kept(settings.home)]
        hashes = _pack(half, files, {"format": FORMAT, "revision": head(), "tables": rows, "private": PRIVATE})
    half.rename(out)
    return {**{name: count for name, count in rows.items() if count}, "files": len(hashes) - len(rows)}


def restore(engine: Engine, settings: Settings, file: Path) -> dict[str, int]:
    """Bring a backup back into an empty home and an empty database. Returns rows by table and `files`.

    Everything is checked before anything is written. Raises InputError for a file that is no backup or is damaged, SetupError where
    something is stored already or the backup was made by another version.
    """
    settings.home.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=settings.home, prefix=".restore-") as folder:
        manifest = _unpack(file, Path(folder))
        if manifest["revision"] != head():
            raise SetupError(f"{file} was made at database revision {manifest['revision']}, this version stands at {head()}: "
                             "restore it with the version that made it, then upgrade")  # fmt: skip
        migrate(engine)
        _refuse_full(engine, settings)
        with engine.begin() as connection:
            rows = {table.name: _load(connection, table, Path(folder) / "tables" / f"{table.name}.parquet") for table in _tables()}  # fmt: skip
        brought = sorted((Path(folder) / "home").iterdir()) if (Path(folder) / "home").exists() else []
        for path in brought:
            path.rename(settings.home / path.name)
    return {**{name: count for name, count in rows.items() if count}, "files": len(manifest["files"]) - len(rows)}


def _tables() -> list[Table]:
    """Every table, those that others point at first."""
    return [table for table in SQLModel.metadata.sorted_tables if table.name != "alembic_version"]


def _readable(table: Table) -> Select[Any]:
    columns = [cast(one, Text).label(one.name) if isinstance(one.type, JSON) else one for one in table.columns]
    return select(*columns).order_by(*table.primary_key.columns)


def _kept(home: Path) -> Iterator[Path]:
    for top in sorted(home.iterdir()):
        if top.name not in MADE_ANEW and not top.name.startswith("."):
            yield from ([top] if top.is_file() else sorted(path for path in top.rglob("*") if path.is_file()))


class _Hashed(io.RawIOBase):
    """A file that is hashed while it is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.digest = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        block = self.file.read(size)
        self.digest.update(block)
        return block


def _pack(out: Path, files: Iterable[tuple[str, Path]], facts: dict[str, Any]) -> dict[str, str]:
    hashes = {}
    with tarfile.open(out, "x") as tar:
        for name, path in files:
            with path.open("rb") as file:
                hashed = _Hashed(file)
                tar.addfile(tar.gettarinfo(name=path, arcname=name), hashed)
            hashes[name] = hashed.digest.hexdigest()
        said = json.dumps(facts | {"files": hashes}, indent=1).encode()
        member = tarfile.TarInfo(MANIFEST)
        member.size = len(said)
        tar.addfile(member, io.BytesIO(said))
    return hashes


def _unpack(file: Path, folder: Path) -> dict[str, Any]:
    try:
        with tarfile.open(file) as tar:
            tar.extractall(folder, filter="data")
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_bytes())
    except (OSError, tarfile.TarError, ValueError, EOFError) as wrong:
        raise InputError(f"is no whole backup of Terazi: {wrong}", file=str(file)) from wrong
    if manifest.get("format") != FORMAT:
        raise InputError(f"has format {manifest.get('format')}, this version reads {FORMAT}", file=str(file))
    for name, wanted in manifest["files"].items():
        with (folder / name).open("rb") as part:
            if hashlib.file_digest(part, "sha256").hexdigest() != wanted:
                raise InputError(f"{name} is damaged: its hash is not the one written down", file=str(file))
    return manifest


def _refuse_full(engine: Engine, settings: Settings) -> None:
    with engine.connect() as connection:
        full = [
            table.name for table in _tables() if connection.execute(select(func.count()).select_from(table)).scalar()
        ]
    full += [
        path.name for path in settings.home.iterdir() if path.name not in MADE_ANEW and not path.name.startswith(".")
    ]
    if full:
        raise SetupError(f"restore needs an empty home and database; there is already: {', '.join(sorted(full))}")


def _load(connection: Connection, table: Table, path: Path) -> int:
    as_json = [column.name for column in table.columns if isinstance(column.type, JSON)]
    count = 0
    for batch in pq.ParquetFile(path).iter_batches(BATCH):
        rows = batch.to_pylist()
        for row in rows:
            row.update({name: json.loads(row[name]) for name in as_json if row[name] is not None})
        connection.execute(insert(table), rows)
        count += len(rows)
    if connection.dialect.name == "postgresql":
        _move_sequence(connection, table)
    return count


def _move_sequence(connection: Connection, table: Table) -> None:
    """Behind the numbers that were brought, or the next row of its own would get one of them."""
    for column in table.primary_key:
        sequence = connection.execute(text("SELECT pg_get_serial_sequence(:table, :column)"), {"table": table.name, "column": column.name}).scalar()  # fmt: skip
        if sequence:
            largest = connection.execute(select(func.max(column))).scalar()
            connection.execute(select(func.setval(sequence, largest or 1, largest is not None)))
