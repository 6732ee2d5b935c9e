"""Data quality, outcomes, removals and parity, against tables small enough to count by hand."""

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from scipy import special

from scoring.errors import ScoringError
from scoring.estimates import estimate_all
from scoring.quality import contested_claims, grade, outcomes, template_share
from scoring.removals import parity, removals
from scoring.standard import Standard
from scoring.statistics.intervals import binomial_wilson, poisson_exact
from tests.scoring.small_case import case_of, golden_case
from tests.shared import golden

Row = dict[str, Any]
PASSED: tuple[str | None, int, float | None, float | None, float | None] = ("B", 3, 24.0, 0.95, 0.9)
FAILED = ("C", 2, 24.1, 0.949, 0.899)


def row_of(table: Any, brand: str) -> Row:
    return next(row for row in table.to_pylist() if row["brand"] == brand)


def test_a_grade_falls_a_letter_with_every_test_not_passed() -> None:
    assert grade(*PASSED).letter == "A"
    for place in range(5):
        for wrong in (FAILED[place], None if place != 1 else 0):
            asked: Any = [*PASSED[:place], wrong, *PASSED[place + 1 :]]
            found = grade(*asked)
            assert found.letter == "B"
            assert [passed for passed, _ in found.tests] == [number != place for number in range(5)]
    assert [grade(*FAILED[:n], *PASSED[n:]).letter for n in range(6)] == ["A", "B", "C", "D", "E", "E"]  # type: ignore[arg-type]


def test_what_is_not_known_is_said_in_both_languages() -> None:
    found = {one.name: one for _, one in grade(None, 1, None, 0.97, 0.5).tests}
    assert found["exposure_grade"].sentence_en == "No number of its customers with a source is known."
    assert found["median_gap"].sentence_tr == "Platformlarına ne sıklıkta baktığımız bilinmiyor."
    assert (
        found["followed_share"].sentence_tr
        == "Kaldırıldı mı diye kayıtlarının %97,0 kadarına yeniden bakıyoruz (en az %95 istenir)."
    )
    assert (
        found["mean_authenticity"].sentence_en
        == "Its records weigh 0.50 as evidence on average, where 1 is the most (at least 0.90 is asked for)."
    )


def test_five_counts_and_the_bounds_by_hand() -> None:
    rows: list[Row] = [
        {"confirmed_h": 5.0, "claimed_h": 3.0}, {"confirmed_h": 9.0, "contested": True}, {"contested": True, "claimed_h": 4.0},
        {"claimed_h": 1.0, "removed_h": 30.0}, {}, {"withdrawn_h": 3.0, "confirmed_h": 2.0},
    ]  # fmt: skip
    found = row_of(outcomes(case_of([{"brand": "a"} | row for row in rows], [{"brand": "b", "customers": 1.0}])), "a")
    assert {name: found[name] for name in ("all", "confirmed", "denied", "silent", "claimed", "removed")} == {
        "all": 5, "confirmed": 2, "denied": 1, "silent": 2, "claimed": 3, "removed": 1,
    }  # fmt: skip
    assert (found["resolved_low"], found["resolved_high"]) == (2 / 5, 4 / 5)


def test_a_confirmation_without_a_time_is_one_and_no_matter_has_no_bounds() -> None:
    rows = [{"brand": "a", "is_confirmed": True, "is_claimed": True, "is_gone": False}, {"brand": "a", "is_confirmed": False, "is_claimed": False, "is_gone": True}]  # fmt: skip
    table = outcomes(case_of(rows, [{"brand": "b", "customers": 1.0}]))
    found, other = row_of(table, "a"), row_of(table, "b")
    assert (found["confirmed"], found["claimed"], found["removed"]) == (1, 1, 1)
    assert (other["all"], other["resolved_low"], other["resolved_high"]) == (0, None, None)


