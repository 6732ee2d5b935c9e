"""Estimates as peer groups: what one sector shows in one period and dimension, with the facts people ask for beside it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from scoring.aggregates import RESOLUTION, RESPONSE, Weights
from scoring.case import Case
from scoring.components import Component
from scoring.dimensions.shares import share_steps
from scoring.dimensions.times import times_steps
from scoring.dimensions.volume import rate_of, volume_steps
from scoring.estimate import Estimate
from scoring.peer_group import ExposureFact, PeerGroup
from scoring.statistics.inputs import Floats
from store.vocabulary import Dimension

SCORED = (Dimension.VOLUME, Dimension.RESPONSIVENESS, Dimension.RESOLUTION, Dimension.DIALOGUE, Dimension.VOICES)


@dataclass(frozen=True)
class Facts:
    """What is shown beside the numbers, one entry per brand of the case."""

    exposures: tuple[ExposureFact | None, ...]
    recent: Floats
    events: dict[str, Floats]
    median_hours: dict[str, Floats]


def gather(case: Case, exposures: dict[tuple[str, str], ExposureFact]) -> Facts:
    """Counts of the last year, events in time and their median by brand."""
    keys = zip((case.sectors[number] for number in case.brand_sector), case.brands, strict=True)
    recent = case.ask(f"""SELECT brand_no, count(*) AS n FROM incident JOIN brand_index USING (sector, brand)
                          WHERE age_days <= {case.parameters.rate_days} AND {case.whole} GROUP BY 1 ORDER BY 1""")
    events, medians = {}, {}
    for dimension, clock in (("responsiveness", RESPONSE), ("resolution", RESOLUTION)):
        rows = case.ask(
            f"SELECT brand_no, count(*) AS n, median(t) AS half FROM ({clock.rows}) WHERE d > 0 GROUP BY 1 ORDER BY 1"
        )
        events[dimension], medians[dimension] = case.spread(rows, "n"), case.spread(rows, "half", empty=np.nan)
    return Facts(tuple(exposures.get(key) for key in keys), case.spread(recent, "n"), events, medians)


def peer_groups(
    case: Case, estimates: dict[str, Estimate], weight: Weights, facts: Facts, as_of: datetime
) -> Iterator[tuple[PeerGroup, int]]:
    """(peer group, number of its sector) of every dimension that says something about a sector."""
    for number, sector_id in enumerate(case.sectors):
        mine = case.brands_of(number)
        for dimension in SCORED:
            estimate = estimates[dimension]
            if (estimate.known[mine].any() and estimate.observed[mine].sum() > 0) or dimension is Dimension.VOLUME:
                yield _group(case, estimate, weight, facts, as_of, mine, sector_id), number


def _group(
    case: Case, estimate: Estimate, weight: Weights, facts: Facts, as_of: datetime, mine: slice, sector_id: str
) -> PeerGroup:
    is_volume = estimate.dimension == Dimension.VOLUME
    numbers = range(mine.start, mine.stop)
    exposures = tuple(facts.exposures[i] if is_volume and estimate.known[i] else None for i in numbers)
    customers = estimate.extra.get("customers")
    rate = (
        None
        if customers is None or not estimate.known[mine].any()
        else float(np.nanmax(estimate.expected[mine] / customers[mine]))
    )
    return PeerGroup(
        sector_id=sector_id, period=f"{as_of:%Y-%m-%d}", dimension=estimate.dimension, basis="records",
        starts_on=(as_of - timedelta(days=case.parameters.window_days)).date(), ends_on=as_of.date(),
        unit=next((fact.unit for fact in exposures if fact), ""), standard_rate=rate, low_is_better=estimate.low_is_better,
        brands=case.brands[mine], observed=estimate.observed[mine], expected=estimate.expected[mine], scale=estimate.scale[mine],
        sigma=estimate.sigma[mine], shift=estimate.shift[mine], records_count=(weight.whole_incidents if is_volume else weight.incidents)[mine], exposures=exposures,
        published=(None,) * len(numbers), rates=tuple(rate_of(int(facts.recent[i]), facts.exposures[i]) if is_volume and estimate.known[i] else None for i in numbers),
        components=tuple(tuple(_steps(estimate, weight, facts, i)) for i in numbers),
        trials=None if estimate.trials is None else estimate.trials[mine],
    )  # fmt: skip


def _steps(estimate: Estimate, weight: Weights, facts: Facts, i: int) -> Iterator[Component]:
    count, observed, expected = int(weight.incidents[i]), float(estimate.observed[i]), float(estimate.expected[i])
    if estimate.dimension == Dimension.VOLUME:
        whole = int(weight.whole_incidents[i])
        fact = facts.exposures[i] if estimate.known[i] else None
        return volume_steps(whole, observed, expected, fact, int(facts.recent[i]), sampled=count - whole)
    if estimate.trials is not None:
        return share_steps(
            estimate.dimension, observed, float(estimate.trials[i]), expected if np.isfinite(expected) else 0.0
        )
    events, half = facts.events[estimate.dimension][i], facts.median_hours[estimate.dimension][i]
    return times_steps(
        estimate.dimension, count, int(events), float(half), observed, expected if np.isfinite(expected) else 0.0
    )
