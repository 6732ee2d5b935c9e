"""What moved: the parts add up, each change lands in its own part, and nothing that is taken down counts as service."""

import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.composites import compose
from scoring.errors import ScoringError
from scoring.estimates import estimate_all
from scoring.groups import SCORED
from scoring.method import WEIGHTS, Parameters
from scoring.moved import INPUTS, SERVICE, Moved, told, value, what_moved, what_moved_together
from scoring.moved_state import State, state_of
from scoring.standard import Standard
from scoring.statistics.gamma_poisson import GammaPrior
from tests.scoring.small_case import AUDIT, case_of, golden_case

Row = dict[str, Any]
BASE: Row = {"brand": "a", "customers": 1000.0}


def frozen(rate: float = 0.01) -> Standard:
    """A standard for sector s: complaints per customer, hazards of two strata, an expected logit, and how brands spread."""
    standard, own = Standard(), [("s", "")]
    standard.put("all", "scale", own, np.array([1.0]))
    standard.put("volume", "rate", own, np.array([rate]))
    for dimension, bins in (("responsiveness", 13), ("resolution", 10)):
        standard.put(dimension, "parent", own, np.full((1, bins), 0.01))
        standard.put(dimension, "rate", [("s", "P|t|1"), ("s", "P|u|1")], np.outer([0.01, 0.002], np.ones(bins)))
    for dimension in ("dialogue", "voices"):
        standard.put(dimension, "parent", own, np.array([0.0]))
    for dimension in ("volume", "responsiveness", "resolution"):
        standard.put(dimension, "prior", own, np.array([[4.0, 4.0]]))
    for dimension in ("dialogue", "voices"):
        standard.put(dimension, "prior", own, np.array([[0.5, np.nan]]))
    return standard


def state(
    rows: list[Row], dimension: str = "volume", *, base: Row = BASE, standard: Standard | None = None, parameters: Parameters = AUDIT,
    half_lives: tuple[float, ...] = (), voices: tuple[Row, ...] = (),
) -> State:  # fmt: skip
    book = standard or frozen()
    case = case_of([{"brand": "a"} | row for row in rows], [base], voices, parameters)
    return state_of(case, estimate_all(case, book)[0], book, "s", "a", dimension, half_lives)


def only(moved: Moved, *names: str) -> None:
    """Nothing but these parts moved, and they did."""
    for part in moved.parts:
        assert (part.latent != 0) == (part.name in names), part
    assert math.fsum(part.latent for part in moved.parts) == pytest.approx(moved.latent, abs=1e-12)


ROWS: list[Row] = [{"type": "t"}] * 8 + [{"type": "u", "authenticity": 0.5}] * 6


@pytest.mark.shared
@pytest.mark.parametrize("dimension", SCORED)
def test_a_state_comes_to_its_estimate(dimension: str) -> None:
    case = golden_case()
    estimates, standard, _ = estimate_all(case)
    posterior = estimates[dimension].posterior
    assert posterior is not None
    for number in (0, 5, 13, len(case.brands) - 1):
        one = state_of(case, estimates, standard, case.sectors[case.brand_sector[number]], case.brands[number], dimension)  # fmt: skip
        found = value(dict.fromkeys((*INPUTS, SERVICE), one))
        assert found.m == pytest.approx(posterior.m[number], abs=1e-9)
        assert found.v == pytest.approx(posterior.v[number], abs=1e-9)
        assert found.score == pytest.approx(posterior.score[number], abs=1e-7)


@pytest.mark.shared
@pytest.mark.parametrize("dimension", SCORED)
def test_parts_add_up_between_any_two_states(dimension: str) -> None:
    case = golden_case()
    estimates, standard, _ = estimate_all(case)
    one, two, other = (state_of(case, estimates, standard, *name, dimension) for name in (("bank", "bank01"), ("bank", "bank05"), ("ecom", case.brands[-2])))  # fmt: skip
    for before, after in ((one, two), (two, other), (one, one)):
        found, back = what_moved(before, after), what_moved(after, before)
        assert math.fsum(part.latent for part in found.parts) == pytest.approx(found.latent, abs=1e-9)
        assert math.fsum(part.log_ratio or 0 for part in found.parts) == pytest.approx(found.log_ratio, abs=1e-9)
        assert [part.latent for part in back.parts] == pytest.approx([-part.latent for part in found.parts], abs=1e-9)
    assert [part.name for part in found.parts] == [*INPUTS] + [SERVICE] * (dimension != "volume")


