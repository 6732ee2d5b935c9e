"""What a score is made of adds up to it, and a comparison says no more than it knows."""

import math
from collections import defaultdict
from dataclasses import replace
from functools import cache

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.against import against
from scoring.case import Case
from scoring.composites import compose
from scoring.contributions import by_incident, by_stratum
from scoring.errors import ScoringError
from scoring.estimate import Estimate
from scoring.estimates import estimate_all
from scoring.groups import SCORED
from scoring.standard import Standard
from scoring.statistics.composite import Composite
from tests.scoring.small_case import AUDIT, case_of, golden_case

Made = tuple[Case, dict[str, Estimate], Standard, Composite]


@cache
def golden_made() -> Made:
    case = golden_case()
    estimates, standard, _ = estimate_all(case)
    return case, estimates, standard, compose(case, estimates)


def whole(parts: pa.Table, name: str) -> float:
    return math.fsum(float(value) for value in parts[name].to_pylist() if value is not None)


def sums(case: Case, estimates: dict[str, Estimate], standard: Standard, dimension: str) -> dict[tuple[str, str], tuple[float, float]]:  # fmt: skip
    parts: dict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    for row in by_stratum(case, estimates, standard, dimension).to_pylist():
        expected = np.nan if row["expected"] is None else row["expected"]
        parts[row["sector"], row["brand"]].append((row["observed"], expected))
    return {key: (math.fsum(o for o, _ in some), math.fsum(e for _, e in some)) for key, some in parts.items()}


@pytest.mark.shared
@pytest.mark.parametrize("dimension", SCORED)
def test_strata_add_up_to_the_estimate(dimension: str) -> None:
    case, estimates, standard, _ = golden_made()
    found, estimate = sums(case, estimates, standard, dimension), estimates[dimension]
    assert len(found) == len(case.brands)
    for number, brand in enumerate(case.brands):
        observed, expected = found[case.sectors[case.brand_sector[number]], brand]
        assert observed == pytest.approx(estimate.observed[number], abs=1e-9)
        if estimate.known[number]:
            assert expected == pytest.approx(estimate.expected[number], abs=1e-9)


@pytest.mark.shared
@pytest.mark.parametrize("dimension", ["volume", "responsiveness", "resolution", "dialogue"])
def test_incidents_add_up_to_the_estimate(dimension: str) -> None:
    case, estimates, standard, _ = golden_made()
    for number in (0, 7, len(case.brands) - 1):
        sector, brand = case.sectors[case.brand_sector[number]], case.brands[number]
        parts = by_incident(case, standard, dimension, sector, brand)
        assert whole(parts, "observed_part") == pytest.approx(estimates[dimension].observed[number], abs=1e-9)  # fmt: skip
        assert whole(parts, "expected_part") == pytest.approx(estimates[dimension].expected[number], abs=1e-9)  # fmt: skip
        ids = [one for one in parts["incident_id"].to_pylist() if one is not None]
        assert len(ids) == len(set(ids)) > 5


def test_volume_by_type_by_hand() -> None:
    """a: 3 fees, b: 1 app; 100 + 300 customers: a fee per customer 3/400, an app 1/400."""
    rows = [{"brand": "a", "type": "fee"}] * 3 + [{"brand": "b", "type": "app"}, {"brand": "c", "type": "app"}]
    case = case_of(rows, [{"brand": "a", "customers": 100.0}, {"brand": "b", "customers": 300.0}])
    estimates, standard, _ = estimate_all(case)
    found = {(row["brand"], row["stratum"]): (row["observed"], row["expected"]) for row in by_stratum(case, estimates, standard, "volume").to_pylist()}  # fmt: skip
    assert found["a", "fee"] == pytest.approx((3, 0.75))
    assert found["a", "app"] == pytest.approx((0, 0.25))
    assert found["b", "fee"] == pytest.approx((0, 2.25))
    assert found["b", "app"] == pytest.approx((1, 0.75))
    assert found["c", "app"] == (1, None)  # no customer base, nothing expected
    assert set(found) == {(brand, kind) for brand in "ab" for kind in ("fee", "app")} | {("c", "app")}


