"""F4: a sector's level is nobody's fault, and what happens in one sector is no concern of another."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.groups import SCORED
from tests.scoring.fairness.market import SEEDS, Market, few, scored, small_market


def times_as_many(market: Market, sector: str, times: int) -> Market:
    """Every incident of one sector so many times."""
    repeats = np.where(market.incident["sector"] == sector, times, 1)
    return market.taken(np.arange(market.size).repeat(repeats))


@few(3)
@given(seed=SEEDS, times=st.integers(2, 5))
def test_f4_a_level_shift_of_a_sector_moves_no_ratio_in_it(seed: int, times: int) -> None:
    market = small_market(seed, brands=12)
    before, after = (scored(one).estimates["volume"] for one in (market, times_as_many(market, "s1", times)))
    np.testing.assert_allclose(after.observed / after.expected, before.observed / before.expected, rtol=1e-12)


@few(3)
@given(seed=SEEDS, times=st.integers(2, 5))
def test_f4_and_no_bit_in_any_other_sector(seed: int, times: int) -> None:
    """Sectors of ten brands and more stand alone; smaller ones borrow the median prior of all, as SPEC-20 says."""
    market = small_market(seed, brands=12)
    before, after = scored(market), scored(times_as_many(market, "s1", times))
    other = before.case.brands_of(0)
    for dimension in SCORED:
        for part in ("m", "v", "score", "low", "high"):
            assert (before.of(dimension, part)[other] == after.of(dimension, part)[other]).all()
    assert (before.of("volume")[before.case.brands_of(1)] != after.of("volume")[before.case.brands_of(1)]).any()


@pytest.mark.parametrize("seed", [1, 2])
def test_f4_every_sector_is_centred_on_its_own_middle(seed: int) -> None:
    """Four sectors, one of them with five times the complaints of the rest: mean score about 50 in each and every dimension."""
    market = times_as_many(small_market(seed, sectors=4, brands=60), "s3", 5)
    found = scored(market)
    for dimension in SCORED:
        means = [found.of(dimension)[found.case.brands_of(sector)].mean() for sector in range(4)]
        # shares have a prior round the sector's pooled share: sixty brands' own middle lies some points off it
        np.testing.assert_allclose(means, 50, atol=8 if dimension in {"dialogue", "voices"} else 4)
