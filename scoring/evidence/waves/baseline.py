"""What a day's count is expected to be, before it is seen: a level that follows slowly, times the weekday, with the spread it has shown.

The level of a series is Gamma(shape, rate) of the days so far, each day forgotten by `KEPT` (a discounted conjugate model,
Smith 1979), so a trend is followed with a memory of a month. A day's count is then negative-binomial round level x weekday.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.statistics.inputs import Floats

Flags = NDArray[np.bool_]
KEPT, KEPT_SPREAD = 0.97, 0.985
USUAL_SPREAD, SPREAD_DAYS = 1.4, 30.0
"""Variance over mean that a series has at least, and how many days of its own it takes to show more."""
MOST_SPREAD, FARTHEST = 12.0, 16.0
ALWAYS = (0.5, 0.5)
"""Records and days that stand behind every level: nobody's level is ever nothing."""
DOUBT = 0.15
"""Share by which a level may lie beside where it is followed to: trends are followed late, and days of a large brand move together."""
CAP = 2.5
"""Standard deviations above the expected beyond which a day's count teaches nothing more."""
WEEK, WEEK_RECORDS = 7, 300.0
"""Records of everyone's week that a series' own week is drawn to."""
START_DAYS = 28
"""Days after the first post of its sources in which a series only learns. Nothing is noticed in them."""


@dataclass(frozen=True)
class Level:
    """What is known of the series (one number each) before a day."""

    shape: Floats
    rate: Floats
    squares: Floats
    days: Floats

    @property
    def spread(self) -> Floats:
        """Variance over mean, between USUAL_SPREAD and MOST_SPREAD."""
        found = (self.squares + USUAL_SPREAD * SPREAD_DAYS) / (self.days + SPREAD_DAYS)
        return np.clip(found, USUAL_SPREAD, MOST_SPREAD)

    def expected(self, season: Floats) -> tuple[Floats, Floats]:
        """(mean, variance) of a day's counts; `season` is the day's weekday factor."""
        shape = self.shape + ALWAYS[0]
        mean = shape / (self.rate + ALWAYS[1]) * season
        return mean, self.spread * mean + mean**2 * (1 / shape + DOUBT**2)

    def after(self, counts: Floats, season: Floats, learns: Flags, is_warm: Flags) -> "Level":
        """The level after a day. Where nothing `learns` the day is forgotten and doubt grows; a series that is not yet warm learns
        every count as it is, and nothing of its spread."""
        mean, variance = self.expected(season)
        seen = np.where(is_warm, np.minimum(counts, mean + CAP * np.sqrt(variance) + 1), counts)
        gap = np.minimum((counts - mean) ** 2 / np.maximum(mean, 0.05), FARTHEST * self.spread)
        shows = learns & is_warm
        return Level(
            KEPT * self.shape + learns * seen,
            KEPT * self.rate + learns * season,
            np.where(shows, KEPT_SPREAD * self.squares + gap, self.squares),
            np.where(shows, KEPT_SPREAD * self.days + 1, self.days),
        )


def unknown(size: int) -> Level:
    """Nothing known of so many series."""
    return Level(*(np.zeros(size) for _ in range(4)))


def level_of(counts: Floats, season: Floats) -> tuple[float, float]:
    """(shape, rate) that one series' days give, the last one weighing most."""
    kept = KEPT ** np.arange(counts.size)[::-1]
    return float((counts * kept).sum()), float((season * kept).sum())


def weekdays(counts: Floats) -> Floats:
    """Weekday factors of each series, shape (series, days): days seven apart share one, mean 1, drawn to everyone's."""
    middle = counts.mean(axis=1, keepdims=True)
    seen = np.minimum(counts, 3 * middle + 2)
    days = np.arange(counts.shape[1]) % WEEK
    sums = np.stack([seen[:, days == day].sum(axis=1) / max(1, (days == day).sum()) for day in range(WEEK)], axis=1)
    whole = sums.sum(axis=0)
    everyone = (whole + 1e-9) / (whole + 1e-9).mean()
    weight = seen.sum(axis=1, keepdims=True)
    own = sums / np.maximum(sums.mean(axis=1, keepdims=True), 1e-9)
    factor = (weight * own + WEEK_RECORDS * everyone) / (weight + WEEK_RECORDS)
    return np.asarray(factor[:, days])