def test_a_frozen_standard_by_type_is_followed() -> None:
    case = case_of([{"brand": "a", "type": "fee"}], [{"brand": "a", "customers": 100.0}])
    estimates, standard, _ = estimate_all(case)
    standard.put("volume", "type_rate", [("s", "fee"), ("s", "gone")], np.array([0.004, 0.006]))
    found = {row["stratum"]: (row["observed"], row["expected"]) for row in by_stratum(case, estimates, standard, "volume").to_pylist()}  # fmt: skip
    assert found == {"fee": pytest.approx((1, 0.4)), "gone": pytest.approx((0, 0.6))}


def test_times_by_hand() -> None:
    """Two alike, one answered after 10 h, one waiting: the sector's one event is expected of their times, 10 h and 720 h."""
    case = case_of([{"brand": "a", "first_response_h": 0.1, "authenticity": 0.5}, {"brand": "a", "follow_up_h": 0.2}])
    _, standard, _ = estimate_all(case)
    parts = by_incident(case, standard, "responsiveness", "s", "a").to_pylist()
    assert [row["observed_part"] for row in parts] == [0.5, 0]
    # one bin, one rate: expected in proportion to weight x time, and .5 in all because the standard is the case's own
    assert [row["expected_part"] for row in parts] == pytest.approx([0.5 * 0.05 / 0.25, 0.5 * 0.2 / 0.25], abs=1e-9)


def test_volume_expects_of_customers_not_of_incidents() -> None:
    case = case_of([{"brand": "a"}, {"brand": "a", "withdrawn_h": 2.0}], [{"brand": "a", "customers": 50.0}])
    _, standard, _ = estimate_all(case)
    assert by_incident(case, standard, "volume", "s", "a").to_pylist() == [
        {"incident_id": "i0000", "observed_part": 1.0, "expected_part": 0.0},
        {"incident_id": None, "observed_part": 0.0, "expected_part": pytest.approx(1.0)},
    ]


def test_what_cannot_be_split_is_refused() -> None:
    case = case_of([{"brand": "a"}])
    estimates, standard, _ = estimate_all(case)
    with pytest.raises(ScoringError, match="not made of incidents"):
        by_incident(case, standard, "voices", "s", "a")
    with pytest.raises(ScoringError, match="no brand 'z'"):
        by_incident(case, standard, "volume", "s", "z")
    with pytest.raises(ScoringError, match="cannot be split"):
        by_stratum(case, estimates, standard, "nothing")


INCIDENTS = st.lists(
    st.fixed_dictionaries({
        "brand": st.sampled_from("ab"), "type": st.sampled_from(["fee", "app"]), "platform": st.sampled_from("PQ"),
        "authenticity": st.floats(0.01, 1), "age_days": st.floats(0, 700), "first_response_h": st.none() | st.floats(0, 900),
        "confirmed_h": st.none() | st.floats(0, 3000), "follow_up_h": st.floats(0, 4000), "good_dialogue": st.none() | st.booleans(),
    }), min_size=1, max_size=25,
)  # fmt: skip


@settings(max_examples=12, derandomize=True, database=None)
@given(INCIDENTS)
def test_any_case_adds_up(incidents: list[dict[str, object]]) -> None:
    case = case_of(incidents, [{"brand": "a", "customers": 70.0}], parameters=replace(AUDIT, half_life_days=180))
    estimates, standard, _ = estimate_all(case)
    for dimension in ("volume", "responsiveness", "resolution", "dialogue"):
        found, estimate = sums(case, estimates, standard, dimension), estimates[dimension]
        for number, brand in enumerate(case.brands):
            observed, expected = found.get(("s", brand), (0.0, np.nan))
            assert observed == pytest.approx(estimate.observed[number], abs=1e-9)
            if estimate.known[number]:
                assert expected == pytest.approx(estimate.expected[number], abs=1e-9)
            parts = by_incident(case, standard, dimension, "s", brand)
            assert whole(parts, "observed_part") == pytest.approx(observed, abs=1e-9)
            if estimate.known[number]:
                assert whole(parts, "expected_part") == pytest.approx(expected, abs=1e-9)


