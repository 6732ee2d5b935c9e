"""Validation on New York's insurers, on markets of known truth, and on a release."""

import numpy as np
import pytest
from sqlalchemy import Engine

from crawler.imports.run import run_import
from scoring.errors import ScoringError
from scoring.publish import publish_release
from scoring.statistics.inputs import Floats
from scoring.validation import OfficialLike, Validation, validate
from scoring.validation_predictive import poisson_deviance
from scoring.validation_release import validate_release
from store.release import open_release
from store.settings import Settings
from tests.scoring.made import NOW
from tests.shared import golden, shared


@pytest.fixture(scope="module")
def new_york() -> Validation:
    """All filing years but the corrupt one and the copied one, by the insurer's number."""
    rows = [row for row in golden("ny_dfs_auto_2009_2020") if row["year"] not in {"2014", "2016"}]
    return validate([OfficialLike(row["naic"], row["year"], float(row["upheld"]), float(row["premium_m"])) for row in rows])  # fmt: skip


def test_new_york_gives_the_figures_of_the_method(new_york: Validation) -> None:
    """1,069 insurer-years in seven pairs of years: 4.77 (sector mean), 3.74 (raw ratio), 2.09 (shrunken)."""
    found = new_york.deviance
    assert (found.count, len(found.pairs)) == (1069, 7)
    assert ("2013", "2015") not in found.pairs
    assert (found.sector_mean, found.raw_ratio, found.shrunken) == pytest.approx((4.77, 3.74, 2.09), abs=0.005)


def test_scores_as_they_are_published_beat_both_too(new_york: Validation) -> None:
    """With the prior's mean held at 1 the gain is a little smaller."""
    assert new_york.deviance.as_scored == pytest.approx(2.25, abs=0.005)
    assert new_york.beats_both


def test_new_york_by_size(new_york: Validation) -> None:
    """What an auditor has to see: small insurers do have more upheld complaints for their premium, and intervals are short of 95 %."""
    assert new_york.deciles[0] < 40 < min(new_york.deciles[1:])
    assert 0 < new_york.slope.low < new_york.slope.per_doubling < new_york.slope.high < 2
    assert 0.85 < new_york.next_period.share < new_york.halves.share < 0.95
    assert (new_york.next_period.count, new_york.halves.count, new_york.slope.count) == (1069, 1614, 1614)


def made(seed: int, *, drift: float = 0.0, tilt: float = 0.0, brands: int = 400, periods: int = 4) -> list[OfficialLike]:  # fmt: skip
    """A sector of known truth: ratios Gamma(3, 3), the same in every period, or drifting, or tilted towards big brands."""
    rng = np.random.default_rng(seed)
    size = 8 * np.exp(1.2 * rng.standard_normal(brands))
    theta = rng.gamma(3, 1 / 3, brands) * (size / 8) ** tilt
    rows: list[OfficialLike] = []
    for period in range(2015, 2015 + periods):
        theta = theta * np.exp(drift * rng.standard_normal(brands))
        rows += [OfficialLike(f"b{n}", str(period), float(o), 100 * e) for n, (o, e) in enumerate(zip(rng.poisson(theta * size), size, strict=True))]  # fmt: skip
    return rows


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_where_the_method_holds_every_check_says_so(seed: int) -> None:
    found = validate(made(seed))
    assert found.beats_both
    assert found.next_period.share == pytest.approx(0.95, abs=0.015)
    assert found.halves.share == pytest.approx(0.95, abs=0.015)
    assert np.ptp(found.deciles) < 16
    assert found.slope.low < 0 < found.slope.high


def test_brands_that_change_are_seen_in_the_next_period_only() -> None:
    found = validate(made(1, drift=0.6))
    assert found.next_period.share < 0.9
    assert found.halves.share > 0.92


def test_a_method_that_favours_size_is_seen() -> None:
    """Big brands with fewer complaints than their size lets expect: deciles rise, and the slope's interval leaves 0."""
    found = validate(made(1, tilt=-0.4))
    assert found.slope.low > 2
    assert found.deciles[-1] > found.deciles[0] + 20


def test_a_brand_seen_twice_is_not_two_brands() -> None:
    """The same counts in a second year leave the slope and its interval as they were."""
    rows = made(2, periods=1)
    once, twice = validate(rows).slope, validate([*rows, *(OfficialLike(one.brand, "2016", one.observed, one.exposure) for one in rows)]).slope  # fmt: skip
    assert twice.count == 2 * once.count
    assert (twice.per_doubling, twice.low, twice.high) == pytest.approx((once.per_doubling, once.low, once.high))


