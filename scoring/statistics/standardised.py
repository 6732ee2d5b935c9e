"""Rates on one common mix with an interval, and expected counts at reference rates: the public-health forms, for display.

Sources: Dobson, Kuulasmaa, Eberle & Scherer 1991, Stat Med 10:457; the methods of PHEindicatormethods (UKHSA).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from scoring.statistics.inputs import Floats, non_negative, positive, same_length
from scoring.statistics.intervals import Interval, poisson_byar, poisson_exact

EUROPEAN_2013 = (5000, 5500, 5500, 5500, 6000, 6000, 6500, 7000, 7000, 7000, 7000, 6500, 6000, 5500, 5000, 4000, 2500, 1500, 1000)  # fmt: skip
"""European standard population of 2013 in 19 age bands, 0-4 to 90+, 100,000 in all (Eurostat)."""

SMALL_COUNT = 10  # below it the agency takes the exact interval, and shows no directly standardised rate


class Standardised(NamedTuple):
    """A rate per person on the common mix and its interval; NaN where fewer than 10 events."""

    rate: float
    interval: Interval


def dobson(events: ArrayLike, persons: ArrayLike, mix: ArrayLike, confidence: float = 0.95) -> Standardised:
    """Directly standardised rate of one unit, its strata in the order of `mix`: the interval of the plain count, moved
    to the weighted rate and stretched by the ratio of their standard errors."""
    O, n, w = non_negative("events", events), positive("persons", persons), non_negative("mix", mix)
    same_length(events=O, persons=n, mix=w)
    total, weight = float(O.sum()), w / positive("sum of mix", w.sum())
    if total < SMALL_COUNT:
        return Standardised(np.nan, Interval(np.array(np.nan), np.array(np.nan)))
    rate, variance = float((weight * O / n).sum()), float((weight**2 * O / n**2).sum())
    low, high = poisson_byar(total, confidence=confidence)
    stretch = np.sqrt(variance / total)
    return Standardised(rate, Interval(rate + stretch * (low - total), rate + stretch * (high - total)))


def expected_at(persons: ArrayLike, reference_events: ArrayLike, reference_persons: ArrayLike) -> float:
    """Events a unit would have at the reference rates of its strata: sum of n x O_ref/n_ref."""
    n, O = non_negative("persons", persons), non_negative("reference_events", reference_events)
    base = positive("reference_persons", reference_persons)
    same_length(persons=n, reference_events=O, reference_persons=base)
    return float((n * O / base).sum())


def count_interval(observed: ArrayLike, expected: ArrayLike, confidence: float = 0.95) -> Interval:
    """Interval of observed/expected (or per person): exact below 10 events, Byar's from 10 on, as the agency switches."""
    O = non_negative("observed", observed)
    exact, byar = (method(O, expected, confidence) for method in (poisson_exact, poisson_byar))
    few = O < SMALL_COUNT
    return Interval(_pick(few, exact.low, byar.low), _pick(few, exact.high, byar.high))


def _pick(few: ArrayLike, exact: Floats, byar: Floats) -> Floats:
    return np.asarray(np.where(few, exact, byar))
