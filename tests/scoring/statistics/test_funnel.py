import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special

from scoring.errors import ScoringError
from scoring.statistics import funnel, intervals
from scoring.statistics.inputs import Floats
from scoring.statistics.intervals import Interval
from tests.scoring.statistics.columns import column
from tests.shared import golden

LEVELS = ("0.001", "0.025", "0.975", "0.999")
LIMITS = [
    (2 * float(special.ndtr(z)) - 1, key) for z, key in ((1.959964, "95"), (3.090232, "998"))
]  # z as rounded there


def verdict(within95: Interval, within998: Interval, target: Floats) -> list[str]:
    """The health agency's words for an interval that leaves the target below or above it."""
    words = np.full(target.size, "Not significant", dtype=object)
    for interval, level in ((within95, "0.025"), (within998, "0.001")):
        words[interval.low > target] = f"High ({level})"
        words[interval.high < target] = f"Low ({level})"
    return list(words)


@pytest.mark.parametrize("level", LEVELS)
def test_exact_poisson_limits(level: str) -> None:
    rows = golden("funnel_exact_poisson_limits")
    got = funnel.poisson_limit(column(rows, "E"), float(level))
    np.testing.assert_allclose(got, column(rows, f"pois_{level}"), rtol=1e-10)


@pytest.mark.parametrize("level", LEVELS)
def test_exact_binomial_limits(level: str) -> None:
    rows = golden("funnel_exact_binomial_limits")
    got = funnel.binomial_limit(column(rows, "n"), 0.0728, float(level))
    assert set(column(rows, "target")) == {0.0728}
    np.testing.assert_allclose(got, column(rows, f"binom_{level}"), rtol=1e-10)


def test_hospitals_on_the_square_root_scale() -> None:
    rows = golden("funnel_medpar_cqc")
    O, E = column(rows, "numerator"), column(rows, "denominator")
    np.testing.assert_allclose(funnel.root_z(O, E), column(rows, "Uzscore"), rtol=1e-9)
    np.testing.assert_allclose(funnel.winsorised(funnel.root_z(O, E)), column(rows, "Wuzscore"), rtol=1e-9)
    got = funnel.root_overdispersion(O, E)
    np.testing.assert_allclose(got, [9.30249710743, 0.00786307927606], rtol=1e-9)
    for level, key in LIMITS:  # the file's limits stand on the square-root scale
        limits = funnel.root_limits(E, got.tau2, level)
        np.testing.assert_allclose(np.sqrt(limits.low), column(rows, f"odll{key}"), rtol=1e-9)
        np.testing.assert_allclose(np.sqrt(limits.high), column(rows, f"odul{key}"), rtol=1e-9)


def test_hospitals_on_the_logarithmic_scale() -> None:
    rows = golden("funnel_medpar_shmi")
    O, E = column(rows, "numerator"), column(rows, "denominator")
    got = funnel.log_overdispersion(O, E)
    np.testing.assert_allclose(got, [8.53285128925, 0.0284102322745], rtol=1e-9)
    for level, key in LIMITS:
        limits = funnel.log_limits(E, got.tau2, level)
        np.testing.assert_allclose(limits.low, column(rows, f"odll{key}"), rtol=1e-9)
        np.testing.assert_allclose(limits.high, column(rows, f"odul{key}"), rtol=1e-9)
    limits = funnel.log_limits(E, got.tau2, 0.998)
    flags = (limits.high < O / E).astype(int) - (limits.low > O / E)
    assert flags.tolist() == column(rows, "flag_od998").tolist()
    assert np.abs(flags).sum() == 9


def test_insurers_against_the_sector_s_usual_spread() -> None:
    rows = golden("funnel_fdr_ny_dfs_2020")
    O, E = column(rows, "O"), column(rows, "E")
    got = funnel.root_overdispersion(O, E)
    np.testing.assert_allclose(got, [2.81219044727, 0.0594777795034], rtol=1e-9)
    np.testing.assert_allclose(funnel.root_z(O, E), column(rows, "z_poisson"), rtol=1e-9)
    np.testing.assert_allclose(funnel.winsorised(funnel.root_z(O, E)), column(rows, "z_winsorised"), rtol=1e-9)
    np.testing.assert_allclose(funnel.overdispersed_z(O, E, got.tau2), column(rows, "z_od"), rtol=1e-9)
    limits = funnel.root_limits(E, got.tau2)
    np.testing.assert_allclose(limits.low, column(rows, "od_lo95"), rtol=1e-9)
    np.testing.assert_allclose(limits.high, column(rows, "od_hi95"), rtol=1e-9)
    limits = funnel.root_limits(E, got.tau2, 0.998)
    np.testing.assert_allclose(limits.low, column(rows, "od_lo998"), rtol=1e-9)
    np.testing.assert_allclose(limits.high, column(rows, "od_hi998"), rtol=1e-9)


