import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from scoring.errors import ScoringError
from scoring.statistics import fdr
from tests.scoring.statistics.columns import column
from tests.shared import golden

p_values = st.lists(st.floats(0, 1), min_size=1, max_size=30)


def test_the_table_of_benjamini_and_hochberg() -> None:
    rows = golden("fdr_bh1995")
    p = column(rows, "p")
    np.testing.assert_allclose(fdr.benjamini_hochberg(p), column(rows, "bh"), rtol=1e-9)
    called = fdr.rejections(p)
    assert called.tolist() == [row["reject_bh_05"] == "1" for row in rows]
    assert called.sum() == 4
    assert (p * p.size <= 0.05).sum() == 3  # Bonferroni would call three


def test_the_insurers_of_new_york() -> None:
    rows = golden("funnel_fdr_ny_dfs_2020")
    O, E = column(rows, "O"), column(rows, "E")
    plain, spread = fdr.poisson_mid_p(O, E), fdr.normal_two_sided(column(rows, "z_od"))
    np.testing.assert_allclose(plain, column(rows, "midp_poisson_two"), rtol=1e-9)
    np.testing.assert_allclose(spread, column(rows, "p_od"), rtol=1e-9)
    np.testing.assert_allclose(fdr.benjamini_hochberg(plain), column(rows, "q_poisson"), rtol=1e-9)
    np.testing.assert_allclose(fdr.benjamini_hochberg(spread), column(rows, "q_od"), rtol=1e-9)
    assert (len(rows), fdr.rejections(plain).sum(), fdr.rejections(spread).sum()) == (49, 7, 4)


def test_the_upper_mid_p_of_every_insurer() -> None:
    rows = golden("eb_ny_dfs_2020")
    upper = column(rows, "mid_p_pois_upper")
    got = fdr.poisson_mid_p(column(rows, "O"), column(rows, "E"))
    np.testing.assert_allclose(got, np.minimum(1, 2 * np.minimum(upper, 1 - upper)), rtol=1e-9, atol=1e-12)


@given(st.integers(0, 200), st.floats(0.01, 200))
def test_mid_p_equals_its_definition(O: int, E: float) -> None:
    half = stats.poisson.pmf(O, E) / 2
    wanted = min(1.0, 2 * min(stats.poisson.sf(O, E) + half, stats.poisson.cdf(O - 1, E) + half))
    np.testing.assert_allclose(fdr.poisson_mid_p(O, E), wanted, rtol=1e-9, atol=1e-14)


@given(p_values, st.floats(0.01, 0.5))
def test_rejections_equal_the_step_up_procedure(p: list[float], rate: float) -> None:
    ordered, n = np.sort(p), len(p)
    under = np.flatnonzero(ordered <= rate * np.arange(1, n + 1) / n)
    wanted = under[-1] + 1 if under.size else 0
    slack = np.abs(ordered - rate * np.arange(1, n + 1) / n).min()  # on the very line rounding decides
    if slack > 1e-12:
        assert fdr.rejections(p, rate).sum() == wanted + (ordered[wanted:] == ordered[wanted - 1]).sum() * (wanted > 0)


@given(p_values)
def test_q_is_never_below_p_and_keeps_its_order(p: list[float]) -> None:
    q = fdr.benjamini_hochberg(p)
    assert (q >= np.array(p) - 1e-15).all()
    assert (q <= 1).all()
    assert (np.diff(q[np.argsort(p)]) >= 0).all()


def test_nothing_tested_calls_nothing() -> None:
    assert fdr.rejections([]).tolist() == []


def test_impossible_input_is_refused() -> None:
    with pytest.raises(ScoringError, match=r"p_values must be <= 1; got 1\.2"):
        fdr.benjamini_hochberg([0.5, 1.2])
    with pytest.raises(ScoringError, match="expected must be > 0"):
        fdr.poisson_mid_p([0], [0])
