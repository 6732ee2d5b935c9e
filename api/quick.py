"""A look-up answered the moment its request has arrived: no task, no thread, one write. Whatever else is asked takes uvicorn's own way."""

import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from api.wire import Whole

AtOnce = Callable[[Any], Whole | None]
MOST = 4096
"""Bytes of a request read here."""
_ASKED = re.compile(rb"GET (/[!-~]*) HTTP/1\.1\r\n((?:[-!#$%&'*+.^_`|~0-9A-Za-z]+:[ \t]*(?:[!-~][ -~]*)?\r\n)+)\r\n")
_NOT_HERE = {b"connection", b"content-length", b"transfer-encoding", b"upgrade", b"expect", b"forwarded", b"x-forwarded-for", b"x-forwarded-proto"}  # fmt: skip
"""Headers that change how a request is framed, kept or told from others: all of that is uvicorn's."""
_STATUS = {status.value: f"HTTP/1.1 {status.value} {status.phrase}\r\n".encode() for status in HTTPStatus}


def quick(at_once: AtOnce) -> type[H11Protocol]:
    """uvicorn's protocol, but for whole plain GETs to which `at_once` knows the answer."""

    class Quick(H11Protocol):
        """One connection."""

        def data_received(self, data: bytes) -> None:
            scope = self._read(data)
            answer = at_once(scope) if scope else None
            if answer is None:
                super().data_received(data)
                return
            self._unset_keepalive_if_required()
            headers = b"".join(b"%b: %b\r\n" % pair for pair in (*self.server_state.default_headers, *answer.headers))
            self.transport.write(b"%b%b\r\n%b" % (_STATUS[answer.status], headers, answer.body))
            self.on_response_complete()

        def _read(self, data: bytes) -> dict[str, Any] | None:
            """The request in ASGI's terms; None unless the connection rests and this is one whole request that asks for nothing else."""
            found = _ASKED.fullmatch(data) if len(data) <= MOST and not self.flow.write_paused else None
            if found is None or self.conn.states != _RESTING or self.conn.trailing_data[0]:
                return None
            path, _, query = found[1].partition(b"?")
            headers = _headers(found[2])
            if b"%" in path or headers is None:
                return None
            return {"type": "http", "method": "GET", "path": path.decode(), "query_string": query, "headers": headers, "client": self.client}  # fmt: skip

    return Quick


_RESTING = {h11.CLIENT: h11.IDLE, h11.SERVER: h11.IDLE}


def _headers(lines: bytes) -> list[tuple[bytes, bytes]] | None:
    """Names in small letters with their values; None where one of them is not for us, or the host is not said once."""
    pairs = [line.partition(b":") for line in lines.split(b"\r\n")[:-1]]
    headers = [(name.lower(), value.strip()) for name, _, value in pairs if value.strip().lower() != b"keep-alive"]
    names = [name for name, _ in headers]
    return None if names.count(b"host") != 1 or not _NOT_HERE.isdisjoint(names) else headers