def test_the_health_agency_s_ratios_are_classified_as_they_do() -> None:
    """300 of 300, with exact intervals below ten events and Byar's from ten on."""
    rows = golden("phe_funnel_ratio_inputs")
    O, E = column(rows, "obs"), column(rows, "expected")

    def switched(level: float) -> Interval:
        exact, byar = (interval(O, E, level) for interval in (intervals.poisson_exact, intervals.poisson_byar))
        return Interval(np.where(O < 10, exact.low, byar.low), np.where(O < 10, exact.high, byar.high))

    assert len(rows) == 300
    assert verdict(switched(0.95), switched(0.998), np.ones(300)) == [row["significance"] for row in rows]


def test_the_health_agency_s_shares_are_classified_as_they_do() -> None:
    rows = golden("phe_funnel_prop_inputs")
    y, n = column(rows, "numerator"), column(rows, "denominator")
    average = np.full(y.size, y.sum() / n.sum())
    words = verdict(intervals.binomial_wilson(y, n), intervals.binomial_wilson(y, n, 0.998), average)
    assert words == [row["significance"] for row in rows]


def test_vaccine_trials_give_the_published_dersimonian_laird() -> None:
    rows = golden("tau2_bcg_inputs")
    (wanted,) = [row for row in golden("tau2_estimators_bcg") if row["method"] == "DL"]
    y, w = column(rows, "yi"), 1 / column(rows, "vi")
    got = funnel.overdispersion(np.sqrt(w) * (y - (w * y).sum() / w.sum()), w)
    np.testing.assert_allclose(got.phi * y.size, float(wanted["Q"]), rtol=1e-9)
    np.testing.assert_allclose(got.tau2, float(wanted["tau2"]), rtol=1e-6)


def test_chance_alone_leaves_no_spread() -> None:
    assert funnel.overdispersion([0.5, -0.5, 0.2], [1, 2, 3]).tau2 == 0
    limits, plain = funnel.root_limits([4.0], 0.0), 1.9599639845 / 4
    np.testing.assert_allclose([limits.low[0], limits.high[0]], [(1 - plain) ** 2, (1 + plain) ** 2], rtol=1e-9)


def test_the_interpolated_limit_by_hand() -> None:
    # E = 1: P(R <= 2) = .9197, P(R <= 3) = .9810, P(R = 3) = .0613; (.9810 - .975)/.0613 = .0981
    np.testing.assert_allclose(funnel.poisson_limit([1.0], 0.975), [3 - 0.0981], atol=5e-5)


@given(st.floats(0.2, 5000), st.floats(0.001, 0.5), st.floats(0, 1))
def test_limits_enclose_the_target_and_widen_with_spread(E: float, p: float, tau2: float) -> None:
    assert funnel.poisson_limit(E, p) < funnel.poisson_limit(E, 1 - p / 2)
    for limits in (funnel.root_limits, funnel.log_limits):
        plain, wide = limits(E, 0.0), limits(E, tau2)
        assert wide.low <= plain.low < 1 < plain.high <= wide.high


@given(st.lists(st.floats(-10, 10), min_size=2, max_size=30))
def test_winsorising_keeps_the_order_and_never_stretches(z: list[float]) -> None:
    got = funnel.winsorised(z)
    assert (np.abs(got - np.median(z)) <= np.abs(np.array(z) - np.median(z)) + 1e-12).all()
    assert (np.diff(got[np.argsort(z)]) >= 0).all()


def test_impossible_input_is_refused() -> None:
    with pytest.raises(ScoringError, match="observed must be > 0"):
        funnel.log_overdispersion([0, 1], [1, 1])
    with pytest.raises(ScoringError, match="at least 2 brands"):
        funnel.overdispersion([1.0], [1.0])
    with pytest.raises(ScoringError, match="target"):
        funnel.binomial_limit([5], 1.0, 0.9)
    with pytest.raises(ScoringError, match="tau2"):
        funnel.root_limits([5.0], -0.1)
