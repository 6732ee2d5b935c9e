"""Curves of censored times: Kaplan-Meier, Nelson-Aalen and the restricted mean. For display, and for exact O/E."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from scoring.errors import ScoringError
from scoring.statistics.inputs import Floats, inside, non_negative, positive, same_length, share, summed
from scoring.statistics.intervals import Interval


@dataclass(frozen=True)
class SurvivalCurve:
    """One entry per distinct event time: at risk and events (weighted), survival with its Greenwood standard error, and
    the cumulative hazard (Nelson-Aalen)."""

    times: Floats
    at_risk: Floats
    events: Floats
    survival: Floats
    standard_error: Floats
    cumulative_hazard: Floats

    def hazard_at(self, times: ArrayLike) -> Floats:
        """Nelson-Aalen cumulative hazard at each of `times`, jumps included: a row's expected events (2.7)."""
        return self._step(self.cumulative_hazard, 0.0, non_negative("times", times))

    def survival_at(self, times: ArrayLike) -> Floats:
        """Share still without event at each of `times`, jumps included."""
        return self._step(self.survival, 1.0, non_negative("times", times))

    def interval(self, confidence: float = 0.95) -> Interval:
        """Interval of the survival on the logarithmic scale, upper end cut at 1; NaN where the survival is 0."""
        z = -special.ndtri((1 - inside("confidence", confidence)) / 2)
        alive = np.where(self.survival > 0, self.survival, np.nan)
        factor = np.exp(z * self.standard_error / alive)
        return Interval(alive / factor, np.minimum(alive * factor, 1.0))

    def _step(self, values: Floats, start: float, times: Floats) -> Floats:
        return np.concatenate([[start], values])[np.searchsorted(self.times, times, side="right")]


def survival_curve(times: ArrayLike, events: ArrayLike, weights: ArrayLike | None = None) -> SurvivalCurve:
    """Kaplan-Meier and Nelson-Aalen curves of times with event 1 or censoring 0; at a tie the event comes first.

    Sources: Kaplan & Meier 1958 JASA 53:457; Aalen 1978 Ann Stat 6:701; Greenwood 1926.
    """
    t, d = non_negative("times", times), share("events", events)
    q = np.ones_like(t) if weights is None else non_negative("weights", weights)
    same_length(times=t, events=d, weights=q)
    at, place = np.unique(t, return_inverse=True)
    count = summed(place, q * d, at.size)
    risk = np.cumsum(summed(place, q, at.size)[::-1])[::-1]
    at, count, risk = at[count > 0], count[count > 0], risk[count > 0]
    survival = np.asarray(np.cumprod(1 - count / risk), dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        error: Floats = survival * np.sqrt(np.cumsum(count / (risk * (risk - count))))
    return SurvivalCurve(at, risk, count, survival, error, np.cumsum(count / risk))


def restricted_mean(curve: SurvivalCurve, horizon: float) -> tuple[float, float]:
    """Mean time without event up to `horizon` (unit of the times), and its standard error: the area under the curve.

    Source: Klein & Moeschberger 2003, section 4.5. Raises ScoringError unless horizon > 0.
    """
    end = float(positive("horizon", horizon))
    kept = curve.times < end
    edges = np.concatenate([[0.0], curve.times[kept], [end]])
    areas = np.concatenate([[1.0], curve.survival[kept]]) * np.diff(edges)
    left = np.cumsum(areas[::-1])[::-1][1:]
    d, n = curve.events[kept], curve.at_risk[kept]
    if np.any(n == d):
        raise ScoringError(f"nobody is at risk before the horizon {end}; the standard error is not defined")
    return float(areas.sum()), float(np.sqrt((left**2 * d / (n * (n - d))).sum()))
