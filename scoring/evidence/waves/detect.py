"""A rise is noticed by the Shiryaev-Roberts procedure: each day the odds that the level has risen are brought up to date.

For every ratio a rise may have, R <- (1 + R) x likelihood of the day's count under the rise over its likelihood without one. While
nothing rises, R less the number of days is a martingale, so the mean time until R passes a threshold by chance is at least the
threshold (Pollak 1985): a day's R over THRESHOLD is a false alarm at most so often as the threshold says, were the baseline known
exactly. What it is with a baseline that is learned is simulated (`terazi evaluate waves`).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.evidence.waves.baseline import START_DAYS, Flags, level_of, unknown, weekdays
from scoring.statistics.inputs import Floats

RATIOS = np.array([1.5, 2.0, 3.0, 5.0, 10.0, 20.0])
FALSE_ALARMS = 0.1
"""Published: at most so many false alarms per brand and year, all its series together."""
PRIOR_A_YEAR = 1.0
"""Waves a brand is taken to have in a year before anything is seen: makes odds of R."""
THRESHOLD = 1000.0
"""Of R, in days: found by simulation so that FALSE_ALARMS is kept with a baseline that is learned."""
LEAST = 5
"""Records, below which nothing is called a wave."""
QUIET_DAYS, QUIET = 3, 1.64
"""A wave is over when so many days together are back within what is expected (95 %, one-sided)."""
LONGEST = 28
"""Days after which a wave is the new level."""
LOOK_BACK = 28


@dataclass(frozen=True)
class Rise:
    """A rise of one series, in day numbers: when it began, was noticed and ended (None: under way). Days begin to `end` inclusive are its own."""

    series: int
    begin: int
    noticed: int
    end: int | None
    probability: float


@dataclass(frozen=True)
class Watched:
    """Series that were watched: their rises, and what each day was expected to be (series, days); NaN before anything was."""

    rises: list[Rise]
    expected: Floats
    variance: Floats


def watch(counts: Floats, *, factor: Floats | float = 1.0, covered: NDArray[np.bool_] | None = None) -> Watched:
    """The rises of series of daily counts, shape (series, days), oldest first, as they would have been noticed day by day.

    `factor` raises the threshold of a series that is one of several of its brand; `covered` is False on days nobody looked at.
    """
    looked = np.ones(counts.shape, bool) if covered is None else covered
    watching = _Watching(counts, weekdays(counts), looked, np.asarray(factor))
    for day in range(counts.shape[1]):
        watching.step(day)
    return Watched(sorted(watching.close(), key=lambda one: (one.series, one.begin)), watching.mean, watching.variance)


class _Watching:
    """The state of all series after a day."""

    def __init__(self, counts: Floats, season: Floats, covered: Flags, factor: Floats) -> None:
        size, days = counts.shape
        self.level, self.counts, self.season, self.covered = unknown(size), counts, season, covered
        self.factor, self.known_days = np.broadcast_to(factor, (size,)), np.zeros(size)
        self.threshold = THRESHOLD * self.factor
        self.mean, self.variance = np.full((2, size, days), np.nan)
        self.gain = np.zeros((size, days, RATIOS.size))
        self.odds = np.zeros((size, RATIOS.size))
        self.open: dict[int, Rise] = {}
        self.free_from = np.zeros(size, np.int64)
        self.done: list[Rise] = []

    def step(self, day: int) -> None:
        """One day more."""
        counts, season, seen = self.counts[:, day], self.season[:, day], self.covered[:, day]
        warm = self.known_days >= START_DAYS
        mean, variance = self.level.expected(season)
        self.mean[:, day], self.variance[:, day] = np.where(warm, mean, np.nan), np.where(warm, variance, np.nan)
        self.gain[:, day] = np.where((seen & warm)[:, None], gains(counts, mean, variance), 0.0)
        self.odds = np.where(warm[:, None], (1 + self.odds) * np.exp(np.minimum(self.gain[:, day], 50.0)), 0.0).clip(
            max=1e15
        )
        self._end(day)
        self._begin(day)
        rests = np.ones(len(counts), bool)
        rests[list(self.open)] = False
        self.level = self.level.after(counts, season, seen & rests, warm)
        self.known_days = self.known_days + seen
        self._renew(day)

    def _begin(self, day: int) -> None:
        whole = self.odds.mean(axis=1)
        for series in np.flatnonzero(whole >= self.threshold).tolist():
            begin = self._onset(series, day)
            chance = float(whole[series] / (whole[series] + 365 / PRIOR_A_YEAR * self.factor[series]))
            known = self.open.get(series)
            if known:
                self.open[series] = Rise(series, known.begin, known.noticed, None, max(known.probability, chance))
            elif self.counts[series, begin : day + 1].sum() >= LEAST:
                self.open[series] = Rise(series, begin, day, None, chance)

    def _onset(self, series: int, day: int) -> int:
        """The day from which the rise is likeliest to have begun."""
        first = max(int(self.free_from[series]), day - LOOK_BACK + 1)
        told = self.gain[series, first : day + 1][::-1].cumsum(axis=0)
        back = int(np.unravel_index(int(np.argmax(told)), told.shape)[0])
        return day - back

    def _end(self, day: int) -> None:
        for series, rise in list(self.open.items()):
            last = slice(max(rise.begin, day - QUIET_DAYS + 1), day + 1)
            room = self.mean[series, last].sum() + QUIET * np.sqrt(self.variance[series, last].sum())
            if day - rise.begin >= QUIET_DAYS and self.counts[series, last].sum() <= room:
                self._close(rise, self._last_high(rise, day))

    def _last_high(self, rise: Rise, day: int) -> int:
        """The last day above its expected."""
        days = np.arange(rise.begin, day - QUIET_DAYS + 1)
        high = days[self.counts[rise.series, days] > self.mean[rise.series, days]]
        return int(high[-1]) if high.size else rise.begin

    def _close(self, rise: Rise, end: int) -> None:
        self.odds[rise.series] = 0.0
        self.free_from[rise.series] = end + 1
        self.done.append(Rise(rise.series, rise.begin, rise.noticed, end, rise.probability))
        del self.open[rise.series]

    def _renew(self, day: int) -> None:
        """What has lasted so long is the level now."""
        for series, rise in list(self.open.items()):
            if day - rise.begin + 1 >= LONGEST:
                days = slice(rise.begin, day + 1)
                shape, rate = level_of(self.counts[series, days], self.season[series, days])
                self.level.shape[series], self.level.rate[series] = shape, rate
                self._close(rise, day)

    def close(self) -> Iterator[Rise]:
        """All rises, those under way included."""
        yield from self.done
        yield from self.open.values()


def gains(counts: Floats, mean: Floats, variance: Floats) -> Floats:
    """Log-likelihood of each count under each of RATIOS over that under none, shape (series, ratios): negative-binomial."""
    size = mean**2 / np.maximum(variance - mean, 1e-9 * np.maximum(mean, 1e-9))
    y, k, m = (one[:, None] for one in (counts, size, mean))
    return np.asarray(y * np.log(RATIOS) - (y + k) * (np.log1p(RATIOS * m / k) - np.log1p(m / k)))
