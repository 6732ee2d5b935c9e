import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import ScoringError
from scoring.statistics.axioms import directly_standardised_rate, leave_one_out_ratio
from tests.scoring.statistics.columns import column
from tests.shared import golden


def test_leave_one_out() -> None:
    rows = golden("loo_ratio")
    got = leave_one_out_ratio(column(rows, "sr_internal"), column(rows, "share_of_expected"))
    np.testing.assert_allclose(got, column(rows, "sr_leave_one_out"), rtol=1e-12)


@given(st.floats(0, 50), st.floats(1, 100), st.floats(1, 100), st.floats(1, 100))
def test_leave_one_out_equals_the_rate_against_the_others(O: float, N: float, others: float, N_others: float) -> None:
    rate = (O + others) / (N + N_others)  # the sector's own rate, the brand inside it
    got = leave_one_out_ratio(O / (N * rate), N / (N + N_others))
    np.testing.assert_allclose(got, O / (N * others / N_others), rtol=1e-9)


def test_equal_stratum_rates_are_treated_alike() -> None:
    """F11, the counter-example: the indirect ratios are 1.18 and 1.95, the direct rates equal."""
    rows = golden("axioms_indirect_vs_direct")
    n = np.stack([column(rows, "n1"), column(rows, "n2")], axis=1)
    events = n * np.stack([column(rows, "rate1"), column(rows, "rate2")], axis=1)
    expected = (n * np.array([0.1, 0.2])).sum(axis=1)
    np.testing.assert_allclose(events.sum(axis=1) / expected, column(rows, "smr_indirect"), rtol=1e-10)
    got = directly_standardised_rate(events, n, [100, 100])
    np.testing.assert_allclose(got, column(rows, "direct_rate"), rtol=1e-12)
    np.testing.assert_allclose(got / 0.15, column(rows, "cmf_direct"), rtol=1e-10)
    assert abs(got[0] - got[1]) < 1e-12


def test_dominance_on_one_mix() -> None:
    """F11: higher in every stratum is higher on the common mix."""
    lower, higher = directly_standardised_rate([[1, 4], [2, 3]], [[10, 20], [10, 10]], [3, 7])
    np.testing.assert_allclose([lower, higher], [0.3 * 0.1 + 0.7 * 0.2, 0.3 * 0.2 + 0.7 * 0.3], rtol=1e-14)
    assert lower < higher


def test_impossible_input_is_refused() -> None:
    with pytest.raises(ScoringError, match="1 - share x ratio must be > 0"):
        leave_one_out_ratio([2.0], [0.5])
    with pytest.raises(ScoringError, match="expected_share must be <= 1"):
        leave_one_out_ratio([0.5], [1.5])
    with pytest.raises(ScoringError, match="trials must be > 0"):
        directly_standardised_rate([[0, 1]], [[0, 2]], [1, 1])
