import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special

from scoring.errors import ScoringError
from scoring.statistics.rank_sets import RankSet, marginal_rank_sets, simultaneous_rank_sets
from tests.scoring.statistics.columns import column
from tests.shared import golden


def near(got: RankSet, low: object, high: object) -> None:
    """Within one place, the noise of the file's own 10,000 draws, and nearly all the same."""
    off = np.abs(np.concatenate([got.low - np.asarray(low), got.high - np.asarray(high)]))
    assert off.max() <= 1
    assert (off == 0).mean() >= 0.95


def test_pupils_of_38_countries() -> None:
    rows = golden("rank_confidence_sets_pisa2018")
    assert len(rows) == 38
    score, variance = column(rows, "score"), column(rows, "se") ** 2
    own = marginal_rank_sets(score, variance, seed=1, draws=50_000)
    near(own, column(rows, "L_marginal"), column(rows, "U_marginal"))
    joint = simultaneous_rank_sets(score, variance, seed=1, draws=50_000)
    near(joint, column(rows, "L_simul"), column(rows, "U_simul"))


def test_two_units_by_hand() -> None:
    """Two units: both directions are tested, so the critical value is the two-sided one, 1.96."""
    z = float(-special.ndtri(0.025)) * np.sqrt(2)
    for gap, high in ((z * 1.03, 1), (z * 0.97, 2)):
        got = marginal_rank_sets([gap, 0.0], [1, 1], seed=3, draws=100_000)
        assert (got.low.tolist(), got.high.tolist()) == ([1, 3 - high], [high, 2])
        assert simultaneous_rank_sets([gap, 0.0], [1, 1], seed=3, draws=100_000).high[0] == high


def test_deciding_a_pair_helps_the_next() -> None:
    """Steps: with the far unit decided, a pair that missed the first critical value is told apart."""
    e = np.random.default_rng(5).standard_normal((10_000, 3)) / np.sqrt(2)
    first = np.quantile(np.abs(e[:, [0, 0, 1]] - e[:, [1, 2, 2]]).max(axis=1), 0.95)  # all six pairs
    second = np.quantile((e[:, [1, 2, 1, 2]] - e[:, [0, 0, 2, 1]]).max(axis=1), 0.95)  # without the first unit on top
    assert second < 2.25 < first
    got = simultaneous_rank_sets([100.0, 2.25 * np.sqrt(2), 0.0], [1, 1, 1], seed=5)
    assert (got.low.tolist(), got.high.tolist()) == ([1, 2, 3], [1, 2, 3])


units = st.lists(st.tuples(st.integers(-50, 50), st.integers(1, 20)), min_size=1, max_size=8)


@settings(max_examples=50)
@given(units)
def test_sets_hold_the_estimated_rank_and_simultaneous_ones_are_wider(rows: list[tuple[int, int]]) -> None:
    mean, variance = np.array(rows).T
    own, joint = (f(mean, variance, seed=2, draws=500) for f in (marginal_rank_sets, simultaneous_rank_sets))
    rank = 1 + (mean[:, None] > mean).sum(axis=0)
    for got in (own, joint):
        assert ((got.low >= 1) & (got.low <= rank) & (rank <= got.high) & (got.high <= len(rows))).all()
    if len(rows) <= 2:
        np.testing.assert_array_equal(own, joint)


def test_the_sets_cover_the_ranks_as_often_as_they_promise() -> None:
    """300 draws of ten units: all ranks at once in at least 95 %, less three standard errors of the share."""
    centre, variance, rng = np.arange(10.0)[::-1], np.full(10, 0.5), np.random.default_rng(11)
    rank, inside = np.arange(1, 11), 0
    for _ in range(300):
        got = simultaneous_rank_sets(centre + np.sqrt(variance) * rng.standard_normal(10), variance, seed=1, draws=1000)
        inside += bool(((got.low <= rank) & (rank <= got.high)).all())
    assert inside / 300 >= 0.95 - 3 * np.sqrt(0.95 * 0.05 / 300)


def test_the_same_seed_gives_the_same_sets() -> None:
    first, again = (marginal_rank_sets([3, 1, 0], [1, 2, 3], seed=9) for _ in range(2))
    np.testing.assert_array_equal(first, again)


def test_impossible_input_is_refused() -> None:
    with pytest.raises(ScoringError, match="variance must be > 0"):
        marginal_rank_sets([1, 2], [1, 0], seed=1)
    with pytest.raises(ScoringError, match="one entry per unit"):
        simultaneous_rank_sets([[1, 2]], [[1, 1]], seed=1)
    with pytest.raises(ScoringError, match="confidence"):
        simultaneous_rank_sets([1, 2], [1, 1], seed=1, confidence=1.0)
