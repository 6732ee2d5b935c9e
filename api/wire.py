"""What holds for every answer on the wire: HEAD, ETag and 304, gzip, and headers that keep browsers safe."""

import gzip
import hashlib
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

App = Callable[[Any, Any, Any], Awaitable[None]]
Message = MutableMapping[str, Any]
SAFE = [
    (
        b"content-security-policy",
        b"default-src 'none'; img-src 'self'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"cross-origin"),
]
SVG_POLICY = (b"content-security-policy", b"default-src 'none'; style-src 'unsafe-inline'; sandbox")
_TEXT = (b"text/", b"application/json", b"application/problem+json", b"image/svg+xml", b"application/vnd.oai")
_SMALL = 1000


class Wire:
    """Wraps the whole application. Streamed answers (downloads) pass through; whole ones get an ETag and are packed."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        is_head = scope["method"] == "HEAD"
        if is_head:
            scope = {**scope, "method": "GET"}
        asked = {name: value for name, value in scope["headers"] if name in (b"if-none-match", b"accept-encoding")}
        await self._app(scope, receive, _Answer(send, asked, is_head=is_head, is_get=scope["method"] == "GET"))


class _Answer:
    """Holds back the start of an answer until it is known whether the body comes in one piece."""

    def __init__(self, send: Any, asked: dict[bytes, bytes], *, is_head: bool, is_get: bool) -> None:
        self._send, self._asked, self._is_head, self._is_get = send, asked, is_head, is_get
        self._start: Message | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
            return
        body: bytes = message.get("body", b"")
        if self._start is not None:
            start, self._start = self._start, None
            is_whole = not message.get("more_body")
            body = self._finish(start, body) if is_whole else self._guard(start, body)
            await self._send(start)
        await self._send({**message, "body": b"" if self._is_head else body})

    def _guard(self, start: Message, body: bytes) -> bytes:
        headers: list[tuple[bytes, bytes]] = list(start["headers"])
        kind = next((value for name, value in headers if name.lower() == b"content-type"), b"")
        safe = [SVG_POLICY, *SAFE[1:]] if kind.startswith(b"image/svg") else SAFE
        said = {name.lower() for name, _ in headers}
        start["headers"] = [*headers, *(pair for pair in safe if pair[0] not in said)]
        return body

    def _finish(self, start: Message, body: bytes) -> bytes:
        body = self._guard(start, body)
        headers = [(name, value) for name, value in start["headers"] if name.lower() != b"content-length"]
        known = {name.lower(): value for name, value in headers}
        if self._is_get and start["status"] == 200:
            tag = known.get(b"etag") or b'W/"' + hashlib.blake2b(body, digest_size=16).hexdigest().encode() + b'"'
            if b"etag" not in known:
                headers.append((b"etag", tag))
            if b"cache-control" not in known:
                headers.append((b"cache-control", b"public, max-age=0, must-revalidate"))
            if _matches(self._asked.get(b"if-none-match", b""), tag):
                start["status"], start["headers"] = (
                    304,
                    [header for header in headers if header[0].lower() != b"content-type"],
                )
                return b""
        if len(body) > _SMALL and known.get(b"content-type", b"").startswith(_TEXT):
            headers.append((b"vary", b"Accept-Encoding"))
            if b"gzip" in self._asked.get(b"accept-encoding", b""):
                body = gzip.compress(body, 5, mtime=0)
                headers.append((b"content-encoding", b"gzip"))
        start["headers"] = [*headers, (b"content-length", str(len(body)).encode())]
        return body


def _matches(asked: bytes, tag: bytes) -> bool:
    return any(one.strip().removeprefix(b"W/") == tag.removeprefix(b"W/") for one in asked.split(b",") if one.strip())
