"""Counts against an expectation: O ~ Poisson(theta E), theta ~ Gamma(shape, rate) over the brands of one peer group."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize, special

from scoring.errors import ScoringError
from scoring.statistics.inputs import Floats, counts_with_expected, inside, non_negative, positive, same_length
from scoring.statistics.intervals import Interval

LARGEST_SHAPE = 100.0
"""Materiality floor of SPEC-20: the ratio's logarithm keeps a prior standard deviation of at least 0.10."""
SMALLEST_SHAPE, _LARGEST_WITHOUT_FLOOR = 1e-4, 1e6
EXPOSURE_NODES, _node_weights = np.polynomial.hermite_e.hermegauss(15)
EXPOSURE_WEIGHTS = _node_weights / _node_weights.sum()


@dataclass(frozen=True)
class GammaPrior:
    """How the ratios of a peer group spread: Gamma(shape, rate) of mean shape/rate; 1.0 is the sector's standard."""

    shape: float
    rate: float

    def __post_init__(self) -> None:
        positive("prior shape and rate", (self.shape, self.rate))

    @property
    def mean(self) -> float:
        """Mean ratio of the peer group."""
        return self.shape / self.rate


def fit_prior(observed: ArrayLike, expected: ArrayLike, *, mean_one: bool = False, floor: bool = True) -> GammaPrior:
    """The prior of highest marginal (negative binomial) likelihood; `mean_one` holds the mean ratio at 1.

    Brands with E = 0 say nothing and are left out. With `floor` the shape is at most 100 and the rate refitted given it
    (SPEC-20); without it the shape of a group that does not spread at all stops at 1e6. Raises ScoringError where
    nothing was observed, since the mean would be 0. Source: Clayton & Kaldor 1987, Biometrics 43:671.
    """
    O, E = counts_with_expected(observed, expected)
    O, E = O[E > 0], E[E > 0]
    if not O.sum() > 0:
        raise ScoringError(f"observed must hold at least one event to fit a prior; got {O.size} brands with none")

    def at(shape: float) -> GammaPrior:
        return GammaPrior(shape, shape / (1.0 if mean_one else _mean_ratio(O, E, shape)))

    shapes = np.geomspace(SMALLEST_SHAPE, LARGEST_SHAPE if floor else _LARGEST_WITHOUT_FLOOR, 9)
    top = int(np.argmax([log_marginal(O, E, at(shape)).sum() for shape in shapes]))
    return at(_flat_point(lambda log_shape: _shape_slope(O, E, at(float(np.exp(log_shape)))), shapes, top))


def log_marginal(observed: ArrayLike, expected: ArrayLike, prior: GammaPrior) -> Floats:
    """Log of the negative binomial probability of each brand's count, shape of `observed` (2.1)."""
    O, E = counts_with_expected(observed, expected)
    a, b = prior.shape, prior.rate
    counted = special.gammaln(a + O) - special.gammaln(a) - special.gammaln(O + 1)
    return np.asarray(counted - a * np.log1p(E / b) + special.xlogy(O, E / (b + E)))


def posterior_mean(observed: ArrayLike, expected: ArrayLike, prior: GammaPrior) -> Floats:
    """Shrunken ratio (a + O)/(b + E), between the brand's own O/E and the mean of the peer group."""
    O, E = counts_with_expected(observed, expected)
    return np.asarray((prior.shape + O) / (prior.rate + E))


def posterior_interval(
    observed: ArrayLike, expected: ArrayLike, prior: GammaPrior, confidence: float = 0.95
) -> Interval:
    """Equal-tailed interval of the shrunken ratio, from Gamma(a + O, b + E)."""
    O, E = counts_with_expected(observed, expected)
    shape, rate, tail = prior.shape + O, prior.rate + E, (1 - inside("confidence", confidence)) / 2
    return Interval(special.gammaincinv(shape, tail) / rate, special.gammainccinv(shape, tail) / rate)


def expected_percentile(observed: ArrayLike, expected: ArrayLike, prior: GammaPrior) -> Floats:
    """100 P(ratio of a random peer < this brand's ratio | O) = 100 I_{b/(2b+E)}(a, a+O), in 0..100.

    The score where a high ratio is wanted; where a low one is, the score is 100 minus it (2.1, Lingsma et al. 2009).
    """
    O, E = counts_with_expected(observed, expected)
    a, b = prior.shape, prior.rate
    return np.asarray(100 * special.betainc(a, a + O, b / (2 * b + E)))