def test_more_matters_by_hand() -> None:
    """Twice the same matters: ln 2 in volume, nothing anywhere else."""
    found = what_moved(state(ROWS), state(ROWS * 2))
    only(found, "volume")
    assert found.part("volume").log_ratio == pytest.approx(math.log(2))
    assert found.latent < 0


def test_a_larger_base_is_the_denominators_part_and_no_service() -> None:
    found = what_moved(state(ROWS), state(ROWS, base={"brand": "a", "customers": 2000.0}))
    only(found, "denominator")
    assert found.part("denominator").log_ratio == pytest.approx(-math.log(2))
    assert found.latent > 0
    sentence = next(one.sentence_en for one in told(found) if one.name == "moved_denominator")
    assert sentence.endswith("This says nothing of its service.")
    for dimension in ("responsiveness", "resolution", "dialogue", "voices"):
        rows = [{"first_response_h": 5.0, "confirmed_h": 9.0, "good_dialogue": True, "type": "t"}] * 4
        heard = ({"brand": "a", "n_voices": 9, "n_positive": 4},)
        pair = [state(rows, dimension, base={"brand": "a", "customers": n}, voices=heard) for n in (1000.0, 5000.0)]
        only(what_moved(*pair))


def test_a_range_of_the_base_is_its_own_too() -> None:
    wide = state(ROWS, base={"brand": "a", "customers": 1000.0, "lo90": 500.0, "hi90": 1500.0})
    only(what_moved(state(ROWS), wide), "denominator")


def test_weights_of_evidence() -> None:
    less = [row | {"authenticity": row.get("authenticity", 1.0) * 0.4} for row in ROWS]
    found = what_moved(state(ROWS), state(less))
    only(found, "authenticity")
    assert found.part("authenticity").log_ratio == pytest.approx(math.log(0.4))


def test_a_mix_of_types_that_weigh_differently_by_hand() -> None:
    """From 8 t and 6 u (weight 1/2) to 4 t and 10 u: weight 11 becomes 9, with as many matters."""
    found = what_moved(state(ROWS), state([{"type": "t"}] * 4 + [{"type": "u", "authenticity": 0.5}] * 10))
    assert found.part("mix").log_ratio == pytest.approx(math.log(9 / 11))
    assert found.part("volume").log_ratio == pytest.approx(0, abs=1e-12)
    # the scale of SPEC-19 follows the mean weight, which is the evidence's
    assert abs(found.part("authenticity").latent) < 0.05


@pytest.mark.parametrize(("dimension", "event"), [("responsiveness", "first_response_h"), ("resolution", "confirmed_h")])  # fmt: skip
def test_a_mix_of_slower_matters_is_no_slower_service(dimension: str, event: str) -> None:
    """Each type is handled as before; there are only more of the slow one."""
    quick, slow = {"type": "t", event: 30.0}, {"type": "u", event: 300.0}
    found = what_moved(state([quick] * 6 + [slow] * 2, dimension), state([quick] * 2 + [slow] * 6, dimension))
    only(found, "mix")


def test_quicker_answers_are_service() -> None:
    rows = [{"type": "t", "first_response_h": 60.0}] * 8
    quicker = [row | {"first_response_h": 20.0} for row in rows]
    found = what_moved(state(rows, "responsiveness"), state(quicker, "responsiveness"))
    only(found, SERVICE)
    assert found.part(SERVICE).log_ratio == pytest.approx(math.log(3))


def test_another_standard_is_method() -> None:
    changed = replace(before := state(ROWS), measure=replace(before.measure, prior=GammaPrior(9.0, 7.0)))
    only(what_moved(before, changed), "method")
    found = what_moved(before, state(ROWS, standard=frozen(rate=0.02)))
    only(found, "method")
    assert found.part("method").log_ratio == pytest.approx(-math.log(2))


def test_another_half_life_is_method() -> None:
    rows = [row | {"age_days": 40.0 * n} for n, row in enumerate(ROWS)]
    half_lives = (90.0, 180.0)
    before, after = (state(rows, parameters=replace(AUDIT, half_life_days=half), half_lives=half_lives) for half in half_lives)  # fmt: skip
    found = what_moved(before, after)
    only(found, "method")
    assert (found.part("method").log_ratio or 0) > 0
    with pytest.raises(ScoringError, match=r"no view of a half-life of 90\.0"):
        what_moved(before, state(rows, parameters=replace(AUDIT, half_life_days=180.0)))


def opened(**more: Any) -> Row:
    """A matter opened 100 h before the snapshot, last crawled 4 h before it, never answered."""
    now = datetime(2026, 6, 1, tzinfo=UTC)
    return {"opened_at": now - timedelta(hours=100), "last_seen_at": now - timedelta(hours=4), "is_gone": False, "type": "t", "follow_up_h": 96.0} | more  # fmt: skip


