"""How well one period foretells the next, and whether intervals hold what they promise (SPEC-40 i, ii)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from scoring.statistics.gamma_poisson import GammaPrior, fit_prior, posterior_mean
from scoring.statistics.inputs import Floats

SMALLEST_PREDICTION = 0.001  # a raw ratio of 0 foretells 0 complaints, and one complaint would be infinitely unlikely
PREDICTORS = ("sector_mean", "raw_ratio", "shrunken", "as_scored")


@dataclass(frozen=True)
class Counts:
    """One period: counts, what is expected of each brand at the period's own rate, and the two priors fitted to them.

    `free` is the prior of SPEC-20; `as_scored` has its mean held at 1, as official tables are scored.
    """

    period: str
    brands: tuple[str, ...]
    observed: Floats
    expected: Floats

    @property
    def priors(self) -> tuple[GammaPrior, GammaPrior]:
        """(free, as scored)."""
        free, as_scored = (fit_prior(self.observed, self.expected, mean_one=held) for held in (False, True))
        return free, as_scored


@dataclass(frozen=True)
class Deviance:
    """Mean Poisson deviance of the next period's counts, lower is closer, over `count` brand-periods of `pairs`."""

    pairs: tuple[tuple[str, str], ...]
    count: int
    sector_mean: float
    raw_ratio: float
    shrunken: float
    as_scored: float


@dataclass(frozen=True)
class Coverage:
    """Share of `count` brand-periods whose count lies in the 95 % interval foretold; 0.95 if intervals are right."""

    count: int
    share: float


def predictive_deviance(pairs: Sequence[tuple[Counts, Counts]]) -> Deviance:
    """Each period's ratios as predictions of the following one's counts, for brands that stand in both.

    Predicted = ratio x the brand's expected count in the following period, which is its exposure then at the rate of
    that period: the level of the whole sector is given to every predictor, so that only the brands' places are tried.
    The ratio is 1 (sector mean), O/E (raw), or (a + O)/(b + E) with a prior fitted to the first period alone.
    """
    parts = [_deviances(one, two) for one, two in pairs]
    joined = np.hstack([np.zeros((len(PREDICTORS), 0)), *parts])
    count = joined.shape[1]
    means = joined.mean(axis=1) if count else np.full(len(PREDICTORS), np.nan)
    return Deviance(tuple((one.period, two.period) for one, two in pairs), count, *map(float, means))


def _deviances(one: Counts, two: Counts) -> Floats:
    first, second = _in_both(one, two)
    O, E = one.observed[first], one.expected[first]
    ratios = [np.ones(O.size), O / E, *(posterior_mean(O, E, prior) for prior in one.priors)]
    return np.array([poisson_deviance(two.observed[second], ratio * two.expected[second]) for ratio in ratios])


def poisson_deviance(observed: Floats, predicted: Floats) -> Floats:
    """2 [O ln(O/mu) - (O - mu)] for each count, mu at least .001; 0 where the count is as predicted."""
    mu = np.maximum(predicted, SMALLEST_PREDICTION)
    return np.asarray(2 * (special.xlogy(observed, observed / mu) - observed + mu))


def coverage_of_next(pairs: Sequence[tuple[Counts, Counts]]) -> Coverage:
    """Intervals foretold from one period against the counts of the next, chance and spread as scored."""
    parts = []
    for one, two in pairs:
        first, second = _in_both(one, two)
        parts.append(_covered(one, first, two.observed[second], two.expected[second]))
    return _coverage(parts)


def coverage_of_halves(periods: Sequence[Counts], seed: int) -> Coverage:
    """Every complaint goes to one half or the other by a seeded coin; intervals foretold from one against the other."""
    rng, parts = np.random.default_rng(seed), []
    for one in periods:
        drawn = rng.binomial(one.observed.astype(np.int64), 0.5).astype(np.float64)
        if drawn.sum() > 0:
            half = Counts(one.period, one.brands, drawn, one.expected / 2)
            parts.append(_covered(half, np.arange(drawn.size), one.observed - drawn, one.expected / 2))
    return _coverage(parts)


def _covered(one: Counts, chosen: "np.ndarray[tuple[int], np.dtype[np.intp]]", counts: Floats, expected: Floats) -> Floats:  # fmt: skip
    """How much of each count's probability lies between the 2.5 % and 97.5 % points of the negative binomial foretold.

    A count is a step of the distribution, not a point: the step's share inside is counted, so that intervals that are
    right cover 95 % exactly (non-randomised PIT: Czado, Gneiting & Held 2009, Biometrics 65:1254).
    """
    prior = one.priors[1]
    shape, rate = prior.shape + one.observed[chosen], prior.rate + one.expected[chosen]
    p = rate / (rate + expected)
    top = special.betainc(shape, counts + 1, p)
    bottom = np.where(counts > 0, special.betainc(shape, np.maximum(counts, 1), p), 0.0)
    inside = np.minimum(top, 0.975) - np.maximum(bottom, 0.025)
    return np.asarray(np.clip(inside, 0, None) / np.maximum(top - bottom, np.finfo(np.float64).tiny))


def _coverage(parts: list[Floats]) -> Coverage:
    joined = np.concatenate([np.zeros(0), *parts])
    return Coverage(joined.size, float(joined.mean()) if joined.size else float("nan"))


def _in_both(one: Counts, two: Counts) -> tuple["np.ndarray[tuple[int], np.dtype[np.intp]]", "np.ndarray[tuple[int], np.dtype[np.intp]]"]:  # fmt: skip
    found = {brand: position for position, brand in enumerate(two.brands)}
    both = [(position, found[brand]) for position, brand in enumerate(one.brands) if brand in found]
    first, second = np.array(both, dtype=np.intp).reshape(-1, 2).T
    return first, second
