"""How often one address may ask, over all processes together. Off on a loopback address unless it is set."""

import asyncio
import hashlib
import ipaddress
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from api.errors import PROBLEM, Problem, encoded
from api.pages.render import problem_page
from api.wire import SAFE, Ready, Whole
from store.settings import Settings
from store.windows import WINDOW_S, Windows

LOG = logging.getLogger("terazi.api")
_PARTS = 20
"""A process takes a share of what is left at a time, so that the shared store is asked once in so many requests."""
FREE = ("/static/", "/health", "/metrics")


@dataclass
class _Share:
    """What this process has taken of somebody's window and not yet given away."""

    window: int
    left: int
    remaining: int
    """What is left in the window besides."""


class Limits:
    """Counts requests before anything else happens. Where the shared store does not answer, nobody is held up: it is logged."""

    def __init__(self, app: Ready, settings: Settings, windows: Callable[[], Windows]) -> None:
        self._app, self._windows, self._limit = app, windows, settings.requests_a_minute
        self._key = key_of(settings)
        self._shares: dict[str, _Share] = {}

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """ASGI."""
        if scope["type"] != "http" or scope["path"].startswith(FREE):
            await self._app(scope, receive, send)
            return
        window, second = divmod(int(time.time()), WINDOW_S)
        left, wait = await self._take(self._who(scope), window), WINDOW_S - second
        told = _headers(self._limit, max(0, left), wait)
        if left < 0:
            await _refuse(send, scope["path"], self._limit, wait, told)
            return

        async def send_told(message: Any) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], *told]}
            await send(message)

        await self._app(scope, receive, send_told)

    def at_once(self, scope: Any) -> Whole | None:
        """What is known at once, where this process still has a share for whoever asks."""
        window, second = divmod(int(time.time()), WINDOW_S)
        share = self._shares.get(self._who(scope))
        found = self._app.at_once(scope) if share and share.window == window and share.left else None
        if found is None or share is None:
            return None
        share.left -= 1
        told = _headers(self._limit, share.left + share.remaining, WINDOW_S - second)
        return found._replace(headers=[*found.headers, *told])

    async def _take(self, who: str, window: int) -> int:
        """How many requests are left to somebody after this one; -1 where there was none."""
        share = self._shares.get(who)
        if share is None or share.window != window or (not share.left and share.remaining):
            share = await self._lease(who, window)
        if not share.left:
            return -1
        share.left -= 1
        return share.left + share.remaining

    async def _lease(self, who: str, window: int) -> _Share:
        wanted = max(1, self._limit // _PARTS)
        try:
            taken = await asyncio.to_thread(self._windows().take, who, window, wanted)
        except Exception:
            LOG.exception("the shared count of requests does not answer")
            return _Share(window, 1, self._limit - 1)
        before = self._shares.get(who)
        kept = before.left if before and before.window == window else 0
        granted = min(wanted, max(0, self._limit - (taken - wanted)))
        if len(self._shares) > 100_000:
            self._shares = {name: one for name, one in self._shares.items() if one.window == window}
        self._shares[who] = _Share(window, kept + granted, max(0, self._limit - taken))
        return self._shares[who]

    def _who(self, scope: Any) -> str:
        return who_of(self._key, (scope.get("client") or ("",))[0])


def key_of(settings: Settings) -> bytes:
    """What makes a hash of an address worth nothing elsewhere."""
    return hashlib.blake2b(settings.author_key(), digest_size=32).digest()


def who_of(key: bytes, host: str) -> str:
    """A keyed hash of an address; of its network of 64 bits where it is of version 6, which one household has."""
    with suppress(ValueError):  # a socket, or a test, is called whatever it is called
        address = ipaddress.ip_address(host)
        host = str(ipaddress.ip_network(f"{address}/64", strict=False)) if address.version == 6 else host
    return hashlib.blake2b(host.encode(), key=key, digest_size=16).hexdigest()


def _headers(limit: int, left: int, wait: int) -> list[tuple[bytes, bytes]]:
    said = {"limit": limit, "remaining": left, "reset": wait, "policy": f"{limit};w={WINDOW_S}"}
    return [(f"ratelimit-{name}".encode(), str(value).encode()) for name, value in said.items()]


async def _refuse(send: Any, path: str, limit: int, wait: int, told: list[tuple[bytes, bytes]]) -> None:
    problem = Problem("Too Many Requests", 429, f"{limit} requests a minute are answered; come again in {wait} seconds")
    page = problem_page(problem, path)
    kind, body = (b"text/html; charset=utf-8", page) if page else (PROBLEM.encode(), encoded(problem))
    headers = [(b"content-type", kind), (b"retry-after", str(wait).encode()), (b"access-control-allow-origin", b"*"),
               (b"content-length", str(len(body)).encode()), *SAFE, *told]  # fmt: skip
    await send({"type": "http.response.start", "status": 429, "headers": headers})
    await send({"type": "http.response.body", "body": body})
