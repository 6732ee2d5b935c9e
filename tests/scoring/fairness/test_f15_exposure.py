"""F15: a customer base that is badly known moves a score less, and its interval says how badly."""

import numpy as np
import pytest
from hypothesis import given

from scoring.statistics.gamma_poisson import GammaPrior
from scoring.statistics.grid import poisson_posterior
from tests.scoring.fairness.market import FACTOR, SEEDS, Market, few, scored, small_market


def graded(market: Market, brand: str, grade: str, share: float = 1.0) -> Market:
    """A brand's base stated by a source of this grade, at this share of its figure."""
    base = market.exposure
    here = base["brand"] == brand
    figure = np.where(here, base["customers"] * share, base["customers"])
    factor = np.where(here, FACTOR[grade], 1.05)
    return Market(market.incident, base | {"customers": figure, "lo90": figure / factor, "hi90": figure * factor}, market.voice)  # fmt: skip


@few(6)
@given(seed=SEEDS)
def test_f15_halving_a_badly_known_base_moves_the_score_less(seed: int) -> None:
    """Against a frozen standard, in latent units: grade C less than B, B less than A, always downwards; and wider intervals.

    In units of the score it need not hold near 0: there an exact base has nowhere left to fall.
    """
    market = small_market(seed, sectors=1)
    brand = str(np.random.default_rng(seed).choice(market.exposure["brand"]))
    standard = scored(market).standard
    standard.put("volume", "prior", [("s0", "")], np.array([[3.0, 3.0]]))
    moves, widths = [], []
    for grade in "ABC":
        whole, half = (scored(graded(market, brand, grade, share), standard) for share in (1.0, 0.5))
        i = whole.brand(brand)
        moves.append(whole.of("volume", "m")[i] - half.of("volume", "m")[i])
        widths.append(whole.of("volume", "high")[i] - whole.of("volume", "low")[i])
    assert moves[0] > moves[1] > moves[2] > 0
    assert widths[0] < widths[1] < widths[2]


@pytest.mark.parametrize("observed", [10, 20, 40])
def test_f15_nor_the_score_of_a_middling_brand(observed: int) -> None:
    """As many complaints as expected: half the base costs an exact brand more points than one known within a factor of two."""
    moves = []
    for sigma in (0.0, 0.03, 0.136, 0.4214):
        found = poisson_posterior([observed] * 2, [observed, observed / 2], GammaPrior(3, 3), low_is_better=True, sigma=sigma, centred=True)  # fmt: skip
        moves.append(found.score[0] - found.score[1])
    assert moves == sorted(moves, reverse=True)
    assert moves[0] > moves[3] + 5


@pytest.mark.parametrize("shape", [1.0, 4.0, 25.0])
@pytest.mark.parametrize("expected", [3.0, 20.0, 150.0])
def test_f15_intervals_widen_and_reliability_falls_with_sigma(expected: float, shape: float) -> None:
    """From an exact base to one known within a factor of five, for every ratio from 0.4 to 2.2."""
    sigma = np.linspace(0, 0.98, 15)
    for ratio in (0.4, 0.8, 1.0, 1.4, 2.2):
        O, E = np.full(15, round(ratio * expected)), np.full(15, expected)
        found = poisson_posterior(O, E, GammaPrior(shape, shape), low_is_better=True, sigma=sigma, centred=True)
        assert (np.diff(found.reliability) < 0).all()
        assert (np.diff(found.high - found.low) > 0).all(), (ratio, found.high - found.low)
