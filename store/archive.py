"""Raw pages in WARC files, one a run, written before anyone reads them. Kept for a set time, never served."""

import gzip
import hashlib
import os
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import IO

from warcio.exceptions import ArchiveLoadFailed

from store.errors import StoreError
from store.warc import Stored, hole, response_at, responses, written

BUFFER = 1_048_576


@dataclass(frozen=True)
class Kept:
    """Where an answer lies: `warc` is relative to the archive, `offset` in bytes."""

    content_hash: str
    warc: str
    offset: int


class Archive:
    """One run's file. Opened with the first answer; `sync` before anything that was read from it is committed."""

    def __init__(self, root: Path, source_id: str, run_id: int) -> None:
        self.root, self.name = root, f"{source_id}/{run_id:08d}.warc.gz"
        self.file: IO[bytes] | None = None

    def put(self, url: str, status: int, headers: Mapping[str, str], body: bytes, at: datetime) -> Kept:
        """Write an answer to the end of the file. Whether the disk took it, `sync` tells."""
        if self.file is None:
            path = self.root / self.name
            path.parent.mkdir(parents=True, exist_ok=True)
            self.file = path.open("ab", BUFFER)
        answer = Stored(url, status, headers, body, at)
        return Kept(answer.sha256.hex(), self.name, written(self.file, answer))

    def sync(self) -> None:
        """What was put survives a loss of power."""
        if self.file is not None:
            self.file.flush()
            os.fsync(self.file.fileno())

    def close(self) -> None:
        """No more answers."""
        if self.file is not None:
            try:
                self.sync()
            finally:
                self.file.close()
                self.file = None


def get(root: Path, content_hash: str, warc: str = "", offset: int = 0) -> Stored:
    """The answer at a place, checked. Raises StoreError when it is missing or its bytes changed."""
    if not warc:  # kept by a version before 0.2: the body alone, by its hash
        return Stored("", 200, {}, _plain(root, content_hash), datetime.fromtimestamp(0, UTC))
    path = root / warc
    try:
        stored = _as_written(path, offset) or _any_form(path, offset)
    except (OSError, EOFError, StopIteration, ArchiveLoadFailed) as error:
        raise StoreError(f"the archive holds no page {content_hash} in {path}: {type(error).__name__}") from error
    if stored.sha256.hex() != content_hash:
        raise StoreError(f"the archived page {content_hash} in {path} has changed since it was written")
    return stored


def _as_written(path: Path, offset: int) -> Stored | None:
    file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        return response_at(partial(os.pread, file), offset)
    finally:
        os.close(file)


def _any_form(path: Path, offset: int) -> Stored:
    with path.open("rb") as file:
        file.seek(offset)
        return next(responses(file))


def pages_in(path: Path) -> Iterator[Stored]:
    """Every answer of any WARC file, in file order. Raises StoreError where it is not one, or is cut off."""
    try:
        with path.open("rb") as file:
            yield from responses(file)
    except (ArchiveLoadFailed, EOFError) as error:
        raise StoreError(f"{path} is not a whole WARC file: {error}") from error


def blank(root: Path, warc: str, offset: int) -> None:
    """Overwrite one answer in its file by an empty one of the same length: the others stay where they are.

    A hole is a packed member of its own, filled up with blanks that are stored as they are.
    """
    path = root / warc
    if not path.exists():
        return
    with path.open("r+b") as file:
        file.seek(offset)
        rest, unpack = file.read(), zlib.decompressobj(31)
        unpack.decompress(rest)
        length = len(rest) - len(unpack.unused_data)
        file.seek(offset)
        file.write(hole(length))
        file.flush()
        os.fsync(file.fileno())


def prune(root: Path, warcs: Iterable[str]) -> int:
    """Delete files. Returns how many were there."""
    found = [root / warc for warc in warcs if (root / warc).exists()]
    for path in found:
        path.unlink()
    return len(found)


def _plain(root: Path, content_hash: str) -> bytes:
    path = root / content_hash[:2] / f"{content_hash}.gz"
    if not path.exists():
        raise StoreError(f"the archive holds no page {content_hash}")
    body = gzip.decompress(path.read_bytes())
    if hashlib.sha256(body).hexdigest() != content_hash:
        raise StoreError(f"the archived page {path} has changed since it was written")
    return body
