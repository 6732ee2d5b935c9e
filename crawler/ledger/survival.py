"""How long a source's records last, by age: a piecewise constant hazard from the store's own sightings.

A record is at risk from the moment it was first seen (delayed entry). One that vanished did so between its last sight and the
moment it was first missed: the middle is taken. Each hazard is drawn to the source's overall one by the weight of one event,
the overall one to one event in ten record-years: a source that was never seen to lose anything is not taken for immortal.
"""

import math
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

import numpy as np
from sqlalchemy import Engine, func, select

from crawler.ages import EDGES_HOURS, Floats, bin_of, hours_between, hours_by_age, no_hours
from crawler.memory import utc
from store.session import table_of
from store.tables import Record, Sighting
from store.vocabulary import Visibility

PRIOR_HOURS = 10 * 8766.0
ROWS_A_TIME = 10_000
Life = tuple[float, float, bool]


@dataclass
class Survival:
    """Events and record-hours at risk in each age bin (the last one is open), and what they make probable."""

    events: Floats = field(default_factory=no_hours)
    hours: Floats = field(default_factory=no_hours)

    @cached_property
    def hazard(self) -> Floats:
        """Vanishings per record-hour in each age bin."""
        overall = (self.events.sum() + 1) / (self.hours.sum() + PRIOR_HOURS)
        return np.asarray((self.events + 1) / (self.hours + 1 / overall))

    @cached_property
    def _cumulative(self) -> tuple[list[float], list[float]]:
        rates = self.hazard.tolist()
        steps = [rate * (high - low) for rate, low, high in zip(rates, EDGES_HOURS, EDGES_HOURS[1:], strict=False)]
        return rates, [0.0, *np.cumsum(steps).tolist()]

    def probability(self, begun_at: datetime, seen_at: datetime, now: datetime) -> float:
        """That a record begun at one moment and seen at another has vanished by now."""
        since, until = hours_between(begun_at, seen_at), hours_between(begun_at, now)
        return 1 - math.exp(min(0.0, self._up_to(since) - self._up_to(until)))

    def add(self, lives: Sequence[Life]) -> None:
        """Further spans at risk: (age at its begin, age at its end, whether it ended by vanishing), in hours."""
        if not lives:
            return
        begin, end, is_event = (np.array(column, dtype=np.float64) for column in zip(*lives, strict=True))
        self.hours = self.hours + hours_by_age(begin, end).sum(axis=0)
        self.events = self.events + np.bincount(bin_of(end[is_event > 0]), minlength=len(EDGES_HOURS))

    def _up_to(self, age: float) -> float:
        rates, cumulative = self._cumulative
        place = bisect_right(EDGES_HOURS, age) - 1
        return cumulative[place] + rates[place] * (age - EDGES_HOURS[place])


def observe(engine: Engine, source_id: str, *, without_runs: Collection[int] = ()) -> Survival:
    """What the store saw of a source's records. What vanished in `without_runs` counts as seen alive until then."""
    survival = Survival()
    with engine.connect() as connection:
        rows = connection.execution_options(stream_results=True).execute(_spans(source_id))
        for some in rows.partitions(ROWS_A_TIME):
            survival.add(list(_lives(some, without_runs)))
    return survival


def _spans(source_id: str) -> Any:
    record, sighting = table_of(Record), table_of(Sighting)
    order = (sighting.c.first_seen_at, sighting.c.sighting_id)
    following = [func.lead(sighting.c[name], type_=sighting.c[name].type).over(partition_by=sighting.c.record_id, order_by=order)
                 .label(f"next_{name}") for name in ("first_seen_at", "visibility", "first_run_id")]  # fmt: skip
    columns = (sighting.c.visibility, sighting.c.first_seen_at, sighting.c.last_seen_at, *following)
    begun_at = func.coalesce(record.c.posted_at, record.c.first_seen_at, type_=record.c.first_seen_at.type)
    joined = sighting.join(record, record.c.record_id == sighting.c.record_id)
    return select(begun_at.label("begun_at"), *columns).select_from(joined).where(record.c.source_id == source_id)


def _lives(rows: Sequence[Any], without_runs: Collection[int]) -> Iterator[Life]:
    for row in rows:
        if row.visibility != Visibility.LIVE:
            continue
        begun_at, first, last = utc(row.begun_at), utc(row.first_seen_at), utc(row.last_seen_at)
        if row.next_first_seen_at is not None:
            following = utc(row.next_first_seen_at)
            is_event = row.next_visibility != Visibility.LIVE
            last = last + (following - last) / 2 if is_event else following
            is_event = is_event and row.next_first_run_id not in without_runs
        else:
            is_event = False
        yield hours_between(begun_at, first), hours_between(begun_at, max(first, last)), is_event
