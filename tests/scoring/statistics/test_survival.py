import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import ScoringError
from scoring.statistics.survival import SurvivalCurve, restricted_mean, survival_curve
from tests.scoring.statistics.columns import Rows, column, rows_where
from tests.shared import golden


def curve_of(rows: Rows, event: str) -> SurvivalCurve:
    return survival_curve(column(rows, "time"), column(rows, event))


def agrees(curve: SurvivalCurve, rows: Rows) -> None:
    np.testing.assert_allclose(curve.times, column(rows, "time"))
    np.testing.assert_allclose(curve.at_risk, column(rows, "n_risk"))
    np.testing.assert_allclose(curve.events, column(rows, "n_event"))
    np.testing.assert_allclose(curve.survival, column(rows, "surv"), rtol=1e-6, atol=1e-12)
    np.testing.assert_allclose(curve.standard_error, column(rows, "se"), rtol=1e-6)


def test_freireich() -> None:
    rows, curve = golden("km_freireich_6mp"), curve_of(golden("km_freireich_6mp_data"), "event")
    agrees(curve, rows)
    np.testing.assert_allclose(curve.cumulative_hazard, column(rows, "na"), rtol=1e-6)
    got = curve.interval()
    np.testing.assert_allclose(got.low, column(rows, "lo"), rtol=1e-6)
    np.testing.assert_allclose(got.high, column(rows, "hi"), rtol=1e-6)


@pytest.mark.parametrize("arm", ["Maintained", "Nonmaintained"])
def test_leukaemia(arm: str) -> None:
    agrees(curve_of(rows_where("km_aml_data", x=arm), "status"), rows_where("km_aml", group=f"x={arm}"))


@pytest.mark.parametrize("arm", ["0", "1"])
def test_restricted_mean_of_ten_years(arm: str) -> None:
    (wanted,) = rows_where("rmst_pbc_tau10", arm=arm)
    mean, error = restricted_mean(curve_of(rows_where("rmst_pbc_data", arm=arm), "status"), 10)
    np.testing.assert_allclose([mean, error], [float(wanted["rmst"]), float(wanted["se"])], rtol=1e-6)


def test_lung_expected_events_by_institution() -> None:
    rows = golden("oe_hazard_lung_data")
    hazard = np.empty(len(rows))
    strata = np.array([row["str"] for row in rows])
    for stratum in np.unique(strata):
        inside = strata == stratum
        t, d = column(rows, "time")[inside], column(rows, "ev")[inside]
        hazard[inside] = survival_curve(t, d).hazard_at(t)
        np.testing.assert_allclose(hazard[inside].sum(), d.sum(), rtol=1e-12)  # E = O exactly in each stratum
    np.testing.assert_allclose(hazard, column(rows, "H"), rtol=1e-9)
    at = np.array([row["inst"] for row in rows])
    wanted = golden("oe_hazard_lung_inst")
    for row in wanted:
        inside = at == row["inst"]
        assert inside.sum() == int(row["n"])
        assert column(rows, "ev")[inside].sum() == float(row["O"])
        np.testing.assert_allclose(hazard[inside].sum(), float(row["E"]), rtol=1e-9)
    np.testing.assert_allclose(column(wanted, "O").sum(), column(wanted, "E").sum(), rtol=1e-9)


def test_steps_before_at_and_after_the_events() -> None:
    curve = survival_curve([1, 2, 2, 3], [1, 1, 0, 0])
    np.testing.assert_allclose(curve.survival_at([0.5, 1, 1.5, 2, 9]), [1, 0.75, 0.75, 0.5, 0.5])
    np.testing.assert_allclose(curve.hazard_at([0.5, 1, 1.5, 2, 9]), [0, 1 / 4, 1 / 4, 1 / 4 + 1 / 3, 1 / 4 + 1 / 3])
    mean, error = restricted_mean(curve, 3)
    assert mean == 1 + 0.75 + 0.5
    # Klein & Moeschberger: sum of (area to the right)^2 d / (n (n - d)) = 1.25^2/12 + .5^2/6
    np.testing.assert_allclose(error, np.sqrt(1.25**2 / 12 + 0.5**2 / 6), rtol=1e-14)


def test_whole_weights_are_repetitions() -> None:
    once = survival_curve([1, 2, 4, 4], [1, 0, 1, 0], [2, 1, 3, 1])
    repeated = survival_curve([1, 1, 2, 4, 4, 4, 4], [1, 1, 0, 1, 1, 1, 0])
    for name in ("times", "at_risk", "events", "survival", "standard_error", "cumulative_hazard"):
        np.testing.assert_allclose(getattr(once, name), getattr(repeated, name), rtol=1e-14)


def test_nobody_censored_gives_the_plain_mean() -> None:
    curve = survival_curve([1, 2, 6], [1, 1, 1])
    with pytest.raises(ScoringError, match="nobody is at risk"):
        restricted_mean(curve, 7)
    assert restricted_mean(curve, 6)[0] == 3
    assert curve.survival[-1] == 0
    assert np.isnan(curve.interval().low[-1])


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 1)), min_size=1, max_size=40))
def test_the_curve_falls_and_expected_events_equal_observed(rows: list[tuple[int, int]]) -> None:
    t, d = np.array(rows).T
    curve = survival_curve(t, d)
    steps = np.concatenate([[1.0], curve.survival])
    assert ((steps >= 0) & (steps <= 1)).all()
    assert (np.diff(steps) < 0).all()
    np.testing.assert_allclose(curve.hazard_at(t).sum(), d.sum(), rtol=1e-12, atol=1e-12)