@pytest.mark.parametrize("dimension", ["responsiveness", "resolution"])
def test_what_is_taken_down_is_never_service(dimension: str) -> None:
    """F7: removed matters wait on until the snapshot (100 h), as their platform's neighbours do until its last crawl (96 h)."""
    event = "first_response_h" if dimension == "responsiveness" else "confirmed_h"
    rows = [opened(), opened(), opened(**{event: 10.0})]
    taken = [opened(is_gone=True, follow_up_h=100.0, last_seen_at=datetime(2026, 5, 29, tzinfo=UTC)), *rows[1:]]
    found = what_moved(state(rows, dimension), state(taken, dimension))
    only(found, "removals")
    assert found.part("removals").latent < 0
    # E was .01 (96 + 96 + 10) = 2.02 and is .01 (100 + 96 + 10) = 2.06
    assert found.part("removals").log_ratio == pytest.approx(math.log(2.02 / 2.06), abs=1e-12)
    assert state(taken, dimension).removed_count == 1


def test_removals_do_not_move_volume() -> None:
    taken = [opened(is_gone=True)] * 3 + [opened()]
    found = what_moved(state([opened()] * 4), state(taken))
    only(found)
    assert found.part("removals").latent == 0.0


def test_no_base_no_part_but_the_denominators() -> None:
    without = state(ROWS, base={"brand": "b", "customers": 5.0})
    assert (without.customers, what_moved(without, without).latent) == (None, 0.0)
    found = what_moved(without, state(ROWS))
    assert {part.name for part in found.parts if part.latent} == {"denominator"}
    assert all(part.log_ratio is None for part in found.parts if part.name == "denominator")


def test_nothing_heard_is_neutral() -> None:
    empty = state([], "dialogue")
    assert value(dict.fromkeys((*INPUTS, SERVICE), empty)).score == 50.0


def test_two_dimensions_are_not_one_change() -> None:
    with pytest.raises(ScoringError, match="states of one dimension"):
        what_moved(state(ROWS), state(ROWS, "dialogue"))


MATTER = st.fixed_dictionaries({
    "type": st.sampled_from("tuw"), "authenticity": st.sampled_from([0.0, 0.3, 1.0]), "age_days": st.floats(0, 300), "follow_up_h": st.floats(0, 900),
    "first_response_h": st.none() | st.floats(0, 800), "good_dialogue": st.none() | st.booleans(), "is_gone": st.booleans(),
})  # fmt: skip


@settings(max_examples=10, derandomize=True, database=None)
@given(st.lists(MATTER, max_size=9), st.lists(MATTER, max_size=9), st.sampled_from(["volume", "responsiveness", "dialogue"]))  # fmt: skip
def test_any_change_adds_up(before: list[Row], after: list[Row], dimension: str) -> None:
    decayed = replace(AUDIT, half_life_days=90.0)
    other = {"brand": "a", "customers": 700.0, "lo90": 500.0, "hi90": 1500.0}
    one = state(before, dimension, parameters=decayed, half_lives=(0.0,))
    two = state(after, dimension, base=other, standard=frozen(0.03), parameters=AUDIT, half_lives=(90.0,))
    found = what_moved(one, two)
    assert math.fsum(part.latent for part in found.parts) == pytest.approx(found.latent, abs=1e-9)
    assert all(np.isfinite(part.latent) for part in found.parts)
    assert found.part("removals").latent == 0.0  # nothing here waits longer for being gone


@pytest.mark.shared
def test_the_composites_change_adds_up_under_other_weights() -> None:
    case = golden_case()
    estimates, standard, _ = estimate_all(case)
    other = {"volume": 0.1, "resolution": 0.3, "responsiveness": 0.3, "dialogue": 0.2, "voices": 0.1}
    first = compose(case, estimates)
    second = compose(golden_case(replace(AUDIT, weights=other)), estimates)
    moves = {str(name): what_moved(*(state_of(case, estimates, standard, "bank", brand, name) for brand in ("bank01", "bank02"))) for name in SCORED}  # fmt: skip
    parts = what_moved_together(moves, WEIGHTS, other)
    assert math.fsum(part.latent for part in parts) == pytest.approx(second.m[1] - first.m[0], abs=1e-9)
    same = {part.name: part.latent for part in what_moved_together(moves, WEIGHTS, WEIGHTS)}
    assert same["method"] == 0.0
    assert same["denominator"] != 0.0
