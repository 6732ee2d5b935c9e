"""F13: what a brand says of itself moves no score, in either direction."""

import numpy as np
from hypothesis import given

from tests.scoring.fairness.market import SEEDS, few, scored, small_market


@few(6)
@given(seed=SEEDS)
def test_f13_claims_do_not_pay(seed: int) -> None:
    """Claims on everything, on nothing, and on anything: every scored number stays to the bit; only the lenient range shown beside it moves."""
    rng, market = np.random.default_rng(seed), small_market(seed)
    every = np.minimum(rng.exponential(20, market.size), market.incident["follow_up_h"])
    dealt = np.where(rng.random(market.size) < 0.5, every, np.nan)
    before = scored(market)
    shown = [before.estimates["resolution_lenient"].observed]
    for claims in (every, np.full(market.size, np.nan), dealt):
        after = scored(market.changed(claimed_h=claims))
        assert after.bits == before.bits
        shown.append(after.estimates["resolution_lenient"].observed)
    assert shown[1].sum() > shown[0].sum() > shown[2].sum()


def test_f13_but_a_customers_word_does() -> None:
    """The same hours as confirmations instead: the test above can fail."""
    market = small_market(1)
    told = np.where(np.isnan(market.incident["confirmed_h"]), market.incident["claimed_h"], market.incident["confirmed_h"])  # fmt: skip
    assert scored(market.changed(confirmed_h=told)).bits != scored(market).bits
