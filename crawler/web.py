"""Asking a source for pages: each answer is archived before anyone reads it; refusals are waited out or end the run."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from sqlalchemy import Engine, insert

from crawler.errors import PageError, Unreachable
from crawler.page import Page
from crawler.politeness import LONGEST_WAIT_S, Breaker, block_sign, is_loopback, retry_after_s
from crawler.source import Source
from store import archive
from store.runs import OpenRun
from store.session import table_of
from store.settings import Settings
from store.tables import Snapshot
from store.vocabulary import Level

TRIES = 3
ERROR_PAUSE_S = 60.0
GONE_STATUSES = {404, 410}


@dataclass(frozen=True)
class Answer:
    """What came over the wire. Header names are in lower case."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes


class Web:
    """The pages of one source in one run. `fetch` brings one answer, politely (crawler.middlewares)."""

    def __init__(self, engine: Engine, settings: Settings, run: OpenRun, source: Source, base_url: str) -> None:
        self.engine, self.settings, self.run, self.source = engine, settings, run, source
        self.base_url = base_url.rstrip("/")
        self.breaker = Breaker(settings.home / "hosts", self.base_url)
        self.fetch: Callable[[str, float], Awaitable[Answer]] | None = None
        self.tell: Callable[[str], None] = lambda _message: None
        self.log: Callable[..., object] = lambda _event, **_facts: None

    async def get(self, url: str, *, may_be_gone: bool = False, pause_s: float = 0.0) -> Page:
        """One page of the source. `pause_s` asks for more room before it than the source's own delay.

        Raises Blocked, Unreachable, and PageError for a status that is not 200 (404 and 410 are let through where the
        page `may_be_gone`).
        """
        page = await self._try(url, pause_s)
        if page.status != 200 and not (may_be_gone and page.status in GONE_STATUSES):
            raise PageError(f"status {page.status} at {url}")
        return page

    async def _try(self, url: str, pause_s: float) -> Page:
        assert self.fetch is not None
        failures = 0
        while True:
            try:
                answer = await self.fetch(url, pause_s)
                page = self.keep(answer)
                sign = block_sign(answer.status, answer.headers, answer.body, answers=self.source.answers)
                if not sign and answer.status < 500:
                    self.breaker.welcomed()
                    return page
                error = f"status {answer.status} at {url}"
            except Unreachable as lost:
                sign, error = "", str(lost)
            if sign:
                await self._wait_out(sign, answer.headers.get("retry-after", ""))
                continue
            failures += 1
            if failures >= TRIES:
                raise Unreachable(error)
            await self.sleep(0.0 if is_loopback(url) else ERROR_PAUSE_S, error)

    async def _wait_out(self, sign: str, header: str) -> None:
        """Sleep as long as a refusal asks, or the source's own pause; the breaker raises when it was one too many."""
        now = datetime.now(UTC)
        self.run.notices.add("refused", sign)
        self.log("refused", sign=sign, retry_after=header)
        asked = retry_after_s(header, now) if header else None
        if asked is not None and asked > LONGEST_WAIT_S:
            self.breaker.leave_alone(sign, now + timedelta(seconds=asked))
        self.breaker.refused(sign, now)
        own = 0.0 if is_loopback(self.base_url) else self.source.block_pause_s
        await self.sleep(own if asked is None else asked, sign)

    async def sleep(self, seconds: float, because: str) -> None:
        """Wait, and say why."""
        if seconds > 1:
            self.tell(f"waiting {seconds:.0f} s: {because}")
        await asyncio.sleep(seconds)

    def keep(self, answer: Answer) -> Page:
        """Archive an answer with its snapshot row, count it, and hand it on as a page."""
        at = datetime.now(UTC)
        page_hash = archive.put(self.settings.archive, answer.body)
        kind = answer.headers.get("content-type", "")
        with self.engine.begin() as connection:
            connection.execute(insert(table_of(Snapshot)), {
                "run_id": self.run.run_id, "source_id": self.source.source_id, "url": answer.url, "status": answer.status,
                "content_type": kind[:200], "content_hash": page_hash, "bytes_count": len(answer.body), "retrieved_at": at,
            })  # fmt: skip
        self.run.count("pages")
        self.log("page", status=answer.status, bytes_count=len(answer.body), page_hash=page_hash)
        if "noindex" in answer.headers.get("x-robots-tag", "").lower():
            self.run.notices.add("noindex", "the source asks not to index pages (X-Robots-Tag)", level=Level.INFO)
        return Page(answer.url, answer.status, answer.body, page_hash, at, _served_at(answer, at))


def _served_at(answer: Answer, at: datetime) -> datetime:
    """The server's clock, which "3 days ago" is counted from; ours where it does not say."""
    try:
        served_at = parsedate_to_datetime(answer.headers["date"])
    except (KeyError, ValueError):
        return at
    return served_at.astimezone(UTC)
