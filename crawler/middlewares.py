"""Manners on the wire: every request of Scrapy, redirects too, passes here last. One host, one request at a time."""

import asyncio
import random
import time
from typing import TYPE_CHECKING, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest

from crawler.errors import Blocked, CrawlError, PageError
from crawler.politeness import Robots, is_loopback, read_robots

if TYPE_CHECKING:
    from crawler.spider import Walker

JITTER = 0.2


class Manners:
    """Keeps to the source's host, its robots.txt and its pace."""

    def __init__(self, walker: "Walker") -> None:
        self.walker, self.web = walker, walker.visit.web
        self.robots: Robots | None = None
        self.asked_at = 0.0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to build it."""
        return cls(crawler.spider)  # type: ignore[arg-type]

    async def process_request(self, request: Request) -> None:
        """Let a request pass in its time. Raises PageError for another host, Blocked and Disallowed by robots.txt."""
        if not request.url.startswith(f"{self.web.base_url}/"):
            raise PageError(f"leads away from the source: {request.url}")
        if not request.meta.get("is_robots"):
            self.robots = self.robots or await self._ask_robots()
            self.robots.check(request.url)
        await self._pace(float(request.meta.get("pause_s", 0.0)))
        self.web.run.count("requests")

    async def _ask_robots(self) -> Robots:
        url = f"{self.web.base_url}/robots.txt"
        try:
            answer = await self.walker.download(url, is_robots=True)
        except (CrawlError, IgnoreRequest) as error:
            raise Blocked(f"robots.txt cannot be read: {error}") from error
        self.web.keep(answer)
        return read_robots(url, answer.status, answer.body)

    async def _pace(self, pause_s: float) -> None:
        own = 0.0 if is_loopback(self.web.base_url) else max(self.web.source.delay_s, pause_s)
        delay = max(own, self.robots.delay_s if self.robots else 0.0) * (1 + JITTER * random.random())  # noqa: S311
        await asyncio.sleep(max(0.0, self.asked_at + delay - time.monotonic()))
        self.asked_at = time.monotonic()
