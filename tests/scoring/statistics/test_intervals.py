import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from scoring.errors import ScoringError
from scoring.statistics import intervals
from scoring.statistics.intervals import Interval
from tests.scoring.statistics.columns import column
from tests.shared import golden

counts = st.floats(0, 1e5) | st.integers(0, 1000).map(float)
levels = st.sampled_from([0.8, 0.95, 0.998])


def close(got: Interval, low: object, high: object, rtol: float) -> None:
    np.testing.assert_allclose(got.low, np.asarray(low), rtol=rtol, atol=1e-15)
    np.testing.assert_allclose(got.high, np.asarray(high), rtol=rtol, atol=1e-15)


def test_poisson_exact_equals_garwood() -> None:
    rows = golden("poisson_exact_intervals")
    O = column(rows, "O")
    close(intervals.poisson_exact(O), column(rows, "lo95"), column(rows, "hi95"), 1e-9)
    close(intervals.poisson_exact(O, confidence=0.998), column(rows, "lo998"), column(rows, "hi998"), 1e-9)


def test_poisson_mid_p_and_its_cubic_approximation() -> None:
    rows = golden("poisson_exact_intervals")
    O = column(rows, "O")
    close(intervals.poisson_mid_p(O), column(rows, "midp_lo95"), column(rows, "midp_hi95"), 1e-9)
    close(intervals.poisson_byar(O, mid_p=True), column(rows, "byar_lo95"), column(rows, "byar_hi95"), 1e-9)


@pytest.mark.parametrize("confidence", ["95%", "99.8%"])
def test_byar_and_wilson_equal_the_health_agency(confidence: str) -> None:
    level = float(confidence.rstrip("%")) / 100
    rows = [row for row in golden("phe_byars_wilson") if row["confidence"] == confidence and row["lowercl"]]
    byar = [row for row in rows if row["method"] == "Byars"]
    wilson = [row for row in rows if row["method"] == "Wilson"]
    assert byar
    assert wilson
    got = intervals.poisson_byar(column(byar, "x"), confidence=level)
    close(got, column(byar, "lowercl"), column(byar, "uppercl"), 1e-6)
    got = intervals.binomial_wilson(column(wilson, "x"), column(wilson, "n"), level)
    close(got, column(wilson, "lowercl"), column(wilson, "uppercl"), 1e-6)


@pytest.mark.parametrize(("level", "key"), [(0.95, "95_0"), (0.998, "99_8")])
def test_proportions_of_the_health_agency(level: float, key: str) -> None:
    rows = [row for row in golden("phe_proportions") if row[f"lower{key}cl"]]
    scale = column(rows, "multiplier")
    got = intervals.binomial_wilson(column(rows, "Numerator"), column(rows, "Denominator"), level)
    close(
        Interval(got.low * scale, got.high * scale), column(rows, f"lower{key}cl"), column(rows, f"upper{key}cl"), 1e-6
    )


@pytest.mark.parametrize(("level", "key"), [(0.95, "95_0"), (0.998, "99_8")])
@pytest.mark.parametrize(
    ("name", "count", "base", "method"),
    [
        ("phe_rates", "Numerator", "Denominator", "Byars"),
        ("phe_rates", "Numerator", "Denominator", "Exact"),
        ("phe_isr_results", "observed", "expected", "Byars"),
        ("phe_isr_results", "observed", "expected", "Exact"),
    ],
)
def test_rates_and_ratios_of_the_health_agency(
    name: str, count: str, base: str, method: str, level: float, key: str
) -> None:
    rows = [row for row in golden(name) if row["method"] == method and row[f"lower{key}cl"]]
    assert rows
    interval = intervals.poisson_byar if method == "Byars" else intervals.poisson_exact
    got = interval(column(rows, count), column(rows, base), level)
    scale = column(rows, "value") / (column(rows, count) / column(rows, base))
    close(
        Interval(got.low * scale, got.high * scale), column(rows, f"lower{key}cl"), column(rows, f"upper{key}cl"), 1e-6
    )


