"""An answer as a record of a WARC file, and back."""

import gzip
import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import IO, Any

from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

LEVEL = 1
"""warcio packs at level 9, which takes eight times as long for a sixth of the room."""
# What no longer holds of a body that is kept unpacked, and what belongs to nobody but the sender.
_DROPPED = {"content-encoding", "transfer-encoding", "content-length", "set-cookie", "connection", "keep-alive"}


@dataclass(frozen=True)
class Stored:
    """An answer as it came. Header names are in lower case."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    retrieved_at: datetime


def written(file: IO[bytes], answer: Stored) -> int:
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


def responses(file: IO[bytes]) -> Iterator[Stored]:
    """Every answer from here on, in file order. Raises warcio's errors, and EOFError where it is cut off."""
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


def hole(length: int) -> bytes:
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
