"""Who is looked at again, and in which order: what an author's code may stand in, what the walk missed, what came to an age of the
ladder, what has probably vanished."""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from crawler.ledger.survival import Survival
from crawler.memory import awaited, utc
from crawler.visit import Visit
from store.session import table_of
from store.tables import Record, Sighting

LADDER = tuple(timedelta(hours=hours) for hours in (1, 24, 7 * 24, 30 * 24, 90 * 24))
"""Ages at which a record is looked at again, and again after it vanished."""
MOST_RECHECKS = 200
WORTH_A_LOOK = 0.01
"""Beyond the ladder: the probability of having vanished since it was last seen from which a record is asked for."""
_RECORD, _SIGHTING = table_of(Record), table_of(Sighting)


@dataclass(frozen=True)
class Glimpse:
    """A stored record as far as its turn depends on it. `seen_at`: when it was last looked at, gone or not."""

    record_id: str
    brand_label: str
    posted_at: datetime | None
    begun_at: datetime
    seen_at: datetime


def crossed(begun_at: datetime, seen_at: datetime, now: datetime) -> bool:
    """Whether something begun at one moment came to an age of the ladder since it was seen at another."""
    return any(seen_at < begun_at + age <= now for age in LADDER)


def choose(visit: Visit, survival: Survival, *, is_walked: bool) -> tuple[list[str], int]:
    """(record ids in the order of their turn, at most MOST_RECHECKS; how many are left for the next run)."""
    now, found = visit.now(), 0

    def turns() -> Iterator[tuple[int, float, str]]:
        nonlocal found
        for turn in _turns(visit, survival, now, is_walked):
            found += 1
            yield turn

    first = heapq.nsmallest(MOST_RECHECKS, turns())
    return [record_id for *_, record_id in first], found - len(first)


def _turns(visit: Visit, survival: Survival, now: datetime, is_walked: bool) -> Iterator[tuple[int, float, str]]:
    """(rank, - probability of having vanished, record id) of everything worth a look. What an author's code may stand in comes first."""
    first = awaited(visit.engine, visit.source.source_id)
    yield from ((-1, 0.0, record_id) for record_id in first)
    for one in (one for one in live(visit) if one.record_id not in first):
        likely = survival.probability(one.begun_at, one.seen_at, now)
        is_missed = is_walked and was_walked(visit, one)
        if is_missed or crossed(one.begun_at, one.seen_at, now):
            yield (0 if is_missed else 1), -likely, one.record_id
        elif likely >= WORTH_A_LOOK:
            yield 2, -likely, one.record_id
    for one in (one for one in gone(visit) if one.record_id not in first):
        if crossed(one.begun_at, one.seen_at, now):
            yield 1, 0.0, one.record_id


def was_walked(visit: Visit, one: Glimpse) -> bool:
    """Whether the walk went where this record stood: the list was read back beyond its date.

    On its very date is not enough: the rest of a day may stand on the page after the last one read.
    """
    since = visit.walked_from.get(one.brand_label, visit.walked_from.get(""))
    return since is None or (one.posted_at is not None and one.posted_at > since)


def live(visit: Visit) -> Iterator[Glimpse]:
    """Live records of the brands that were asked for which no run of this errand saw."""
    wanted = select(_RECORD.c.record_id, _RECORD.c.brand_label, _RECORD.c.posted_at, _RECORD.c.first_seen_at, _RECORD.c.last_seen_at).where(
        _RECORD.c.source_id == visit.source.source_id, _RECORD.c.gone_at.is_(None), _RECORD.c.last_run_id < visit.since_run_id)  # fmt: skip
    with visit.engine.connect() as connection:
        for row in connection.execution_options(stream_results=True).execute(wanted):
            if _is_ours(visit, row.brand_label):
                posted_at, first = row.posted_at and utc(row.posted_at), utc(row.first_seen_at)
                yield Glimpse(row.record_id, row.brand_label, posted_at, posted_at or first, utc(row.last_seen_at))


def gone(visit: Visit) -> Iterator[Glimpse]:
    """Records that vanished, with the moment they were first missed in the place of their begin: they may come back. Not those nobody ever saw stand."""
    span = (_SIGHTING.c.record_id == _RECORD.c.record_id) & (_SIGHTING.c.first_seen_at == _RECORD.c.gone_at)
    wanted = select(_RECORD.c.record_id, _RECORD.c.brand_label, _RECORD.c.gone_at, _SIGHTING.c.last_seen_at).join(_SIGHTING, span).where(
        _RECORD.c.source_id == visit.source.source_id, _RECORD.c.first_seen_at < _RECORD.c.gone_at, _RECORD.c.last_run_id < visit.since_run_id)  # fmt: skip
    with visit.engine.connect() as connection:
        for row in connection.execution_options(stream_results=True).execute(wanted):
            if _is_ours(visit, row.brand_label):
                yield Glimpse(row.record_id, row.brand_label, None, utc(row.gone_at), utc(row.last_seen_at))


def _is_ours(visit: Visit, brand_label: str) -> bool:
    labels = {target.label for target in visit.targets}
    return not labels or brand_label in labels
