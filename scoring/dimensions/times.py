"""Responsiveness and resolution: events against the hazard of the same platform, issue and difficulty (SPEC-14, 15).

Open cases are censored, not dropped. Neither removal nor withdrawal ends the time at risk.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from scoring.aggregates import Incidents, scales
from scoring.components import Component, both
from scoring.method import Parameters
from scoring.peer_group import PeerGroup
from scoring.statistics import hazards
from scoring.statistics.inputs import Floats
from store.vocabulary import Dimension


@dataclass(frozen=True)
class Clock:
    """What a dimension of times waits for."""

    dimension: Dimension
    bins: tuple[float, ...]
    event_en: str
    event_tr: str


RESPONSE = Clock(
    Dimension.RESPONSIVENESS, hazards.RESPONSE_BINS_HOURS, "a substantive public answer", "açık ve içerikli bir yanıt"
)
RESOLUTION = Clock(
    Dimension.RESOLUTION,
    hazards.RESOLUTION_BINS_HOURS,
    "the customer's own confirmation that it was solved",
    "müşterinin çözüldüğünü kendisinin doğrulaması",
)


def times(
    clock: Clock,
    sector_id: str,
    incidents: Incidents,
    hours: Floats,
    brands: tuple[str, ...],
    as_of: datetime,
    parameters: Parameters,
) -> PeerGroup | None:
    """O = weighted events within the horizon, E = weighted cumulative hazard of each incident's stratum over its time at risk.

    `hours`: event time per incident, NaN where it has not happened. None where the sector has no event at all.
    """
    position = np.searchsorted(brands, incidents.brand)
    horizon = float(clock.bins[-1])
    # an answer dated after the record was last seen was still seen: clocks of site and crawler differ by minutes
    end = np.minimum(np.fmax(incidents.follow_up_hours, hours), horizon)
    is_event = hours <= end
    at_risk = np.where(is_event, hours, end)
    if not is_event.any():
        return None
    expected = _expected(clock, incidents, at_risk, is_event, parameters)
    O, E = (
        np.bincount(position, incidents.weight * part, len(brands)).astype(np.float64) for part in (is_event, expected)
    )
    count = np.bincount(position, minlength=len(brands)).astype(np.int64)
    return PeerGroup(
        sector_id=sector_id,
        period=f"{as_of:%Y-%m-%d}",
        dimension=clock.dimension,
        basis="records",
        starts_on=(as_of - timedelta(days=parameters.window_days)).date(),
        ends_on=as_of.date(),
        unit="",
        standard_rate=None,
        low_is_better=False,
        has_mean_one=False,
        brands=brands,
        observed=O,
        expected=np.where(E > 0, E, np.nan),
        scale=scales(incidents.weight, position, len(brands), parameters),
        sigma=np.zeros(len(brands)),
        shift=np.zeros(len(brands)),
        records_count=count,
        exposures=(None,) * len(brands),
        published=(None,) * len(brands),
        rates=(None,) * len(brands),
        components=tuple(
            _components(clock, int(n), float(o), float(e), hours[mine & is_event])
            for n, o, e, mine in zip(count, O, E, (position == index for index in range(len(brands))), strict=True)
        ),
    )


def _expected(
    clock: Clock, incidents: Incidents, at_risk: Floats, is_event: NDArray[np.bool_], parameters: Parameters
) -> Floats:
    stratum = strata(incidents, parameters)
    table = hazards.risk_table(
        at_risk, is_event.astype(float), incidents.weight, stratum, edges=clock.bins, stratum_count=int(stratum.max()) + 1
    )
    rates = hazards.shrunken_rates(table, hazards.parent_rates(table), parameters.prior_events)
    rates = rates * hazards.calibration_factor(table.events, hazards.expected_events(table, rates))
    return hazards.cumulative_hazard(at_risk, stratum, rates, clock.bins)


def strata(incidents: Incidents, parameters: Parameters) -> NDArray[np.intp]:
    """Stratum of each incident: platform | issue, issues beyond the sector's most frequent taken together (SPEC-10)."""
    issues, counts = np.unique(incidents.issue, return_counts=True)
    frequent = issues[np.lexsort((issues, -counts))][: parameters.types_count]
    issue = np.where(np.isin(incidents.issue, frequent), incidents.issue, "")
    _, stratum = np.unique(np.char.add(np.char.add(incidents.platform, "|"), issue), return_inverse=True)
    return stratum.astype(np.intp)


def _components(
    clock: Clock, count: int, observed: float, expected: float, event_hours: Floats
) -> tuple[Component, ...]:
    happened = Component(
        "events_count",
        int(event_hours.size),
        None,
        None,
        count,
        "incidents",
        f"{event_hours.size} of {count} matters had {clock.event_en} in time.",
        f"{count} konunun {event_hours.size} tanesinde süresi içinde gerçekleşti: {clock.event_tr}.",
    )
    awaited = Component(
        "expected_events",
        expected,
        None,
        None,
        count,
        "incidents",
        *both(
            "On the same platforms, for the same issues and waiting times, the sector would have had {expected} (weighted; observed {observed}).",
            "Aynı platformlarda, aynı konularda ve bekleme sürelerinde sektörden beklenen {expected} idi (ağırlıklı; gözlenen {observed}).",
            expected=expected,
            observed=observed,
        ),
    )
    if not event_hours.size:
        return happened, awaited
    median = float(np.median(event_hours))
    return (
        happened,
        awaited,
        Component(
            "median_hours",
            median,
            None,
            None,
            int(event_hours.size),
            "hours",
            *both(
                "Where it happened, half had it within {median} hours.",
                "Gerçekleşenlerin yarısında {median} saat içinde oldu.",
                median=median,
            ),
        ),
    )
