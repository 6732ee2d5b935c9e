from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize, special

from scoring.errors import ScoringError
from scoring.statistics import gamma_poisson as gp
from scoring.statistics.gamma_poisson import GammaPrior
from tests.scoring.statistics.columns import column, rows_where
from tests.shared import golden

PRIORS = {  # printed in the head of each file
    "eb_ny_dfs_2020": GammaPrior(1.28039516604, 1.28039516604),
    "eb_pumps": GammaPrior(0.822965093293, 1.26165333261),
    "eb_scotland_lip_cancer": GammaPrior(1.879489933, 1.32166708103),
    "eb_bcb_2022q4": GammaPrior(0.199395131208, 0.00802853890899),
}


class Fit(NamedTuple):
    name: str
    mean_one: bool
    shape: float
    rate: float


FITS = [Fit(name, name == "eb_ny_dfs_2020", prior.shape, prior.rate) for name, prior in PRIORS.items()] + [
    Fit("eb_ny_dfs_2020", False, 1.323844214, 0.8949996183),
    Fit("eb_bcb_2022q4", True, 0.151779181354, 0.151779181354),
    Fit("eb_scotland_lip_cancer", False, 1.879489974, 1.321667129),  # MASS::glm.nb, the closer optimiser
]


def counts(name: str) -> tuple[np.ndarray, np.ndarray]:
    rows = golden(name)
    return column(rows, "O"), column(rows, "E")


@pytest.mark.parametrize("fit", FITS)
def test_prior_of_highest_likelihood(fit: Fit) -> None:
    got = gp.fit_prior(*counts(fit.name), mean_one=fit.mean_one)
    np.testing.assert_allclose([got.shape, got.rate], [fit.shape, fit.rate], rtol=1e-5)


def test_the_fit_agrees_with_the_negative_binomial_regression_of_mass_to_its_last_digits() -> None:
    got = gp.fit_prior(*counts("eb_scotland_lip_cancer"))
    np.testing.assert_allclose([got.shape, got.rate], [1.879489974, 1.321667129], rtol=5e-10)


@pytest.mark.parametrize("fit", FITS)
def test_the_likelihood_is_flat_at_the_optimum(fit: Fit) -> None:
    O, E = counts(fit.name)
    got = gp.fit_prior(O, E, mean_one=fit.mean_one)

    def loss(logs: np.ndarray) -> float:
        return -float(gp.log_marginal(O, E, GammaPrior(*np.exp(logs))).sum())

    point = np.log([got.shape, got.rate])
    steps = [np.array([1.0, 1.0])] if fit.mean_one else [np.array([1.0, 0.0]), np.array([0.0, 1.0])]
    for step in steps:
        slope = (loss(point + 1e-5 * step) - loss(point - 1e-5 * step)) / 2e-5
        assert abs(slope) < 1e-5
        assert loss(point) < min(loss(point + 0.01 * step), loss(point - 0.01 * step))


def test_log_marginal_adds_up_to_the_printed_log_likelihood() -> None:
    for name, total in (("eb_ny_dfs_2020", -228.76825367), ("eb_scotland_lip_cancer", -181.576074141)):
        np.testing.assert_allclose(gp.log_marginal(*counts(name), PRIORS[name]).sum(), total, rtol=1e-11)


@pytest.mark.parametrize("name", PRIORS)
def test_posterior_mean_and_interval(name: str) -> None:
    rows, prior = golden(name), PRIORS[name]
    O, E = counts(name)
    np.testing.assert_allclose(gp.posterior_mean(O, E, prior), column(rows, "post_mean"), rtol=1e-9)
    got = gp.posterior_interval(O, E, prior)
    np.testing.assert_allclose(got.low, column(rows, "lo95"), rtol=1e-9)
    np.testing.assert_allclose(got.high, column(rows, "hi95"), rtol=1e-9)


