"""Answers kept as finished bytes: a brand's scores are looked up more than anything else, and a release never changes."""

from collections.abc import Callable
from typing import Any

import msgspec

from api.errors import NotInRelease
from api.packing import pack, way
from api.queries import BASE, Queries
from api.shelf import Shelf
from api.wire import App, Whole, matches, tag_of

PREFIX = f"{BASE}/brands/"
PREPARED, MOST = 2_000, 20_000
_HEADERS = [
    (b"content-type", b"application/json"),
    (b"cache-control", b"public, max-age=0, must-revalidate"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"x-content-type-options", b"nosniff"),
    (b"access-control-allow-origin", b"*"),
    (b"vary", b"Accept-Encoding"),
]


class Kept:
    """One answer: its body, its ETag, and each packing of it once somebody asked for it."""

    __slots__ = ("_ways", "tag")

    def __init__(self, body: bytes) -> None:
        self.tag = tag_of(body)
        self._ways = {b"": self._whole(body, b"")}

    def by(self, how: bytes) -> tuple[list[tuple[bytes, bytes]], bytes]:
        """Headers and body, packed `how`."""
        if how not in self._ways:
            self._ways[how] = self._whole(pack(self._ways[b""][1], how), how)
        return self._ways[how]

    def _whole(self, body: bytes, how: bytes) -> tuple[list[tuple[bytes, bytes]], bytes]:
        packed = [(b"content-encoding", how)] if how else []
        return [*_HEADERS, (b"etag", self.tag), *packed, (b"content-length", str(len(body)).encode())], body


def keep(queries: Queries, brand_id: str) -> Kept:
    """The kept answer about a brand, made when it is first asked for. Raises NotInRelease."""
    found: Kept | None = queries.kept.get(brand_id)
    if found is None:
        found = queries.kept[brand_id] = Kept(msgspec.json.encode(queries.brand(brand_id)))
        if len(queries.kept) > MOST:
            queries.kept.pop(next(iter(queries.kept)), None)
    return found


def prepare(queries: Queries) -> None:
    """Keep the answers about as many brands as can be made in seconds; the others are made when they are asked for."""
    for brand_id in sorted(queries.names)[:PREPARED]:
        keep(queries, brand_id)


class Lookups:
    """Answers `/brands/ID` of the latest release from kept bytes; whatever else is asked goes on to the application."""

    def __init__(self, app: App, shelf: Callable[[], Shelf]) -> None:
        self._app, self._shelf = app, shelf

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """ASGI."""
        found = self.at_once(scope) if scope["type"] == "http" else None
        if found is None:
            await self._app(scope, receive, send)
            return
        await send({"type": "http.response.start", "status": found.status, "headers": found.headers})
        await send({"type": "http.response.body", "body": found.body})

    def at_once(self, scope: Any) -> Whole | None:
        """The kept answer, in the packing asked for, or that it is unchanged."""
        kept = self._find(scope)
        if kept is None:
            return None
        asked = dict(scope["headers"])
        if matches(asked.get(b"if-none-match", b""), kept.tag):
            left_out = (b"content-type", b"content-length")
            return Whole(304, [header for header in kept.by(b"")[0] if header[0] not in left_out], b"")
        headers, body = kept.by(way(asked.get(b"accept-encoding", b"")))
        return Whole(200, headers, body if scope["method"] == "GET" else b"")

    def _find(self, scope: Any) -> Kept | None:
        path: str = scope["path"]
        if not path.startswith(PREFIX) or scope["query_string"] or scope["method"] not in ("GET", "HEAD"):
            return None
        brand_id = path.removeprefix(PREFIX)
        queries = None if "/" in brand_id else self._shelf().at_hand()
        if queries is None:
            return None
        try:
            return keep(queries, brand_id)
        except NotInRelease:
            return None
