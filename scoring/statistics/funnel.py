"""Control limits round a target: what chance alone, or the sector's usual spread, would show (2.3; SPEC-33)."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import special, stats

from scoring.errors import ScoringError
from scoring.statistics.inputs import Floats, counts_with_expected, finite, inside, non_negative, positive, same_length
from scoring.statistics.intervals import Interval


class Overdispersion(NamedTuple):
    """`phi`: mean squared z, 1 if chance explains it all; `tau2`: variance between brands, 0 if phi is not above 1."""

    phi: float
    tau2: float


def poisson_limit(expected: ArrayLike, probability: float) -> Floats:
    """Limit of O/E at a target of 1 that chance stays under with `probability`, exact and interpolated between counts.

    May be negative for small E: cut at 0 for display. Source: Spiegelhalter 2005, Stat Med 24:1185, appendix A.1.1.
    """
    E = positive("expected", expected)
    p = inside("probability", probability)
    reached = stats.poisson.ppf(p, E)
    over = (stats.poisson.cdf(reached, E) - p) / stats.poisson.pmf(reached, E)
    return np.asarray((reached - over) / E)


def binomial_limit(trials: ArrayLike, target: float, probability: float) -> Floats:
    """As `poisson_limit`, for a share of `trials` with target share `target` in (0, 1)."""
    n, p, share = positive("trials", trials), inside("probability", probability), inside("target", target)
    reached = stats.binom.ppf(p, n, share)
    over = (stats.binom.cdf(reached, n, share) - p) / stats.binom.pmf(reached, n, share)
    return np.asarray((reached - over) / n)


def root_z(observed: ArrayLike, expected: ArrayLike) -> Floats:
    """2 (sqrt O - sqrt E): distance from target in standard errors on the square-root scale, defined at O = 0."""
    O, E = counts_with_expected(observed, expected)
    return np.asarray(2 * (np.sqrt(O) - np.sqrt(E)))


def winsorised(z: ArrayLike, tail: float = 0.10) -> Floats:
    """z with its lowest and highest tenth pulled in to the 10 % and 90 % quantiles (linear interpolation)."""
    values = finite("z", z)
    return np.clip(values, *np.quantile(values, [tail, 1 - tail]))


def overdispersion(z: ArrayLike, weights: ArrayLike) -> Overdispersion:
    """phi = sum z^2 / I and tau2 = [I phi - (I - 1)] / [sum w - sum w^2 / sum w], w = 1/s^2 (DerSimonian-Laird)."""
    values, w = finite("z", z), positive("weights", weights)
    same_length(z=values, weights=w)
    if values.size < 2:
        raise ScoringError(f"overdispersion needs at least 2 brands; got {values.size}")
    q = float((values**2).sum())
    spare = q - (values.size - 1)
    return Overdispersion(q / values.size, max(0.0, spare / float(w.sum() - (w**2).sum() / w.sum())))


def root_overdispersion(observed: ArrayLike, expected: ArrayLike) -> Overdispersion:
    """Overdispersion of O/E on the square-root scale, winsorised at 10 % and 90 %, s = 1/(2 sqrt E): the one to use."""
    O, E = counts_with_expected(observed, positive("expected", expected))
    return overdispersion(winsorised(root_z(O, E)), 4 * E)


def root_limits(expected: ArrayLike, tau2: float, confidence: float = 0.95) -> Interval:
    """Limits of O/E round a target of 1 with the spread tau2 allowed for, squared back from the square-root scale."""
    half = _z(confidence) * np.sqrt(1 / (4 * positive("expected", expected)) + float(non_negative("tau2", tau2)))
    return Interval(np.maximum(0.0, 1 - half) ** 2, (1 + half) ** 2)


def overdispersed_z(observed: ArrayLike, expected: ArrayLike, tau2: float) -> Floats:
    """(sqrt(O/E) - 1) / sqrt(1/(4E) + tau2): distance from target in units of the sector's usual spread (SPEC-33)."""
    O, E = counts_with_expected(observed, positive("expected", expected))
    return (np.sqrt(O / E) - 1) / np.sqrt(1 / (4 * E) + float(non_negative("tau2", tau2)))


def log_overdispersion(observed: ArrayLike, expected: ArrayLike, trim: float = 0.10) -> Overdispersion:
    """The SHMI form: z = sqrt(E) ln(O/E), the lowest and highest tenth of brands left out; O = 0 raises.

    Source: NHS Digital SHMI methodology, as in FunnelPlotR 0.6.0.
    """
    O, E = counts_with_expected(positive("observed", observed), positive("expected", expected))
    z = np.sqrt(E) * np.log(O / E)
    cut = int(trim * z.size)
    kept = np.argsort(z, kind="stable")[cut : z.size - cut]
    return overdispersion(z[kept], E[kept])


def log_limits(expected: ArrayLike, tau2: float, confidence: float = 0.95) -> Interval:
    """Limits of O/E round a target of 1 in the SHMI form: exp(-+ z sqrt(1/E + tau2))."""
    half = _z(confidence) * np.sqrt(1 / positive("expected", expected) + float(non_negative("tau2", tau2)))
    return Interval(np.exp(-half), np.exp(half))


def _z(confidence: float) -> float:
    return float(-special.ndtri((1 - inside("confidence", confidence)) / 2))
