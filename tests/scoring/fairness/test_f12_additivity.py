"""F12: every number is the sum of its parts: a composite of its dimensions, a dimension of its strata and incidents."""

import numpy as np
import pytest
from hypothesis import given

from scoring.aggregates import RESOLUTION, RESPONSE, Clock
from scoring.composites import weights_of
from scoring.groups import SCORED
from scoring.statistics.inputs import Floats
from tests.scoring.fairness.market import SEEDS, Market, Scores, few, scored, small_market


@few(5)
@given(seed=SEEDS)
def test_f12_contributions_add_up_to_the_composite(seed: int) -> None:
    """And each is its dimension's weight times its latent mean, over one constant."""
    found = scored(small_market(seed))
    weights = weights_of(found.case)
    parts = np.column_stack([found.of(name, "m") for name in SCORED]) * weights / np.sqrt((weights**2).sum())
    np.testing.assert_allclose(found.composite.contributions, parts, rtol=0, atol=1e-12)
    np.testing.assert_allclose(found.composite.m, parts.sum(axis=1), rtol=0, atol=1e-12)


def strata_of(market: Market, found: Scores) -> list[tuple[str, str]]:
    names = zip(*(market.incident[name] for name in ("sector", "platform", "type", "difficulty")), strict=True)
    return [(str(sector), f"{platform}|{kind}|{difficulty}") for sector, platform, kind, difficulty in names]


def incident_parts(market: Market, found: Scores, dimension: str, clock: Clock, event: str) -> tuple[Floats, Floats]:
    """(q d, q H) of every incident, straight from the standard's rates: the formula of SPEC-14 and nothing of the product."""
    q, happened = market.incident["authenticity"], np.nan_to_num(market.incident[event], nan=np.inf)
    end = np.minimum(market.incident["follow_up_h"], clock.bins[-1])
    at_risk = np.minimum(happened, end)
    inside = np.clip(at_risk[:, None] - np.array(clock.bins[:-1]), 0, np.diff(clock.bins))
    rates = found.standard.get(dimension, "rate", strata_of(market, found))
    return q * (happened <= end), q * (inside * rates).sum(axis=1)


@pytest.mark.parametrize(("dimension", "clock", "event"), [("responsiveness", RESPONSE, "first_response_h"), ("resolution", RESOLUTION, "confirmed_h")])  # fmt: skip
@few(4)
@given(seed=SEEDS)
def test_f12_observed_less_expected_is_the_sum_over_incidents_and_strata(dimension: str, clock: Clock, event: str, seed: int) -> None:  # fmt: skip
    """To the ten decimals in which the product adds: half of one for every incident."""
    market = small_market(seed)
    found = scored(market)
    O, E = incident_parts(market, found, dimension, clock, event)
    estimate = found.estimates[dimension]
    strata = np.unique(strata_of(market, found), axis=0, return_inverse=True)[1]
    for i, brand in enumerate(found.case.brands):
        rows = market.rows_of(brand)
        by_stratum = np.bincount(strata[rows], weights=(O - E)[rows])
        excess = estimate.observed[i] - np.nan_to_num(estimate.expected[i])
        assert by_stratum.sum() == pytest.approx(excess, abs=0.5e-10 * rows.size + 1e-11)


@few(4)
@given(seed=SEEDS)
def test_f12_expected_adds_up_to_observed_in_every_sector(seed: int) -> None:
    """Against the standard of the same window, in every dimension that is scored."""
    found = scored(small_market(seed))
    for dimension in SCORED:
        estimate = found.estimates[dimension]
        for sector in range(len(found.case.sectors)):
            mine = found.case.brands_of(sector)
            assert np.nansum(estimate.expected[mine]) == pytest.approx(estimate.observed[mine].sum(), rel=1e-9)