@pytest.mark.parametrize("name", PRIORS)
def test_percentile_and_expected_rank(name: str) -> None:
    rows, prior = golden(name), PRIORS[name]
    O, E = counts(name)
    np.testing.assert_allclose(gp.expected_percentile(O, E, prior), column(rows, "exp_pct_worse"), rtol=1e-9)
    np.testing.assert_allclose(gp.expected_ranks(O, E, prior), column(rows, "exp_rank"), rtol=1e-9)
    ends = gp.posterior_interval(O, E, prior)
    low, high = (100 * (1 - special.gammainc(prior.shape, prior.rate * end)) for end in (ends.high, ends.low))
    np.testing.assert_allclose(low, column(rows, "score_lo"), atol=1e-7)
    np.testing.assert_allclose(high, column(rows, "score_hi"), atol=1e-7)


def test_uncertain_exposure_mixture() -> None:
    rows = golden("uncertain_exposure")
    low, high = column(rows, "range_lo_factor"), column(rows, "range_hi_factor")
    sigma = (np.log(high) - np.log(low)) / (2 * special.ndtri(0.95))
    np.testing.assert_allclose(sigma, column(rows, "sigma_log"), rtol=1e-12)
    E = column(rows, "E_at_point") * np.sqrt(low * high)
    worse = gp.expected_percentile_uncertain(column(rows, "O"), E, GammaPrior(1.5, 1.5), sigma)
    np.testing.assert_allclose(100 - worse, column(rows, "score_gh15"), rtol=0, atol=1e-9)


def test_without_uncertainty_the_mixture_is_the_closed_form() -> None:
    prior, O, E = GammaPrior(1.5, 2.0), np.array([0.0, 3.0, 50.0]), np.array([1.0, 4.0, 30.0])
    closed = gp.expected_percentile(O, E, prior)
    np.testing.assert_allclose(gp.expected_percentile_uncertain(O, E, prior, 0.0), closed, rtol=1e-13)


def test_monotone_in_complaints_as_specified() -> None:
    score = 100 - gp.expected_percentile([0, 1, 2, 3], [4, 4, 4, 4], GammaPrior(2, 2))
    np.testing.assert_allclose(score, [84.375, 73.83, 63.28, 53.39], atol=0.005)
    np.testing.assert_allclose(score[0], 100 * (1 - 3 / 16 + 2 / 64), rtol=1e-14)  # I_1/4(2, 2) = 3/4^2 - 2/4^3
    assert (np.diff(score) < 0).all()


def test_two_equal_brands_are_each_below_the_other_half_of_the_time() -> None:
    np.testing.assert_allclose(gp.probability_below(3.0, 2.0, 3.0, 2.0), 0.5, rtol=1e-14)
    # exponentials of rate 1 and 3: P(first < second) = 1/4
    np.testing.assert_allclose(gp.probability_below(1.0, 1.0, 1.0, 3.0), 0.25, rtol=1e-14)


@pytest.mark.parametrize("dimension", ["volume", "responsiveness", "resolution", "resolution_lenient"])
@pytest.mark.parametrize("sector", ["bank", "ecom"])
def test_priors_of_the_case(dimension: str, sector: str) -> None:
    rows = rows_where(f"case/expected_{dimension}", sector=sector)
    (wanted,) = rows_where("case/expected_priors", dimension=dimension, sector=sector)
    O, E = column(rows, "O_eff"), column(rows, "E_eff")
    if dimension == "volume":
        E = E * np.exp(column(rows, "shift"))
    got = gp.fit_prior(O, E)
    np.testing.assert_allclose([got.shape, got.rate], [float(wanted["a_or_tau"]), float(wanted["b"])], rtol=1e-4)
    assert gp.log_marginal(O, E, got).sum() >= float(wanted["loglik"]) - 1e-7


def test_the_floor_holds_the_shape_at_100_and_refits_the_rate() -> None:
    O, E = np.full(40, 20.0), np.full(40, 10.0)
    held = gp.fit_prior(O, E)
    assert held.shape == 100
    np.testing.assert_allclose(held.mean, 2.0, rtol=1e-12)
    assert gp.fit_prior(O, E, floor=False).shape == 1e6
    assert gp.fit_prior(O, E / 2, mean_one=True).shape < 100  # a mean of 4 held at 1 can only be spread


def test_the_refitted_rate_is_the_likeliest_one_given_the_shape() -> None:
    rows = rows_where("case/expected_resolution", sector="bank")
    O, E = column(rows, "O_eff"), column(rows, "E_eff")
    got = gp.fit_prior(O, E)
    found = optimize.minimize_scalar(
        lambda log_rate: -gp.log_marginal(O, E, GammaPrior(100, np.exp(log_rate))).sum(),
        bounds=(3, 6),
        method="bounded",
    )
    assert got.shape == 100
    np.testing.assert_allclose(got.rate, np.exp(found.x), rtol=1e-5)


