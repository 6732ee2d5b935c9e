"""Whether the files of a release are the ones that were published, and where they are not: file, row, column."""

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice, zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from store.finish import SUMS, hash_of
from store.release import Published
from store.twins import KINDS, twin_lake, write_twins

MOST = 50
Row = Mapping[str, object]


@dataclass(frozen=True)
class Fault:
    """What is not as published. `row` counts data rows from 1, the header not counted; None where the whole file is meant."""

    file: str
    row: int | None
    column: str
    says: str

    def __str__(self) -> str:
        place = f", row {self.row}" if self.row else ""
        return f"{self.file}{place}{f', {self.column}' if self.column else ''}: {self.says}"


def check_files(release: Published) -> Iterator[Fault]:
    """Files against the manifest's hashes; then every table's CSV and JSONL against its Parquet file, cell by cell where they differ."""
    published = {name: about["sha256"] for name, about in release.manifest["files"].items()}
    found = {path.name for path in release.folder.iterdir()}
    for name in sorted(found - published.keys() - {"release.json", SUMS}):
        yield Fault(name, None, "", "is no file of this release")
    wrong = {name for name, sha in published.items() if hash_of(release.folder / name) != sha}
    for name in sorted(wrong):
        says = "has changed since it was published" if name in found else "is missing"
        yield Fault(name, None, "", f"{says}: its SHA-256 was {published[name]}")
    with twin_lake() as lake:
        for table in sorted(release.manifest["tables"]):
            yield from _check_twins(lake, release.folder, table, wrong)


def _check_twins(lake: duckdb.DuckDBPyConnection, folder: Path, table: str, wrong: set[str]) -> Iterator[Fault]:
    """Cells in which a table's formats differ; the file that is not as published is the one that is named."""
    parquet = f"{table}.parquet"
    with TemporaryDirectory() as made:
        try:
            write_twins(lake, folder, table, Path(made))
        except Exception as unreadable:  # whatever broke, a file that cannot be read is the finding
            yield Fault(parquet, None, "", f"cannot be read: {str(unreadable).splitlines()[0]}")
            return
        for kind in KINDS:
            twin, remade = folder / f"{table}.{kind}", Path(made) / f"{table}.{kind}"
            if not twin.exists() or hash_of(twin) == hash_of(remade):
                continue
            if parquet in wrong and twin.name not in wrong:
                yield from (replace(fault, file=parquet) for fault in cells(twin, remade))
                return
            yield from cells(remade, twin)


def cells(published: Path, found: Path) -> Iterator[Fault]:
    """Cells of `found` that are not those of `published` (both CSV or both JSONL), the first MOST of them."""
    faults = _cells(_rows(published), _rows(found), found.name)
    yield from islice(faults, MOST)
    if next(faults, None):
        yield Fault(found.name, None, "", f"differs in more than {MOST} places")


def _cells(published: Iterator[Row], found: Iterator[Row], file: str) -> Iterator[Fault]:
    for number, (was, now) in enumerate(zip_longest(published, found), 1):
        if was is None or now is None:
            yield Fault(file, number, "", "is no row of the release" if was is None else "is missing")
            continue
        for column in [*was, *(name for name in now if name not in was)]:
            if was.get(column) != now.get(column):
                yield Fault(file, number, column, f"is {now.get(column)!r}, published as {was.get(column)!r}")


def _rows(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        if path.suffix == ".csv":
            yield from ({str(name): value for name, value in row.items()} for row in csv.DictReader(file))
        else:
            yield from map(_object, file)


def _object(line: str) -> Row:
    try:
        return dict(json.loads(line))
    except (ValueError, TypeError):
        return {"": line.rstrip("\n")}
