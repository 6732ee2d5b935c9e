"""Variance between units (tau2) of estimates with known variances, in the ways of the literature beside
DerSimonian-Laird, which is `funnel.overdispersion`: to see how far a spread depends on its estimator.

Source of the formulas: Viechtbauer 2005, J Educ Behav Stat 30:261; those of REML, ML and EB are found by Fisher scoring.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize

from scoring.errors import ScoringError
from scoring.statistics.inputs import Floats, finite, non_negative, positive, same_length

_STEPS = 1000


class Pooled(NamedTuple):
    """Mean of the units and its standard error, given tau2."""

    mean: float
    standard_error: float


def pooled(estimates: ArrayLike, variances: ArrayLike, tau2: float = 0.0) -> Pooled:
    """Mean of the estimates weighted by 1/(v + tau2)."""
    y, v = _units(estimates, variances)
    w = 1 / (v + float(non_negative("tau2", tau2)))
    return Pooled(float((w * y).sum() / w.sum()), float(w.sum() ** -0.5))


def cochran_q(estimates: ArrayLike, variances: ArrayLike, tau2: float = 0.0) -> float:
    """Sum of (y - pooled mean)^2/(v + tau2); about k - 1 where tau2 is right. Cochran's Q at tau2 = 0."""
    y, v = _units(estimates, variances)
    return float(((y - pooled(y, v, tau2).mean) ** 2 / (v + tau2)).sum())


def i_squared(variances: ArrayLike, tau2: float) -> float:
    """Share 0..1 of the spread that is between units: tau2 over tau2 plus a typical v (Higgins & Thompson 2002)."""
    w = 1 / positive("variances", variances)
    between = float(non_negative("tau2", tau2))
    return float(between / (between + (w.size - 1) * w.sum() / (w.sum() ** 2 - (w**2).sum())))


def hedges(estimates: ArrayLike, variances: ArrayLike) -> float:
    """HE: sample variance of the estimates less their mean variance, 0 where that is negative."""
    y, v = _units(estimates, variances)
    return max(0.0, float(y.var(ddof=1) - v.mean()))


def sidik_jonkman(estimates: ArrayLike, variances: ArrayLike) -> float:
    """SJ: the plain variance of the estimates corrected by the weights it gives; never 0 unless all are equal."""
    y, v = _units(estimates, variances)
    start = float(y.var())
    return start * cochran_q(y, v, start) / (y.size - 1)


def paule_mandel(estimates: ArrayLike, variances: ArrayLike) -> float:
    """PM: the tau2 whose Q is k - 1, 0 where Q at 0 is below it already. Equals EB."""
    y, v = _units(estimates, variances)
    if cochran_q(y, v) <= y.size - 1:
        return 0.0
    high = float(y.var(ddof=1))  # Q < sum (y - plain mean)^2/tau2 = k - 1 there
    return float(optimize.brentq(lambda tau2: cochran_q(y, v, tau2) - (y.size - 1), 0, high, xtol=1e-13))


def maximum_likelihood(estimates: ArrayLike, variances: ArrayLike) -> float:
    """ML: the mode of the normal likelihood, mean included; too small for few units."""
    return _scoring(estimates, variances, lambda w, r2: ((w**2 * r2).sum() - w.sum()) / (w**2).sum())


def restricted_maximum_likelihood(estimates: ArrayLike, variances: ArrayLike) -> float:
    """REML: the mode of the likelihood of the contrasts, so that the mean costs its degree of freedom."""

    def step(w: Floats, r2: Floats) -> float:
        s1, s2, s3 = w.sum(), (w**2).sum(), (w**3).sum()
        return float(((w**2 * r2).sum() - (s1 - s2 / s1)) / (s2 - 2 * s3 / s1 + s2**2 / s1**2))

    return _scoring(estimates, variances, step)


def empirical_bayes(estimates: ArrayLike, variances: ArrayLike) -> float:
    """EB: Morris 1983, JASA 78:47. Equals PM."""
    return _scoring(estimates, variances, lambda w, r2: ((w * r2).sum() * w.size / (w.size - 1) - w.size) / w.sum())


def _scoring(estimates: ArrayLike, variances: ArrayLike, step: Callable[[Floats, Floats], float]) -> float:
    """Steps from HE to where they end; `step` of the weights and the squared distances from the pooled mean.

    A step back is half a step: some would go to and fro for long.
    """
    y, v = _units(estimates, variances)
    tau2, last = hedges(y, v), 0.0
    for _ in range(_STEPS):
        by = float(step(1 / (v + tau2), (y - pooled(y, v, tau2).mean) ** 2))
        before, tau2 = tau2, max(0.0, tau2 + (by / 2 if by * last < 0 else by))
        last = by
        if abs(tau2 - before) <= 1e-13 * (1 + tau2):
            return tau2
    raise ScoringError(f"tau2 did not settle in {_STEPS} steps; last {tau2}")


def _units(estimates: ArrayLike, variances: ArrayLike) -> tuple[Floats, Floats]:
    y, v = finite("estimates", estimates), positive("variances", variances)
    same_length(estimates=y, variances=v)
    if y.size < 2:
        raise ScoringError(f"estimates must hold at least 2 units; got {y.size}")
    return y, np.asarray(v)
