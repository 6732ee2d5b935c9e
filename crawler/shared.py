"""A frontier that several machines share, in Redis: each ask is claimed by one process, and comes back when that process dies."""

import asyncio
import base64
import json
import threading
import zlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import text
from sqlmodel import Session

from crawler import scripts, turns
from crawler.ask import Ask, ask_of
from crawler.frontier import errand_of
from crawler.page import Page
from crawler.web import Web
from store.vocabulary import RunState

LOOK_S = 0.2


class SharedFrontier:
    """See crawler.frontier.Frontier. What was taken goes to Redis after it is in the database: a kill between asks again.

    The page an ask comes from travels with it, for the archive lies on the machine that kept it. A process is alive as
    long as it beats; a lease after the last beat what it held waits again.
    """

    def __init__(self, address: str, command: str, web: Web) -> None:
        self.redis: Any = Redis.from_url(address, decode_responses=True)
        self.web, self.worker, self.prefix = web, str(web.run.run_id), f"terazi:{errand_of(command)}:"
        self.fresh: dict[str, tuple[Ask, bool]] = {}
        self.ended: dict[str, Ask] = {}
        self.over = threading.Event()

    def begin(self, first: Iterable[Ask], run_id: int, *, anew: bool) -> int:
        """See Frontier. Whoever comes first starts the errand; what dead processes left is gone on with."""
        asks = [self._packed(ask, is_next=False) for ask in first]
        began = int(self._run(scripts.BEGIN, self.worker, json.dumps(asks)))
        threading.Thread(target=self._beat, daemon=True).start()
        return began

    def add(self, asks: Iterable[Ask], *, is_next: bool = False) -> None:
        """See Frontier."""
        for ask in asks:
            self.fresh.setdefault(ask.key, (ask, is_next))

    def claim(self) -> Ask | None:
        """See Frontier."""
        found = self._run(scripts.CLAIM, self.worker, turns.LEASE_S)
        if not found:
            return None
        ask = ask_of(json.loads(found[0]))
        if found[1]:
            self.web.remember(_page(found[1]))
        return ask

    def done(self, ask: Ask) -> None:
        """See Frontier."""
        self.ended[ask.key] = ask

    def write(self, session: Session) -> None:
        """See Frontier. Only one process writes at a time, so that two never take a record for new."""
        if session.get_bind().dialect.name == "postgresql":
            number = int.from_bytes(self.web.source.source_id.encode()[:7], "big")
            session.connection().execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": number})

    def written(self) -> None:
        """See Frontier."""
        asks = [self._packed(ask, is_next=is_next) for ask, is_next in self.fresh.values()]
        parents = {ask.parent for ask, _ in self.fresh.values() if ask.parent}
        pages = {parent: _packed_page(page) for parent in parents if (page := self.web.page_behind(parent))}
        ended = [[key, ask.parent] for key, ask in self.ended.items()]
        self._run(scripts.WRITE, self.worker, json.dumps([asks, ended, pages]))
        self.fresh, self.ended = {}, {}

    async def may_go_on(self) -> bool:
        """See Frontier. Others may bring more as long as they hold an ask."""
        state = self._run(scripts.OPEN, self.worker)
        if state == "held":
            await asyncio.sleep(LOOK_S)
        return bool(state != "done")

    async def settles(self) -> int | None:
        """See Frontier. Waits while another process is at it, in case that one dies."""
        while (began := self._run(scripts.SETTLE, self.worker, turns.LEASE_S)) == "another":
            await asyncio.sleep(LOOK_S)
        return int(began) if began != "over" else None

    def leave(self, state: RunState) -> None:
        """See Frontier. The last to leave, or the one that closed the errand, takes it down."""
        self.over.set()
        self._run(scripts.LEAVE, self.worker, int(state is not RunState.INTERRUPTED), turns.LEASE_S)
        self.redis.close()

    def _run(self, script: str, *said: Any) -> Any:
        return self.redis.eval(script, 1, self.prefix, *said)

    def _beat(self) -> None:
        while not self.over.wait(turns.LEASE_S / 4):
            try:
                self._run(scripts.BEAT, self.worker, turns.LEASE_S)
            except RedisError:
                continue  # the walk itself will say so

    @staticmethod
    def _packed(ask: Ask, *, is_next: bool) -> list[Any]:
        return [ask.key, json.dumps(ask.as_json()), is_next, ask.parent]


def _packed_page(page: Page) -> str:
    """A page, and those behind it, as Redis keeps it."""
    said = {name: getattr(page, name) for name in ("url", "status", "page_hash", "asked")}
    said |= {"headers": dict(page.headers), "context": dict(page.context), "at": [page.retrieved_at.isoformat(), page.served_at.isoformat()],
             "body": base64.b64encode(page.body).decode(), "parent": page.parent and _packed_page(page.parent)}  # fmt: skip
    return base64.b64encode(zlib.compress(json.dumps(said).encode(), 1)).decode()


def _page(packed: str) -> Page:
    said = json.loads(zlib.decompress(base64.b64decode(packed)))
    retrieved_at, served_at = map(datetime.fromisoformat, said["at"])
    return Page(said["url"], said["status"], base64.b64decode(said["body"]), said["page_hash"], retrieved_at, served_at, said["headers"],
                said["context"], said["asked"], said["parent"] and _page(said["parent"]))  # fmt: skip