def test_deviance_by_hand() -> None:
    """2 [O ln(O/mu) - O + mu]; a prediction of nothing counts as .001."""
    found: Floats = poisson_deviance(np.array([0.0, 3.0, 1.0]), np.array([2.0, 3.0, 0.0]))
    np.testing.assert_allclose(found, [4, 0, 2 * (np.log(1000) - 0.999)])


def test_the_table_says_it_all(new_york: Validation) -> None:
    rows = {(row["check"], row["quantity"]): row["value"] for row in new_york.table.to_pylist()}
    assert len(rows) == 4 + 2 + 10 + 4
    assert rows["next period deviance", "shrunken"] == new_york.deviance.shrunken
    assert rows["mean score by size", "decile 10"] == new_york.deciles[9]


def test_rows_in_any_order_and_in_parts_are_one_thing() -> None:
    """A brand under two codes in one period is added up; what has no exposure takes no part."""
    rows = made(5, brands=40, periods=2)
    halves = [OfficialLike(one.brand, one.period, part, (one.exposure or 0) / 2) for one in rows for part in (one.observed // 2, one.observed - one.observed // 2)]  # fmt: skip
    unknown = [OfficialLike("nobody", "2015", 7, None), OfficialLike("nothing", "2016", 1, 0)]
    one, two = validate(rows), validate([*reversed(halves), *unknown])
    np.testing.assert_allclose(two.table.column("value").to_numpy(), one.table.column("value").to_numpy(), rtol=1e-9)


@pytest.mark.parametrize("rows", [[], made(1, brands=4), made(1, periods=1), [OfficialLike(f"b{n}", "2020", 0, 10) for n in range(30)]],
                         ids=["nothing", "four brands", "one period", "no complaints"])  # fmt: skip
def test_too_little_to_check_is_said_and_not_raised(rows: list[OfficialLike]) -> None:
    found = validate(rows)
    assert (found.deviance.count, found.next_period.count) == (0, 0)
    assert np.isnan(found.deviance.shrunken)
    assert found.beats_both is None
    assert found.table.num_rows == 20


@pytest.mark.parametrize("count", [-1.0, 2.5])
def test_counts_are_whole(count: float) -> None:
    with pytest.raises(ScoringError, match="2015: counts must be whole"):
        validate([*made(1, brands=10), OfficialLike("odd", "2015", count, 10.0)])


def test_quarters_follow_one_another() -> None:
    """The last quarter of a year and the first of the next are a pair; a missing quarter is a gap."""
    names = {"2015": "2019Q3", "2016": "2019Q4", "2017": "2020Q1", "2018": "2020Q3"}
    rows = [OfficialLike(one.brand, names[one.period], one.observed, one.exposure) for one in made(1, brands=30)]
    assert validate(rows).deviance.pairs == (("2019Q3", "2019Q4"), ("2019Q4", "2020Q1"))


def test_a_release_is_validated_sector_by_sector(engine: Engine, settings: Settings) -> None:
    """Both regulators through import and release. The product keeps 2014, of which only the ranks are corrupt: nine pairs."""
    run_import(settings, "ny-dfs", shared("data/ny_auto/ny_auto_2009_2020.csv"), show_progress=False)
    run_import(settings, "bcb", shared("data/bcb_ranking/bcb_2020_2021_cp1252.csv"), show_progress=False)
    publish_release(engine, settings, title=("t", "t"), is_simulated=False, code_version="test", as_of=NOW)
    found = {one.sector_id: one for one in validate_release(open_release(settings.releases))}
    assert len(found) == 7
    assert list(found) == sorted(found)
    new_york = found["us-ny-auto-insurance"]
    assert "2016" not in new_york.periods  # the copied year is set aside
    assert (new_york.deviance.count, len(new_york.deviance.pairs)) == (1384, 9)
    told = new_york.deviance
    assert (told.sector_mean, told.raw_ratio, told.shrunken) == pytest.approx((4.65, 3.80, 2.06), abs=0.005)
    assert {one.beats_both for one in found.values()} == {True, None}  # two sectors have one period only
    assert min(one.halves.share for one in found.values()) > 0.89
