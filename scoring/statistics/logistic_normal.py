"""Shares against an expectation: y ~ Binomial(n, expit(eta + u)) per cell, u ~ N(0, tau^2) over a group's brands."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize, sparse, special

from scoring.errors import ScoringError
from scoring.statistics.gamma_poisson import shrink_to_median
from scoring.statistics.inputs import Floats, at_most, finite, index, non_negative, positive, same_length, share, summed

SMALLEST_TAU = 0.10
"""Materiality floor of SPEC-20."""
_LOG_TAU_RANGE = (-5.0, 2.0)
_NODES, _node_weights = np.polynomial.hermite_e.hermegauss(20)
_LOG_WEIGHTS = np.log(_node_weights / _node_weights.sum())


@dataclass(frozen=True)
class Cells:
    """Sufficient statistics of one peer group: successes and trials by brand, trials by brand and expected logit."""

    successes: Floats
    trials: Floats
    trials_by_logit: "sparse.csr_array[np.float64]"
    logits: Floats

    def log_likelihood(self, shifts: Floats, brands: slice = slice(None)) -> Floats:
        """Per brand (rows) and shift u of the logit (columns): sum y u - n ln(1 + e^(eta+u)), up to a constant."""
        trials = self.trials_by_logit if brands == slice(None) else self.trials_by_logit[brands]
        spent = trials @ np.logaddexp(0, self.logits[:, None] + shifts)
        return np.asarray(self.successes[brands, None] * shifts - spent)


def cells(brand: ArrayLike, successes: ArrayLike, trials: ArrayLike, logit: ArrayLike, brand_count: int) -> Cells:
    """Cells of one peer group from one row per brand and stratum: brand position, y, n >= y and the expected logit eta.

    A brand without a row has no trials. Rows may be weighted, and given in any order.
    """
    b, y, n = index("brand", brand, brand_count), non_negative("successes", successes), non_negative("trials", trials)
    eta = finite("logit", logit)
    same_length(brand=b, successes=y, trials=n, logit=eta)
    at_most("successes", y, "trials", n)
    logits, column = np.unique(eta, return_inverse=True)
    spread = sparse.csr_array((n, (b, column)), shape=(brand_count, logits.size))
    return Cells(summed(b, y, brand_count), summed(b, n, brand_count), spread, logits)


def log_marginal(group: Cells, tau: float) -> Floats:
    """Log of each brand's marginal likelihood by 20 Gauss-Hermite nodes, up to a constant of the brand."""
    parts = group.log_likelihood(tau * _NODES)
    parts += _LOG_WEIGHTS
    top = parts.max(axis=1, keepdims=True)
    # as scipy's logsumexp to the last bit, without its checks: the largest stay out of the sum
    largest = parts == top
    count = largest.sum(axis=1, dtype=np.float64)
    parts -= top
    parts[largest] = -np.inf
    rest = np.exp(parts, out=parts).sum(axis=1)
    return np.asarray(np.log1p(rest / count) + np.log(count) + top[:, 0])


def fit_tau(group: Cells, *, floor: bool = True) -> float:
    """Spread tau (logit units) of highest marginal likelihood, ln tau in -5..2; at least 0.10 with `floor` (SPEC-20).

    Raises ScoringError where the group has no trials. Source: Gauss-Hermite EB, as lme4 with nAGQ = 20.
    """
    if not group.trials.sum() > 0:
        raise ScoringError(f"trials must be > 0 to fit tau; got {group.trials.size} brands with none")
    found = optimize.minimize_scalar(
        lambda log_tau: -float(log_marginal(group, float(np.exp(log_tau))).sum()),
        bounds=_LOG_TAU_RANGE,
        method="bounded",
        options={"xatol": 1e-9},
    )
    tau = float(np.exp(found.x))
    return max(tau, SMALLEST_TAU) if floor else tau


def shrink_taus(taus: Sequence[float | None], brand_counts: ArrayLike) -> list[float]:
    """As gamma_poisson.shrink_priors, for ln tau: groups under 10 brands drawn to the all-sector median (SPEC-20)."""
    n = non_negative("brand_counts", brand_counts)
    logs = np.array([np.nan if tau is None else np.log(tau) for tau in taus], dtype=np.float64)
    same_length(brand_counts=n, taus=logs)
    return [float(tau) for tau in np.exp(shrink_to_median(logs[:, None], n))[:, 0]]


def shrunken_share(
    successes: ArrayLike, trials: ArrayLike, parent_share: ArrayLike, prior_trials: float = 5.0
) -> Floats:
    """Share of each stratum drawn to its parent's: (y + 5 p_parent)/(n + 5), in 0..1 (SPEC-10)."""
    y, n, parent = non_negative("successes", successes), non_negative("trials", trials), share("parent", parent_share)
    at_most("successes", y, "trials", n)
    return np.asarray((y + prior_trials * parent) / (n + float(positive("prior_trials", prior_trials))))


def intercept_shift(successes: ArrayLike, trials: ArrayLike, logit: ArrayLike) -> float:
    """The one shift k of a sector's logits with sum n expit(eta + k) = sum y (SPEC-10).

    Raises ScoringError where nobody or everybody succeeded: no finite shift does it.
    """
    y, n, eta = non_negative("successes", successes), non_negative("trials", trials), finite("logit", logit)
    same_length(successes=y, trials=n, logit=eta)
    if not 0 < y.sum() < n.sum():
        raise ScoringError(f"calibration needs successes and failures; got {y.sum()} of {n.sum()}")

    def gap(shift: float) -> float:
        return float((n * special.expit(eta + shift)).sum() - y.sum())

    reach = float(np.abs(eta).max()) + 40.0
    return float(optimize.brentq(gap, -reach, reach, xtol=1e-14, rtol=1e-14))
