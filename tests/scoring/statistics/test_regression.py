"""Cox and Weibull against lifelines and R on the recidivism data, and against what can be worked out by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.errors import ScoringError
from scoring.statistics.inputs import Floats
from scoring.statistics.regression import Fit, _weibull, cox, weibull
from tests.scoring.statistics.columns import column
from tests.shared import golden

TERMS = ("fin", "age", "race", "wexp", "mar", "paro", "prio")


def rossi() -> tuple[Floats, Floats, Floats]:
    """Weeks, arrests, covariates."""
    data = golden("cox_aft_rossi_data")
    X = np.column_stack([column(data, term) for term in TERMS])
    return column(data, "week"), column(data, "arrest"), X


def check(fit: Fit, terms: tuple[str, ...], model: str, off: float) -> list[float]:
    expected = {row["term"]: row for row in golden("cox_aft_rossi") if row["model"] == model}
    assert set(expected) == set(terms)
    for name, value, error in zip(terms, fit.coefficients, fit.errors, strict=True):
        assert value == pytest.approx(float(expected[name]["coef"]), abs=off)
        assert error == pytest.approx(float(expected[name]["se(coef)"]), abs=off)
    return [float(expected[name]["coef"]) for name in terms]


def test_cox_on_recidivism() -> None:
    fit = cox(*rossi())
    check(fit, TERMS, "cox_efron", 1e-6)
    assert fit.log_likelihood == pytest.approx(-658.747659, abs=1e-6)


def test_weibull_on_recidivism() -> None:
    weeks, arrests, X = rossi()
    X = np.column_stack([X, np.ones(len(X))])
    fit = weibull(weeks, arrests, X)
    names = (*(f"lambda_:{term}" for term in TERMS), "lambda_:Intercept", "rho_:Intercept")
    published = check(fit, names, "weibull_aft", 2e-5)
    assert fit.log_likelihood == pytest.approx(-679.916564, abs=1e-6)
    # The published coefficients stopped short of the maximum by up to 1e-5: ours lie above.
    theirs, slope, _ = _weibull(np.array(published), np.log(weeks), arrests, X)
    assert 0 < fit.log_likelihood - theirs < 1e-6
    assert np.abs(slope).max() > 1e-3


def test_two_subjects_by_hand() -> None:
    """One event at 1 (x = 1), one at 2 (x = 0), one at 3 (x = 1): (2 e^b + 1)(e^b + 1) is balanced at e^b = 1 / sqrt(2)."""
    fit = cox(np.array([1.0, 2.0, 3.0]), np.ones(3), np.array([[1.0], [0.0], [1.0]]))
    assert fit.coefficients[0] == pytest.approx(-np.log(2) / 2, abs=1e-9)


def test_without_covariates_weibull_is_exponential_where_it_fits_one() -> None:
    t = -np.log(1 - (np.arange(2000) + 0.5) / 2000) * 7
    fit = weibull(t, np.ones(2000), np.ones((2000, 1)))
    assert fit.coefficients == pytest.approx([np.log(7), 0], abs=2e-3)


@settings(max_examples=30)
@given(st.integers(0, 2**32 - 1), st.floats(0.5, 50))
def test_the_unit_of_time_and_the_order_change_nothing_of_cox(seed: int, factor: float) -> None:
    rng = np.random.default_rng(seed)
    t, d, X = rng.integers(1, 12, 60).astype(float), (rng.random(60) < 0.7).astype(float), rng.normal(size=(60, 2))
    d[0] = 1
    order = rng.permutation(60)
    one, other = cox(t, d, X), cox(t[order] * factor, d[order], X[order])
    np.testing.assert_allclose(one.coefficients, other.coefficients, atol=1e-8)
    np.testing.assert_allclose(one.log_likelihood, other.log_likelihood, rtol=1e-10)


def test_what_cannot_be_fitted_is_said() -> None:
    t, X = np.array([1.0, 2.0, 3.0]), np.array([[0.0], [1.0], [0.0]])
    with pytest.raises(ScoringError, match="no event"):
        cox(t, np.zeros(3), X)
    with pytest.raises(ScoringError, match="positive times"):
        weibull(np.array([0.0, 1.0, 2.0]), np.ones(3), X)
    with pytest.raises(ScoringError, match="no single maximum"):
        cox(t, np.ones(3), np.column_stack([X, X]))
    with pytest.raises(ScoringError, match="no single maximum"):
        cox(t, np.ones(3), np.array([[3.0], [2.0], [1.0]]))