@pytest.mark.shared
def test_outcomes_of_the_golden_case() -> None:
    rows = [row for row in golden("case/complaints") if not (row["withdrawn_h"] and float(row["withdrawn_h"]) <= 24 and not (
        row["first_response_h"] and float(row["first_response_h"]) <= float(row["withdrawn_h"])))]  # fmt: skip
    for found in outcomes(golden_case()).to_pylist():
        mine = [row for row in rows if (row["sector"], row["brand"]) == (found["sector"], found["brand"])]
        assert found["all"] == len(mine) == found["confirmed"] + found["denied"] + found["silent"]
        assert found["removed"] == sum(bool(row["removed_h"]) for row in mine)
        assert found["denied"] == sum(row["contested"] == "1" and not row["confirmed_h"] for row in mine)
        assert 0 <= found["resolved_low"] <= found["resolved_high"] <= 1


def claims(brand: str, claimed: int, contested: int) -> list[Row]:
    return [{"brand": brand, "claimed_h": 1.0, "contested": n < contested} for n in range(claimed)]


def test_contested_claims_are_drawn_to_the_sector() -> None:
    sizes = {"a": (2, 2), "b": (200, 20), "c": (200, 60), "d": (200, 40), "e": (200, 30), "f": (200, 50)}
    rows = [row for brand, (n, y) in sizes.items() for row in claims(brand, n, y)]
    table = contested_claims(case_of(rows, [{"brand": "z", "customers": 1.0}]))
    sector = 202 / 1002
    for brand, (n, y) in sizes.items():
        found = row_of(table, brand)
        assert (found["claims"], found["contested"]) == (n, y)
        assert min(sector, y / n) <= found["share"] <= max(sector, y / n)
        assert found["low"] < found["share"] < found["high"]
    assert row_of(table, "a")["share"] < 0.5  # two of two are not a habit
    assert row_of(table, "b")["share"] == pytest.approx(0.1, abs=0.02)  # two hundred are
    assert row_of(table, "z")["share"] is None


def test_few_brands_have_the_smallest_spread() -> None:
    """One brand, 3 of 10 contested: u ~ N(0, .1^2) round logit(3.5/11), posterior by fine summation."""
    found = row_of(contested_claims(case_of(claims("a", 10, 3))), "a")
    z = np.linspace(-8, 8, 20001)
    share = special.expit(special.logit(3.5 / 11) + 0.1 * z)
    weight = np.exp(-(z**2) / 2) * share**3 * (1 - share) ** 7
    assert found["share"] == pytest.approx((weight * share).sum() / weight.sum(), abs=1e-5)
    mass = np.cumsum(weight) / weight.sum()
    assert found["low"] == pytest.approx(share[np.searchsorted(mass, 0.025)], abs=1e-3)
    assert found["high"] == pytest.approx(share[np.searchsorted(mass, 0.975)], abs=1e-3)


def test_templates_by_hand() -> None:
    rows = [{"brand": "a", "answers_count": 3, "template_answers_count": 1}, {"brand": "a", "answers_count": 1, "template_answers_count": 1},
            {"brand": "b", "answers_count": 0, "template_answers_count": 0}]  # fmt: skip
    table = template_share(case_of(rows))
    ends = binomial_wilson(2, 4)
    found = row_of(table, "a")
    assert (found["answers"], found["templates"], found["share"]) == (4, 2, 0.5)
    assert (found["low"], found["high"]) == pytest.approx((float(ends.low), float(ends.high)))
    assert row_of(table, "b")["share"] is None
    assert row_of(template_share(case_of([{"brand": "a"}])), "a")["answers"] == 0


def test_removals_by_hand() -> None:
    """Platform P, first day: 2 removed in 10 + 4 + 24 + 24 h; on Q nothing is removed. All brands expect at P's rate of 2/62."""
    rows: list[Row] = [
        {"brand": "a", "removed_h": 10.0}, {"brand": "b", "removed_h": 4.0}, {"brand": "a", "follow_up_h": 24.0}, {"brand": "b", "follow_up_h": 30.0},
        {"brand": "a", "platform": "Q", "follow_up_h": 500.0},
    ]  # fmt: skip
    case = case_of([{"removed_h": None} | row for row in rows])
    table = removals(case)
    found = row_of(table, "a")
    assert (found["incidents"], found["removed"]) == (3, 1)
    assert found["expected"] == pytest.approx(34 * 2 / 62)
    assert found["ratio"] == pytest.approx(62 / 68)
    ends = poisson_exact(1, 68 / 62)
    assert (found["low"], found["high"]) == pytest.approx((float(ends.low), float(ends.high)))
    assert row_of(table, "b")["expected"] == pytest.approx(
        28 * 2 / 62
    )  # and 6 h of the second day, when nothing is removed
    others = removals(case, without_own=True)
    assert row_of(others, "a")["expected"] == pytest.approx(34 * 1 / 28)
    assert row_of(others, "b")["expected"] == pytest.approx(28 * 1 / 34)


