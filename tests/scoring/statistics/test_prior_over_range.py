"""The prior of a group whose bases are known as ranges: the truth comes back, and exact bases give the exact fit."""

import numpy as np
import pytest
from scipy import special

from scoring.errors import ScoringError
from scoring.statistics.gamma_poisson import LARGEST_SHAPE, GammaPrior, fit_prior, log_marginal
from scoring.statistics.inputs import Floats
from scoring.statistics.prior_over_range import fit_prior_over_range

SIGMA_C = np.log(2) / 1.6448536269514722  # a 90 % range of half to double


def group(shape: float, sigma: float, brands: int = 3000) -> tuple[Floats, Floats]:
    """Counts of brands of Gamma(shape, shape) whose stated expectations miss the true ones by e^(sigma x)."""
    rng = np.random.default_rng(11)
    stated = rng.lognormal(1.6, 1.3, brands)
    true = stated * np.exp(sigma * rng.standard_normal(brands))
    return rng.poisson(rng.gamma(shape, 1 / shape, brands) * true).astype(np.float64), stated


@pytest.mark.parametrize("shape", [2.0, 4.0, 20.0])
def test_errors_of_the_bases_do_not_pass_for_differences(shape: float) -> None:
    """As if exact, brands that hardly differ would seem to: the shape stays below 5 whatever the truth is."""
    O, E = group(shape, SIGMA_C)
    found = fit_prior_over_range(O, E, SIGMA_C)
    assert found.shape == pytest.approx(shape, rel=0.15)
    assert found.mean == pytest.approx(1.0, abs=0.03)
    assert fit_prior(O, E).shape < 0.8 * shape


def test_exact_bases_give_the_exact_fit() -> None:
    O, E = group(3.0, 0.0)
    assert fit_prior_over_range(O, E, 0.0) == fit_prior(O, E)
    assert fit_prior_over_range(O, E, 1e-6).shape == pytest.approx(fit_prior(O, E).shape, rel=1e-6)


def test_it_is_the_likeliest_of_its_neighbours() -> None:
    """Against the mixture summed directly on 200 nodes; some bases exact, some not."""
    O, E = group(4.0, SIGMA_C, brands=300)
    sigma = np.where(np.arange(300) % 3, SIGMA_C, 0.0)
    x = np.linspace(-6, 6, 201)
    density = -(x**2) / 2

    def likelihood(prior: GammaPrior) -> float:
        parts = log_marginal(np.repeat(O[:, None], 201, 1), E[:, None] * np.exp(sigma[:, None] * x), prior) + density
        return float(special.logsumexp(parts, axis=1).sum())

    found = fit_prior_over_range(O, E, sigma)
    for a, b in ((1.02, 1.0), (0.98, 1.0), (1.0, 1.02), (1.0, 0.98), (1.02, 1.02), (0.98, 0.98)):
        assert likelihood(found) > likelihood(GammaPrior(a * found.shape, b * found.rate))


def test_the_floor_holds_and_nothing_observed_is_an_error() -> None:
    O, E = group(1e6, SIGMA_C)
    assert fit_prior_over_range(O, E, SIGMA_C).shape == pytest.approx(LARGEST_SHAPE)
    with pytest.raises(ScoringError, match="at least one event"):
        fit_prior_over_range(0 * O, E, SIGMA_C)