def test_wilson_and_clopper_pearson() -> None:
    rows = golden("wilson_binomial_intervals")
    x, n = column(rows, "x"), column(rows, "n")
    close(intervals.binomial_wilson(x, n), column(rows, "wilson_lo"), column(rows, "wilson_hi"), 1e-9)
    close(intervals.binomial_clopper_pearson(x, n), column(rows, "clopper_lo"), column(rows, "clopper_hi"), 1e-9)


def test_fay_feuer_gamma_interval() -> None:
    rows = golden("fay_feuer_weighted_poisson")
    count, w = column(rows, "count"), column(rows, "w")
    total, variance = (count * w).sum(), (count * w**2).sum()
    np.testing.assert_allclose(total, column(rows, "est")[0], rtol=1e-9)
    close(intervals.weighted_poisson(total, variance, w.max()), column(rows, "lo95")[0], column(rows, "hi95")[0], 1e-9)


def test_weights_of_one_give_the_exact_interval() -> None:
    O = np.array([0.0, 1.0, 7.0, 40.0])
    exact = intervals.poisson_exact(O)
    close(intervals.weighted_poisson(O, O, np.ones(4)), exact.low, exact.high, 1e-12)


def test_a_count_of_zero_has_lower_end_zero() -> None:
    for interval in (intervals.poisson_exact, intervals.poisson_mid_p, intervals.poisson_byar):
        assert interval(0).low == 0
    np.testing.assert_allclose(intervals.poisson_exact(0).high, -np.log(0.025), rtol=1e-12)  # e^-x = .025


def test_the_ratio_interval_is_the_count_interval_over_expected() -> None:
    got, plain = intervals.poisson_exact([10], [4.0]), intervals.poisson_exact([10])
    close(got, plain.low / 4, plain.high / 4, 1e-15)


@given(counts, levels)
def test_intervals_contain_the_count_and_the_exact_one_is_the_widest(O: float, level: float) -> None:
    exact, mid = intervals.poisson_exact(O, confidence=level), intervals.poisson_mid_p(O, confidence=level)
    assert exact.low <= mid.low <= O <= mid.high <= exact.high
    byar = intervals.poisson_byar(O, confidence=level)
    assert byar.low <= O <= byar.high


@given(st.integers(0, 400), levels)
def test_the_exact_ends_leave_the_tail_probability(O: int, level: float) -> None:
    low, high = intervals.poisson_exact(O, confidence=level)
    np.testing.assert_allclose(stats.poisson.cdf(O, high), (1 - level) / 2, rtol=1e-8)
    if O:
        np.testing.assert_allclose(stats.poisson.sf(O - 1, low), (1 - level) / 2, rtol=1e-8)


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), levels)
def test_share_intervals_contain_the_share_and_mirror(pair: tuple[int, int], level: float) -> None:
    y, n = pair
    for interval in (intervals.binomial_wilson, intervals.binomial_clopper_pearson):
        got, mirrored = interval(y, n, level), interval(n - y, n, level)
        assert 0 <= got.low <= y / n + 1e-12
        assert y / n - 1e-12 <= got.high <= 1
        np.testing.assert_allclose([got.low, got.high], [1 - mirrored.high, 1 - mirrored.low], atol=1e-12)


def test_impossible_input_is_refused() -> None:
    with pytest.raises(ScoringError, match="observed"):
        intervals.poisson_exact(-1)
    with pytest.raises(ScoringError, match="expected"):
        intervals.poisson_exact(1, 0.0)
    with pytest.raises(ScoringError, match="successes must be <= trials"):
        intervals.binomial_wilson(3, 2)
    with pytest.raises(ScoringError, match="trials"):
        intervals.binomial_clopper_pearson(0, 0)
    with pytest.raises(ScoringError, match="largest_weight"):
        intervals.weighted_poisson(1.0, 1.0, 0.0)
