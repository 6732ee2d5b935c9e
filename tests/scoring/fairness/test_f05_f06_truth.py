"""F5 and F6: in a market of known truth size earns nothing, and the score is nearer the truth than counts and rates are.

tests/scoring/test_truth.py does the same over several seeds, with coverage and in more dimensions.
"""

import numpy as np
import pytest

from tests.scoring.fairness.simulated import Simulated, correlation, rank_share, simulate


@pytest.fixture(scope="module")
def market() -> Simulated:
    return simulate(7, brands=4000)


def test_f5_size_neutrality(market: Simulated) -> None:
    """Mean score flat over deciles of size; places by raw rate are not."""
    score, rate = market.scores.of("volume"), rank_share(-market.counts() / market.expected)
    deciles = [score[part].mean() for part in np.array_split(np.argsort(market.size), 10)]
    figures = f"corr(score, ln E) {correlation(score, market.size):.3f}, deciles {np.round(deciles, 1)}, raw rate {correlation(rate, market.size):.3f}"
    assert abs(correlation(score, market.size)) < 0.05, figures
    assert 45 < min(deciles) < max(deciles) < 55, figures
    assert correlation(rate, market.size) < -0.2, figures


def test_f5_raw_tables_put_only_tiny_brands_at_both_ends(market: Simulated) -> None:
    order = np.argsort(market.counts() / market.expected, kind="stable")
    ends = [float(np.median(market.expected[part])) for part in (order[:40], order[-40:])]
    assert max(ends) < 1.5, ends
    assert float(np.median(market.expected)) > 4
    order = np.argsort(-market.scores.of("volume"), kind="stable")
    assert min(float(np.median(market.expected[part])) for part in (order[:40], order[-40:])) > 15


def test_f6_truth_recovery(market: Simulated) -> None:
    """The method's figures: .36 (count), .64 (rate), .78 (score); root mean square error 24.4 against 18.2."""
    place = market.place["volume"]
    count, rate = (rank_share(-one) for one in (market.counts(), market.counts() / market.expected))
    found = [correlation(one, place) for one in (count, rate, market.scores.of("volume"))]
    np.testing.assert_allclose(found, [0.36, 0.64, 0.78], atol=0.04)
    errors = [float(np.sqrt(((one - place) ** 2).mean())) for one in (rate, market.scores.of("volume"))]
    np.testing.assert_allclose(errors, [24.4, 18.2], atol=0.8)
