"""An answer as a record of a WARC file, and back."""

import base64
import hashlib
import re
import struct
import uuid
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import IO, Any

from isal import isal_zlib
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders

LEVEL = 1
"""warcio packs at level 9 of zlib, which takes thirty times as long for a sixth of the room."""
# What no longer holds of a body that is kept unpacked, and what belongs to nobody but the sender.
_DROPPED = {"content-encoding", "transfer-encoding", "content-length", "set-cookie", "connection", "keep-alive"}
_BLANK = b"\r\n\r\n"
_FOLDED = re.compile(rb"\n[ \t]")
_STRETCH = 16_384
"""Bytes that are looked at at once: most packed pages have no more."""


@dataclass(frozen=True)
class Stored:
    """An answer as it came. Header names are in lower case."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    retrieved_at: datetime

    @cached_property
    def sha256(self) -> bytes:
        """The hash of the body."""
        return hashlib.sha256(self.body).digest()


def written(file: IO[bytes], answer: Stored) -> int:
    """Where the answer begins that is now at the end of the file."""
    offset = file.tell()
    file.write(isal_zlib.compress(_record(answer), LEVEL, wbits=31))
    return offset


def _record(answer: Stored) -> bytes:
    """The record as warcio's writer writes it, in a fraction of the time: a crawl waits for it."""
    kept = [(name, value) for name, value in answer.headers.items() if name not in _DROPPED]
    length = ("content-length", str(len(answer.body)))
    http = StatusAndHeaders(f"{answer.status} -", [*kept, length], protocol="HTTP/1.1").to_ascii_bytes()
    head = {
        "WARC-Date": answer.retrieved_at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z"),
        "WARC-Type": "response",
        "WARC-Record-ID": f"<urn:uuid:{uuid.uuid4()}>",
        "WARC-Target-URI": answer.url,
        "WARC-Payload-Digest": f"sha256:{base64.b32encode(answer.sha256).decode()}",
        "Content-Type": "application/http; msgtype=response",
        "Content-Length": str(len(http) + len(answer.body)),
    }
    said = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    return b"".join((f"WARC/1.0\r\n{said}\r\n".encode(), http, answer.body, b"\r\n\r\n"))


def response_at(read: Callable[[int, int], bytes], offset: int) -> Stored | None:
    """The answer that begins there, where it stands as `written` leaves it; None for whatever else: `responses` knows all forms.

    `read` gives so many bytes from a place on.
    """
    plain = _member_at(read, offset)
    head, http, rest = [*plain.split(_BLANK, 2), b"", b""][:3]
    lines, headers = _lines(head, b"WARC/1.0\r\n"), _lines(http, b"HTTP/1.1 ")
    if lines is None or headers is None or lines.get("warc-type") != "response" or not rest.endswith(_BLANK):
        return None
    body = rest[: -len(_BLANK)]
    if headers.get("content-length") != str(len(body)) or _DROPPED & (headers.keys() - {"content-length"}):
        return None
    at = datetime.fromisoformat(lines["warc-date"])
    return Stored(lines["warc-target-uri"], int(http[9:].split(maxsplit=1)[0]), headers, body, at)


def _member_at(read: Callable[[int, int], bytes], offset: int) -> bytes:
    """One packed member of a file, unpacked; b"" where there is none or it is cut off."""
    unpack, parts = isal_zlib.decompressobj(31), []
    try:
        while not unpack.eof and (packed := read(_STRETCH, offset)):
            parts.append(unpack.decompress(packed))
            offset += len(packed)
    except isal_zlib.error:  # type: ignore[misc]  # declared as a value in its stubs
        return b""
    return b"".join(parts) if unpack.eof else b""


def _lines(head: bytes, begins: bytes) -> dict[str, str] | None:
    """The headers below a first line, by their small names; None where they are not plain."""
    is_plain = head.isascii() and head.count(b"\n") == head.count(b"\r\n") and not _FOLDED.search(head)
    if not head.startswith(begins) or not is_plain:
        return None
    said = [line.partition(":") for line in head.decode().split("\r\n")[1:]]
    return {name.rstrip().lower(): value.strip() for name, mark, value in said if mark}


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
