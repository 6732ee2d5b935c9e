"""Raw pages in WARC files, one a run, written before anyone reads them. Kept for a set time, never served."""

import gzip
import hashlib
import os
import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from store.errors import StoreError

LEVEL = 1
"""warcio packs at level 9, which takes eight times as long for a sixth of the room."""
# What no longer holds of a body that is kept unpacked, and what belongs to nobody but the sender.
_DROPPED = {"content-encoding", "transfer-encoding", "content-length", "set-cookie", "connection", "keep-alive"}


@dataclass(frozen=True)
class Kept:
    """Where an answer lies: `warc` is relative to the archive, `offset` in bytes."""

    content_hash: str
    warc: str
    place: "Future[int]"

    @property
    def offset(self) -> int:
        """Known when it is written: waits for that, and raises what went wrong with it."""
        return self.place.result()


@dataclass(frozen=True)
class Stored:
    """An answer as it came. Header names are in lower case."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    retrieved_at: datetime


class Archive:
    """One run's file. Opened with the first answer; `sync` before anything that was read from it is committed.

    A thread of its own packs and writes, one answer after the other, while the caller goes on.
    """

    def __init__(self, root: Path, source_id: str, run_id: int) -> None:
        self.root, self.name = root, f"{source_id}/{run_id:08d}.warc.gz"
        self.file: IO[bytes] | None = None
        self.clerk = ThreadPoolExecutor(1, "archive")
        self.unsaid: list[Future[int]] = []

    def put(self, url: str, status: int, headers: Mapping[str, str], body: bytes, at: datetime) -> Kept:
        """Write an answer to the end of the file. What goes wrong with it is raised by `sync`."""
        if self.file is None:
            path = self.root / self.name
            path.parent.mkdir(parents=True, exist_ok=True)
            self.file = path.open("ab")
        content_hash = hashlib.sha256(body).hexdigest()
        place = self.clerk.submit(_write, self.file, Stored(url, status, headers, body, at))
        self.unsaid.append(place)
        return Kept(content_hash, self.name, place)

    def sync(self) -> None:
        """What was put survives a loss of power."""
        unsaid, self.unsaid = self.unsaid, []
        for place in unsaid:
            place.result()
        if self.file is not None:
            self.file.flush()
            os.fsync(self.file.fileno())

    def close(self) -> None:
        """No more answers."""
        self.clerk.shutdown()
        if self.file is not None:
            try:
                self.sync()
            finally:
                self.file.close()
                self.file = None


def _write(file: IO[bytes], answer: Stored) -> int:
    """Where the answer begins that is now at the end of the file."""
    offset = file.tell()
    kept = [(name, value) for name, value in answer.headers.items() if name not in _DROPPED]
    length = len(answer.body)
    http = StatusAndHeaders(f"{answer.status} -", [*kept, ("content-length", str(length))], protocol="HTTP/1.1")
    named = {"WARC-Date": answer.retrieved_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")}
    plain = BytesIO()
    writer = WARCWriter(plain, gzip=False)
    record = writer.create_warc_record(
        answer.url, "response", payload=BytesIO(answer.body), length=length, http_headers=http, warc_headers_dict=named
    )
    writer.write_record(record)
    file.write(gzip.compress(plain.getbuffer(), LEVEL))
    return offset


def get(root: Path, content_hash: str, warc: str = "", offset: int = 0) -> Stored:
    """The answer at a place, checked. Raises StoreError when it is missing or its bytes changed."""
    if not warc:  # kept by a version before 0.2: the body alone, by its hash
        return Stored("", 200, {}, _plain(root, content_hash), datetime.fromtimestamp(0, UTC))
    path = root / warc
    try:
        with path.open("rb") as file:
            file.seek(offset)
            stored = next(_responses(file))
    except (OSError, EOFError, StopIteration, ArchiveLoadFailed) as error:
        raise StoreError(f"the archive holds no page {content_hash} in {path}: {type(error).__name__}") from error
    if hashlib.sha256(stored.body).hexdigest() != content_hash:
        raise StoreError(f"the archived page {content_hash} in {path} has changed since it was written")
    return stored


def pages_in(path: Path) -> Iterator[Stored]:
    """Every answer of any WARC file, in file order. Raises StoreError where it is not one, or is cut off."""
    try:
        with path.open("rb") as file:
            yield from _responses(file)
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
        file.write(_hole(length))
        file.flush()
        os.fsync(file.fileno())


def _hole(length: int) -> bytes:
    """A packed WARC record of kind `metadata`, as long as it is told: what is left over stands in the header's own comment."""
    head = b"WARC/1.0\r\nWARC-Type: metadata\r\nWARC-Record-ID: <urn:terazi:erased>\r\nWARC-Date: 1970-01-01T00:00:00Z\r\nContent-Length: 0\r\n\r\n\r\n\r\n"
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = packer.compress(head) + packer.flush()
    ends = struct.pack("<II", zlib.crc32(head), len(head))
    room = length - len(body) - 10 - len(ends)
    flags = bytes([31, 139, 8, 16 if room else 0, 0, 0, 0, 0, 0, 255])
    if room < 0:
        return b"\0" * length  # too short for a record: nothing of it can be read
    return flags + (b" " * (room - 1) + b"\0" if room else b"") + body + ends


def prune(root: Path, warcs: Iterable[str]) -> int:
    """Delete files. Returns how many were there."""
    found = [root / warc for warc in warcs if (root / warc).exists()]
    for path in found:
        path.unlink()
    return len(found)


def _responses(file: IO[bytes]) -> Iterator[Stored]:
    for record in ArchiveIterator(file):
        if record.rec_type == "response" and record.http_headers:
            yield _stored(record)


def _stored(record: Any) -> Stored:
    headers = {name.lower(): value for name, value in record.http_headers.headers}
    at = datetime.fromisoformat(record.rec_headers.get_header("WARC-Date"))
    body = record.content_stream().read()
    if record.raw_stream.limit > 0:
        raise EOFError(f"{record.raw_stream.limit} bytes are missing at its end")
    return Stored(
        record.rec_headers.get_header("WARC-Target-URI"),
        int(record.http_headers.get_statuscode()),
        headers,
        body,
        at.replace(tzinfo=at.tzinfo or UTC),
    )


def _plain(root: Path, content_hash: str) -> bytes:
    path = root / content_hash[:2] / f"{content_hash}.gz"
    if not path.exists():
        raise StoreError(f"the archive holds no page {content_hash}")
    body = gzip.decompress(path.read_bytes())
    if hashlib.sha256(body).hexdigest() != content_hash:
        raise StoreError(f"the archived page {path} has changed since it was written")
    return body
