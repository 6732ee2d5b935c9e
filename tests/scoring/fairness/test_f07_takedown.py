"""F7: taking a complaint down, or having it withdrawn, raises no score."""

from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from sqlalchemy import Engine

from scoring.groups import SCORED
from scoring.run import score
from scoring.standard import Standard, names_of_sectors, names_of_strata
from store.settings import Settings
from store.vocabulary import Visibility
from tests.scoring.fairness.market import SEEDS, WINDOW_HOURS, Market, Scores, few, scored, small_market
from tests.scoring.made import NOW, base, keep, record
from tests.shared import golden

SHARE = st.floats(0.05, 1.0)


def open_rows(market: Market, brand: str) -> NDArray[np.intp]:
    """A brand's incidents without a confirmation, answered or not."""
    rows = market.rows_of(brand)
    return rows[np.isnan(market.incident["confirmed_h"][rows])]


def gone(market: Market, rows: NDArray[Any], rng: np.random.Generator) -> Market:
    """These incidents removed, half of them withdrawn by their author after a day: they wait until the moment scored."""
    withdrawn, watched = market.incident["withdrawn_h"].copy(), market.incident["follow_up_h"].copy()
    left = market.incident["age_days"][rows] * 24
    withdrawn[rows] = np.where(rng.random(rows.size) < 0.5, np.minimum(24.01 + rng.exponential(100, rows.size), WINDOW_HOURS), np.nan)  # fmt: skip
    watched[rows] = left
    return market.changed(withdrawn_h=withdrawn, follow_up_h=watched)


def some_gone(seed: int, share: float) -> tuple[Market, Market, str]:
    rng, market = np.random.default_rng(seed), small_market(seed)
    brand = str(rng.choice(market.exposure["brand"]))
    rows = open_rows(market, brand)
    return market, gone(market, rows[rng.random(rows.size) < share], rng), brand


def assert_nothing_gained(before: Scores, after: Scores, brand: str, tolerance: float) -> None:
    i = before.brand(brand)
    for dimension in SCORED:
        one, two = before.estimates[dimension], after.estimates[dimension]
        assert two.observed[i] == one.observed[i]
        assert after.of(dimension)[i] <= before.of(dimension)[i] + tolerance
        assert after.composite.score[i] <= before.composite.score[i] + tolerance


@few(6)
@given(seed=SEEDS, share=SHARE)
def test_f7_against_a_frozen_standard(seed: int, share: float) -> None:
    """Observed stays, expected cannot fall, so no score rises: exactly."""
    market, after, brand = some_gone(seed, share)
    one = scored(market)
    two, i = scored(after, one.standard), one.brand(brand)
    assert_nothing_gained(one, two, brand, 0.0)
    for dimension in ("responsiveness", "resolution"):
        rise = two.estimates[dimension].expected[i] - one.estimates[dimension].expected[i]
        assert rise >= 0
    assert two.of("volume")[i] == one.of("volume")[i]


@few(6)
@given(seed=SEEDS, share=SHARE)
def test_f7_against_the_standard_it_makes_itself(seed: int, share: float) -> None:
    """A brand that moves its own standard by taking complaints down gains nothing either."""
    market, after, brand = some_gone(seed, share)
    assert_nothing_gained(scored(market), scored(after), brand, 1e-6)


def constant_hazard(per_hour: float, found: Scores) -> Standard:
    standard = Standard()
    for dimension, bins in (("responsiveness", 13), ("resolution", 10)):
        for quantity, names in (("rate", names_of_strata(found.case)), ("parent", names_of_sectors(found.case))):
            standard.put(dimension, quantity, names, np.full((len(names), bins), per_hour))
    return standard


@pytest.mark.parametrize("row", [0, 1])
def test_f7_the_unit_case_of_the_method(row: int) -> None:
    """One unanswered complaint, hazard .01 an hour, 720 h: expected 7.2 whether it stays online or is gone."""
    stated = golden("takedown_unit")[row]
    market = small_market(1, sectors=1).taken(np.array([0]))
    never = np.array([np.nan])
    market = market.changed(first_response_h=never, confirmed_h=never, authenticity=np.ones(1), follow_up_h=np.array([WINDOW_HOURS]),
                            withdrawn_h=np.array([25.0]) if row else never)  # fmt: skip
    found = scored(market, constant_hazard(0.01, scored(market)))
    expected = np.nansum(found.estimates["responsiveness"].expected)
    assert expected == pytest.approx(float(stated["E_policy_ignore_removal"]))


@pytest.mark.parametrize("way", [Visibility.REMOVED, Visibility.WITHDRAWN])
@pytest.mark.parametrize("unseen_hours", [0, 120])
def test_f7_from_the_database(engine: Engine, settings: Settings, way: Visibility, unseen_hours: int) -> None:
    """Any part of a brand's open complaints vanishes, after more than a day: none of its scores rises.

    Compared with being watched to the end nothing changes; compared with having been seen last five days ago, the five
    days without an answer count.
    """
    base(engine, {f"Marka {name}": 20_000.0 * (n + 1) for n, name in enumerate("ABCDEFG")})
    keep(engine, settings, [
        record(f"{name}{n}", f"Marka {name}", hours_ago=150 + 11 * n, answered_after=(n * 7919) % 100 if n % (2 + k) else None,
               retrieved_at=NOW - timedelta(hours=unseen_hours)) for k, name in enumerate("ABCDEFG") for n in range(30)
    ])  # fmt: skip
    before = score(engine, settings, as_of=NOW)[1]
    intake = keep(engine, settings, [])
    for n in np.flatnonzero(np.random.default_rng(1).random(15) < 0.6) * 2:
        intake.gone(f"site:A{n}", "404", way, NOW - timedelta(hours=100))
    after = score(engine, settings, as_of=NOW)[1]
    moved = {}
    for one, two in zip(before.weighed, after.weighed, strict=True):
        i = one.group.brands.index("marka-a")
        assert two.group.observed[i] == one.group.observed[i]
        moved[str(one.group.dimension)] = two.posterior.score[i] - one.posterior.score[i]
    assert max(moved.values()) <= 1e-9
    assert (moved["responsiveness"] < -0.1) == bool(unseen_hours)
