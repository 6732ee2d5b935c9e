import dataclasses

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import integrate, special, stats

from scoring.errors import ScoringError
from scoring.statistics import gamma_poisson, grid
from scoring.statistics import logistic_normal as ln
from scoring.statistics.gamma_poisson import GammaPrior
from scoring.statistics.grid import Posterior, binomial_posterior, poisson_posterior
from scoring.statistics.inputs import Floats
from tests.scoring.statistics import case
from tests.scoring.statistics.columns import Rows, column, rows_where
from tests.scoring.statistics.test_logistic_normal import CASES
from tests.shared import golden

SCORES = {"score": "S", "low": "lo", "high": "hi"}
priors = st.builds(GammaPrior, st.floats(0.2, 100), st.floats(0.2, 100))


def agrees(got: Posterior, rows: Rows, tolerance: float) -> None:
    """m and v to `tolerance`, and score and ends as shares of the 0..100 scale."""
    for name in ("m", "v"):
        np.testing.assert_allclose(getattr(got, name), column(rows, name), rtol=0, atol=tolerance)
    for name, key in SCORES.items():
        np.testing.assert_allclose(getattr(got, name) / 100, column(rows, key) / 100, rtol=0, atol=tolerance)
    np.testing.assert_allclose(got.reliability, 1 - column(rows, "v"), rtol=0, atol=tolerance)


def prior_of(dimension: str, sector: str) -> GammaPrior:
    (row,) = rows_where("case/expected_priors", dimension=dimension, sector=sector)
    return GammaPrior(float(row["a_or_tau"]), float(row["b"]))


def test_the_insurers_of_new_york() -> None:
    rows = golden("ranks_tiers_ny_dfs_2020")
    prior = GammaPrior(1.28039516603688, 1.28039516603688)
    agrees(poisson_posterior(column(rows, "O"), column(rows, "E"), prior, low_is_better=True), rows, 1e-11)


@pytest.mark.parametrize("name", case.SECTORS)
@pytest.mark.parametrize("dimension", ["volume", "responsiveness", "resolution", "resolution_lenient"])
def test_count_dimensions_of_the_case(dimension: str, name: str) -> None:
    rows, volume = rows_where(f"case/expected_{dimension}", sector=name), dimension == "volume"
    got = poisson_posterior(
        column(rows, "O_eff"),
        column(rows, "E_eff"),
        prior_of(dimension, name),
        low_is_better=volume,
        sigma=column(rows, "sigma") if volume else None,
        shift=column(rows, "shift") if volume else None,
    )
    agrees(got, rows, 1e-8)


@pytest.mark.parametrize("name", case.SECTORS)
@pytest.mark.parametrize("dimension", CASES)
def test_share_dimensions_of_the_case(dimension: str, name: str) -> None:
    group, _, _ = CASES[dimension](name)
    (prior,) = rows_where("case/expected_priors", dimension=dimension, sector=name)
    got = binomial_posterior(group, float(prior["a_or_tau"]))
    agrees(got, rows_where(f"case/expected_{dimension}", sector=name), 1e-8)


def test_the_hospitals_of_the_surgical_example() -> None:
    rows, mu, sigma = golden("ranks_surgical_logitnormal"), -2.543962117, 0.357700551
    brands = len(rows)
    group = ln.cells(np.arange(brands), column(rows, "r"), column(rows, "n"), np.full(brands, mu), brands)
    got = binomial_posterior(group, sigma)
    np.testing.assert_allclose(mu + sigma * got.m, column(rows, "u_mean"), rtol=1e-8)
    np.testing.assert_allclose(sigma**2 * got.v, column(rows, "u_var"), rtol=1e-6)
    np.testing.assert_allclose(got.score, column(rows, "exp_pct"), rtol=0, atol=1e-5)
    for ends, key in ((got.low, "p_lo"), (got.high, "p_hi")):
        wanted = 100 * special.ndtr((special.logit(column(rows, key)) - mu) / sigma)
        np.testing.assert_allclose(ends, wanted, rtol=0, atol=0.27)  # SPEC-23 gives the ends that much


