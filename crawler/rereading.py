"""Archived pages read again and cleaned, in one process or in several: what they hold comes back in the order of the pages."""

import multiprocessing
import os
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from typing import Any

from crawler.ask import Batch
from crawler.labels import stored_labels, under_first
from crawler.page import Page
from crawler.pipelines.identify import Cleaned, cleaned
from crawler.source import SOURCES, Source
from crawler.visit import UNREAD, describe
from crawler.web import Web, page_of
from store.errors import StoreError
from store.records import CrawledRecord
from store.runs import OpenRun
from store.session import batches, open_engine
from store.settings import Settings
from store.vocabulary import Level

Rows = Sequence[Mapping[str, Any]]
STRETCH = 50
"""Pages that are handed to a process at once."""
WORTH = 250
"""Pages below which a second process takes longer to start than it saves."""
FIGURES = "official figures: a crawl reads its archived pages again"
LEADS = "leads not followed"


@dataclass(frozen=True)
class Found:
    """What a stretch of pages holds."""

    pages: int
    records: list[Cleaned]
    skipped: dict[str, int]
    notices: list[tuple[Level, str, str, str, int]]

    def tell(self, run: OpenRun) -> None:
        """Count it, and say what was noticed, in the run."""
        run.count("pages", self.pages)
        for reason, n in self.skipped.items():
            run.skip(reason, n)
        for level, code, message, place, n in self.notices:
            run.notices.add(code, message, level=level, place=place, count=n)


class Reader:
    """Reads the archived pages of one source."""

    def __init__(self, settings: Settings, source: Source, secret: bytes) -> None:
        self.settings, self.source, self.secret = settings, source, secret
        self.run = OpenRun(0, source.source_id, {})
        self.web = Web(open_engine(settings), settings, self.run, source)

    def read(self, rows: Rows) -> Found:
        """What the pages behind these rows of `snapshot` hold. One that is pruned, lost or not understood is counted."""
        found = [(page, records_of(self.run, self.source, page, page.url)) for page in self._pages(rows)]
        labels = stored_labels(self.web.engine, self._asked_for(found))
        records = [
            cleaned(under_first(self.web.marked(record), labels.get(self._id(record)), self.run), self.secret)
            for _, of_page in found
            for record in of_page
        ]
        skipped, self.run.skipped = self.run.skipped, {}
        return Found(len(found), records, skipped, self.run.notices.drain())

    def _asked_for(self, found: Iterable[tuple[Page, Sequence[CrawledRecord]]]) -> list[str]:
        """The records whose label is not their page's but that of the target it was asked for."""
        return [
            self._id(record)
            for page, of_page in found
            for record in of_page
            if record.brand_label == page.context.get("brand")
        ]

    def _id(self, record: CrawledRecord) -> str:
        return f"{self.source.source_id}:{record.source_key}"

    def _pages(self, rows: Rows) -> Iterator[Page]:
        for row in rows:
            if row["pruned_at"] is not None:
                self.run.skip("pruned")
            elif row["status"] == 200 and not row["url"].endswith("/robots.txt"):
                try:
                    yield self.web.remembered(
                        page_of(self.settings, row, self.run), (row["ask"] or {}).get("parent", "")
                    )
                except StoreError as lost:
                    self.run.notices.add("page_lost", str(lost), level=Level.ERROR)
                    self.run.skip("page_lost")

    def close(self) -> None:
        """No more pages."""
        self.web.engine.dispose()


def records_of(run: OpenRun, source: Source, page: Page, place: str) -> tuple[CrawledRecord, ...]:
    """The records of one page; a page that cannot be read is noted and skipped."""
    try:
        batch = batch_of(source.read(page))
    except UNREAD as wrong:
        run.notices.add("page_unread", describe(wrong), place=place)
        run.skip("page_unread")
        return ()
    if batch.figures:
        run.skip(FIGURES, len(batch.figures))
    if batch.asks or batch.next:
        run.skip(LEADS, len(batch.asks) + bool(batch.next))
    return batch.records


def batch_of(found: Any) -> Batch:
    """What `read` gave, as a batch: sources that walk by themselves give records, or shapes of their own."""
    if isinstance(found, Batch):
        return found
    if isinstance(found, CrawledRecord):
        return Batch((found,))
    return Batch(tuple(one for one in found if isinstance(one, CrawledRecord))) if isinstance(found, list) else Batch()


def read_all(
    settings: Settings, source: Source, secret: bytes, rows: Iterable[Mapping[str, Any]], processes: int
) -> Iterator[Found]:
    """What all these pages hold, in their order, whatever the number of processes that read them."""
    if processes < 2:
        reader = Reader(settings, source, secret)
        yield from map(reader.read, batches(rows, STRETCH))
        reader.close()
        return
    servers = multiprocessing.get_context("forkserver")
    servers.set_forkserver_preload(["crawler.readers"])
    with ProcessPoolExecutor(processes, servers, _open_reader, (settings, source.source_id, secret)) as pool:
        waiting: deque[Future[Found]] = deque()
        try:
            for stretch in batches(rows, STRETCH):
                waiting.append(pool.submit(_read_here, stretch))
                if len(waiting) > 2 * processes:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def processes_for(pages: int) -> int:
    """How many processes so many pages are worth: one that waits for its rows costs little beside those that read."""
    return max(1, min(os.cpu_count() or 1, pages // WORTH))


_here: list[Reader] = []
"""The reader of a process that reads for another."""


def _open_reader(settings: Settings, source_id: str, secret: bytes) -> None:
    _here.append(Reader(settings, SOURCES[source_id], secret))


def _read_here(rows: Rows) -> Found:
    return _here[0].read(rows)
