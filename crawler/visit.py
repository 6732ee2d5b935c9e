"""One crawl of one source under way: what its walk may do."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Engine

from crawler import memory
from crawler.errors import Blocked, CrawlError, PageError
from crawler.page import Page
from crawler.pipelines.keep import Intake
from crawler.source import Source
from crawler.web import Web
from store.records import CrawledRecord
from store.runs import OpenRun
from store.settings import Settings
from store.vocabulary import Visibility

MOST_WRONG = 20


class Enough(Exception):  # noqa: N818
    """As many records as were asked for are taken."""


@dataclass
class Visit:
    """What a source's walk works with: pages come through `get`, records go through `take`, progress through `flush`."""

    settings: Settings
    engine: Engine
    source: Source
    run: OpenRun
    web: Web
    intake: Intake
    command: str
    brands: tuple[str, ...] = ()
    limit: int | None = None
    is_complete: bool = False
    is_interrupted: bool = False
    is_whole: bool = True
    error: Exception | None = None
    wrong_count: int = 0
    taken_count: int = 0
    saw: Callable[[], None] = field(default=lambda: None)

    @property
    def position(self) -> dict[str, Any]:
        """Where an interrupted run of the same command stopped, or {}."""
        same = self.run.resumes.get("command") == self.command
        return dict(self.run.resumes["position"]) if same else {}

    @property
    def since_run_id(self) -> int:
        """The first run of this errand: this one, or the interrupted one it goes on with."""
        same = self.run.resumes.get("command") == self.command
        return int(self.run.resumes["since_run_id"]) if same else self.run.run_id

    async def get(self, path: str, *, may_be_gone: bool = False, pause_s: float = 0.0) -> Page:
        """A page by its path (or by an address of the source)."""
        url = path if path.startswith(f"{self.web.base_url}/") else f"{self.web.base_url}{path}"
        return await self.web.get(url, may_be_gone=may_be_gone, pause_s=pause_s)

    def take(self, record: CrawledRecord) -> None:
        """Hand a record on. Raises Enough when it was the last one asked for."""
        self.intake.take(memory.sharpest(self.engine, record))
        self._count()

    def touch(self, record_id: str, at: datetime) -> None:
        """A known record was seen and looks the same. Raises Enough as `take` does."""
        memory.touch(self.engine, self.run, [record_id], at)
        self._count()

    def flush(self, position: dict[str, Any]) -> None:
        """Commit what was taken, and with it where the walk stands."""
        self.intake.flush({"command": self.command, "since_run_id": self.since_run_id, "position": position})

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
        """Reads one page among many: what is wrong with it is noted and skipped; too many such pages end the run."""
        try:
            yield
        except Blocked:
            raise
        except (CrawlError, ValidationError) as wrong:
            self.run.notices.add("page_unread", describe(wrong), place=place)
            self.run.skip("page_unread")
            self.wrong_count += 1
            if self.wrong_count >= MOST_WRONG:
                raise PageError(f"{self.wrong_count} pages could not be read; the last: {describe(wrong)}") from wrong

    def _count(self) -> None:
        self.taken_count += 1
        self.saw()
        if self.limit is not None and self.taken_count >= self.limit:
            raise Enough


def describe(wrong: Exception) -> str:
    """An error in words that hold nothing of a page's content."""
    if isinstance(wrong, ValidationError):
        return "; ".join(f"{'.'.join(map(str, error['loc']))}: {error['type']}" for error in wrong.errors())
    return str(wrong)
