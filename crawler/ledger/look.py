"""Looking at one record again, at its own address: it stands, it is gone, or nobody can tell."""

from collections import deque
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from crawler.ask import Ask, Batch
from crawler.errors import PageError
from crawler.memory import Known
from crawler.page import Page
from crawler.visit import Visit
from crawler.web import base_of
from store.records import CrawledRecord
from store.vocabulary import Visibility

MOST_PAGES = 5


@dataclass(frozen=True)
class Fate:
    """What was found of a record: `how` is "" where it stands. `host` is the way it was found by; `record` as it reads now, if read."""

    at: datetime
    host: str
    how: str = ""
    visibility: Visibility = Visibility.LIVE
    record: CrawledRecord | None = None


async def look(visit: Visit, known: Known) -> Fate | None:
    """A record's fate, or None where its source knows no way to ask. Raises as `Visit.ask` and `Source.read` do."""
    source = visit.source
    if source.look is not None:
        return await source.look(visit, known)
    ask = source.recheck(known) if source.recheck is not None else None
    return await _follow(visit, known, replace(ask, may_be_gone=True)) if ask is not None else None


async def _follow(visit: Visit, known: Known, ask: Ask) -> Fate:
    """The record's own page, and the pages that lead to it where it is built of several."""
    page = await visit.ask(ask)
    host, at = base_of(page.asked), page.retrieved_at
    if page.status != 200:
        return Fate(at, host, f"status {page.status}", Visibility.REMOVED)
    is_elsewhere, waiting = _is_elsewhere(page), deque[Ask]()
    for _ in range(MOST_PAGES):
        batch = _read(visit, page)
        if fate := _told(visit, known, batch, page, host):
            return fate
        waiting.extend(visit.placed(one, page.page_hash) for one in batch.asks)
        if not waiting:
            how = f"sent to {urlsplit(page.url).path}" if is_elsewhere else "a page without the record"
            return Fate(at, host, how, Visibility.REMOVED)
        page = await visit.ask(waiting.popleft())
    raise PageError(f"not found within {MOST_PAGES} pages from {visit.web.masked(ask.url)}")


def _told(visit: Visit, known: Known, batch: Batch, page: Page, host: str) -> Fate | None:
    """What a page says of the record itself."""
    for record in batch.records:
        if visit.record_id(record.source_key) == known.record_id:
            return Fate(page.retrieved_at, host, record=record)
    if known.record_id in map(visit.record_id, batch.stands):
        return Fate(page.retrieved_at, host)
    for gone in batch.gone:
        if visit.record_id(gone.source_key) == known.record_id:
            return Fate(page.retrieved_at, host, gone.how, gone.visibility)
    return None


def _read(visit: Visit, page: Page) -> Batch:
    """A page's batch. A visitor who was sent elsewhere may find a page that nobody agreed to read: it holds no record."""
    try:
        batch: Batch = visit.source.read(page)
    except PageError:
        if _is_elsewhere(page):
            return Batch()
        raise
    return batch


def _is_elsewhere(page: Page) -> bool:
    asked, came = urlsplit(page.asked), urlsplit(page.url)
    return (asked.netloc, asked.path.rstrip("/")) != (came.netloc, came.path.rstrip("/"))
