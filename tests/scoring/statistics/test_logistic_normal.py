import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, special
from scipy import stats as sps

from scoring.errors import ScoringError
from scoring.statistics import logistic_normal as ln
from scoring.statistics.inputs import Floats, Integers, summed
from scoring.statistics.logistic_normal import Cells
from tests.scoring.statistics import case
from tests.scoring.statistics.columns import column, rows_where


def standardised(brand: Integers, y: Floats, n: Floats, stratum: Integers, scale: Floats) -> tuple[Cells, Floats]:
    """Rows of brand x stratum as cells against the sector's own standard (step 6), and the expected y by brand.

    The cells are divided by the brand's effective scale (SPEC-19), the expected y is not.
    """
    by_stratum = np.bincount(stratum, weights=y), np.bincount(stratum, weights=n)
    logit = special.logit(ln.shrunken_share(*by_stratum, y.sum() / n.sum()))[stratum]
    logit = logit + ln.intercept_shift(y, n, logit)
    expected = summed(brand, n * special.expit(logit), scale.size)
    return ln.cells(brand, y / scale[brand], n / scale[brand], logit, scale.size), expected


def dialogue(name: str) -> tuple[Cells, Floats, list[str]]:
    sector = case.sector(name)
    answered = ~np.isnan(column(sector.rows, "first_response_h"))  # at any time, not within the horizon only
    q = sector.weight[answered]
    flag = column(sector.rows, "good_dialogue")[answered]
    return *standardised(sector.brand[answered], q * flag, q, sector.stratum[answered], sector.scale), sector.brands


def voices(name: str) -> tuple[Cells, Floats, list[str]]:
    sector, rows = case.sector(name), rows_where("case/voices", sector=name)
    brand = np.array([sector.brands.index(row["brand"]) for row in rows])
    platform = np.unique([row["platform"] for row in rows], return_inverse=True)[1]
    y, n = column(rows, "n_positive"), column(rows, "n_voices")
    return *standardised(brand, y, n, platform, sector.scale), sector.brands


CASES = {"dialogue": dialogue, "sentiment": voices}


@pytest.mark.parametrize("name", case.SECTORS)
@pytest.mark.parametrize("dimension", CASES)
def test_expected_successes_and_tau_of_the_case(dimension: str, name: str) -> None:
    group, expected, brands = CASES[dimension](name)
    rows = rows_where(f"case/expected_{dimension}", sector=name)
    assert [row["brand"] for row in rows] == brands
    np.testing.assert_allclose(expected, column(rows, "expected_y"), rtol=1e-10)
    np.testing.assert_allclose(expected.sum(), column(rows, "y").sum(), rtol=1e-12)
    (prior,) = rows_where("case/expected_priors", dimension=dimension, sector=name)
    np.testing.assert_allclose(ln.fit_tau(group), float(prior["a_or_tau"]), rtol=1e-4)


def test_the_marginal_likelihood_equals_quadrature() -> None:
    group = ln.cells([0, 0, 1], [3, 1, 0], [5, 4, 2.5], [0.2, -1.0, 0.2], 2)
    tau = 0.8

    def marginal(y: Floats, n: Floats, eta: Floats) -> float:
        def integrand(u: float) -> float:
            fit = (y * u - n * np.logaddexp(0, eta + u)).sum()
            return float(np.exp(fit) * sps.norm.pdf(u, scale=tau))

        return float(np.log(integrate.quad(integrand, -10, 10, epsabs=1e-13)[0]))

    wanted = [
        marginal(np.array([3.0, 1.0]), np.array([5.0, 4.0]), np.array([0.2, -1.0])),
        marginal(np.array([0.0]), np.array([2.5]), np.array([0.2])),
    ]
    np.testing.assert_allclose(ln.log_marginal(group, tau), wanted, rtol=1e-8)


def test_tau_is_found_again_in_a_simulation() -> None:
    rng = np.random.default_rng(11)
    brands, tau = 3000, 0.7
    n = rng.integers(5, 60, brands)
    y = rng.binomial(n, special.expit(-0.4 + rng.normal(0, tau, brands)))
    got = ln.fit_tau(ln.cells(np.arange(brands), y, n, np.full(brands, -0.4), brands))
    assert abs(got - tau) < 0.03


def test_a_group_that_does_not_spread_is_held_at_the_floor() -> None:
    group = ln.cells(np.arange(30), np.full(30, 20.0), np.full(30, 40.0), np.zeros(30), 30)
    assert ln.fit_tau(group) == 0.10
    assert ln.fit_tau(group, floor=False) < 0.01


def test_small_groups_are_drawn_to_the_median() -> None:
    got = ln.shrink_taus([0.5, 1.0, 2.0, None], [40, 10, 5, 5])
    np.testing.assert_allclose(got, [0.5, 1.0, 2 ** (1 / 3), 1.0], rtol=1e-14)


def test_shares_are_drawn_to_the_parent_by_hand() -> None:
    np.testing.assert_allclose(ln.shrunken_share([3, 0], [10, 0], 0.4), [5 / 15, 0.4], rtol=1e-14)


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0.1, 50), st.floats(-6, 6)), min_size=1, max_size=20))
def test_the_shift_makes_expected_equal_observed(rows: list[tuple[float, float, float]]) -> None:
    part, n, eta = np.array(rows).T
    y = n * np.clip(part, 0.01, 0.99)
    shift = ln.intercept_shift(y, n, eta)
    np.testing.assert_allclose((n * special.expit(eta + shift)).sum(), y.sum(), rtol=1e-11)


def test_rows_in_any_order_and_split_give_the_same_cells() -> None:
    whole = ln.cells([0, 1, 0], [1, 2, 0], [4, 2, 3], [0.1, 0.1, 0.5], 3)
    parts = ln.cells([0, 0, 1, 0], [0, 1, 2, 0], [3, 1, 2, 3], [0.5, 0.1, 0.1, 0.1], 3)
    shifts = np.array([-1.0, 0.0, 2.0])
    np.testing.assert_allclose(whole.log_likelihood(shifts), parts.log_likelihood(shifts), rtol=1e-14)
    assert whole.trials.tolist() == [7, 2, 0]
    assert whole.log_likelihood(shifts)[2].tolist() == [0, 0, 0]


def test_impossible_input_is_refused() -> None:
    with pytest.raises(ScoringError, match="successes must be <= trials"):
        ln.cells([0], [2], [1], [0.0], 1)
    with pytest.raises(ScoringError, match="logit must be finite"):
        ln.cells([0], [1], [1], [-np.inf], 1)
    with pytest.raises(ScoringError, match="trials must be > 0 to fit tau"):
        ln.fit_tau(ln.cells([0], [0], [0], [0.0], 1))
    for y in (0.0, 3.0):
        with pytest.raises(ScoringError, match="successes and failures"):
            ln.intercept_shift([y], [3.0], [0.0])
