"""Times against an expectation: piecewise-constant hazards of strata, so that answers too are an O and an E.

A censored time adds its expected events up to where it was last seen and nothing observed (2.7; Berry 1983).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from scoring.errors import ScoringError
from scoring.statistics.inputs import Floats, Integers, at_most, index, non_negative, positive, same_length, summed

RESPONSE_BINS_HOURS = (0, 0.25, 1, 2, 4, 8, 12, 24, 48, 72, 120, 168, 336, 720)
"""SPEC-14; the last edge is the horizon."""
RESOLUTION_BINS_HOURS = (0, 4, 12, 24, 48, 96, 168, 336, 720, 1440, 2160)
"""SPEC-15."""


class RiskTable(NamedTuple):
    """Weighted events and person-time (unit of the times) by stratum (rows) and bin (columns): all that is needed."""

    events: Floats
    person_time: Floats


def bin_index(times: ArrayLike, edges: ArrayLike) -> Integers:
    """Bin of each time; bin j is (B_j, B_j+1] and time 0 belongs to bin 0. Times beyond the last edge raise."""
    t, b = non_negative("times", times), _edges(edges)
    at_most("times", t, "the last edge", np.broadcast_to(b[-1], t.shape))
    return np.searchsorted(b[1:], t, side="left")


def risk_table(
    times: ArrayLike, events: ArrayLike, weights: ArrayLike, stratum: ArrayLike, *, edges: ArrayLike, stratum_count: int
) -> RiskTable:
    """Splits each row's time at risk and its event (1, 0 or a credit between) over its stratum's bins, weighted."""
    t, d, q = non_negative("times", times), non_negative("events", events), non_negative("weights", weights)
    s, b = index("stratum", stratum, stratum_count), _edges(edges)
    same_length(times=t, events=d, weights=q, stratum=s)
    bins = b.size - 1
    cell = s * bins + bin_index(t, b)
    counted = summed(cell, q * d, stratum_count * bins).reshape(stratum_count, bins)
    spent = np.empty((stratum_count, bins))
    for j in range(bins):
        inside = np.clip(t - b[j], 0, b[j + 1] - b[j])
        spent[:, j] = summed(s, q * inside, stratum_count)
    return RiskTable(counted, spent)


def parent_rates(table: RiskTable) -> Floats:
    """Events per unit of time of the whole sector by bin, shape (bins,); 0 where nobody was at risk."""
    return _ratio(table.events.sum(axis=0), table.person_time.sum(axis=0))


def shrunken_rates(table: RiskTable, parent: ArrayLike, prior_events: float = 5.0) -> Floats:
    """Rate of each stratum and bin drawn to its parent's: (D + 5)/(T + 5/parent), shape of the table (SPEC-10).

    Where the parent is 0 the stratum's own D/T stands, and 0 where nobody was at risk.
    """
    rate, pseudo = non_negative("parent", parent), float(positive("prior_events", prior_events))
    some = rate > 0
    drawn = (table.events + pseudo) / (table.person_time + pseudo / np.where(some, rate, 1.0))
    return np.where(some, drawn, _ratio(table.events, table.person_time))


def calibration_factor(observed: ArrayLike, expected: ArrayLike) -> float:
    """Factor on a sector's rates (or expected counts) that makes sum E = sum O (SPEC-10). Raises if sum E is 0."""
    O, E = float(non_negative("observed", observed).sum()), float(non_negative("expected", expected).sum())
    if E == 0:
        raise ScoringError(f"expected must add up to more than 0 to be calibrated; got 0 against {O} observed")
    return O / E


def expected_events(table: RiskTable, rates: ArrayLike) -> Floats:
    """Events expected of each stratum and bin: person-time x rate; their sum is E, and O - E adds up cell by cell."""
    rate = non_negative("rates", rates)
    same_length(rates=rate, person_time=table.person_time)
    return table.person_time * rate


def cumulative_hazard(times: ArrayLike, stratum: ArrayLike, rates: ArrayLike, edges: ArrayLike) -> Floats:
    """Events expected of each row by its time: the integral of its stratum's rate, shape of `times` (2.7)."""
    t, rate, b = non_negative("times", times), non_negative("rates", rates), _edges(edges)
    if rate.ndim != 2 or rate.shape[1] != b.size - 1:
        raise ScoringError(f"rates must have one column for each of {b.size - 1} bins; got shape {rate.shape}")
    s, j = index("stratum", stratum, len(rate)), bin_index(t, b)
    same_length(times=t, stratum=s)
    before = np.hstack([np.zeros((len(rate), 1)), np.cumsum(rate * np.diff(b), axis=1)])
    return np.asarray(before[s, j] + rate[s, j] * (t - b[j]))


def _edges(edges: ArrayLike) -> Floats:
    b = non_negative("edges", edges)
    if b.ndim != 1 or b.size < 2 or b[0] != 0 or np.any(np.diff(b) <= 0):
        raise ScoringError(f"edges must rise from 0; got {b.tolist()}")
    return b


def _ratio(events: Floats, person_time: Floats) -> Floats:
    some = person_time > 0
    return np.where(some, events / np.where(some, person_time, 1.0), 0.0)
