"""A market whose truth is known: what each brand is really like, and its incidents, scored by the product's whole path.

Brands differ in size, in how often their customers have cause to complain (theta, volume) and in how soon they answer
(theta, responsiveness); both are Gamma(shape, shape) and know nothing of size. Big brands get harder complaints. The
defaults are the simulation behind F5 and F6 in the method.
"""

from dataclasses import dataclass

import numpy as np
from scipy import special, stats

from scoring.aggregates import Weights, weights
from scoring.method import Parameters
from scoring.statistics.inputs import Floats
from tests.scoring.fairness.market import AUDIT, WINDOW_HOURS, Columns, Market, Scores, exposure, scored

HOURLY = {1: 0.02, 2: 0.008, 3: 0.003}  # hazard of an answer by difficulty, times 1.5 on P2; it halves after two days
KINK, HORIZON = 48.0, 720.0


@dataclass(frozen=True)
class Simulated:
    """Scores beside the truth. `place` is each brand's true place among all possible peers (0-100, high is wanted)."""

    market: Market
    scores: Scores
    weight: Weights
    expected: Floats
    theta: dict[str, Floats]
    place: dict[str, Floats]

    @property
    def size(self) -> Floats:
        """Logarithm of the true customer base."""
        return np.log(self.expected)

    def counts(self, *, answered: bool = False) -> Floats:
        """Incidents of every brand, or only those that were answered while they were watched."""
        rows = ~np.isnan(self.market.incident["first_response_h"]) if answered else np.ones(self.market.size, bool)
        return np.bincount(np.searchsorted(self.scores.case.brands, self.market.incident["brand"][rows]), minlength=self.expected.size).astype(float)  # fmt: skip

    def correlation(self, dimension: str) -> float:
        """Of the score with the true place."""
        return correlation(self.scores.of(dimension), self.place[dimension])

    def coverage(self, dimension: str, chosen: "np.ndarray[tuple[int], np.dtype[np.bool_]] | slice" = slice(None)) -> float:  # fmt: skip
        """Share of brands whose true place lies in their 95 % interval."""
        low, high, place = self.scores.of(dimension, "low"), self.scores.of(dimension, "high"), self.place[dimension]
        return float(((low <= place) & (place <= high))[chosen].mean())


def simulate(seed: int, *, brands: int, shape: float = 2.0, spread: float = 1.9, median: float = 4.9, grade: str = "", parameters: Parameters = AUDIT) -> Simulated:  # fmt: skip
    """One sector. `median` and `spread` (of the logarithm) say how many complaints a middling brand expects.

    With a `grade` the stated customer base misses the true one by as much as the grade's 90 % range allows.
    """
    rng = np.random.default_rng(seed)
    theta: dict[str, Floats] = {
        name: np.asarray(rng.gamma(shape, 1 / shape, brands)) for name in ("volume", "responsiveness")
    }
    expected = median * np.exp(spread * rng.standard_normal(brands))
    names = np.array([f"b{number:05d}" for number in range(brands)])
    brand = np.arange(brands).repeat(rng.poisson(theta["volume"] * expected))
    base = exposure(names, np.full(brands, "s0"), 1000 * expected, grade or "A")
    base = _misstated(base, rng) if grade else base | {"lo90": base["customers"], "hi90": base["customers"]}
    nobody = {name: np.array(["b00000", "s0", "P1"][k : k + 1]) for k, name in enumerate(("brand", "sector", "platform"))}  # fmt: skip
    voice = nobody | {"n_voices": np.array([0]), "n_positive": np.array([0])}
    market = Market(_incidents(rng, names, brand, theta["responsiveness"], np.log(expected)), base, voice)
    found = scored(market, parameters=parameters)
    better = {"volume": special.gammaincc, "responsiveness": special.gammainc}
    place = {name: np.asarray(100 * share(shape, shape * theta[name]), np.float64) for name, share in better.items()}
    return Simulated(market, found, weights(found.case), expected, theta, place)


def _misstated(base: Columns, rng: np.random.Generator) -> Columns:
    sigma = np.log(base["hi90"] / base["lo90"]) / (2 * stats.norm.ppf(0.95))
    error = np.exp(sigma * rng.standard_normal(sigma.size))
    return base | {name: base[name] * error for name in ("customers", "lo90", "hi90")}


def _incidents(rng: np.random.Generator, names: "np.ndarray[tuple[int], np.dtype[np.str_]]", brand: "np.ndarray[tuple[int], np.dtype[np.intp]]",
               pace: Floats, size: Floats) -> Columns:  # fmt: skip
    n = brand.size
    platform, hard = rng.choice(["P1", "P2"], n), special.expit(size - size.mean())[brand]
    difficulty = 1 + (rng.random(n) < 0.3 + 0.5 * hard) + (rng.random(n) < 0.2 + 0.5 * hard)
    hazard = np.array([0.0, *HOURLY.values()])[difficulty] * np.where(platform == "P2", 1.5, 1.0) * pace[brand]
    need = rng.exponential(1.0, n) / hazard
    answered = np.where(need <= KINK, need, KINK + 2 * (need - KINK))
    left = rng.uniform(0, WINDOW_HOURS, n)
    never = np.full(n, np.nan)
    return {
        "incident_id": np.arange(n).astype(str), "brand": names[brand], "sector": np.full(n, "s0"), "platform": platform,
        "type": rng.choice(["late", "lost"], n), "difficulty": difficulty, "age_days": left / 24, "authenticity": np.ones(n),
        "first_response_h": np.where(answered <= left, answered, np.nan), "confirmed_h": never, "claimed_h": never,
        "contested": np.zeros(n, bool), "withdrawn_h": never, "follow_up_h": left, "good_dialogue": np.zeros(n, bool),
    }  # fmt: skip


def rank_share(values: Floats) -> Floats:
    """Places of a raw figure, 0-100."""
    return 100 * (stats.rankdata(values) - 0.5) / values.size


def correlation(one: Floats, two: Floats) -> float:
    """Pearson's, where both are known."""
    some = np.isfinite(one) & np.isfinite(two)
    return float(np.corrcoef(one[some], two[some])[0, 1])
