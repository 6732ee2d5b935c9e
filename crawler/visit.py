"""One crawl of one source under way: what its walk may do."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Engine

from crawler import memory
from crawler.ask import Ask, Target, target
from crawler.errors import Blocked, CrawlError, GivenUp
from crawler.frontier import Frontier
from crawler.labels import stored_labels, under_first
from crawler.page import Page
from crawler.pipelines.keep import Intake
from crawler.source import Source
from crawler.web import Web, base_of
from store.records import CrawledRecord
from store.runs import OpenRun
from store.settings import Settings
from store.vocabulary import Visibility

MOST_WRONG = 20
UNREAD = (CrawlError, ValueError, ArithmeticError, RecursionError)
"""What a page can do to its reader: be another than its contract says, or hold numbers, dates and depths nobody can take."""


class Enough(Exception):  # noqa: N818
    """As many records as were asked for are taken."""


@dataclass
class Visit:
    """What a source's walk works with: pages come through `ask` or `get`, records go through `take`, progress through `flush`."""

    settings: Settings
    engine: Engine
    source: Source
    run: OpenRun
    web: Web
    intake: Intake
    frontier: Frontier
    command: str
    brands: tuple[str, ...] = ()
    limit: int | None = None
    is_revisit: bool = False
    is_helper: bool = False
    is_complete: bool = False
    is_interrupted: bool = False
    is_whole: bool = True
    error: Exception | None = None
    wrong_count: int = 0
    wrong_at: dict[str, int] = field(default_factory=dict)
    taken_count: int = 0
    walked_count: int = 0
    walked_from: dict[str, datetime] = field(default_factory=dict)
    errand_run_id: int = 0
    flushed_at: float = field(default_factory=time.monotonic)
    where: Callable[[], dict[str, Any]] = field(default=dict)
    saw: Callable[[], None] = field(default=lambda: None)

    @property
    def targets(self) -> tuple[Target, ...]:
        """Whom to collect: `--brand` of the command line, else the settings' list for this source."""
        return tuple(
            target(said) for said in self.brands or tuple(self.settings.targets.get(self.source.source_id, ()))
        )

    def key(self, name: str) -> str:
        """An environment variable of the source's `keys` or `maybe_keys`, "" where it is not set. It never reaches a log or the archive."""
        assert name in (*self.source.keys, *self.source.maybe_keys), f"{name} is not declared"
        value = os.environ.get(name, "").strip()
        if value:
            self.web.hide(value)
        return value

    @property
    def is_resumed(self) -> bool:
        """Whether this run goes on with an interrupted one of the same command."""
        return bool(self.run.resumes.get("command") == self.command)

    @property
    def position(self) -> dict[str, Any]:
        """Where an interrupted run of the same command stopped, or {}."""
        same = self.run.resumes.get("command") == self.command
        return dict(self.run.resumes["position"]) if same else {}

    @property
    def since_run_id(self) -> int:
        """The first run of this errand: this one, or the interrupted one it goes on with."""
        same = self.run.resumes.get("command") == self.command
        return self.errand_run_id or (int(self.run.resumes["since_run_id"]) if same else self.run.run_id)

    @cached_property
    def labels(self) -> frozenset[str]:
        """What the targets are called."""
        return frozenset(one.label for one in self.targets)

    @cached_property
    def last_ok_at(self) -> datetime | None:
        """When the last complete crawl by the same command began."""
        return memory.last_ok_at(self.engine, self.source.source_id, self.command)

    @cached_property
    def was_whole_lately(self) -> bool:
        """Whether one of the last week walked everything."""
        return memory.was_whole_lately(self)

    async def get(self, path: str, *, may_be_gone: bool = False, pause_s: float = 0.0, parent: str = "") -> Page:
        """A page by its path (or by an address of the source); `parent` is the hash of the page that led to it."""
        url = path if "://" in path else f"{self.web.base_url}{path}"
        return await self.ask(Ask(url, parent=parent, may_be_gone=may_be_gone, pause_s=pause_s))

    async def ask(self, ask: Ask) -> Page:
        """The answer to an ask, archived. Raises Blocked, Unreachable and PageError as `Web.get` does."""
        return await self.web.get(ask.at(self.web.at(ask.url)))

    def host(self, ask: Ask) -> str:
        """The base of the address an ask is really sent to."""
        return base_of(self.web.at(ask.url))

    def placed(self, ask: Ask, parent: str, **context: str) -> Ask:
        """An ask with the page it came from and the address it is really sent to."""
        return replace(ask, url=self.web.at(ask.url), parent=parent, context=ask.context | context)

    def take(self, record: CrawledRecord) -> None:
        """Hand a record on. Raises Enough when it was the last one asked for."""
        self.intake.take(memory.sharpest(self.engine, self._labelled(self.web.marked(record))))
        self._count()

    def _labelled(self, record: CrawledRecord) -> CrawledRecord:
        """Where several brands are collected, the record under the one of them it was first found for."""
        if len(self.labels) < 2 or record.brand_label not in self.labels:
            return record
        record_id = self.record_id(record.source_key)
        waits = self.intake.waiting.get(record_id)
        first = waits[0]["brand_label"] if waits else stored_labels(self.engine, [record_id]).get(record_id)
        return under_first(record, first if first in self.labels else None, self.run)

    def touch(self, record_id: str, at: datetime) -> None:
        """A known record was seen and looks the same. Raises Enough as `take` does."""
        self.intake.touch(record_id, at)
        self._count()

    def flush(self, position: dict[str, Any] | None = None) -> None:
        """Commit what was taken, and with it where the walk stands (as it says itself through `where`, or `position`)."""
        self.web.archive.sync()
        errand = {"command": self.command, "since_run_id": self.since_run_id, "position": position or self.where()}
        self.intake.flush(errand, self.web.write, self.frontier.write)
        self.frontier.written()
        self.flushed_at = time.monotonic()

    def flush_every(self, pages: int) -> None:
        """Flush after so many pages, at least every second, and before much waits."""
        self.walked_count += 1
        if self.walked_count % pages == 0 or time.monotonic() - self.flushed_at > 1.0 or self.web.is_full:
            self.flush()

    def gone(self, record_id: str, how: str, visibility: Visibility, at: datetime) -> None:
        """A record its source no longer shows."""
        self.intake.gone(record_id, how, visibility, at)

    def record_id(self, source_key: str) -> str:
        """The id of one of this source's records."""
        return f"{self.source.source_id}:{source_key}"

    @staticmethod
    def now() -> datetime:
        """This moment, UTC."""
        return datetime.now(UTC)

    @contextmanager
    def reading(self, place: str) -> Iterator[None]:
        """Reads one page among many: what is wrong with it is noted and skipped. Raises GivenUp for too many such pages of a host."""
        try:
            yield
        except (Blocked, GivenUp):
            raise
        except UNREAD as wrong:
            self.run.notices.add("page_unread", describe(wrong), place=place)
            self.run.skip("page_unread")
            self.wrong_count += 1
            host = base_of(place)
            self.wrong_at[host] = self.wrong_at.get(host, 0) + 1
            if self.wrong_at[host] >= MOST_WRONG:
                raise GivenUp(f"{MOST_WRONG} pages could not be read; the last: {describe(wrong)}") from wrong

    def _count(self) -> None:
        self.taken_count += 1
        self.saw()
        if self.limit is not None and self.taken_count >= self.limit:
            raise Enough


def describe(wrong: Exception) -> str:
    """An error in words that hold nothing of a page's content."""
    if isinstance(wrong, ValidationError):
        return "; ".join(f"{'.'.join(map(str, error['loc']))}: {error['type']}" for error in wrong.errors())
    return str(wrong) if isinstance(wrong, (CrawlError, ValueError)) else type(wrong).__name__