def test_removals_of_the_store_and_where_nothing_is_told() -> None:
    now = datetime(2026, 6, 1, tzinfo=UTC)
    since = {
        "opened_at": now - timedelta(hours=20),
        "last_seen_at": now - timedelta(hours=12),
        "gone_at": None,
        "is_gone": False,
    }
    gone = since | {"is_gone": True, "gone_at": now - timedelta(hours=10)}
    found = row_of(removals(case_of([{"brand": "a"} | since, {"brand": "a"} | gone])), "a")
    assert (found["removed"], found["expected"]) == (1, pytest.approx(1.0))
    with pytest.raises(ScoringError, match="do not tell what was removed"):
        removals(case_of([{"brand": "a"}]))


@pytest.mark.shared
def test_removals_add_up_to_what_was_expected() -> None:
    rows = removals(golden_case()).to_pylist()
    assert sum(row["removed"] for row in rows) > 100
    assert sum(row["expected"] for row in rows) == pytest.approx(sum(row["removed"] for row in rows), abs=1e-9)
    assert all(row["low"] <= row["ratio"] <= row["high"] for row in rows if row["ratio"] is not None)


def steady() -> Standard:
    """Answers at .01 an hour, whatever is asked and whenever."""
    standard = Standard()
    standard.put("all", "scale", [("s", "")], np.array([1.0]))
    standard.put("responsiveness", "parent", [("s", "")], np.full((1, 13), 0.01))
    return standard


def answered(at: str, after: float, count: int) -> list[Row]:
    return [{"brand": "a", "opened_at": datetime.fromisoformat(at), "first_response_h": after}] * count


def test_parity_by_hand() -> None:
    """Office hours answered after 10 h (O 20, E 2), the night after 40 h (O 10, E 4): 2.5 against 10, a quarter."""
    day, night = "2026-06-01T06:00:00+00:00", "2026-06-01T05:59:59+00:00"  # Monday 09:00 and 08:59:59 in Istanbul
    case = case_of(answered(day, 10.0, 20) + answered(night, 40.0, 10))
    found = row_of(parity(case, steady()), "a")
    assert [found[name] for name in ("off_observed", "off_expected", "office_observed", "office_expected")] == pytest.approx([10, 4, 20, 2])  # fmt: skip
    assert found["ratio"] == pytest.approx(0.25)
    # exact share of 10 in 30: .17287 to .52812
    assert found["low"] == pytest.approx(0.1728742 / (1 - 0.1728742) * 2 / 4, rel=1e-5)
    assert found["high"] == pytest.approx(0.5281200 / (1 - 0.5281200) * 2 / 4, rel=1e-5)
    assert row_of(parity(case, steady(), zone="Europe/London"), "a")["office_expected"] == 0  # 06:00 UTC is 07:00 there


@pytest.mark.parametrize(("at", "is_office"), [
    ("2026-06-01T14:59:59+00:00", True), ("2026-06-01T15:00:00+00:00", False), ("2026-06-05T12:00:00+00:00", True), ("2026-06-06T12:00:00+00:00", False),
])  # fmt: skip
def test_office_hours_are_nine_to_six_on_weekdays(at: str, is_office: bool) -> None:
    found = row_of(parity(case_of(answered(at, 10.0, 1)), steady()), "a")
    assert (found["office_observed"], found["off_observed"]) == ((1, 0) if is_office else (0, 1))
    assert found["ratio"] is None


def test_parity_needs_to_know_when() -> None:
    case = case_of([{"brand": "a"}])
    with pytest.raises(ScoringError, match="when they were opened"):
        parity(case, estimate_all(case)[1])
