"""Posterior of every brand on the prior-quantile grid (SPEC-21 to SPEC-23): z is the brand's place among its peers.

z is standard normal before any data, whatever the likelihood; a high z is always the wanted side.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from scoring.statistics.gamma_poisson import EXPOSURE_NODES, EXPOSURE_WEIGHTS, GammaPrior
from scoring.statistics.inputs import Floats, Integers, counts_with_expected, finite, non_negative, positive
from scoring.statistics.logistic_normal import Cells
from scoring.statistics.omega import omega

NODES: Floats = np.linspace(-6.0, 6.0, 241)
_LOG_DENSITY = -(NODES**2) / 2
_CHUNK = 1 << 17
"""Numbers held per working array: it bounds memory and keeps the work inside the processor's cache."""

_NARROW = (1.2 * 0.05) ** 2
"""Variance below which the grid's step of .05 no longer resolves a posterior: above, the sum is exact to 1e-9."""


_INNER_NODES, _inner_weights = np.polynomial.hermite_e.hermegauss(31)
_INNER_WEIGHTS = _inner_weights / _inner_weights.sum()
_POINTS = np.polynomial.chebyshev.chebpts1(16)
_TO_POWERS = np.linalg.inv(np.vander(_POINTS, increasing=True)).T
"""Values at the points to coefficients of the powers."""


@dataclass(frozen=True)
class Posterior:
    """One entry per brand: mean `m`, variance `v` of z; `score`, its 95 % ends in 0..100; `reliability` = 1 - v."""

    m: Floats
    v: Floats
    score: Floats
    low: Floats
    high: Floats
    reliability: Floats

    def part(self, brands: slice) -> "Posterior":
        """The entries of some brands."""
        return Posterior(*(getattr(self, name)[brands] for name in self.__dataclass_fields__))


def prior_quantiles(prior: GammaPrior, *, low_is_better: bool) -> Floats:
    """The ratio at each grid node, shape (241,): the prior's quantile at Phi(z), at 1 - Phi(z) if low is wanted."""
    z = -NODES if low_is_better else NODES
    ratio = np.where(
        z < 0, special.gammaincinv(prior.shape, special.ndtr(z)), special.gammainccinv(prior.shape, special.ndtr(-z))
    )
    return np.asarray(np.maximum(ratio / prior.rate, np.finfo(np.float64).tiny))


def poisson_posterior(
    observed: ArrayLike,
    expected: ArrayLike,
    prior: GammaPrior,
    *,
    low_is_better: bool,
    sigma: ArrayLike | None = None,
    shift: ArrayLike | None = None,
    centred: bool = False,
) -> Posterior:
    """Posterior of brands with counts O against E under one prior, shape of `observed`; a brand with E = 0 has no data.

    `sigma` (>= 0) is the standard deviation of ln E where the exposure is known as a range, `shift` the logarithm of
    its median over the point figure behind `expected` (SPEC-5, 2.6); both broadcast over the brands, default 0.
    Fixed nodes (SPEC-22) are coarse against the likelihood where sigma^2 O exceeds about 1, above all under a narrow
    prior: a score may then rise with a complaint. `centred` moves the nodes to each likelihood's own mode, as lme4 does,
    and keeps the order.
    """
    O, E = counts_with_expected(observed, expected)
    s = np.broadcast_to(non_negative("sigma", 0.0 if sigma is None else sigma), O.shape)
    E = E * np.exp(np.broadcast_to(finite("shift", 0.0 if shift is None else shift), O.shape))
    ratio = prior_quantiles(prior, low_is_better=low_is_better)
    out = np.empty((5, O.size))
    certain, uncertain = np.flatnonzero((E > 0) & (s == 0)), np.flatnonzero((E > 0) & (s > 0))
    for rows in _chunks(certain, NODES.size):
        out[:, rows] = _summaries(_certain_weights(O[rows], E[rows], ratio))
    narrow = certain[out[1, certain] < _NARROW]
    out[:, narrow] = _narrow_summaries(O[narrow], E[narrow], prior, low_is_better=low_is_better)
    weights, width = (_centred_weights, 1) if centred else (_uncertain_weights, EXPOSURE_NODES.size)
    for rows in _chunks(uncertain, NODES.size * width):
        out[:, rows] = _summaries(weights(O[rows], E[rows], s[rows], ratio))
    return _posterior(out, E > 0)


