"""Kaplan-Meier curves of all brands at once: risk sets counted by DuckDB, multiplied up in numpy. For display, unweighted."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scoring.aggregates import Clock
from scoring.case import Case
from scoring.statistics.inputs import Floats


class Curves(NamedTuple):
    """One entry per brand and hour with an event, by brand and then hour: at risk and events in incidents, survival after."""

    brand: NDArray[np.intp]
    hour: NDArray[np.int64]
    at_risk: NDArray[np.int64]
    events: NDArray[np.int64]
    survival: Floats


def kaplan_meier(case: Case, clock: Clock) -> Curves:
    """Share of each brand's incidents still without event, by whole hours begun; at a tie the event comes first.

    Sources: Kaplan & Meier 1958 JASA 53:457. Counts are whole numbers, so that no order of rows changes a bit.
    """
    rows = case.ask(f"""SELECT brand_no, hour, at_risk, events FROM (
            SELECT *, (sum(ended) OVER (PARTITION BY brand_no ORDER BY hour DESC))::INTEGER AS at_risk FROM (
                SELECT brand_no, ceil(t)::SMALLINT AS hour, count(*)::INTEGER AS ended, count(*) FILTER (d > 0)::INTEGER AS events
                FROM ({clock.rows}) GROUP BY 1, 2))
        WHERE events > 0 ORDER BY 1, 2""")
    brand, at_risk, events = (np.asarray(rows[name]).astype(np.int64) for name in ("brand_no", "at_risk", "events"))
    return Curves(
        brand, np.asarray(rows["hour"]).astype(np.int64), at_risk, events, _survival(brand, 1 - events / at_risk)
    )


def _survival(brand: NDArray[np.int64], kept: Floats) -> Floats:
    """Product of `kept` within each brand up to each entry: all first entries, then all second ones, and so on."""
    out = kept.copy()
    begins = np.flatnonzero(np.diff(brand, prepend=-1))
    lengths = np.diff(begins, append=brand.size)
    longest_first = np.argsort(-lengths, kind="stable")
    begins, lengths = begins[longest_first], lengths[longest_first]
    for step in range(1, int(lengths.max(initial=0))):
        here = begins[: np.searchsorted(-lengths, -step, side="left")] + step
        out[here] *= out[here - 1]
    return out
