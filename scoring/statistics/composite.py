"""One figure from several dimensions, and its exact split into their contributions (SPEC-26 to SPEC-28)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from scoring.errors import ScoringError
from scoring.statistics.inputs import Floats, finite, inside, non_negative, positive, same_length


@dataclass(frozen=True)
class Composite:
    """One entry per brand: latent mean `m` and variance `v`, `score` and its ends in 0..100, `reliability` = 1 - v;
    `contributions` (brands x dimensions, latent units) add up to `m`."""

    m: Floats
    v: Floats
    score: Floats
    low: Floats
    high: Floats
    reliability: Floats
    contributions: Floats


def composite(
    mean: ArrayLike,
    variance: ArrayLike,
    weights: ArrayLike,
    correlation: ArrayLike | None = None,
    confidence: float = 0.95,
) -> Composite:
    """Weighs the dimensions' latent means and variances (brands x dimensions) into one score (SPEC-26).

    M = sum w m / kappa, V = sum w^2 v / kappa^2, kappa = sqrt(w'Rw), score 100 Phi(M / sqrt(1 + V)), ends
    100 Phi(M -+ z sqrt(V)). R is the dimensions' correlation between brands, by default the identity. A missing
    dimension enters with m = 0 and v = 1 (SPEC-28). Weights need not add up to 1.
    """
    m, v, w = finite("mean", mean), non_negative("variance", variance), non_negative("weights", weights)
    same_length(mean=m, variance=v)
    if m.ndim != 2 or w.shape != m.shape[1:]:
        raise ScoringError(f"mean must be brands x {w.size} dimensions; got shape {m.shape}")
    scaled = w / _kappa(w, correlation)
    contributions = m * scaled
    M, V = contributions.sum(axis=1), (v * scaled**2).sum(axis=1)
    half = -special.ndtri((1 - inside("confidence", confidence)) / 2) * np.sqrt(V)
    score, low, high = (100 * special.ndtr(x) for x in (M / np.sqrt(1 + V), M - half, M + half))
    return Composite(M, V, score, low, high, 1 - V, contributions)


def is_published(
    reliability: ArrayLike, weights: ArrayLike, *, enough_reliability: float = 0.3, enough_weight: float = 0.6
) -> "np.ndarray[tuple[int, ...], np.dtype[np.bool_]]":
    """Whether dimensions (columns) of reliability >= .3 carry >= .6 of the weight, one entry per brand (SPEC-28)."""
    rho, w = finite("reliability", reliability), non_negative("weights", weights)
    carried = ((rho >= enough_reliability) * w).sum(axis=1) / positive("sum of weights", w.sum())
    return np.asarray(carried >= enough_weight - 1e-12)


def _kappa(weights: Floats, correlation: ArrayLike | None) -> float:
    R = np.eye(weights.size) if correlation is None else finite("correlation", correlation)
    if R.shape != (weights.size, weights.size) or not np.allclose(R, R.T, atol=1e-12):
        raise ScoringError(f"correlation must be symmetric of size {weights.size}; got shape {R.shape}")
    return float(np.sqrt(positive("w'Rw", weights @ R @ weights)))