@given(priors, st.integers(0, 200), st.floats(0.05, 200))
def test_the_grid_equals_the_closed_form(prior: GammaPrior, O: int, E: float) -> None:
    closed = float(gamma_poisson.expected_percentile(O, E, prior))
    high = poisson_posterior([O], [E], prior, low_is_better=False)
    low = poisson_posterior([O], [E], prior, low_is_better=True)
    first, last = grid.prior_quantiles(prior, low_is_better=False)[[0, -1]] * (prior.rate + E)
    beyond = special.gammainc(prior.shape + O, first) + special.gammaincc(prior.shape + O, last)
    edge = 1e-7 + 120 * beyond  # what the posterior holds outside z = -6..6 is all that the grid can miss
    np.testing.assert_allclose(high.score, closed, rtol=0, atol=edge)
    np.testing.assert_allclose(low.score, 100 - closed, rtol=0, atol=edge)
    np.testing.assert_allclose(high.m, -low.m, atol=1e-9)


def test_the_uncertain_grid_equals_the_closed_mixture() -> None:
    rows, prior = golden("uncertain_exposure"), GammaPrior(1.5, 1.5)
    E, low, high = (column(rows, key) for key in ("E_at_point", "range_lo_factor", "range_hi_factor"))
    shift = np.log(np.sqrt(low * high))
    got = poisson_posterior(
        column(rows, "O"), E, prior, low_is_better=True, sigma=column(rows, "sigma_log"), shift=shift
    )
    np.testing.assert_allclose(got.score, column(rows, "score_gh15"), rtol=0, atol=2e-6)


def test_moments_equal_quadrature() -> None:
    prior, O, E = GammaPrior(2.0, 2.0), 5.0, 3.0
    weight = stats.gamma(prior.shape + O, scale=1 / (prior.rate + E)).pdf

    def place(ratio: float) -> float:
        return float(special.ndtri(special.gammainc(prior.shape, prior.rate * ratio)))

    m = integrate.quad(lambda x: place(x) * weight(x), 0.01, 12, epsabs=1e-12)[0]
    square = integrate.quad(lambda x: place(x) ** 2 * weight(x), 0.01, 12, epsabs=1e-12)[0]
    got = poisson_posterior([O], [E], prior, low_is_better=False)
    np.testing.assert_allclose([got.m[0], got.v[0]], [m, square - m**2], atol=1e-6)


@pytest.mark.parametrize("sigma", [0.0297, 0.1357, 0.4214])
def test_centred_nodes_equal_a_dense_sum_over_the_exposure(sigma: float) -> None:
    prior, x = GammaPrior(100, 100), np.linspace(-10, 10, 4001)
    O, E = np.array([0.0, 20.0, 100.0, 1000.0]), np.array([15.0, 30.0, 80.0, 900.0])
    rate = E[:, None, None] * np.exp(sigma * x[:, None]) * grid.prior_quantiles(prior, low_is_better=True)
    fit = stats.poisson.logpmf(O[:, None, None], rate) - x[:, None] ** 2 / 2 - grid.NODES**2 / 2
    weight = special.softmax(special.logsumexp(fit, axis=1), axis=1)
    got = poisson_posterior(O, E, prior, low_is_better=True, sigma=sigma, centred=True)
    np.testing.assert_allclose(got.m, (weight * grid.NODES).sum(axis=1), rtol=0, atol=1e-9)
    np.testing.assert_allclose(got.score, 100 * (weight * special.ndtr(grid.NODES)).sum(axis=1), rtol=0, atol=1e-8)


