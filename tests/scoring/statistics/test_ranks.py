import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import ScoringError
from scoring.statistics.inputs import Floats, Integers
from scoring.statistics.ranks import expected_ranks, pairwise_probability, rank_intervals, tiers
from tests.scoring.statistics import case
from tests.scoring.statistics.columns import Rows, column, rows_where
from tests.shared import golden

brands = st.lists(st.tuples(st.floats(-3, 3), st.floats(0.01, 1)), min_size=1, max_size=8)


def ranked() -> list[tuple[Rows, Floats, Floats]]:
    insurers = golden("ranks_tiers_ny_dfs_2020")
    found: list[tuple[Rows, Floats, Floats]] = [(insurers, column(insurers, "m"), column(insurers, "v"))]
    for name in case.SECTORS:
        rows = [row for row in rows_where("case/expected_composite", sector=name) if row["tier"]]
        found.append((rows, column(rows, "M"), column(rows, "V")))
    return found


def cost(M: Floats, V: Floats, group: Integers) -> float:
    """What SPEC-31 minimises, written out: a pair i above j earns (1 + lambda) pi_ij - 1."""
    gain = 1.25 * pairwise_probability(M, V) - 1
    return float(gain[group[:, None] < group[None, :]].sum())


def test_expected_ranks() -> None:
    for rows, M, V in ranked():
        np.testing.assert_allclose(expected_ranks(pairwise_probability(M, V)), column(rows, "exp_rank"), rtol=1e-9)


def test_tiers() -> None:
    for rows, M, V in ranked():
        assert tiers(M, V).tier.tolist() == column(rows, "tier").tolist()


def test_expected_discordance_of_the_insurers() -> None:
    rows = golden("ranks_tiers_ny_dfs_2020")
    got = tiers(column(rows, "m"), column(rows, "v"))
    assert got.tier.max() == 5
    assert (round(got.discordance, 3), round(got.tau, 2)) == (0.070, 0.54)


def test_rank_intervals_agree_to_one_place() -> None:
    for rows, M, V in ranked():
        got = rank_intervals(M, V, seed=1, draws=40_000)
        for name, key in (("low", "rank_lo"), ("median", "rank_med"), ("high", "rank_hi")):
            assert np.abs(getattr(got, name) - column(rows, key)).max() <= 1


def test_three_brands_by_hand() -> None:
    got = pairwise_probability([1.0, 0.0, 0.0], [0.5, 0.5, 0.5])  # Phi(1) = .8413
    np.testing.assert_allclose(
        got, [[0.5, 0.8413447, 0.8413447], [0.1586553, 0.5, 0.5], [0.1586553, 0.5, 0.5]], atol=1e-7
    )
    np.testing.assert_allclose(expected_ranks(got), [1.3173105, 2.3413447, 2.3413447], atol=1e-7)
    split = tiers([1.0, 0.0, 0.0], [0.5, 0.5, 0.5])
    assert split.tier.tolist() == [1, 2, 2]
    np.testing.assert_allclose([split.discordance, split.tau], [2 * 0.1586553 / 3, 2 * 0.6826895 / 3], atol=1e-7)


def test_a_pair_is_separated_from_four_fifths_on() -> None:
    assert tiers([0.85, 0.0], [0.5, 0.5]).tier.tolist() == [1, 2]  # Phi(.85) = .802
    assert tiers([0.83, 0.0], [0.5, 0.5]).tier.tolist() == [1, 1]  # Phi(.83) = .797
    assert tiers([0.83, 0.0], [0.5, 0.5], loss_ratio=0.3).tier.tolist() == [1, 2]


