"""Mixes and what is compared in spite of them, by hand."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.case import Case
from scoring.errors import ScoringError
from scoring.estimates import estimate_all
from scoring.mix import leave_one_out, mix_label, on_common_mix, overlap
from scoring.standard import Standard
from scoring.statistics.survival import survival_curve
from tests.scoring.small_case import case_of, golden_case
from tests.shared import golden

Row = dict[str, Any]


def test_overlap_by_hand() -> None:
    """Sector: t 6 of 10, u 4 of 10. a has t only: .6; b has t 2 of 6, u 4 of 6: 1/3 + .4."""
    rows = [{"brand": "a", "type": "t"}] * 4 + [{"brand": "b", "type": "t"}] * 2 + [{"brand": "b", "type": "u"}] * 4
    case = case_of(rows, [{"brand": "c", "customers": 1.0}])
    assert overlap(case)[:2] == pytest.approx([0.6, 1 / 3 + 0.4])
    assert np.isnan(overlap(case)[2])


def test_overlap_of_brands_that_share_nothing_is_labelled() -> None:
    rows = [{"brand": brand, "type": brand} for brand in "abc"]
    found = overlap(case_of(rows))
    assert found == pytest.approx([1 / 3] * 3)
    english, turkish = mix_label(float(found[0]))
    assert english.endswith("(33% in common): not comparable pairwise.")
    assert "%33" in turkish
    assert mix_label(0.5) == mix_label(float("nan")) == ("", "")


@settings(max_examples=10, derandomize=True, database=None)
@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("tuv"), st.floats(0, 1)), min_size=1, max_size=12))
def test_overlap_is_a_share(rows: list[tuple[str, str, float]]) -> None:
    found = overlap(case_of([{"brand": b, "type": t, "authenticity": q} for b, t, q in rows]))
    assert all(np.isnan(found) | ((found >= 0) & (found <= 1 + 1e-9)))


@pytest.mark.shared
def test_overlap_of_the_golden_case() -> None:
    found = overlap(golden_case())
    assert np.all((found > 0.3) & (found < 1))
    assert np.ptp(found) > 0.1


def test_leave_one_out_is_the_count_against_the_others() -> None:
    """a: 6 complaints of 100 customers, the others 4 of 200: against their rate 2 are expected."""
    rows = [{"brand": "a"}] * 6 + [{"brand": "b"}] * 3 + [{"brand": "c"}]
    case = case_of(rows, [{"brand": name, "customers": n} for name, n in (("a", 100.0), ("b", 140.0), ("c", 60.0))])
    estimate = estimate_all(case)[0]["volume"]
    found = leave_one_out(case, estimate)
    assert found[0] == pytest.approx(6 / 2)
    assert found[1] == pytest.approx(3 / (140 * 7 / 160))
    assert np.isnan(found[2])  # 20 % of E is no large share
    alone = replace(estimate, observed=np.array([10.0, 0.0, 0.0]))
    assert np.isnan(leave_one_out(case, alone)[0])  # the others had none


@pytest.mark.shared
def test_leave_one_out_formula_of_the_golden_file() -> None:
    rows = [row for row in golden("loo_ratio") if 0.25 < float(row["share_of_expected"]) < 1 and float(row["sr_internal"]) * float(row["share_of_expected"]) < 1]  # fmt: skip
    assert len(rows) >= 4
    case = case_of([{"brand": "a"}, {"brand": "b"}])
    estimate = estimate_all(case)[0]["volume"]
    for row in rows:
        e, ratio = float(row["share_of_expected"]), float(row["sr_internal"])
        one = replace(estimate, observed=np.array([ratio * e, 0.0]), expected=np.array([e, 1 - e]))
        assert leave_one_out(case, one)[0] == pytest.approx(float(row["sr_leave_one_out"]), rel=1e-12)


def two_classes() -> Standard:
    """Type t is answered ten times as fast as type u."""
    standard = Standard()
    standard.put("all", "scale", [("s", "")], np.array([1.0]))
    for dimension, bins in (("responsiveness", 13), ("resolution", 10)):
        standard.put(dimension, "parent", [("s", "")], np.full((1, bins), 0.001))
        standard.put(dimension, "rate", [("s", "P|t|1"), ("s", "P|u|1")], np.outer([0.01, 0.001], np.ones(bins)))
    return standard


def matters(brand: str, kind: str, count: int, answered: int, event: str = "first_response_h") -> list[Row]:
    return [{"brand": brand, "type": kind, event: 5.0 if n < answered else None} for n in range(count)]


@pytest.mark.parametrize(("dimension", "event"), [("responsiveness", "first_response_h"), ("resolution", "confirmed_h")])  # fmt: skip
def test_the_counter_example_of_roessler_et_al(dimension: str, event: str) -> None:
    """A and B answer each type alike (.1, .4) but have opposite mixes; C answers .2 of both. On 100/100 A = B = .25, C = .2."""
    rows = [
        *matters("A", "t", 90, 9, event), *matters("A", "u", 10, 4, event), *matters("B", "t", 10, 1, event), *matters("B", "u", 90, 36, event),
        *matters("C", "t", 50, 10, event), *matters("C", "u", 50, 10, event),
    ]  # fmt: skip
    found = on_common_mix(case_of(rows), two_classes(), dimension, "s", ["A", "B", "C"])
    assert [one.rate for one in found.brands] == pytest.approx([0.25, 0.25, 0.2])
    assert found.covered == pytest.approx(1.0)
    assert found.classes_count == 2
    assert found.difference("A", "B")[0] == pytest.approx(0, abs=1e-12)
    # without censoring Greenwood's error is the binomial one, of half and half
    assert found.brands[0].standard_error == pytest.approx(np.sqrt(0.1 * 0.9 / 90 + 0.4 * 0.6 / 10) / 2)
    assert all(one.low < one.rate < one.high for one in found.brands)
    middle, low, high = found.difference("A", "C")
    one, _, two = found.brands
    below, above = np.hypot(one.rate - one.low, two.high - two.rate), np.hypot(one.high - one.rate, two.rate - two.low)
    assert (middle, low, high) == pytest.approx((0.05, 0.05 - below, 0.05 + above))


def test_a_difference_stays_a_difference_of_shares() -> None:
    """Nobody of two was answered, all of four were: the difference is -1 and cannot be more."""
    found = on_common_mix(case_of([*matters("a", "t", 2, 0), *matters("b", "t", 4, 4)]), two_classes(), "responsiveness", "s", ["a", "b"])  # fmt: skip
    middle, low, high = found.difference("a", "b")
    assert (middle, low) == pytest.approx((-1.0, -1.0))
    assert -1 < high < 0.1


def test_waiting_ones_are_censored_by_kaplan_meier() -> None:
    rows: list[Row] = [
        {"brand": "a", "first_response_h": 10.0}, {"brand": "a", "follow_up_h": 50.0}, {"brand": "a", "first_response_h": 100.0}, {"brand": "a"},
        *matters("b", "t", 4, 2),
    ]  # fmt: skip
    found = on_common_mix(case_of(rows), two_classes(), "responsiveness", "s", ["a", "b"])
    curve = survival_curve([10, 50, 100, 720], [1, 0, 1, 0])
    assert found.brands[0].rate == pytest.approx(1 - 3 / 4 * 1 / 2)
    assert found.brands[0].standard_error == pytest.approx(curve.standard_error[-1])
    within = on_common_mix(case_of(rows), two_classes(), "responsiveness", "s", ["a", "b"], horizon_hours=48.0)
    assert within.brands[0].rate == pytest.approx(1 / 4)


def test_classes_nobody_was_followed_in_are_not_compared() -> None:
    """b's u were last seen after 5 h: nobody knows their 720 h. Half of the complaints are left, exactly enough."""
    followed = [*matters("a", "t", 5, 2), *matters("a", "u", 5, 2), *matters("b", "t", 5, 4)]
    rows = [*followed, *({"brand": "b", "type": "u", "follow_up_h": 5.0} for _ in range(5))]
    found = on_common_mix(case_of(rows), two_classes(), "responsiveness", "s", ["a", "b"])
    assert (found.covered, found.classes_count) == (0.5, 1)
    assert [one.rate for one in found.brands] == pytest.approx([0.4, 0.8])
    less = on_common_mix(case_of([*rows, *matters("a", "u", 1, 0)]), two_classes(), "responsiveness", "s", ["a", "b"])
    assert less.covered == pytest.approx(10 / 21)
    assert not less.brands
    with pytest.raises(ScoringError, match="not both on the common mix"):
        less.difference("a", "b")