@pytest.mark.parametrize("low_is_better", [True, False])
def test_thousands_of_events_still_equal_the_closed_form(low_is_better: bool) -> None:
    """The posterior is then narrower than the grid's step; the score, its ends and the variance must not jump with it."""
    prior, O = GammaPrior(1.5, 1.5), np.array([1200.0, 1e4, 1.003e4, 1e6])
    E = np.array([1000.0, 9000.0, 9000.0, 3e6])
    closed = gamma_poisson.expected_percentile(O, E, prior)
    ends = gamma_poisson.posterior_interval(O, E, prior)
    wanted = [100 * special.gammainc(prior.shape, prior.rate * end) for end in ends]
    if low_is_better:
        closed, wanted = 100 - closed, [100 - wanted[1], 100 - wanted[0]]
    got = poisson_posterior(O, E, prior, low_is_better=low_is_better)
    np.testing.assert_allclose(got.score, closed, rtol=0, atol=1e-8)
    np.testing.assert_allclose([got.low, got.high], wanted, rtol=0, atol=1e-6)
    slope = np.sqrt(2 * np.pi) * np.exp(got.m**2 / 2) * stats.gamma(1.5, scale=1 / 1.5).pdf(O / E)  # dz/dtheta
    np.testing.assert_allclose(got.v, slope**2 * O / E**2, rtol=0.02)


def test_shares_of_thousands_equal_a_dense_sum() -> None:
    """As above for shares: brands of 3,000 to 3 million trials, a posterior narrower than the grid's step."""
    tau, n = 0.7, np.array([300.0, 3e3, 3e4, 3e6])
    y = n * np.array([0.5, 0.61, 0.23, 0.402])
    group = ln.cells(np.arange(4), y, n, np.full(4, -0.3), 4)
    got = binomial_posterior(group, tau)
    for j in range(4):
        peak = (special.logit(y[j] / n[j]) + 0.3) / tau
        z = peak + np.linspace(-12, 12, 20_001) / (tau * np.sqrt(y[j] * (1 - y[j] / n[j])))
        log_weight = y[j] * tau * z - n[j] * np.logaddexp(0, -0.3 + tau * z) - z**2 / 2
        weight = special.softmax(log_weight)
        m = (weight * z).sum()
        np.testing.assert_allclose(got.m[j], m, rtol=0, atol=1e-8)
        np.testing.assert_allclose(got.v[j], (weight * (z - m) ** 2).sum(), rtol=1e-6)
        np.testing.assert_allclose(got.score[j], 100 * (weight * special.ndtr(z)).sum(), rtol=0, atol=1e-7)
    assert (np.diff(got.high - got.low) < 0).all()


def test_no_data_is_neutral() -> None:
    neutral = {"m": 0, "v": 1, "score": 50, "low": 2.5, "high": 97.5, "reliability": 0}
    count = poisson_posterior([0.0, 3.0], [0.0, 2.0], GammaPrior(2, 2), low_is_better=True, sigma=[0.4, 0.4])
    shares = binomial_posterior(ln.cells([1], [3], [5], [0.0], 2), 0.5)
    for got in (count, shares):
        assert {name: getattr(got, name)[0] for name in neutral} == neutral
        assert got.v[1] < 0.99


def test_one_more_complaint_lowers_the_score() -> None:
    """F3, with the figures of the specification."""
    got = poisson_posterior([0, 1, 2, 3], np.full(4, 4.0), GammaPrior(2, 2), low_is_better=True)
    np.testing.assert_allclose(got.score, [84.375, 73.83, 63.28, 53.39], atol=0.005)
    assert (np.diff(got.score) < 0).all()


def test_doubling_customers_and_complaints_moves_away_from_the_middle_and_narrows() -> None:
    """F2, with the figures of the specification."""
    got = poisson_posterior([30, 60], [20.0, 40.0], GammaPrior(2, 2), low_is_better=True)
    np.testing.assert_allclose(got.score, [22.65, 21.34], atol=0.005)
    np.testing.assert_allclose(got.high - got.low, [31.9, 22.8], atol=0.05)


@given(priors, st.integers(0, 100), st.floats(0.5, 100), st.sampled_from([0.0, 0.1357, 0.4214]))
def test_strict_monotonicity(prior: GammaPrior, O: int, E: float, sigma: float) -> None:
    """F3 for any prior, count, exposure and uncertainty, where the grid's ends do not hold both counts."""
    got = poisson_posterior([O, O + 1], [E, E], prior, low_is_better=True, sigma=sigma, centred=True)
    assume(np.abs(got.m).max() < 5.5)
    assert got.m[1] < got.m[0]
    assert got.score[1] < got.score[0]


