import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special

from scoring.errors import ScoringError
from scoring.statistics.composite import composite, is_published
from scoring.statistics.inputs import Floats
from tests.scoring.statistics.columns import column
from tests.shared import golden

DIMENSIONS = ("volume", "resolution", "responsiveness", "dialogue", "sentiment")
WEIGHTS = np.array([0.25, 0.25, 0.20, 0.15, 0.15])
latent = st.lists(st.tuples(st.floats(-2.5, 2.5), st.floats(0.01, 1)), min_size=5, max_size=5)


def dimensions() -> tuple[Floats, Floats]:
    """m and v of the case's brands x dimensions, in the order of the composite file."""
    brands = [row["brand"] for row in golden("case/expected_composite")]
    stacked = np.empty((2, len(brands), len(DIMENSIONS)))
    for j, dimension in enumerate(DIMENSIONS):
        rows = golden(f"case/expected_{dimension}")
        place = [brands.index(row["brand"]) for row in rows]
        assert sorted(place) == list(range(len(brands)))
        stacked[0, place, j], stacked[1, place, j] = column(rows, "m"), column(rows, "v")
    return stacked[0], stacked[1]


def test_the_composite_of_the_case() -> None:
    rows, got = golden("case/expected_composite"), composite(*dimensions(), WEIGHTS)
    np.testing.assert_allclose(got.m, column(rows, "M"), rtol=0, atol=1e-8)
    np.testing.assert_allclose(got.v, column(rows, "V"), rtol=0, atol=1e-8)
    np.testing.assert_allclose(got.score, column(rows, "score"), rtol=0, atol=1e-8)
    np.testing.assert_allclose(got.low, column(rows, "lo"), rtol=0, atol=1e-8)
    np.testing.assert_allclose(got.high, column(rows, "hi"), rtol=0, atol=1e-8)
    np.testing.assert_allclose(got.reliability, column(rows, "rho"), rtol=0, atol=1e-8)
    for j, dimension in enumerate(DIMENSIONS):
        np.testing.assert_allclose(got.contributions[:, j], column(rows, f"contrib_{dimension}"), rtol=0, atol=1e-8)


def test_two_dimensions_by_hand() -> None:
    got = composite([[1.0, -0.5]], [[0.2, 0.5]], [3, 4])  # kappa 5: M = .6 - .4, V = .36 x .2 + .64 x .5
    np.testing.assert_allclose([got.m[0], got.v[0]], [0.2, 0.392], rtol=1e-14)
    np.testing.assert_allclose(got.contributions, [[0.6, -0.4]], rtol=1e-14)
    np.testing.assert_allclose(got.score, 100 * special.ndtr(0.2 / np.sqrt(1.392)), rtol=1e-14)


def test_correlated_dimensions_count_less() -> None:
    R = [[1.0, 0.5], [0.5, 1.0]]
    got = composite([[1.0, 1.0]], [[0.1, 0.1]], [1, 1], R)  # kappa = sqrt(3)
    np.testing.assert_allclose([got.m[0], got.v[0]], [2 / np.sqrt(3), 0.2 / 3], rtol=1e-14)
    assert got.m < composite([[1.0, 1.0]], [[0.1, 0.1]], [1, 1]).m


@given(latent, st.lists(st.floats(0.01, 1), min_size=5, max_size=5))
def test_contributions_add_up_and_the_score_is_inside(rows: list[tuple[float, float]], weights: list[float]) -> None:
    m, v = np.array(rows).T
    got = composite(m[None, :], v[None, :], weights)
    np.testing.assert_allclose(got.contributions.sum(), got.m[0], rtol=1e-12, atol=1e-12)
    assert 0 <= got.low <= got.score <= got.high <= 100
    assert 0 < got.v <= 1 + 1e-12
    scaled = composite(m[None, :], v[None, :], 7 * np.array(weights))
    np.testing.assert_allclose(scaled.score, got.score, rtol=1e-12)


@given(latent, st.integers(0, 4), st.floats(0.01, 2))
def test_a_higher_dimension_raises_the_composite(rows: list[tuple[float, float]], which: int, step: float) -> None:
    m, v = np.array(rows).T
    higher = m.copy()
    higher[which] += step
    got = composite([m, higher], [v, v], WEIGHTS)
    assert got.score[1] > got.score[0]


def test_a_missing_dimension_is_neutral() -> None:
    got = composite(np.zeros((1, 5)), np.ones((1, 5)), WEIGHTS)
    np.testing.assert_allclose([got.score[0], got.reliability[0]], [50, 0], atol=1e-12)


def test_enough_weight_on_reliable_dimensions_publishes() -> None:
    reliability = [[0.3, 0.3, 0.0, 0.0, 0.9], [0.9, 0.29, 0.9, 0.0, 0.0], [0.5, 0.5, 0.0, 0.0, 0.0]]
    assert is_published(reliability, WEIGHTS).tolist() == [True, False, False]
    assert is_published([[1.0, 1.0, 1.0, 0.0]], [0.6, 0.7, 0.2, 1.0]).tolist() == [True]  # 1.5 of 2.5, rounding aside


def test_impossible_input_is_refused() -> None:
    with pytest.raises(ScoringError, match="brands x 3 dimensions"):
        composite([[1.0, 2.0]], [[1.0, 1.0]], [1, 1, 1])
    with pytest.raises(ScoringError, match="correlation must be symmetric"):
        composite([[1.0, 2.0]], [[1.0, 1.0]], [1, 1], [[1, 0.5], [0.2, 1]])
    with pytest.raises(ScoringError, match="w'Rw"):
        composite([[1.0, 2.0]], [[1.0, 1.0]], [0, 0])