@given(
    st.lists(st.tuples(st.floats(1e-6, 60) | st.just(0.0), st.floats(0.001, 80)), min_size=1, max_size=25),
    st.booleans(),
)
def test_no_other_prior_under_the_floor_is_likelier(pairs: list[tuple[float, float]], mean_one: bool) -> None:
    O, E = np.array(pairs).T
    O[0] += 1e-6
    got = gp.fit_prior(O, E, mean_one=mean_one)
    here = gp.log_marginal(O, E, got).sum()
    assert got.shape <= 100
    for shape in np.geomspace(1e-4, 100, 40):
        for ratio in (1.0,) if mean_one else got.mean * np.geomspace(0.5, 2, 5):
            assert gp.log_marginal(O, E, GammaPrior(shape, shape / ratio)).sum() <= here + 1e-5 * (1 + abs(here))


def test_brands_without_exposure_do_not_move_the_prior() -> None:
    O, E = counts("eb_pumps")
    assert gp.fit_prior(np.append(O, [0.0, 0.0]), np.append(E, [0.0, 0.0])) == gp.fit_prior(O, E)


def test_a_group_without_events_has_no_prior() -> None:
    with pytest.raises(ScoringError, match="at least one event"):
        gp.fit_prior([0, 0], [1, 2])
    with pytest.raises(ScoringError, match="prior shape and rate"):
        GammaPrior(0.0, 1.0)


def test_small_groups_are_drawn_to_the_median() -> None:
    priors = [GammaPrior(1, 1), GammaPrior(4, 2), GammaPrior(16, 8), None]
    got = gp.shrink_priors(priors, [10, 30, 6, 3])
    assert got[0] == GammaPrior(1, 1)  # ten brands stand on their own
    np.testing.assert_allclose([got[1].shape, got[1].rate], [4, 2], rtol=1e-14)
    weight = 10 / 16
    wanted = [4**weight * 16 ** (1 - weight), 2**weight * 8 ** (1 - weight)]
    np.testing.assert_allclose([got[2].shape, got[2].rate], wanted, rtol=1e-14)
    np.testing.assert_allclose([got[3].shape, got[3].rate], [4, 2], rtol=1e-14)
    with pytest.raises(ScoringError, match="no sector has a fitted prior"):
        gp.shrink_priors([None, None], [1, 2])


@given(st.lists(st.tuples(st.integers(0, 60), st.floats(0.05, 80)), min_size=2, max_size=25))
def test_the_order_of_brands_does_not_matter(pairs: list[tuple[int, float]]) -> None:
    O, E = np.array(pairs).T
    if O.sum() == 0:
        O[0] = 1
    order = np.random.default_rng(3).permutation(O.size)
    first, second = gp.fit_prior(O, E), gp.fit_prior(O[order], E[order])
    np.testing.assert_allclose([first.shape, first.rate], [second.shape, second.rate], rtol=1e-6)


@given(st.floats(0.1, 100), st.floats(0.1, 100), st.floats(0, 500), st.floats(0.01, 500))
def test_more_events_raise_and_more_exposure_lowers_the_percentile(a: float, b: float, O: float, E: float) -> None:
    prior = GammaPrior(a, b)
    here, more, wider = gp.expected_percentile([O, O + 1, O], [E, E, E * 1.5], prior)
    assert 0 <= wider <= here <= more <= 100
    if 1e-6 < here < 100 - 1e-6:
        assert wider < here < more


@given(st.floats(0.2, 20), st.floats(0.2, 20), st.integers(0, 300), st.floats(0.1, 300))
def test_the_shrunken_ratio_lies_between_the_own_and_the_mean(a: float, b: float, O: int, E: float) -> None:
    prior = GammaPrior(a, b)
    ends = sorted([O / E, prior.mean])
    mean = float(gp.posterior_mean(O, E, prior))
    assert ends[0] * (1 - 1e-12) <= mean <= ends[1] * (1 + 1e-12)
