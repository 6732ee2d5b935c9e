"""F1 and F2: the size of a market, or of a brand, is no merit and no fault."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special

from scoring.groups import SCORED
from scoring.standard import Standard
from tests.scoring.fairness.market import SEEDS, Market, Scores, exposure, few, scored, small_market


def in_other_units(market: Market, factor: float) -> Market:
    sizes = {name: market.exposure[name] * factor for name in ("customers", "lo90", "hi90")}
    return replace(market, exposure=market.exposure | sizes)


@few(3)
@given(seed=SEEDS, power=st.integers(-8, 8))
def test_f1_the_unit_of_exposure_changes_no_bit(seed: int, power: int) -> None:
    """A factor that binary numbers carry without rounding leaves every score as it was, to the last bit."""
    market = small_market(seed)
    assert scored(in_other_units(market, 2.0**power)).bits == scored(market).bits


@few(3)
@given(seed=SEEDS, factor=st.sampled_from([10.0, 1 / 12, 365.25, 1e-6]))
def test_f1_the_unit_of_exposure_changes_no_score(seed: int, factor: float) -> None:
    """Any other factor changes no more than the rounding of the last place."""
    market = small_market(seed)
    before, after = scored(market), scored(in_other_units(market, factor))
    for dimension in SCORED:
        np.testing.assert_allclose(after.of(dimension), before.of(dimension), rtol=0, atol=1e-7)


def frozen(rate: float, shape: float, beta: float) -> Standard:
    """A standard that knows only the volume of sector s0: complaints per customer and the spread of its brands."""
    standard = Standard()
    name = [("s0", "")]
    standard.put("volume", "rate", name, np.array([rate]))
    standard.put("volume", "prior", name, np.array([[shape, beta]]))
    standard.put("all", "scale", name, np.array([1.0]))
    return standard


def one_brand(observed: int, expected: float, *, shape: float = 2.0, beta: float = 2.0) -> Scores:
    """A brand with so many complaints of weight 1 where so many are expected, its customers known exactly."""
    market = small_market(1, sectors=1)
    market = market.taken(np.arange(max(observed, 1)))
    names = np.full(market.size, "s0-b00" if observed else "s0-b01")
    base = exposure(np.array(["s0-b00"]), np.array(["s0"]), np.array([1000 * expected]))
    base |= {"lo90": base["customers"], "hi90": base["customers"]}
    market = replace(market.changed(brand=names, authenticity=np.ones(market.size)), exposure=base)
    return scored(market, frozen(0.001, shape, beta))


@pytest.mark.parametrize(("observed", "expected", "score", "width"), [(30, 20, 22.65, 31.9), (60, 40, 21.34, 22.8)])
def test_f2_the_numbers_of_the_method(observed: int, expected: float, score: float, width: float) -> None:
    found = one_brand(observed, expected)
    i = found.brand("s0-b00")
    assert found.of("volume")[i] == pytest.approx(score, abs=0.005)
    assert found.of("volume", "high")[i] - found.of("volume", "low")[i] == pytest.approx(width, abs=0.05)


@few(6)
@given(observed=st.integers(2, 60), ratio=st.sampled_from([0.3, 0.5, 1.6, 2.5]))
def test_f2_twice_the_customers_and_the_complaints(observed: int, ratio: float) -> None:
    """The ratio stays to the bit; the score moves only by having twice the evidence: away from 50, towards the unshrunken percentile."""
    once, twice = one_brand(observed, observed / ratio), one_brand(2 * observed, 2 * observed / ratio)
    i = once.brand("s0-b00")
    O, E = (np.array([getattr(one.estimates["volume"], part)[i] for one in (once, twice)]) for part in ("observed", "expected"))  # fmt: skip
    assert (O / E)[0] == (O / E)[1]
    first, second = (one.of("volume")[i] for one in (once, twice))
    unshrunken = 100 * special.gammaincc(2.0, 2.0 * ratio)
    assert min(50, unshrunken) < min(first, second)
    assert max(first, second) < max(50, unshrunken)
    assert abs(second - 50) > abs(first - 50)
    low, high = (np.array([one.of("volume", end)[i] for one in (once, twice)]) for end in ("low", "high"))
    assert (high - low)[1] < (high - low)[0]
