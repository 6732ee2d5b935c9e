"""Events that rule each other out: the share that met each cause by a time. For display."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from scoring.errors import ScoringError
from scoring.statistics.inputs import Floats, index, non_negative, same_length, summed


@dataclass(frozen=True)
class Incidence:
    """One entry per distinct event time: at risk, events of the cause and of all others, survival of all causes after
    it, and the share that met the cause."""

    times: Floats
    at_risk: Floats
    events: Floats
    others: Floats
    survival: Floats
    share: Floats

    def at(self, times: ArrayLike) -> Floats:
        """Share that met the cause by each of `times`, jumps included."""
        place = np.searchsorted(self.times, non_negative("times", times), side="right")
        return np.concatenate([[0.0], self.share])[place]

    def variance_at(self, times: ArrayLike) -> Floats:
        """Variance of `at`: Aalen's sum with a factor 1 - (d - 1)/(n - 1) for ties (Gray 1988, Ann Stat 16:1141)."""
        by, F = non_negative("times", times)[..., None], self.at(times)[..., None]
        alive = np.where(self.survival > 0, self.survival, np.inf)
        ahead = (F - self.share) / alive  # what each event took from the share met afterwards
        parts = (1 - ahead) ** 2 * self._jump(self.events) + ahead**2 * self._jump(self.others)
        return np.asarray(np.where(self.times <= by, parts, 0.0).sum(axis=-1))

    def _jump(self, d: Floats) -> Floats:
        n, before = self.at_risk, np.concatenate([[1.0], self.survival[:-1]])
        return before**2 * (1 - np.maximum(d - 1, 0) / np.maximum(n - 1, 1)) * d / n**2


def cumulative_incidence(times: ArrayLike, causes: ArrayLike, cause: int) -> Incidence:
    """Aalen-Johansen estimate for `cause` (1, 2, ...); cause 0 is censoring, which comes after the events of a tie.

    Source: Aalen & Johansen 1978, Scand J Stat 5:141. Raises ScoringError where `cause` is not 1 or more.
    """
    t = non_negative("times", times)
    which = index("causes", causes, int(np.max(causes, initial=0)) + 1)
    same_length(times=t, causes=which)
    if cause < 1:
        raise ScoringError(f"cause must be >= 1; got {cause}")
    at, place = np.unique(t, return_inverse=True)
    mine, every, gone = (summed(place, x.astype(np.float64), at.size) for x in (which == cause, which > 0, which >= 0))
    risk, kept = np.cumsum(gone[::-1])[::-1], every > 0
    at, mine, every, risk = at[kept], mine[kept], every[kept], risk[kept]
    survival = np.asarray(np.cumprod(1 - every / risk), dtype=np.float64)
    share = np.cumsum(np.concatenate([[1.0], survival[:-1]])[: at.size] * mine / risk)
    return Incidence(at, risk, mine, every - mine, survival, share)
