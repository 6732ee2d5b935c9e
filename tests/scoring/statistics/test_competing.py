import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import ScoringError
from scoring.statistics.competing import cumulative_incidence
from scoring.statistics.survival import survival_curve
from tests.scoring.statistics.columns import column
from tests.shared import golden


@pytest.mark.parametrize("cause", [1, 2])
def test_bone_marrow_transplants(cause: int) -> None:
    rows, data = golden("cif_bmt"), golden("cif_bmt_data")
    got = cumulative_incidence(column(data, "time"), column(data, "cause").astype(int), cause)
    np.testing.assert_allclose(got.at(column(rows, "time")), column(rows, f"cif{cause}"), rtol=1e-6)
    np.testing.assert_allclose(got.variance_at(column(rows, "time")), column(rows, f"var{cause}"), rtol=1e-6)


def test_before_the_first_event_nothing_is_known_to_vary() -> None:
    got = cumulative_incidence([2, 3, 3, 5], [1, 2, 0, 1], 1)
    np.testing.assert_allclose(got.at([1, 2, 4, 5]), [0, 1 / 4, 1 / 4, 1 / 4 + 3 / 4 * 2 / 3])
    assert got.variance_at(1) == 0
    np.testing.assert_allclose(got.variance_at(2), (1 - (1 / 4 - 1 / 4)) ** 2 / 16)


events = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 3)), min_size=1, max_size=40)


@given(events)
def test_the_causes_and_the_survivors_add_up_to_everybody(rows: list[tuple[int, int]]) -> None:
    t, cause = np.array(rows).T
    curve, when = survival_curve(t, cause > 0), np.arange(0, 21)
    shares = [cumulative_incidence(t, cause, k) for k in (1, 2, 3)]
    np.testing.assert_allclose(sum(x.at(when) for x in shares), 1 - curve.survival_at(when), atol=1e-12)
    assert all((np.diff(x.at(when)) >= 0).all() and (x.variance_at(when) >= 0).all() for x in shares)


@given(st.lists(st.integers(0, 1), min_size=2, max_size=30))
def test_one_cause_without_ties_has_the_variance_of_aalen(seen: list[int]) -> None:
    """Without rivals and ties: S(t)^2 times the sum of (S(u-)/S(u))^2 d/n^2, or 0 once nobody is left."""
    t, d = np.arange(1.0, len(seen) + 1), np.array(seen)
    curve, end = survival_curve(t, d), len(seen) - 1.0
    got = cumulative_incidence(t, d, 1).variance_at(end)
    n, S = curve.at_risk[curve.times <= end], curve.survival[curve.times <= end]
    before = np.concatenate([[1.0], S])[:-1]
    last = S[-1] if S.size else 1.0
    np.testing.assert_allclose(got, (last**2 * (before / S) ** 2 / n**2).sum(), rtol=1e-9, atol=1e-15)


def test_impossible_input_is_refused() -> None:
    with pytest.raises(ScoringError, match="cause must be >= 1"):
        cumulative_incidence([1], [1], 0)
    with pytest.raises(ScoringError, match="causes"):
        cumulative_incidence([1, 2], [1, -1], 1)
    with pytest.raises(ScoringError, match="shapes differ"):
        cumulative_incidence([1, 2], [1], 1)
