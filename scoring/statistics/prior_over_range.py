"""The prior of a peer group whose expectations are themselves known as a range: SPEC-20 with SPEC-22's mixture in its likelihood."""

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize, special

from scoring.statistics.gamma_poisson import LARGEST_SHAPE, SMALLEST_SHAPE, GammaPrior, fit_prior
from scoring.statistics.inputs import Floats, counts_with_expected, non_negative

_NODES, _weights = np.polynomial.hermite_e.hermegauss(31)
_LOG_WEIGHTS = np.log(_weights / _weights.sum())


def fit_prior_over_range(observed: ArrayLike, expected: ArrayLike, sigma: ArrayLike) -> GammaPrior:
    """The prior of highest marginal likelihood where E is log-normal: median `expected`, standard deviation `sigma` of ln E.

    Fitted as if E were exact, the errors of the bases would pass for differences between brands. With sigma = 0 this is
    `fit_prior`. Shape 1e-4 to 100, as there; raises ScoringError where nothing was observed.
    """
    O, E = counts_with_expected(observed, expected)
    s = np.broadcast_to(non_negative("sigma", sigma), O.shape)
    exact = fit_prior(O, E)
    O, E, s = O[E > 0], E[E > 0], s[E > 0]
    if not s.any():
        return exact
    over = E[:, None] * np.exp(s[:, None] * _NODES)

    def loss(logs: Floats) -> tuple[float, Floats]:
        return _loss(O, over, float(np.exp(logs[0])), float(np.exp(logs[1])))

    limits = [(np.log(SMALLEST_SHAPE), np.log(LARGEST_SHAPE)), (None, None)]
    start = np.log([exact.shape, exact.mean])
    found = optimize.minimize(loss, start, jac=True, method="L-BFGS-B", bounds=limits, options={"ftol": 1e-14, "gtol": 1e-9})  # fmt: skip
    shape, mean = map(float, np.exp(found.x))
    return GammaPrior(shape, shape / mean)


def _loss(O: Floats, over: Floats, shape: float, mean: float) -> tuple[float, Floats]:
    """Minus the log likelihood and its slopes by ln shape and ln mean; `over` holds each brand's possible expectations."""
    ratio = mean * over / shape
    spread = np.log1p(ratio)
    log_weight = O[:, None] * (np.log(ratio) - spread) - shape * spread + _LOG_WEIGHTS
    log_weight += (special.gammaln(shape + O) - special.gammaln(shape))[:, None]
    log_sum = special.logsumexp(log_weight, axis=1, keepdims=True)
    weight = np.exp(log_weight - log_sum)
    missed = (O[:, None] - mean * over) / (1 + ratio)  # slope of each log probability by ln mean
    counted = (special.psi(shape + O) - special.psi(shape))[:, None]
    by_shape = (weight * (shape * (counted - spread) - missed)).sum()
    return -float(log_sum.sum()), -np.array([by_shape, (weight * missed).sum()])
