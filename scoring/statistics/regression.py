"""Times explained by covariates: a second opinion on the strata, for those who doubt that rates are constant within one.

Cox (1972) with Efron's handling of ties (1977), and the Weibull accelerated failure time model; both by Newton's method
with exact derivatives, like coxph and survreg of R.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from scoring.errors import ScoringError
from scoring.statistics.inputs import Floats

MOST_STEPS = 100
FLAT = 1e-11


class Fit(NamedTuple):
    """Coefficients, their standard errors (inverse observed information) and the log-likelihood at its maximum."""

    coefficients: Floats
    errors: Floats
    log_likelihood: float


Derivatives = tuple[float, Floats, Floats]


def cox(hours: Floats, is_event: Floats, covariates: Floats) -> Fit:
    """Log hazard ratios per unit of each column of `covariates` (rows: subjects). The likelihood is Cox's partial one.

    Raises ScoringError where there is no event or the likelihood has no maximum (a covariate that separates).
    """
    order = np.lexsort((-is_event, hours))
    X = covariates[order] - covariates.mean(axis=0)
    t, d = hours[order], (is_event[order] > 0).astype(np.float64)
    if not d.any():
        raise ScoringError("no event: nothing can be explained")
    return _newton(lambda beta: _efron(beta, t, d, X), np.zeros(X.shape[1]))


def _efron(beta: Floats, t: Floats, d: Floats, X: Floats) -> Derivatives:
    """Partial log-likelihood, gradient and Hessian. At each time the k-th of m tied events sees the tied ones by (m - k) / m."""
    risk = np.exp(X @ beta)
    likelihood, gradient, hessian = 0.0, np.zeros(beta.size), np.zeros((beta.size, beta.size))
    for at in np.unique(t[d > 0]):
        here, later = (t == at) & (d > 0), t >= at
        w, X_later = risk[later], X[later]
        sums = w.sum(), w @ X_later, (X_later * w[:, None]).T @ X_later
        w, X_here = risk[here], X[here]
        tied = w.sum(), w @ X_here, (X_here * w[:, None]).T @ X_here
        likelihood += float((X_here @ beta).sum())
        gradient += X_here.sum(axis=0)
        for share in np.arange(w.size) / w.size:
            total, mean, square = (whole - share * part for whole, part in zip(sums, tied, strict=True))
            likelihood -= float(np.log(total))
            gradient -= mean / total
            hessian -= square / total - np.outer(mean, mean) / total**2
    return likelihood, gradient, hessian


def weibull(hours: Floats, is_event: Floats, covariates: Floats) -> Fit:
    """S(t) = exp(-(t / exp(x b))^exp(a)): b per column of `covariates` (a column of ones is the intercept), then a.

    Raises ScoringError for times that are not positive, where there is no event, and where there is no maximum.
    """
    if not (hours > 0).all() or not (is_event > 0).any():
        raise ScoringError("positive times and at least one event are needed")
    log_t, d = np.log(hours), (is_event > 0).astype(np.float64)
    begin, *_ = np.linalg.lstsq(covariates, log_t, rcond=None)
    return _newton(lambda theta: _weibull(theta, log_t, d, covariates), np.append(begin, 0.0))


def _weibull(theta: Floats, log_t: Floats, d: Floats, X: Floats) -> Derivatives:
    """Log-likelihood, gradient and Hessian in (b, a), with z = exp(a) (log t - x b)."""
    rho = np.exp(theta[-1])
    z = rho * (log_t - X @ theta[:-1])
    e = np.exp(z)
    left = d - e
    likelihood = float((d * (theta[-1] - log_t + z) - e).sum())
    gradient = np.append(-rho * (left @ X), (d + left * z).sum())
    cross = -rho * ((left - e * z) @ X)
    square = -(rho**2) * (X * e[:, None]).T @ X
    corner = float((left * z - e * z * z).sum())
    return likelihood, gradient, np.block([[square, cross[:, None]], [cross[None, :], np.array([[corner]])]])


def _newton(derivatives: Callable[[Floats], Derivatives], theta: Floats) -> Fit:
    """Climb until the step is below 1e-10 of the errors; where the likelihood is not concave the step leans to its slope."""
    likelihood, gradient, hessian = derivatives(theta)
    for _ in range(MOST_STEPS):
        step = _step(gradient, hessian)
        while not (new := derivatives(theta + step))[0] >= likelihood - 1e-9 and np.abs(step).max() > 1e-14:
            step = step / 2
        theta, (likelihood, gradient, hessian) = theta + step, new
        curvature = np.linalg.eigvalsh(-hessian)
        if curvature[0] <= FLAT * max(1.0, curvature[-1]):
            continue
        errors = np.sqrt(np.diag(np.linalg.inv(-hessian)))
        if (np.abs(step) < 1e-10 * errors).all():
            return Fit(theta, errors, likelihood)
    raise ScoringError("the likelihood has no single maximum: two covariates say the same, or one separates the times")


def _step(gradient: Floats, hessian: Floats) -> Floats:
    """Newton's step with the curvature made positive, at most 5 long in any direction."""
    values, vectors = np.linalg.eigh(-hessian)
    floor = FLAT * max(1.0, np.abs(values).max())
    step = vectors @ ((vectors.T @ gradient) / np.maximum(np.abs(values), floor))
    return np.asarray(step * min(1.0, 5.0 / max(np.abs(step).max(), 1e-300)))