@given(priors, st.floats(0, 100), st.floats(0.1, 100), st.booleans())
def test_intervals_contain_the_score_and_variance_stays_below_the_prior_s(
    prior: GammaPrior, O: float, E: float, low_is_better: bool
) -> None:
    got = poisson_posterior([O], [E], prior, low_is_better=low_is_better)
    assume(abs(got.m) < 5.5)
    assert 0 <= got.low <= got.score <= got.high <= 100
    assert 0 < got.v < 1.001


def test_intervals_widen_with_the_uncertainty_of_exposure() -> None:
    """F15: the same counts known less and less well; and an estimate moves the score less than an audited figure."""
    got = poisson_posterior(
        np.full(4, 40.0), np.full(4, 20.0), GammaPrior(2, 2), low_is_better=True, sigma=[0, 0.1, 0.4, 0.8]
    )
    assert (np.diff(got.high - got.low) > 0).all()
    assert (np.diff(got.v) > 0).all()
    halved = poisson_posterior([40.0, 40.0], [10.0, 10.0], GammaPrior(2, 2), low_is_better=True, sigma=[0, 0.4214])
    assert got.score[0] - halved.score[0] > 0
    assert abs(got.m[2] - halved.m[1]) < abs(got.m[0] - halved.m[0])


def test_order_and_shards_leave_every_bit() -> None:
    """F10: a brand's figures do not depend on who stands next to it, nor on how many are scored at once."""
    rng = np.random.default_rng(5)
    O, E = rng.poisson(6, 700).astype(float), rng.lognormal(1.5, 1, 700)
    sigma = rng.choice([0.0, 0.1, 0.4], 700)
    prior = GammaPrior(1.7, 1.5)

    def run(rows: "np.ndarray[tuple[int], np.dtype[np.intp]]") -> Floats:
        got = poisson_posterior(O[rows], E[rows], prior, low_is_better=True, sigma=sigma[rows])
        return np.array([getattr(got, field.name) for field in dataclasses.fields(got)])

    whole, order = run(np.arange(700)), rng.permutation(700)
    assert np.array_equal(run(order), whole[:, order])
    assert np.array_equal(np.hstack([run(np.arange(9)), run(np.arange(9, 700))]), whole)


def test_extreme_counts_stay_finite() -> None:
    got = poisson_posterior([0.0, 1e6, 0.0, 5.0], [1e6, 1e6, 1e-9, 1e-3], GammaPrior(0.05, 0.002), low_is_better=True)
    for field in dataclasses.fields(got):
        assert np.isfinite(getattr(got, field.name)).all()
    sure = poisson_posterior([0.0, 1e6], [1e6, 1.0], GammaPrior(100, 100), low_is_better=True, sigma=0.4)
    assert sure.score[0] > 99.9
    assert sure.score[1] < 0.1


def test_quantiles_of_the_prior_at_the_grid() -> None:
    prior = GammaPrior(1.3, 0.9)
    rising = grid.prior_quantiles(prior, low_is_better=False)
    np.testing.assert_allclose(stats.gamma(1.3, scale=1 / 0.9).cdf(rising), special.ndtr(grid.NODES), rtol=1e-9)
    np.testing.assert_allclose(grid.prior_quantiles(prior, low_is_better=True), rising[::-1], rtol=1e-13)


def test_impossible_input_is_refused() -> None:
    with pytest.raises(ScoringError, match="observed"):
        poisson_posterior([np.nan], [1.0], GammaPrior(1, 1), low_is_better=True)
    with pytest.raises(ScoringError, match="sigma"):
        poisson_posterior([1.0], [1.0], GammaPrior(1, 1), low_is_better=True, sigma=-0.1)
    with pytest.raises(ScoringError, match="something was observed"):
        poisson_posterior([1.0], [0.0], GammaPrior(1, 1), low_is_better=True)
    with pytest.raises(ScoringError, match="tau"):
        binomial_posterior(ln.cells([0], [1], [1], [0.0], 1), 0.0)