def binomial_posterior(group: Cells, tau: float) -> Posterior:
    """Posterior of the brands of `group` under u ~ N(0, tau^2), one entry per brand; no trials means no data."""
    spread = float(positive("tau", tau))
    out = np.empty((5, group.trials.size))
    for rows in _chunks(np.arange(group.trials.size), NODES.size):
        part = slice(int(rows[0]), int(rows[-1]) + 1)
        out[:, part] = _summaries(_relative(group.log_likelihood(spread * NODES, part) + _LOG_DENSITY))
    for row in np.flatnonzero((out[1] < _NARROW) & (np.abs(out[0]) < 5.5)):
        out[:, row] = _closer(group, spread, int(row), float(out[0, row]))
    return _posterior(out, group.trials > 0)


def _chunks(rows: Integers, width: int) -> Iterator[Integers]:
    size = max(1, _CHUNK // width)
    return (rows[start : start + size] for start in range(0, rows.size, size))


def _certain_weights(O: Floats, E: Floats, ratio: Floats) -> Floats:
    log_weight = O[:, None] * np.log(ratio)
    log_weight -= E[:, None] * ratio
    log_weight += _LOG_DENSITY
    return _relative(log_weight)


def _uncertain_weights(O: Floats, E: Floats, sigma: Floats, ratio: Floats) -> Floats:
    steps = sigma[:, None] * EXPOSURE_NODES
    by_exposure = np.ones((O.size, EXPOSURE_NODES.size, 3))
    by_exposure[:, :, 0] = -E[:, None] * np.exp(steps)
    by_exposure[:, :, 1] = O[:, None] * steps + np.log(EXPOSURE_WEIGHTS)
    by_ratio = np.ones((O.size, 3, NODES.size))
    by_ratio[:, 0] = ratio
    by_ratio[:, 2] = O[:, None] * np.log(ratio) + _LOG_DENSITY
    log_weight = by_exposure @ by_ratio
    return np.asarray(_relative(log_weight, (1, 2)).sum(axis=1))


def _centred_weights(O: Floats, E: Floats, sigma: Floats, ratio: Floats) -> Floats:
    """As `_uncertain_weights` by adaptive Gauss-Hermite: nodes round the mode of O s x - E theta e^(s x) - x^2/2, closed
    form by the Wright omega function, scaled by the curvature there (Liu & Pierce 1994, Biometrika 81:624).

    omega / s^2 is the likeliest count to expect, `surprise` the logarithm by which its exposure then misses the median.
    """
    O, s, log_rate = O[:, None], sigma[:, None], np.log(sigma**2 * E)[:, None] + np.log(ratio)
    place = s**2 * O + log_rate
    likeliest = omega(place)
    log_omega = np.subtract(place, likeliest, out=place)
    surprise = np.subtract(log_rate, log_omega, out=log_rate)
    surprise *= surprise
    log_weight = np.multiply(O, log_omega, out=log_omega)
    log_weight -= (likeliest + surprise / 2) / s**2
    log_weight += _LOG_DENSITY
    likeliest += 1
    log_weight -= np.log(likeliest) / 2
    log_weight += _skewness(sigma, 2 / likeliest - 1)
    return _relative(log_weight)


def _skewness(sigma: Floats, place: Floats) -> Floats:
    """Logarithm of what the likelihood's lack of symmetry adds to Laplace's approximation, shape of `place`.

    It depends on s and omega alone and is smooth in place = 2/(1 + omega) - 1, -1..1: one polynomial per s through
    its values at 16 Chebyshev points gives it to 1e-9 where s < .5, at a tenth of the work of summing at every node.
    """
    each, brand = np.unique(sigma, return_inverse=True)  # exposures of one grade share their s
    t = (each**2)[:, None] * (_POINTS + 1) / 2  # s^2/(1 + omega), the variance round the mode
    step = np.sqrt(t)[:, :, None] * _INNER_NODES
    beyond_square = np.expm1(step) - step - step**2 / 2
    inner = np.exp(beyond_square * (-(1 - _POINTS) / (2 * t))[:, :, None]) @ _INNER_WEIGHTS
    factors = (np.log(inner) @ _TO_POWERS)[brand]
    out = np.multiply(factors[:, -1:], place)
    for power in range(_POINTS.size - 2, 0, -1):
        out += factors[:, power, None]
        out *= place
    return np.asarray(np.add(out, factors[:, :1], out=out))


def _narrow_summaries(O: Floats, E: Floats, prior: GammaPrior, *, low_is_better: bool) -> Floats:
    """As `_summaries` where the posterior falls between the nodes (thousands of events): 241 of its own quantiles."""
    ratio = special.gammaincinv(prior.shape + O[:, None], special.ndtr(NODES)) / (prior.rate + E[:, None])
    below, above = special.gammainc(prior.shape, prior.rate * ratio), special.gammaincc(prior.shape, prior.rate * ratio)
    z = np.clip(np.where(below < 0.5, special.ndtri(below), -special.ndtri(above)), NODES[0], NODES[-1])
    z = -z[:, ::-1] if low_is_better else z
    weight = np.exp(_LOG_DENSITY) / np.exp(_LOG_DENSITY).sum()
    m = (weight * z).sum(axis=1)
    v = (weight * (z - m[:, None]) ** 2).sum(axis=1)
    ends = [np.array([np.interp(special.ndtri(tail), NODES, row) for row in z]) for tail in (0.025, 0.975)]
    return np.array([m, v, (weight * 100 * special.ndtr(z)).sum(axis=1), *(100 * special.ndtr(end) for end in ends)])


def _closer(group: Cells, tau: float, row: int, m: float) -> Floats:
    """`_summaries` of one brand whose posterior falls between the nodes: a grid round m, ten times finer until it fits."""
    out = np.array([[m]])
    for finer in (10, 100, 1000, 10_000):
        nodes = out[0, 0] + NODES / finer
        log_weight = group.log_likelihood(tau * nodes, slice(row, row + 1)) - nodes**2 / 2
        out = _summaries(_relative(log_weight), nodes)
        if out[1, 0] >= _NARROW / finer**2:
            break
    return np.asarray(out[:, 0])


def _relative(log_weight: Floats, axes: int | tuple[int, ...] = 1) -> Floats:
    """Weights over the largest one of each brand. What lies e^-700 below adds nothing and computes slowly."""
    log_weight -= log_weight.max(axis=axes, keepdims=True)
    np.maximum(log_weight, -700.0, out=log_weight)
    return np.exp(log_weight, out=log_weight)


def _summaries(weight: Floats, nodes: Floats = NODES) -> Floats:
    """m, v, score, low, high (rows) of unnormalised posterior weights, one line of 241 per brand (SPEC-23)."""
    total = weight.sum(axis=1)
    m = (weight * nodes).sum(axis=1) / total
    around = nodes - nodes[nodes.size // 2]
    v = (weight * around**2).sum(axis=1) / total - ((weight * around).sum(axis=1) / total) ** 2
    score = (weight * (100 * special.ndtr(nodes))).sum(axis=1) / total
    middle = np.cumsum(weight, axis=1)
    middle -= weight / 2
    ends = [100 * special.ndtr(_quantile(middle, tail * total, nodes)) for tail in (0.025, 0.975)]
    return np.array([m, v, score, *ends])


def _quantile(middle: Floats, level: Floats, nodes: Floats) -> Floats:
    """z at which the mid-cumulative weight reaches `level`, by linear interpolation between the nodes."""
    after = np.clip((middle <= level[:, None]).sum(axis=1), 1, nodes.size - 1)
    row = np.arange(len(middle))
    low, high = middle[row, after - 1], middle[row, after]
    part = np.clip((level - low) / (high - low), 0.0, 1.0)
    return np.asarray(nodes[after - 1] + part * (nodes[after] - nodes[after - 1]))


def _posterior(summaries: Floats, has_data: NDArray[np.bool_]) -> Posterior:
    m, v, score, low, high = np.where(has_data, summaries, np.array([[0.0], [1.0], [50.0], [2.5], [97.5]]))
    return Posterior(m, v, score, low, high, 1 - v)
