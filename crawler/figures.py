"""The walk of a source of official figures: all of them are read, looked through together and kept in one transaction.

Nothing is stored of a walk that was broken off; it begins anew, and what has not changed is not sent again (ETag).
"""

from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from sqlmodel import Session

from crawler.ask import Ask, Figure
from crawler.errors import PageError
from crawler.imports.job import ImportJob
from crawler.page import Page
from crawler.visit import Visit
from store.errors import InputError

Keep = Callable[[ImportJob, Sequence[Any]], None]
Start = Callable[[Visit], Iterable[Ask]]


def figures_walk(start: Start, keep: Keep, *, is_one_table: bool = True) -> Callable[[Visit], Awaitable[None]]:
    """A `Source.crawl`: asks on from `start` as the batches say and hands every figure to `keep` at the end.

    With `is_one_table` a page that could not be read spoils all of it; otherwise the other pages are kept. Either way the
    run fails, with what was wrong in its notices.
    """

    async def crawl(visit: Visit) -> None:
        if visit.limit is not None:
            raise PageError("official figures are read whole: leave --limit out")
        found = await _read_all(visit, start)
        if visit.wrong_count and is_one_table:
            raise PageError(f"a page could not be read: of the {len(found.figures)} figures nothing is stored")
        if found.total is not None and found.total != len(found.figures):
            raise PageError(
                f"the source counts {found.total} figures and showed {len(found.figures)}: nothing is stored"
            )
        found.store(visit, keep)
        if visit.wrong_count:
            raise PageError(f"{visit.wrong_count} pages could not be read; the others are stored")
        visit.run.facts["is_whole"] = True

    return crawl


async def _read_all(visit: Visit, start: Start) -> "Found":
    """Every page, in the order its asks were named; a list's next page after what the page before led to."""
    waiting, asked, found = deque(start(visit)), set[str](), Found()
    while waiting:
        ask = waiting.popleft()
        if ask.key in asked:
            raise PageError(f"the list at {ask.url} runs in circles")
        asked.add(ask.key)
        with visit.reading(ask.url):
            page = await visit.ask(ask)
            batch = visit.source.read(page)
            found.take(page, batch.figures, batch.total)
            follows = [*batch.asks, *([batch.next] if batch.next else [])]
            waiting.extendleft(visit.placed(one, page.page_hash) for one in reversed(follows))
            visit.taken_count = len(found.figures)
            visit.saw()
        visit.flush({})
    return found


@dataclass
class Found:
    """What the pages held: `pages` are (how many rows came before it, its address), `total` what the source counts."""

    figures: list[Figure] = field(default_factory=list)
    pages: list[tuple[int, str]] = field(default_factory=list)
    rows: int = 0
    total: int | None = None

    def take(self, page: Page, figures: Sequence[Figure], total: int | None) -> None:
        """The figures of one page, with the address and the moment they were read at."""
        self.pages.append((self.rows, page.asked))
        self.figures += [
            replace(one, line=self.rows + one.line, url=page.asked, read_at=page.retrieved_at) for one in figures
        ]
        self.rows += max((one.line for one in figures), default=0)
        self.total = self.total if total is None else (self.total or 0) + total

    def store(self, visit: Visit, keep: Keep) -> None:
        """Keep all of it or, raising PageError, nothing."""
        counts, skipped = dict(visit.run.counts), dict(visit.run.skipped)
        try:
            with visit.engine.begin() as connection, Session(connection) as session:
                job = WalkJob(visit.settings, session, visit.run, Path(visit.source.source_id), visit.now(),
                              is_all=not visit.wrong_count, pages=tuple(self.pages))  # fmt: skip
                for figure in self.figures:
                    job.note_flaws(figure)
                keep(job, self.figures)
        except InputError as wrong:
            visit.run.counts, visit.run.skipped = counts, skipped
            place = f" at {job.place(wrong.line)}" if wrong.line else ""
            raise PageError(f"{wrong.problem}{place}: nothing is stored") from wrong
        self._fill(visit)

    def _fill(self, visit: Visit) -> None:
        """How many figures fill which field: the run's filled shares."""
        visit.intake.taken += len(self.figures)
        for figure in self.figures:
            for one in fields(figure):
                if getattr(figure, one.name) not in (None, "", ()):
                    visit.intake.filled[one.name] = visit.intake.filled.get(one.name, 0) + 1


@dataclass(frozen=True)
class WalkJob(ImportJob):
    """The figures of a walk, as an importer is given a file."""

    pages: tuple[tuple[int, str], ...] = ()

    def place(self, line: int) -> str:
        """`address:row`: where on which page a row stands."""
        before, address = [page for page in self.pages if page[0] < line][-1]
        return f"{address}:{line - before}"
