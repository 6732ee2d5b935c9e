"""What became of the records a source no longer shows: each end is dated, told apart and believed only of a healthy source."""

from collections.abc import Iterator

from crawler import memory
from crawler.ledger import due
from crawler.ledger.look import Fate, look
from crawler.ledger.survival import observe
from crawler.memory import Known
from crawler.source import Vanishes
from crawler.visit import Visit
from crawler.web import base_of
from store.vocabulary import Level, Visibility

FLUSH_EVERY = 25
MOST_CONTROLS = 3
Missing = list[tuple[Known, Fate]]


async def settle(visit: Visit) -> None:
    """After a walk: find out about the live records it did not see, in the way their source allows."""
    if visit.limit is not None or visit.wrong_count:
        return
    if visit.source.vanishes is Vanishes.MISSED:
        _miss(visit)
    elif visit.source.vanishes is Vanishes.ASKED:
        await _look_again(visit, is_walked=True)


async def revisit(visit: Visit) -> None:
    """Instead of a walk: look at what is due, at its own address. Notes where the source has none."""
    visit.web.admit(*(target.at for target in visit.targets if "://" in target.at))
    if visit.source.vanishes is Vanishes.ASKED:
        await _look_again(visit, is_walked=False)
    else:
        visit.run.notices.add("no_addresses", "records of this source cannot be asked for one by one", level=Level.INFO)


def _miss(visit: Visit) -> None:
    """A walk over everything is the evidence; one that is short judges nothing."""
    if visit.run.facts.get("is_short"):
        return
    absent = [one for one in due.live(visit) if due.was_walked(visit, one)]
    if absent and not visit.taken_count:
        _disbelieve(visit, len(absent), "and so does everything else")
        return
    listed = memory.labels_seen(visit.engine, visit.run, visit.since_run_id) if visit.targets else None
    for one in absent:
        if listed is None or one.brand_label in listed:
            visit.gone(one.record_id, "absent from a complete walk", Visibility.REMOVED, visit.now())
        else:
            _doubt(visit, f"the whole list of {one.brand_label} is empty")


async def _look_again(visit: Visit, *, is_walked: bool) -> None:
    survival = observe(visit.engine, visit.source.source_id)
    chosen, left = due.choose(visit, survival, is_walked=is_walked)
    missing: Missing = []
    healthy: set[str] = set()
    for known in _known(visit, chosen):
        with visit.reading(known.url):
            fate = await look(visit, known)
            if fate is not None and not fate.how:
                _stands(visit, known, fate)
                healthy.add(fate.host)
            elif fate is not None and known.visibility == Visibility.LIVE:
                missing.append((known, fate))
            elif fate is not None:
                memory.still_gone(visit.engine, visit.run, known.record_id, fate.at)
        visit.flush_every(FLUSH_EVERY)
    if left:
        visit.run.notices.add(
            "rechecks_left", f"{left} records wait for the next run to be looked at", level=Level.INFO
        )
    await _believe(visit, missing, healthy)


def _known(visit: Visit, chosen: list[str]) -> Iterator[Known]:
    """The chosen records whole, in their order."""
    stored = memory.known(visit.engine, chosen)
    return (stored[record_id] for record_id in chosen)


def _stands(visit: Visit, known: Known, fate: Fate) -> None:
    """Seen: taken as it reads now; one that was gone is back, and a new sighting opens."""
    if fate.record is not None:
        visit.take(fate.record)
    elif known.visibility == Visibility.LIVE:
        visit.touch(known.record_id, fate.at)
    else:
        memory.back(visit.engine, visit.run, known.record_id, fate.at)


async def _believe(visit: Visit, missing: Missing, healthy: set[str]) -> None:
    """Date what is missing, host by host, once another record was seen to stand by the same way."""
    for host in sorted({fate.host for _, fate in missing}):
        those = [(known, fate) for known, fate in missing if fate.host == host]
        is_healthy = host in healthy or await _has_control(visit, host, {known.record_id for known, _ in missing})
        if is_healthy is None:
            _doubt(visit, f"no other record of {host} could be looked at")
        elif not is_healthy:
            _disbelieve(visit, len(those), f"but at {host} so do others")
        else:
            for known, fate in those:
                visit.gone(known.record_id, fate.how, fate.visibility, fate.at)


async def _has_control(visit: Visit, host: str, without: set[str]) -> bool | None:
    """Whether a record seen lately stands by the same way; None where there is no such record."""
    tried = 0
    for known in memory.latest_live(visit.engine, visit.source.source_id, without):
        ask = visit.source.recheck(known) if visit.source.recheck is not None else None
        if tried == MOST_CONTROLS or (ask is not None and base_of(visit.web.at(ask.url)) != host):
            continue
        with visit.reading(known.url):
            tried += 1
            fate = await look(visit, known)
            if fate is not None and not fate.how:
                _stands(visit, known, fate)
                return True
    return False if tried else None


def _disbelieve(visit: Visit, count: int, because: str) -> None:
    visit.run.notices.add("unhealthy", f"{count} records seem gone, {because}: not believed", level=Level.ERROR)


def _doubt(visit: Visit, because: str) -> None:
    visit.run.notices.add("unproven", f"records seem gone, but {because}: not believed yet", level=Level.WARNING)
