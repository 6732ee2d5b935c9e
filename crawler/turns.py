"""One host, one request at a time, over all processes that share a Redis: whose turn it is, and when."""

import asyncio
import uuid
from typing import Any, Protocol

from redis import Redis

from crawler import scripts
from crawler.errors import Blocked
from crawler.politeness import LONGEST_WAIT_S

LEASE_S = 60.0
"""How long after its last sign of life a process is taken for dead."""


class Turns(Protocol):
    """Who may ask a host now."""

    async def take(self, base: str, delay_s: float) -> None:
        """Wait until the host is free and its last answer so many seconds ago, then hold it."""

    def give(self, base: str) -> None:
        """The answer is there."""

    def rest(self, base: str, seconds: float) -> None:
        """Nobody asks the host for so long."""


class Alone:
    """A process that shares with nobody: its own pace is enough."""

    async def take(self, base: str, delay_s: float) -> None:
        """See Turns."""

    def give(self, base: str) -> None:
        """See Turns."""

    def rest(self, base: str, seconds: float) -> None:
        """See Turns."""


class Shared:
    """Turns in Redis. A process that dies with a host in hand blocks it for as long as a lease."""

    def __init__(self, address: str) -> None:
        self.redis: Any = Redis.from_url(address, decode_responses=True)
        self.me = uuid.uuid4().hex
        self.held: dict[str, asyncio.Task[None]] = {}

    async def take(self, base: str, delay_s: float) -> None:
        """See Turns. Raises Blocked where the host wants to be left alone for longer than anybody waits."""
        while (left := float(self._run(scripts.TAKE, base, self.me, delay_s, LEASE_S))) > 0:
            if left > max(LONGEST_WAIT_S, delay_s):
                raise Blocked(f"{base} is left alone for {left / 3600:.1f} hours")
            await asyncio.sleep(left)
        self.held[base] = asyncio.create_task(self._hold(base))

    async def _hold(self, base: str) -> None:
        while True:
            await asyncio.sleep(LEASE_S / 4)
            self._run(scripts.HOLD, base, self.me, LEASE_S)

    def give(self, base: str) -> None:
        """See Turns."""
        if base in self.held:
            self.held.pop(base).cancel()
            self._run(scripts.HOLD, base, self.me, 0)

    def rest(self, base: str, seconds: float) -> None:
        """See Turns."""
        self._run(scripts.REST, base, seconds)

    def _run(self, script: str, base: str, *said: Any) -> Any:
        return self.redis.eval(script, 1, f"terazi:host:{base}", *said)