@pytest.mark.shared
def test_differences_add_up_and_sentences_hold() -> None:
    case, estimates, _, composite = golden_made()
    close = 0
    mine = case.brands_of(0)
    for i in range(mine.start, mine.stop):
        for j in range(mine.start, mine.stop):
            if i == j:
                continue
            found = against(case, estimates, composite, (case.sectors[0], case.brands[i]), (case.sectors[0], case.brands[j]))  # fmt: skip
            assert math.fsum(part.difference for part in found.parts) == pytest.approx(composite.m[i] - composite.m[j], abs=1e-12)  # fmt: skip
            meet = composite.low[i] <= composite.high[j] and composite.low[j] <= composite.high[i]
            unclear = 0.025 <= found.probability <= 0.975
            close += meet and not unclear
            if unclear or meet:
                assert not found.verdict
                assert "cannot be told apart" in found.sentence_en or "Too little" in found.sentence_en
                assert "ayırt edilemez" in found.sentence_tr or "karşılaştırılamaz" in found.sentence_tr
            assert "first" not in found.sentence_en
    assert close, "some pairs are likely enough apart (SPEC-30), but a drawing would show their intervals meet"


def made_up(m: list[float], v: list[float]) -> Composite:
    mean, variance = np.array(m), np.array(v)
    return Composite(mean, variance, mean, mean, mean, 1 - variance, np.column_stack([mean, *[0 * mean] * 4]))


def test_who_is_ahead_is_said_only_where_it_is_known() -> None:
    case, estimates, _ = _two()
    sure = against(case, estimates, made_up([3.0, 0.0], [0.2, 0.2]), ("s", "a"), ("s", "b"))
    assert (sure.verdict, sure.probability > 0.99999) == ("a", True)
    assert sure.sentence_en.endswith("a does better than b, with a probability of at least 99.9%.")
    assert sure.sentence_tr.endswith("a, b ile karşılaştırıldığında daha iyi durumda; olasılık en az %99,9.")
    back = against(case, estimates, made_up([3.0, 0.0], [0.2, 0.2]), ("s", "b"), ("s", "a"))
    assert (back.verdict, back.difference) == ("b", -3.0)
    assert back.sentence_en == sure.sentence_en
    # 1.2 / sqrt(.4) = 1.897: P = .971, just short of .975
    short = against(case, estimates, made_up([1.2, 0.0], [0.2, 0.2]), ("s", "a"), ("s", "b"))
    assert (short.verdict, short.sentence_en) == ("", "a and b cannot be told apart: the probability that a does better is 97.1%.")  # fmt: skip


def test_too_little_known_is_no_verdict() -> None:
    case, estimates, _ = _two()
    found = against(case, estimates, made_up([3.0, -3.0], [0.2, 0.6]), ("s", "a"), ("s", "b"))
    assert (found.verdict, found.sentence_en) == ("", "Too little is known of b to compare a with b.")
    assert found.sentence_tr == "a ile b karşılaştırılamaz: hakkında yeterince veri bulunmayan: b."


def test_other_sectors_and_the_brand_itself_are_not_compared() -> None:
    case, estimates, _ = _two()
    for other in (("s", "a"), ("t", "b")):
        with pytest.raises(ScoringError, match="two brands of one sector"):
            against(case, estimates, made_up([0, 0], [0.2, 0.2]), ("s", "a"), other)


def _two() -> tuple[Case, dict[str, Estimate], Standard]:
    """Two brands of which every dimension is taken to be known well."""
    case = case_of([{"brand": "a"}, {"brand": "b"}])
    estimates, standard, _ = estimate_all(case)
    for name, one in estimates.items():
        assert one.posterior is not None
        estimates[name] = replace(one, posterior=replace(one.posterior, reliability=np.ones(2)))
    return case, estimates, standard
