"""The common way through a source: ask, read, take, ask on. A source that only declares `start` and `read` walks like this."""

from crawler import ledger
from crawler.ahead import Ahead
from crawler.ask import Ask, Batch
from crawler.errors import Blocked, CrawlError, Disallowed, GivenUp
from crawler.progress import Progress
from crawler.visit import Visit
from store.vocabulary import Level

FLUSH_EVERY = 200


async def walk(visit: Visit) -> None:
    """Everything the source leads to from its first asks, then what became of the records it no longer shows.

    A host that refuses or cannot be read is left out; the others are walked to their end before it is raised.
    """
    frontier, source = visit.frontier, visit.source
    assert source.start is not None
    visit.web.admit(*(target.at for target in visit.targets if "://" in target.at))
    visit.errand_run_id = frontier.begin(source.start(visit), visit.since_run_id, anew=not visit.is_resumed)
    progress = Progress(visit)
    visit.where = progress.part
    lost: dict[str, CrawlError] = {}
    ahead = Ahead(visit, lost)
    try:
        while (ask := ahead.claim()) is not None or await _may_go_on(visit):
            if ask is None or visit.host(ask) in lost:
                await ahead.drop()
            else:
                await _step(visit, progress, ahead, ask, lost)
    finally:
        await ahead.drop()
    for error in lost.values():
        raise error
    began = await frontier.settles()
    if began is None:
        visit.is_whole, visit.is_helper = False, True
        visit.run.notices.add("helped", "another process closed this crawl", level=Level.INFO)
    else:
        visit.errand_run_id = began
        progress.join()
        progress.check_total()
        is_short = visit.wrong_count > 0 or visit.run.facts.get("is_short", False)
        visit.run.facts["is_whole"] = visit.is_whole and visit.limit is None and not is_short
        await ledger.settle(visit)


async def _may_go_on(visit: Visit) -> bool:
    """Nothing can be claimed: what was done is written, so that no other process waits for it."""
    visit.flush()
    return await visit.frontier.may_go_on()


async def _step(visit: Visit, progress: Progress, ahead: Ahead, ask: Ask, lost: dict[str, CrawlError]) -> None:
    """One ask and what its answer holds. Its host joins the `lost` where it refuses or cannot be read."""
    try:
        with visit.reading(ask.url):
            page = await ahead.page(ask)
            batch = visit.source.read(page) if page.status == 200 else Batch()
            progress.leads(page, ask, batch)
            await ahead.send()
            progress.holds(page, batch)
    except Disallowed:
        visit.run.skip("robots.txt")
    except (Blocked, GivenUp) as error:
        lost[visit.host(ask)] = error
        if len(visit.web.bases) == 1:
            raise
        return
    visit.frontier.done(ask)
    visit.flush_every(FLUSH_EVERY)
