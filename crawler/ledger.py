"""What became of the records a source no longer shows: each end is dated, told apart and believed only of a healthy source."""

from crawler import memory
from crawler.ask import Ask, Batch
from crawler.memory import Known
from crawler.page import Page
from crawler.source import Vanishes
from crawler.visit import Visit
from store.records import CrawledRecord
from store.vocabulary import Level, Visibility

MOST_RECHECKS = 200
MOST_STEPS = 3


async def settle(visit: Visit) -> None:
    """Find out about every live record that a walk over everything missed, in the way its source allows."""
    if visit.limit is not None or visit.wrong_count or visit.run.facts.get("is_short"):
        return
    absent = [known for known in memory.unseen(visit.engine, visit.run, visit.since_run_id) if _is_missed(visit, known)]
    if visit.source.vanishes is Vanishes.MISSED:
        if absent and not visit.taken_count:
            visit.run.notices.add(
                "unhealthy",
                f"{len(absent)} records seem gone, and so does everything else: not believed",
                level=Level.ERROR,
            )
            return
        for known in absent:
            visit.gone(known.record_id, "absent from a complete walk", Visibility.REMOVED, visit.now())
    elif visit.source.vanishes is Vanishes.ASKED:
        for known in absent[:MOST_RECHECKS]:
            await _recheck(visit, known)


def _is_missed(visit: Visit, known: Known) -> bool:
    """Whether the walk went where this record stood: its brand was asked for, and the list was read back to its date."""
    labels = {target.label for target in visit.targets}
    since = visit.walked_from.get(known.brand_label)
    is_within = since is None or (known.posted_at is not None and known.posted_at >= since)
    return is_within and (not labels or known.brand_label in labels)


async def _recheck(visit: Visit, known: Known) -> None:
    """Ask after one record, and on where its page leads, until it shows or nothing is left to ask."""
    assert visit.source.recheck is not None
    ask = visit.source.recheck(known)
    if ask is None:
        return
    with visit.reading(ask.url):
        page, batch = await _read(visit, ask)
        for _ in range(MOST_STEPS):
            if _of(visit, known, batch) or not batch.asks:
                break
            page, batch = await _read(visit, visit.placed(batch.asks[0], page.page_hash))
        for record in _of(visit, known, batch):
            visit.take(record)
        if not _of(visit, known, batch):
            said = [one for one in batch.gone if visit.record_id(one.source_key) == known.record_id]
            how, visibility = (
                (said[0].how, said[0].visibility) if said else (f"status {page.status}", Visibility.REMOVED)
            )
            visit.gone(known.record_id, how, visibility, page.retrieved_at)


async def _read(visit: Visit, ask: Ask) -> tuple[Page, Batch]:
    page = await visit.ask(ask)
    return page, visit.source.read(page) if page.status == 200 else Batch()


def _of(visit: Visit, known: Known, batch: Batch) -> list[CrawledRecord]:
    return [record for record in batch.records if visit.record_id(record.source_key) == known.record_id]