def expected_percentile_uncertain(
    observed: ArrayLike, expected: ArrayLike, prior: GammaPrior, sigma: ArrayLike
) -> Floats:
    """`expected_percentile` where E is log-normal: median `expected` (> 0), standard deviation `sigma` of ln E.

    Mixture over 15 Gauss-Hermite nodes, each weighted by how well it explains the count (2.6).
    """
    O, E = counts_with_expected(observed, positive("expected", expected))
    s = np.broadcast_to(non_negative("sigma", sigma), O.shape)
    nodes = E[..., None] * np.exp(s[..., None] * EXPOSURE_NODES)
    counts = np.broadcast_to(O[..., None], nodes.shape)
    log_weight = np.log(EXPOSURE_WEIGHTS) + log_marginal(counts, nodes, prior)
    return np.asarray((special.softmax(log_weight, axis=-1) * expected_percentile(counts, nodes, prior)).sum(axis=-1))


def probability_below(shape_i: ArrayLike, rate_i: ArrayLike, shape_j: ArrayLike, rate_j: ArrayLike) -> Floats:
    """P(theta_i < theta_j) of two independent gamma posteriors (a + O, b + E), arrays that broadcast (2.1)."""
    a_i, b_i = positive("shape_i", shape_i), positive("rate_i", rate_i)
    a_j, b_j = positive("shape_j", shape_j), positive("rate_j", rate_j)
    return np.asarray(special.betainc(a_i, a_j, b_i / (b_i + b_j)))


def expected_ranks(observed: ArrayLike, expected: ArrayLike, prior: GammaPrior) -> Floats:
    """Expected rank of each brand's ratio, 1 = lowest: 1 + sum of P(theta_j < theta_i) over the others (2.1)."""
    O, E = counts_with_expected(observed, expected)
    a, b = prior.shape + O, prior.rate + E
    return np.asarray([0.5 + probability_below(a, b, a_i, b_i).sum() for a_i, b_i in zip(a, b, strict=True)])


def shrink_priors(priors: Sequence[GammaPrior | None], brand_counts: ArrayLike) -> list[GammaPrior]:
    """Priors of groups under 10 brands drawn to the all-sector median of (ln a, ln b), weight 10/(10 + n) (SPEC-20).

    `None` stands for a group in which no prior could be fitted: it takes the median. Raises ScoringError if all are.
    """
    n = non_negative("brand_counts", brand_counts)
    fitted = np.array([[np.log(p.shape), np.log(p.rate)] if p else [np.nan, np.nan] for p in priors]).reshape(-1, 2)
    same_length(brand_counts=n, priors=fitted[:, 0])
    return [GammaPrior(float(shape), float(rate)) for shape, rate in np.exp(shrink_to_median(fitted, n))]


def shrink_to_median(logs: Floats, brand_counts: Floats) -> Floats:
    """Rows (sectors) with under 10 brands drawn to the column medians, weight 10/(10 + n); NaN rows become them."""
    known = np.isfinite(logs[:, 0])
    if not known.any():
        raise ScoringError(f"no sector has a fitted prior; got {len(logs)} sectors")
    median = np.median(logs[known], axis=0)
    weight = np.where(brand_counts < 10, 10 / (10 + brand_counts), 0.0)
    weight[~known] = 1.0
    own = np.where(known[:, None], logs, 0.0)
    return np.asarray(weight[:, None] * median + (1 - weight[:, None]) * own)


def _mean_ratio(O: Floats, E: Floats, shape: float) -> float:
    """Mean ratio of highest likelihood given the shape: the root of sum (O - mE)/(1 + mE/a), which falls in m."""

    def excess(log_mean: float) -> float:
        mean = np.exp(log_mean)
        return float(((O - mean * E) / (1 + mean * E / shape)).sum())

    ratios = np.log(O[O > 0] / E[O > 0])
    high = max(ratios.max(), np.log(O.sum() / E.sum())) + 1e-9
    low = np.log(O.sum() / E.sum()) - 1.0
    while excess(low) < 0:
        low -= 4.0
    return float(np.exp(optimize.brentq(excess, low, high, xtol=1e-14, rtol=1e-14)))


def _shape_slope(O: Floats, E: Floats, prior: GammaPrior) -> float:
    """Derivative of the log likelihood by the shape at a fixed mean ratio."""
    a, mean = prior.shape, prior.mean
    gain = special.psi(a + O) - special.psi(a) - np.log1p(mean * E / a)
    return float((gain + (mean * E - O) / (a + mean * E)).sum())


def _flat_point(slope: Callable[[float], float], shapes: Floats, top: int) -> float:
    """Shape of slope 0 next to the likeliest of `shapes`; that one itself where the likelihood still rises at an end."""
    beside = top + 1 if slope(float(np.log(shapes[top]))) > 0 else top - 1
    if not 0 <= beside < shapes.size:
        return float(shapes[top])
    ends = np.sort(np.log(shapes[[top, beside]]))
    if slope(ends[0]) * slope(ends[1]) >= 0:
        return float(shapes[top])
    return float(np.exp(optimize.brentq(slope, float(ends[0]), float(ends[1]), xtol=1e-14, rtol=1e-14)))
