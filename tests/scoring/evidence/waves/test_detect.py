"""The detector on counts alone: quiet stays quiet, what rises is noticed in time, and the numbers it is made of are right."""

import numpy as np
import pytest
from scipy import stats

from scoring.evidence.waves.baseline import START_DAYS, weekdays
from scoring.evidence.waves.detect import LONGEST, RATIOS, gains, watch
from scoring.evidence.waves.simulate import quiet
from scoring.statistics.inputs import Floats


def steady(rate: float, days: int, seed: int = 1, size: int = 1) -> Floats:
    """Poisson counts of one rate."""
    return np.random.default_rng(seed).poisson(rate, (size, days)).astype(float)


def test_gains_are_log_likelihood_ratios_of_the_negative_binomial() -> None:
    mean, variance, counts = np.array([4.0]), np.array([9.0]), np.array([11.0])
    size = 16 / 5
    expected = [
        stats.nbinom.logpmf(11, size, size / (size + ratio * 4)) - stats.nbinom.logpmf(11, size, size / (size + 4))
        for ratio in RATIOS
    ]
    assert gains(counts, mean, variance)[0] == pytest.approx(expected)


def test_without_doubt_gains_are_those_of_poisson() -> None:
    found = gains(np.array([7.0]), np.array([2.0]), np.array([2.0]))[0]
    assert found == pytest.approx(
        [stats.poisson.logpmf(7, 2 * r) - stats.poisson.logpmf(7, 2) for r in RATIOS], rel=1e-6
    )


def test_a_week_is_learned_and_has_mean_one() -> None:
    counts = np.tile([10.0, 10, 10, 10, 10, 4, 2], 40)[None, :]
    factor = weekdays(counts)
    assert factor[0, :7].mean() == pytest.approx(1)
    assert factor[0, 6] < 0.5 < factor[0, 0]


@pytest.mark.parametrize("rate", [0.05, 0.5, 5.0, 50.0])
def test_false_alarms_stay_under_the_published_rate(rate: float) -> None:
    """At most .1 a brand and year; a hundred years of uneven days, weekdays, trend and a swing of the year."""
    counts = quiet(np.random.default_rng(7), np.full(100, rate), 365)
    assert len(watch(counts).rises) <= 10


@pytest.mark.parametrize(
    ("rate", "ratio", "days"), [(3.0, 10.0, 1), (10.0, 5.0, 1), (30.0, 3.0, 2), (3.0, 5.0, 3), (1.0, 10.0, 4)]
)
def test_a_rise_is_noticed_within_days(rate: float, ratio: float, days: int) -> None:
    """In four of five cases; the first is within one look a day."""
    rng = np.random.default_rng(3)
    counts = quiet(rng, np.full(60, rate), 207)
    counts[:, 200:] += rng.poisson(rate * (ratio - 1), (60, 7))
    found = {rise.series for rise in watch(counts).rises if 200 <= rise.noticed < 200 + days}
    assert len(found) >= 48


def test_a_wave_has_its_first_and_last_day() -> None:
    counts = steady(2, 200)
    counts[0, 150:155] += 14
    (rise,) = watch(counts).rises
    assert (rise.begin, rise.noticed) == (150, 150)
    assert rise.end == 154
    assert rise.probability > 0.9


def test_what_is_under_way_has_no_end_yet() -> None:
    counts = steady(2, 152)
    counts[0, 150:] += 14
    assert watch(counts).rises[0].end is None


def test_what_lasts_is_the_new_level() -> None:
    counts = np.concatenate([steady(2, 120), steady(12, 120)], axis=1)
    (rise,) = watch(counts).rises
    assert rise.end == rise.begin + LONGEST - 1


def test_each_day_is_judged_by_the_days_before_it_only() -> None:
    """Noticed then as it is noticed in hindsight: what comes later changes nothing but the weekdays' factors."""
    counts = steady(3, 210)
    counts[0, 200:] += 20
    early, late = watch(counts[:, :203]).rises[0], watch(counts).rises[0]
    assert (early.begin, early.noticed) == (late.begin, late.noticed) == (200, 200)


def test_days_that_nobody_looked_at_say_nothing() -> None:
    counts, covered = steady(4, 200), np.ones((1, 200), bool)
    counts[0, 100:130], covered[0, 100:130] = 0, False
    assert watch(counts, covered=covered).rises == []
    assert np.isnan(watch(counts).expected[0, : START_DAYS - 1]).all()


def test_a_source_that_begins_is_learned_first() -> None:
    counts = np.concatenate([np.zeros((1, 100)), steady(5, 100)], axis=1)
    covered = np.arange(200)[None, :] >= 100
    assert watch(counts, covered=covered).rises == []
    assert len(watch(counts).rises) == 1


def test_one_series_of_several_needs_more() -> None:
    counts = steady(1, 201)
    counts[0, 200] = 11
    assert watch(counts).rises
    assert watch(counts, factor=1e6).rises == []
