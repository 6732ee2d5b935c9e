"""Kaplan-Meier curves of all brands at once: every incident is one whole number, and sorted they are the risk sets. For display."""

from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scoring.aggregates import Clock
from scoring.case import Case
from scoring.statistics.inputs import Floats

PARTS = 8
"""Brands are taken in so many parts: smaller arrays are used again instead of being asked from the system."""


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
    width = 2 * (int(clock.bins[-1]) + 2)  # of a brand's numbers: twice the hour, and one more where nothing happened
    kind = "INTEGER" if len(case.brands) * width < 1 << 31 else "BIGINT"  # half the bytes to sort where they suffice
    ends = f"least(follow_up_h, {clock.bins[-1]!r})"
    rows = case.ask(f"""SELECT (brand_no::{kind} * {width} + CASE WHEN {clock.event_h} <= {ends} AND {clock.credit} > 0
        THEN ceil({clock.event_h})::INTEGER * 2 ELSE ceil({ends})::INTEGER * 2 + 1 END)::{kind} AS number FROM {clock.source}""")
    number, edges = np.asarray(rows["number"]), [len(case.brands) * part // PARTS for part in range(PARTS + 1)]

    def part(low: int, high: int) -> Curves:
        return _curves(number[(number >= low * width) & (number < high * width)], low, high, width)

    with ThreadPoolExecutor(2) as threads:  # numpy sorts without the interpreter's lock
        curves = list(threads.map(part, edges[:-1], edges[1:]))
    return Curves(*(np.concatenate(columns) for columns in zip(*curves, strict=True)))


def _curves(number: NDArray[np.integer], low: int, high: int, width: int) -> Curves:
    """The curves of the brands from `low` to before `high`."""
    number.sort()
    brand_ends = np.searchsorted(number, (np.arange(low + 1, high + 1) * width).astype(number.dtype))
    happened = np.flatnonzero(number & 1 == 0)
    held = number[happened]
    begins = _begins(held)
    first, events = happened[begins], np.diff(begins, append=happened.size)
    first_held = held[begins]
    brand = first_held // first_held.dtype.type(width)  # numpy divides by one number ten times faster than divmod does
    hour = (first_held - brand * width) // 2
    at_risk = brand_ends[brand - low] - first
    return Curves(brand.astype(np.intp), hour.astype(np.int64), at_risk, events, _survival(brand, 1 - events / at_risk))


def _survival(brand: NDArray[np.integer], kept: Floats) -> Floats:
    """Product of `kept` within each brand up to each entry: all first entries, then all second ones, and so on."""
    out = kept.copy()
    begins = _begins(brand)
    lengths = np.diff(begins, append=brand.size)
    longest_first = np.argsort(-lengths, kind="stable")
    begins, lengths = begins[longest_first], lengths[longest_first]
    for step in range(1, int(lengths.max(initial=0))):
        here = begins[: np.searchsorted(-lengths, -step, side="left")] + step
        out[here] *= out[here - 1]
    return out


def _begins(values: NDArray[np.integer]) -> NDArray[np.intp]:
    """Where each run of equal values begins."""
    return np.flatnonzero(np.concatenate([[values.size > 0], values[1:] != values[:-1]]))
