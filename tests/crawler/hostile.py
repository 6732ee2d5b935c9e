"""A server that breaks HTTP as a test says, byte by byte: it writes to the socket itself and knows how much it got rid of."""

import gzip
import json
import socket
import socketserver
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

HOST = "https://mastodon.example"
MEGABYTE = 1_000_000
Trick = Callable[["Wire", str], None]


def head_of(status: int = 200, **headers: str) -> bytes:
    """A status line and headers; names are written with "_" for "-"."""
    lines = {"Content_Type": "application/json", "Connection": "close", **headers}
    said = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in lines.items() if value)
    return f"HTTP/1.1 {status} -\r\n{said}\r\n".encode("latin-1")


@dataclass
class Wire:
    """One connection: what is sent on it is counted."""

    socket: socket.socket
    place: "Place"

    def send(self, data: bytes) -> None:
        """Raw bytes."""
        self.socket.sendall(data)
        self.place.sent += len(data)

    def head(self, status: int = 200, **headers: str) -> None:
        """A status line and headers."""
        self.send(head_of(status, **headers))

    def whole(self, body: bytes, status: int = 200, **headers: str) -> None:
        """A correct answer."""
        self.head(status, Content_Length=str(len(body)), **headers)
        self.send(body)

    def reset(self) -> None:
        """Hang up the hard way."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()


@dataclass
class Place:
    """A running hostile server: how much it sent, and which paths it was asked for."""

    base_url: str = ""
    sent: int = 0
    paths: list[str] = field(default_factory=list)


@contextmanager
def hostile(trick: Trick) -> Iterator[Place]:
    """A Mastodon instance whose timelines are a trick; robots.txt and the instance's own page are as they should be."""
    place = Place()

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            wire, head = Wire(self.request, place), b""
            while b"\r\n\r\n" not in head:
                if not (more := self.request.recv(65536)):
                    return
                head += more
            path = head.split(b" ")[1].decode()
            place.paths.append(path)
            with suppress(OSError):
                _answer(wire, path, trick)

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = allow_reuse_address = True

    server = Server(("127.0.0.1", 0), Handler)
    place.base_url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield place
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _answer(wire: Wire, path: str, trick: Trick) -> None:
    if path == "/robots.txt":
        wire.whole(b"User-agent: *\nAllow: /\n", Content_Type="text/plain")
    elif path == "/api/v2/instance":
        wire.whole(json.dumps({"configuration": {"timelines_access": {"hashtag_feeds": {"local": "public"}}}}).encode())
    else:
        trick(wire, path)


def status(number: int, **other: Any) -> dict[str, Any]:
    """A post as the interface gives it."""
    account = {"id": "1", "acct": "u", "bot": False, "uri": f"{HOST}/users/u"}
    return {"id": str(number), "created_at": "2026-11-20T10:00:00.000Z", "visibility": "public", "language": "tr",
            "uri": f"{HOST}/users/u/statuses/{number}", "edited_at": None, "spoiler_text": "", "content": f"<p>Kargo {number} gelmedi.</p>",
            "reblog": None, "account": account, "tags": [], **other}  # fmt: skip


def posts(*statuses: dict[str, Any]) -> bytes:
    """A timeline."""
    return json.dumps(list(statuses)).encode()


def says(body: bytes | str, status: int = 200, **headers: str) -> Trick:
    """Always the same whole answer."""
    data = body.encode() if isinstance(body, str) else body
    return lambda wire, path: wire.whole(data, status, **headers)


def ever_new(wire: Wire, path: str) -> None:
    """A list without end: other records on every page."""
    number = int(path.rpartition("=")[2]) if "max_id" in path else 1
    wire.whole(
        posts(status(number)), Link=f'<{wire.place.base_url}/api/v1/timelines/tag/x?max_id={number + 1}>; rel="next"'
    )


def ever_same(wire: Wire, path: str) -> None:
    """A list without end: the same records under ever new addresses."""
    number = int(path.rpartition("=")[2]) if "max_id" in path else 1
    wire.whole(posts(status(1)), Link=f'<{wire.place.base_url}/api/v1/timelines/tag/x?max_id={number + 1}>; rel="next"')


def a_gigabyte(wire: Wire, path: str) -> None:
    """A body of 1 GB that does not say how long it is."""
    wire.head()
    for _ in range(1000):
        wire.send(b" " * MEGABYTE)


def a_gigabyte_announced(wire: Wire, path: str) -> None:
    """A body of 1 GB that says so."""
    wire.head(Content_Length=str(1000 * MEGABYTE))
    for _ in range(1000):
        wire.send(b" " * MEGABYTE)


BOMB = gzip.compress(b" " * 200 * MEGABYTE, compresslevel=9)


def drip(wire: Wire, path: str) -> None:
    """A byte every fifth of a second, for as long as anybody listens."""
    wire.head(Content_Length="100000")
    for _ in range(100000):
        wire.send(b" ")
        time.sleep(0.2)


def headers_without_end(wire: Wire, path: str) -> None:
    """Header after header."""
    wire.send(b"HTTP/1.1 200 -\r\n")
    for number in range(100_000):
        wire.send(f"X-{number}: {'x' * 1000}\r\n".encode())


def reset_in_the_middle(wire: Wire, path: str) -> None:
    """A connection that breaks off."""
    wire.head(Content_Length="1000")
    wire.send(b"[")
    wire.reset()


def too_short(wire: Wire, path: str) -> None:
    """Less than the length that was announced."""
    wire.head(Content_Length="100000")
    wire.send(posts(status(1)))


def too_long(wire: Wire, path: str) -> None:
    """More than the length that was announced, all at once: the rest is there when the answer ends."""
    body = posts(status(1))
    wire.send(head_of(Content_Length=str(len(body))) + body + b"x" * 1000)


def longer_later(wire: Wire, path: str) -> None:
    """More than the length that was announced, long after the answer has ended."""
    wire.whole(posts(status(1)))
    time.sleep(0.3)
    with suppress(OSError):  # nobody listens any more
        wire.send(b"x" * 1000)


def no_http(wire: Wire, path: str) -> None:
    """Something else than HTTP."""
    wire.send(b"220 mail.example ESMTP\r\n" * 100)
