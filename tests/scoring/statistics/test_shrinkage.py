import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import ScoringError
from scoring.statistics.shrinkage import arcsine, beta_posterior, from_arcsine, james_stein
from tests.scoring.statistics.columns import column
from tests.shared import golden

AT_BATS = 45


def test_hospitals_each_on_its_own() -> None:
    rows = golden("bugs_surgical_fixed_effects")
    got = beta_posterior(column(rows, "r"), column(rows, "n"))
    np.testing.assert_allclose(got.mean, column(rows, "beta_mean"), rtol=1e-11)  # the file has 12 digits
    np.testing.assert_allclose(got.standard_deviation, column(rows, "beta_sd"), rtol=1e-11)


def test_hospitals_as_simulated_and_published() -> None:
    """WinBUGS printed ten of the twelve, from draws of a Monte Carlo error of about 2e-4."""
    rows = [row for row in golden("bugs_surgical_fixed_effects") if row["bugs_mean_published"]]
    assert len(rows) == 10
    got = beta_posterior(column(rows, "r"), column(rows, "n"))
    np.testing.assert_allclose(got.mean, column(rows, "bugs_mean_published"), rtol=0, atol=4e-4)
    np.testing.assert_allclose(got.standard_deviation, column(rows, "bugs_sd_published"), rtol=0, atol=5e-4)


def test_baseball_on_the_arcsine_scale() -> None:
    rows = golden("efron_morris_js")
    x = arcsine(column(rows, "hits") / AT_BATS, AT_BATS)
    np.testing.assert_allclose(x, column(rows, "x_arcsine"), rtol=1e-12)
    got = james_stein(x)
    assert round(got.kept, 8) == 0.20897423
    assert f"{got.kept:.3f}" == "0.209"  # as printed in 1975
    np.testing.assert_allclose(got.values, column(rows, "js_arcsine"), rtol=1e-12)
    back = from_arcsine(got.values, AT_BATS)
    np.testing.assert_allclose(back, column(rows, "js_arcsine_backtransformed"), rtol=1e-12)


def test_baseball_with_the_binomial_variance() -> None:
    rows = golden("efron_morris_js")
    y = column(rows, "hits") / AT_BATS
    got = james_stein(y, y.mean() * (1 - y.mean()) / AT_BATS)
    assert round(got.kept, 8) == 0.21165342
    assert f"{got.kept:.3f}" == "0.212"  # as printed in 1977
    np.testing.assert_allclose(got.values, column(rows, "js_binomial_var"), rtol=1e-12)
    assert [f"{value:.3f}" for value in got.values[:3]] == ["0.294", "0.289", "0.285"]  # Efron & Hastie, table 7.1


def test_shrinking_predicts_the_rest_of_the_season_better() -> None:
    """The paper's point: a third of the squared error or less, on the at-bats that were not seen."""
    rows = golden("efron_morris_raw")
    y, rest = column(rows, "r") / AT_BATS, column(rows, "p")
    np.testing.assert_allclose(y, column(rows, "y"), rtol=0, atol=5.01e-4)
    shrunk = james_stein(y, y.mean() * (1 - y.mean()) / AT_BATS).values
    assert ((shrunk - rest) ** 2).sum() < ((y - rest) ** 2).sum() / 3


def test_all_is_pulled_in_where_chance_explains_the_spread() -> None:
    got = james_stein([1.0, 1.1, 0.9, 1.2, 0.8], variance=1.0)
    assert got.kept == 0
    np.testing.assert_allclose(got.values, np.ones(5), rtol=1e-15)


@given(st.lists(st.integers(-50, 50).map(float), min_size=4, max_size=20).filter(lambda x: len(set(x)) > 1))
def test_shrinking_keeps_the_mean_and_the_order(values: list[float]) -> None:
    got = james_stein(values, 2.0)
    assert 0 <= got.kept < 1
    np.testing.assert_allclose(got.values.mean(), np.mean(values), atol=1e-12)
    assert (np.diff(got.values[np.argsort(values)]) >= -1e-12).all()


@given(st.floats(0, 1), st.integers(1, 500))
def test_there_and_back(share: float, trials: int) -> None:
    np.testing.assert_allclose(from_arcsine(arcsine(share, trials), trials), share, atol=1e-14)


def test_no_data_gives_the_prior() -> None:
    got = beta_posterior(0, 0, (2.0, 6.0))
    np.testing.assert_allclose([got.mean, got.standard_deviation], [0.25, np.sqrt(0.25 * 0.75 / 9)], rtol=1e-15)


def test_impossible_input_is_refused() -> None:
    with pytest.raises(ScoringError, match="at least 4"):
        james_stein([1, 2, 3])
    with pytest.raises(ScoringError, match="squared distances"):
        james_stein([1, 1, 1, 1])
    with pytest.raises(ScoringError, match="successes must be <= trials"):
        beta_posterior(2, 1)
    with pytest.raises(ScoringError, match="shares"):
        arcsine(1.5, 10)
