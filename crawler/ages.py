"""Time at risk of vanishing, by the age of a record: what the re-visits' survival and the watch over mass removal are both made of."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

EDGES_HOURS = (0.0, 1.0, 24.0, 168.0, 720.0, 2160.0, 8760.0)
"""Where an age bin begins; the last one is open."""
Floats = NDArray[np.float64]
_LOW = np.array(EDGES_HOURS)
_WIDTH = np.append(np.diff(_LOW), np.inf)
_HOUR = timedelta(hours=1)


def hours_between(begun_at: datetime, at: datetime) -> float:
    """Age in hours, never below 0."""
    return max(0.0, (at - begun_at) / _HOUR)


def no_hours() -> Floats:
    """Nothing in any age bin."""
    return np.zeros(_LOW.size)


def hours_by_age(begin: Floats, end: Floats) -> Floats:
    """Hours that each of some spans, given by the ages at their ends, spends in each age bin: (spans, bins)."""
    until, since = (np.clip(age[:, None] - _LOW, 0.0, _WIDTH) for age in (end, begin))
    return np.asarray(until - since)


def bin_of(ages: Floats) -> NDArray[np.intp]:
    """The age bin of each age."""
    return np.searchsorted(_LOW, ages, side="right") - 1


@dataclass
class AtRisk:
    """By brand label: how many known live records a run looked at, and the record-hours by age since each was last seen."""

    looked_at: Counter[str] = field(default_factory=Counter)
    hours: dict[str, Floats] = field(default_factory=lambda: defaultdict(no_hours))
    _spans: list[tuple[str, float, float]] = field(default_factory=list)

    def add(self, label: str, begun_at: datetime, seen_at: datetime, now: datetime) -> None:
        """One more record looked at."""
        self.looked_at[label] += 1
        self._spans.append((label, hours_between(begun_at, seen_at), hours_between(begun_at, max(seen_at, now))))
        if len(self._spans) >= 1000:
            self.settle()

    def settle(self) -> None:
        """Turn the spans at hand into hours."""
        spans, self._spans = self._spans, []
        for label, hours in zip((one[0] for one in spans), _hours(spans), strict=True):
            self.hours[label] = self.hours[label] + hours


def _hours(spans: Sequence[tuple[str, float, float]]) -> Floats:
    begin, end = (np.array([one[place] for one in spans], dtype=np.float64) for place in (1, 2))
    return hours_by_age(begin, end)
