"""When a feed wants to be read again: its ttl, and the hours and days on which it has nothing new."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import select

from crawler.ask import Ask
from crawler.errors import Blocked
from crawler.page import Page
from crawler.politeness import is_loopback
from crawler.visit import Visit
from crawler.web import page_of
from store.session import table_of
from store.tables import Snapshot

_SNAPSHOT = table_of(Snapshot)
_TTL = re.compile(r"<ttl>\s*(\d+)\s*</ttl>", re.IGNORECASE)
_SKIP = re.compile(r"<skip(?:Hours|Days)>(.*?)</skip(?:Hours|Days)>", re.IGNORECASE | re.DOTALL)
_SKIPPED = re.compile(r"<(?:hour|day)>\s*(\w+)\s*<", re.IGNORECASE)
_LONGEST = timedelta(days=1)


def due(visit: Visit, asks: list[Ask], by: Callable[[Page, datetime], datetime] | None = None) -> list[Ask]:
    """Those of the asks whose feeds do not want to be left alone now; `by` tells until when (default: `due_at`).

    Raises Blocked where all of them do. A run that goes on with an interrupted one asks for what that one had begun.
    """
    if visit.is_resumed:
        return asks
    now = visit.now()
    times = [(by or due_at)(page, now) if (page := last_page(visit, ask)) else now for ask in asks]
    if asks and min(times) > now:
        raise Blocked("every feed named wants to be left alone", until=min(times))
    ready = [ask for ask, at in zip(asks, times, strict=True) if at <= now]
    if len(ready) < len(asks):
        visit.run.skip("feed not due", len(asks) - len(ready))
    return ready


def hourly(page: Page, now: datetime) -> datetime:
    """`by` for what is worth asking once in an hour at most; a server on this very machine may be asked at once."""
    return now if is_loopback(page.url) else page.retrieved_at + timedelta(hours=1)


def due_at(page: Page, now: datetime) -> datetime:
    """The moment from which a feed wants to be read again: `now` or before where it may be read already.

    A ttl beyond a day is taken for a day: some feeds count in seconds.
    """
    text = page.text()
    ttl = _TTL.search(text)
    due = page.retrieved_at + min(timedelta(minutes=int(ttl[1])), _LONGEST) if ttl else page.retrieved_at
    quiet = {name.lower() for part in _SKIP.findall(text) for name in _SKIPPED.findall(part)}
    due = max(due, now)
    for _ in range(24 * 7):
        if not quiet & {str(due.hour), f"{due:%A}".lower(), "24" if due.hour == 0 else "-"}:
            return due
        due = due.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return now


def last_page(visit: Visit, ask: Ask) -> Page | None:
    """What an ask was answered the last time, as far as it is kept."""
    key = Ask(visit.web.at(ask.url), context=ask.context).key
    wanted = select(_SNAPSHOT).where(_SNAPSHOT.c.source_id == visit.source.source_id, _SNAPSHOT.c.ask_key == key,
                                     _SNAPSHOT.c.status == 200, _SNAPSHOT.c.pruned_at.is_(None))  # fmt: skip
    with visit.engine.connect() as connection:
        row = connection.execute(wanted.order_by(_SNAPSHOT.c.snapshot_id.desc()).limit(1)).first()
    return page_of(visit.settings, dict(row._mapping)) if row else None
