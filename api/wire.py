"""What holds for every answer on the wire: HEAD, ETag and 304, packing, one shape of error, and headers that keep browsers safe."""

import hashlib
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from http import HTTPStatus
from typing import Any, NamedTuple, Protocol

from api.errors import PROBLEM, UNFORESEEN, Problem, encoded
from api.packing import pack, way

App = Callable[[Any, Any, Any], Awaitable[None]]
Message = MutableMapping[str, Any]
LOG = logging.getLogger("terazi.api")
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
_TEXT = (b"text/", b"application/json", b"application/problem+json", b"image/svg+xml", b"application/vnd.oai", b"application/atom+xml")  # fmt: skip
_PAGES = ("/en", "/tr")
SHARED = b"public, max-age=0, must-revalidate"
"""How long others may keep an answer; one to the holder of a key is kept by nobody."""
SMALL = 1000
"""Bytes below which packing costs more than it saves."""


class Whole(NamedTuple):
    """A finished answer."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes


class Ready(Protocol):
    """An application that knows some answers at once."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """ASGI."""

    def at_once(self, scope: Any) -> Whole | None:
        """The answer to an HTTP request, without waiting for anything; None where it takes longer."""


class Wire:
    """Wraps the whole application. Streamed answers (downloads) pass through; whole ones get an ETag and are packed."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = _Answer(send, scope)
        if scope["method"] == "HEAD":
            scope = {**scope, "method": "GET"}
        try:
            await self._app(scope, receive, answer)
        except Exception:
            if answer.is_begun:
                raise
            LOG.exception("%s %s", scope["method"], scope["path"])
            await answer.problem(Problem("Internal Server Error", 500, UNFORESEEN))


class _Answer:
    """Holds back the start of an answer until it is known whether the body comes in one piece."""

    def __init__(self, send: Any, scope: Any) -> None:
        self._send, self._path = send, scope["path"]
        self._asked = {name: value for name, value in scope["headers"] if name in (b"if-none-match", b"accept-encoding")}  # fmt: skip
        self._is_private = any(name == b"authorization" for name, _ in scope["headers"])
        self._is_head, self._is_get = scope["method"] == "HEAD", scope["method"] in ("GET", "HEAD")
        self._start: Message | None = None
        self.is_begun = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
            return
        body: bytes = message.get("body", b"")
        if self._start is not None:
            start, self._start, self.is_begun = self._start, None, True
            is_whole = not message.get("more_body")
            body = self._finish(start, self._one_shape(start, body)) if is_whole else self._guard(start, body)
            await self._send(start)
        await self._send({**message, "body": b"" if self._is_head else body})

    async def problem(self, problem: Problem) -> None:
        """Answer with a problem instead of what was to come."""
        await self({"type": "http.response.start", "status": problem.status, "headers": [_PROBLEM]})
        await self({"type": "http.response.body", "body": encoded(problem)})

    def _one_shape(self, start: Message, body: bytes) -> bytes:
        """What the framework says by itself when it refuses, as a problem; pages tell people in their own way."""
        kind = dict(start["headers"]).get(b"content-type", b"")
        if start["status"] < 400 or not kind.startswith(b"text/") or self._path.startswith(_PAGES):
            return body
        start["headers"] = [*(header for header in start["headers"] if header[0] != b"content-type"), _PROBLEM]
        phrase = HTTPStatus(start["status"]).phrase
        told = body.decode("utf-8", "replace") if kind.startswith(b"text/plain") else ""
        return encoded(Problem(phrase, start["status"], told or phrase))

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
            tag = known.get(b"etag") or tag_of(body)
            if b"etag" not in known:
                headers.append((b"etag", tag))
            if b"cache-control" not in known:
                headers.append((b"cache-control", b"private, no-store" if self._is_private else SHARED))
            if matches(self._asked.get(b"if-none-match", b""), tag):
                start["status"], start["headers"] = (
                    304,
                    [header for header in headers if header[0].lower() != b"content-type"],
                )
                return b""
        if len(body) > SMALL and known.get(b"content-type", b"").startswith(_TEXT):
            headers.append((b"vary", b"Accept-Encoding"))
            if by := way(self._asked.get(b"accept-encoding", b"")):
                body = pack(body, by)
                headers.append((b"content-encoding", by))
        start["headers"] = [*headers, (b"content-length", str(len(body)).encode())]
        return body


_PROBLEM = (b"content-type", PROBLEM.encode())


def tag_of(body: bytes) -> bytes:
    """The ETag of a body; weak, for it stands for every packing of it."""
    return b'W/"' + hashlib.blake2b(body, digest_size=16).hexdigest().encode() + b'"'


def matches(asked: bytes, tag: bytes) -> bool:
    """Whether an If-None-Match header names the tag."""
    return any(one.strip().removeprefix(b"W/") == tag.removeprefix(b"W/") for one in asked.split(b",") if one.strip())