def test_all_or_none_still_has_an_error() -> None:
    rows = [*matters("a", "t", 8, 8), *matters("b", "t", 8, 0)]
    a, b = on_common_mix(case_of(rows), two_classes(), "responsiveness", "s", ["a", "b"]).brands
    assert (a.rate, a.high, b.rate, b.low) == (1.0, 1.0, 0.0, 0.0)
    assert [a.standard_error, b.standard_error] == pytest.approx([np.sqrt(0.9 * 0.1 / 10)] * 2)
    # Wilson's interval of 10 of 10
    assert a.low == pytest.approx(1 - b.high) == pytest.approx(10 / (10 + 1.959963984540054**2))


def test_what_cannot_be_compared_is_refused() -> None:
    case = case_of(matters("a", "t", 2, 1))
    for brands, dimension in ((["a"], "responsiveness"), (["a", "b"], "volume")):
        with pytest.raises(ScoringError, match="two brands or more"):
            on_common_mix(case, two_classes(), dimension, "s", brands)
    with pytest.raises(ScoringError, match="no brand 'b'"):
        on_common_mix(case, two_classes(), "resolution", "s", ["a", "b"])


@pytest.mark.shared
def test_on_the_golden_case_the_quicker_have_answered_more_within_a_day() -> None:
    """Brands with many complaints: who has more answers than expected has the higher rate on the common mix."""
    case: Case = golden_case()
    estimates, standard, _ = estimate_all(case)
    estimate = estimates["responsiveness"]
    for sector in range(2):
        mine = [number for number in range(*case.brands_of(sector).indices(99)) if estimate.expected[number] > 40]
        names = [case.brands[number] for number in mine]
        found = on_common_mix(case, standard, "responsiveness", case.sectors[sector], names, horizon_hours=24.0)
        assert found.covered > 0.5
        ratio = (estimate.observed / estimate.expected)[mine]
        assert np.corrcoef(ratio, [one.rate for one in found.brands])[0, 1] > 0.9
        assert all(0 < one.low < one.rate < one.high < 1 for one in found.brands)
