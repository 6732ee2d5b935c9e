"""Manners on the wire: every request of Scrapy, redirects too, passes here last. One host, one request at a time."""

import asyncio
import random
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from crawler.ask import Ask
from crawler.errors import Blocked, CrawlError, Disallowed, PageError
from crawler.politeness import LONGEST_WAIT_S, Robots, is_loopback, read_robots
from crawler.web import base_of
from store.vocabulary import RobotsState

if TYPE_CHECKING:
    from crawler.spider import Walker

JITTER = 0.2


@dataclass
class Host:
    """What a host asks of us, and when it last answered."""

    robots: Robots | None = None
    answered_at: float = 0.0


class Manners:
    """Keeps to the source's hosts, their robots.txt and their pace."""

    def __init__(self, walker: "Walker") -> None:
        self.walker, self.web = walker, walker.visit.web
        self.hosts: dict[str, Host] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to build it."""
        return cls(crawler.spider)  # type: ignore[arg-type]

    async def process_request(self, request: Request) -> None:
        """Let a request pass in its time. Raises PageError for another host, Blocked and Disallowed by robots.txt."""
        if not self.web.owns(request.url):
            raise PageError(f"leads away from the source: {self.web.masked(request.url)}")
        host = self.hosts.setdefault(base_of(request.url), Host())
        if not request.meta.get("is_robots") and not self.web.source.is_by_contract:
            host.robots = host.robots or await self._ask_robots(request.url)
            self._check(host.robots, request.url)
        await self._pace(host, request.url, float(request.meta.get("pause_s", 0.0)))
        self.web.run.count("requests")

    def _check(self, robots: Robots, url: str) -> None:
        try:
            robots.check(url)
        except Disallowed:
            self._note(url, RobotsState.FORBIDS)
            raise

    async def _ask_robots(self, asked: str) -> Robots:
        ask = Ask(f"{base_of(asked)}/robots.txt")
        try:
            answer = await self.walker.download(ask, is_robots=True)
            self.web.keep(answer, ask)
            robots = read_robots(ask.url, answer.status, answer.body)
        except (CrawlError, IgnoreRequest) as error:
            self._note(ask.url, RobotsState.BLOCKED)
            raise error if isinstance(error, Blocked) else Blocked(f"robots.txt cannot be read: {error}") from error
        self._note(ask.url, RobotsState.ALLOWED if robots.rules else RobotsState.NONE)
        return robots

    def _note(self, url: str, state: RobotsState) -> None:
        """What a host's robots.txt said, for the status of the source."""
        said = {"state": state.value, "at": datetime.now(UTC).isoformat(timespec="seconds")}
        self.web.run.facts.setdefault("robots", {})[base_of(url)] = said

    async def _pace(self, host: Host, url: str, pause_s: float) -> None:
        base = base_of(url)
        own = 0.0 if is_loopback(base) else max(self.web.source.delay_s, pause_s)
        delay = max(own, host.robots.delay_s if host.robots else 0.0) * (1 + JITTER * random.random())  # noqa: S311
        if not delay <= LONGEST_WAIT_S:
            raise Blocked(f"{base} wants {delay:.0f} s between two requests")
        if (wait := host.answered_at + delay - time.monotonic()) > 0:
            await asyncio.sleep(wait)
        await self.web.turns.take(base, delay)

    def process_response(self, request: Request, response: Response) -> Response:
        """The host is free again."""
        self._give(request.url)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """The host is free again, whatever went wrong."""
        self._give(request.url)

    def _give(self, url: str) -> None:
        """Its rest begins with its answer: a request that was long on its way must not have the next one at its heels."""
        base = base_of(url)
        if base in self.hosts:
            self.hosts[base].answered_at = time.monotonic()
        self.web.turns.give(base)
