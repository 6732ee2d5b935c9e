"""The next answer is on its way while what the last one held is cleaned and stored. Still one request at a time."""

import asyncio
from collections.abc import Container

from crawler.ask import Ask
from crawler.page import Page
from crawler.visit import Visit, describe

TURNS = 2
"""Turns of the loop in which a request that has nothing to wait for comes through Scrapy to the wire."""


class Ahead:
    """One ask that was sent before its turn, or none. Nobody else asks as long as it is under way.

    `lost` are the hosts that are asked no more.
    """

    def __init__(self, visit: Visit, lost: Container[str]) -> None:
        self.visit, self.lost = visit, lost
        self.ask: Ask | None = None
        self.coming: asyncio.Task[Page] | None = None

    def claim(self) -> Ask | None:
        """What to ask, or has been asked, next."""
        ask, self.ask = self.ask or self.visit.frontier.claim(), None
        return ask

    async def page(self, ask: Ask) -> Page:
        """The answer to what was claimed, with the errors of `Visit.ask`."""
        if self.coming is None:
            return await self.visit.ask(ask)
        coming, self.coming = self.coming, None
        return await coming

    async def send(self) -> None:
        """Ask what comes next, as far as it is known by now. Its answer, or its error, waits for `page`.

        Not where a number of records was asked for: the page at hand may hold the last of them.
        """
        self.ask = None if self.visit.limit is not None else self.visit.frontier.claim()
        if self.ask is None or self.visit.host(self.ask) in self.lost:
            return
        self.coming = asyncio.create_task(self.visit.ask(self.ask))
        for _ in range(TURNS):
            await asyncio.sleep(0)

    async def drop(self) -> None:
        """Nobody wants to know any more. What came of it stands in the log: the walk has ended for another reason."""
        if self.coming is not None:
            self.coming.cancel()
            (found,) = await asyncio.gather(self.coming, return_exceptions=True)
            if isinstance(found, Exception):
                self.visit.web.log("dropped", error=describe(found))
            self.coming = None
