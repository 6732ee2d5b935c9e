"""The hazard of vanishing is found again where it is known, and the probabilities are those of the survival function."""

import math
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from crawler.ages import EDGES_HOURS, AtRisk
from crawler.ledger.due import crossed
from crawler.ledger.survival import PRIOR_HOURS, Survival, observe
from store.settings import Settings
from store.vocabulary import Visibility
from tests.crawler.ledger.stored import Stored

NOW = datetime(2026, 11, 20, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def test_known_hazards_are_found_again() -> None:
    """20,000 records, each first seen at an age of its own (delayed entry) and looked at every 12 hours for 60 days."""
    rng = np.random.default_rng(3)
    hazard = np.array([2e-3, 1e-3, 5e-4, 2e-4, 1e-4, 5e-5, 5e-5])
    edges = np.array([*EDGES_HOURS, 1e9])
    cumulative = np.concatenate([[0.0], np.cumsum(hazard * np.diff(edges))])
    begun = rng.exponential(60, 20_000)
    start = np.interp(begun, edges, cumulative)
    ends = np.interp(start + rng.exponential(size=begun.size), cumulative, edges)
    lives = []
    for first, end in zip(begun, ends, strict=True):
        looks = np.arange(first, first + 1440, 12.0)
        seen = looks[looks < end]
        is_gone = end < looks[-1]
        lives.append((first, seen[-1] + 6.0 if is_gone else seen[-1], is_gone))
    survival = Survival()
    survival.add(lives)
    well_known = survival.events >= 100
    assert well_known[1:5].all()
    ratio = survival.hazard[well_known] / hazard[well_known]
    assert np.abs(np.log(ratio)).max() < 3.5 / math.sqrt(100) + 0.05, ratio


def test_without_a_history_one_in_ten_record_years_vanishes() -> None:
    likely = Survival().probability(NOW - 100 * DAY, NOW - 30 * DAY, NOW)
    assert likely == pytest.approx(1 - math.exp(-720 / PRIOR_HOURS), rel=1e-9)


def test_the_probability_is_that_of_the_survival_function() -> None:
    survival = Survival()
    survival.add([(0.0, 0.5, True)] * 10 + [(0.0, 50.0, False)] * 90)
    rates, edges = survival.hazard, np.array(EDGES_HOURS)
    grid = np.linspace(0.25, 40.0, 400_001)
    at = rates[np.searchsorted(edges, grid, side="right") - 1]
    expected = 1 - math.exp(-float(np.trapezoid(at, grid)))
    begun = NOW - 40 * HOUR
    assert survival.probability(begun, begun + HOUR / 4, NOW) == pytest.approx(expected, rel=1e-4)
    assert survival.probability(begun, NOW, NOW) == 0
    assert survival.probability(NOW + DAY, NOW - DAY, NOW) == 0, "a date in the future is no age"


def test_young_records_are_likelier_to_have_vanished_where_the_young_do() -> None:
    survival = Survival()
    survival.add([(0.0, 5.0, True)] * 50 + [(0.0, 3000.0, False)] * 50)
    young = survival.probability(NOW - 2 * DAY, NOW - 2 * DAY, NOW)
    old = survival.probability(NOW - 100 * DAY, NOW - 2 * DAY, NOW)
    assert young > 10 * old


def test_the_ladder() -> None:
    begun = NOW - 8 * DAY
    assert crossed(begun, begun + 6 * DAY, NOW)
    assert not crossed(begun, NOW - HOUR, NOW)
    assert not crossed(NOW - 400 * DAY, NOW - 200 * DAY, NOW), "beyond the ladder survival decides"
    assert crossed(NOW - HOUR, NOW - 2 * HOUR, NOW), "exactly at an age"


def test_the_store_is_read_as_it_was_written(any_settings: Settings) -> None:
    """One stands, one was edited and stands, one vanished between two sights, one came back, one was never seen alive."""
    with Stored(any_settings) as store:
        live, gone = Visibility.LIVE, Visibility.REMOVED
        store.add("stands", (live, 0, 10))
        store.add("edited", (live, 0, 4), (live, 6, 10))
        store.add("vanished", (live, 0, 4), (gone, 8, 10), run=7)
        store.add("back", (live, 0, 2), (gone, 4, 6), (live, 8, 10), run=8)
        store.add("tombstone", (gone, 0, 10))
        found = observe(store.engine, "site")
        assert found.hours.sum() == pytest.approx(10 + 10 + 6 + 3 + 2)
        assert found.events.sum() == 2
        assert found.events.tolist() == [0, 2, 0, 0, 0, 0, 0], "in the middle, at the ages of 6 and of 3 hours"
        without = observe(store.engine, "site", without_runs={7})
        assert (without.events.sum(), without.hours.sum()) == (1, found.hours.sum())


def test_time_at_risk_adds_up() -> None:
    risk = AtRisk()
    for n in range(2500):
        risk.add("a" if n % 2 else "b", NOW - 10 * DAY, NOW - 2 * DAY, NOW)
    risk.settle()
    assert risk.looked_at == {"a": 1250, "b": 1250}
    assert risk.hours["a"].sum() == pytest.approx(1250 * 48)
    assert risk.hours["a"][3] == pytest.approx(1250 * 48), "all of it between a week and a month old"