@given(brands)
def test_tiers_equal_the_cheapest_of_all_cuts(pairs: list[tuple[float, float]]) -> None:
    """F14: every way to cut the order of M into groups, 2^(n-1) of them."""
    M, V = np.array(pairs).T
    order = np.lexsort((V, -M))
    most = -np.inf
    for cut in itertools.product((0, 1), repeat=M.size - 1):
        group = np.empty(M.size, dtype=np.intp)
        group[order] = np.cumsum((1, *cut))
        most = max(most, cost(M, V, group))
    np.testing.assert_allclose(cost(M, V, tiers(M, V).tier), most, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("seed", range(12))
def test_no_grading_whatever_earns_more(seed: int) -> None:
    """F14: also against grades that do not follow the order of M, 5^5 of them."""
    rng = np.random.default_rng(seed)
    M, V = rng.normal(0, 0.8, 5), rng.uniform(0.02, 0.9, 5)
    most = max(cost(M, V, np.array(grades)) for grades in itertools.product(range(5), repeat=5))
    np.testing.assert_allclose(cost(M, V, tiers(M, V).tier), most, rtol=1e-12, atol=1e-12)


def test_discordance_reported_is_discordance_simulated() -> None:
    """F14: draws from the posterior put a pair of tiers in the wrong order as often as reported."""
    rng = np.random.default_rng(4)
    M, V = rng.normal(0, 1, 60), rng.uniform(0.05, 0.5, 60)
    got = tiers(M, V)
    apart = got.tier[:, None] < got.tier
    wrong = [float((theta[:, None] < theta)[apart].sum()) for theta in M + np.sqrt(V) * rng.standard_normal((4000, 60))]
    np.testing.assert_allclose(np.mean(wrong) / (60 * 59 / 2), got.discordance, rtol=0.02)


@given(brands, st.integers(0, 1000))
def test_the_order_of_brands_does_not_matter(pairs: list[tuple[float, float]], seed: int) -> None:
    M, V = np.array(pairs).T
    order = np.random.default_rng(seed).permutation(M.size)
    assert tiers(M, V).tier[order].tolist() == tiers(M[order], V[order]).tier.tolist()
    np.testing.assert_allclose(
        expected_ranks(pairwise_probability(M, V))[order], expected_ranks(pairwise_probability(M[order], V[order]))
    )


@given(brands)
def test_ranks_add_up_and_tiers_follow_the_means(pairs: list[tuple[float, float]]) -> None:
    M, V = np.array(pairs).T
    n, pi = M.size, pairwise_probability(M, V)
    np.testing.assert_allclose(pi + pi.T, 1, rtol=1e-12)
    np.testing.assert_allclose(expected_ranks(pi).sum(), n * (n + 1) / 2, rtol=1e-12)
    tier = tiers(M, V).tier[np.argsort(-M, kind="stable")]
    assert tier[0] == 1
    assert set(np.diff(tier)) <= {0, 1}


def test_the_seed_decides_the_draws() -> None:
    rng = np.random.default_rng(9)
    M, V = rng.normal(0, 1, 40), rng.uniform(0.05, 0.9, 40)
    first, again = rank_intervals(M, V, seed=7), rank_intervals(M, V, seed=7)
    assert first.low.tolist() == again.low.tolist()
    assert first.high.tolist() == again.high.tolist()
    assert (first.low <= first.median).all()
    assert (first.median <= first.high).all()
    assert first.low.min() >= 1
    assert first.high.max() <= 40


def test_sure_brands_have_their_place_and_equal_ones_share_a_tier() -> None:
    got = rank_intervals([2.0, 1.0, 3.0], [0.0, 0.0, 0.0], seed=0, draws=10)
    assert got.low.tolist() == got.high.tolist() == [2, 3, 1]
    assert tiers([1.0, 1.0, 0.0], [0.0, 0.0, 0.0]).tier.tolist() == [1, 1, 2]
    assert tiers([], []).tier.size == 0


def test_impossible_input_is_refused() -> None:
    with pytest.raises(ScoringError, match="variance must be >= 0"):
        tiers([1.0], [-1.0])
    with pytest.raises(ScoringError, match="shapes differ"):
        pairwise_probability([1.0, 2.0], [1.0])
    with pytest.raises(ScoringError, match="one entry per brand"):
        rank_intervals([[1.0]], [[1.0]], seed=1)
