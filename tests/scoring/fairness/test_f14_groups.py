"""F14: the share of pairs that the groups are said to put in the wrong order is the share they do put in the wrong order."""

from datetime import UTC, datetime

import numpy as np
import pytest

from scoring.groups import gather, peer_groups
from scoring.peer_group import weigh
from scoring.statistics.inputs import Floats, Integers
from scoring.statistics.ranks import tiers
from tests.scoring.fairness.simulated import Simulated, simulate

AS_OF = datetime(2026, 11, 1, tzinfo=UTC)


def wrong_share(place: Floats, tier: Integers) -> tuple[float, float]:
    """(share of all pairs, share of separated pairs) in which the brand of the upper group has the lower place."""
    apart = tier[:, None] < tier
    wrong = (apart & (place[:, None] < place)).sum()
    return float(wrong / (tier.size * (tier.size - 1) / 2)), float(wrong / apart.sum())


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_f14_over_draws_of_the_posterior(seed: int) -> None:
    """Where the posteriors hold exactly: 60 brands, 4,000 draws of their places."""
    rng = np.random.default_rng(seed)
    v = rng.uniform(0.1, 0.6, 60)
    m = rng.normal(0, np.sqrt(1 - v))
    found = tiers(m, v)
    drawn = [wrong_share(m + np.sqrt(v) * rng.standard_normal(60), found.tier)[0] for _ in range(4000)]
    assert found.tier.max() > 1
    assert found.discordance == pytest.approx(np.mean(drawn), abs=0.003)


def told_and_realised(market: Simulated) -> tuple[float, float, float]:
    """Discordance as the product reports it, as it is against the truth, and among separated pairs only."""
    found = market.scores
    groups = peer_groups(found.case, found.estimates, market.weight, gather(found.case, {}), AS_OF)
    group = next(one for one, _ in groups if one.dimension == "volume")
    estimate = found.estimates["volume"]
    assert estimate.posterior is not None
    weighed = weigh(group, estimate.priors[0], estimate.posterior, found.case.parameters, "test")
    ranked = np.flatnonzero(weighed.tier)
    assert weighed.tier.max() > 2
    return weighed.discordance, *wrong_share(market.place["volume"][ranked], weighed.tier[ranked])


def test_f14_against_the_truth() -> None:
    """Twelve markets of 200 brands through the whole path: reported and realised agree on average, and stay near the method's .13."""
    told, realised, among_separated = np.array([told_and_realised(simulate(seed, brands=200, spread=0.8)) for seed in range(12)]).T  # fmt: skip
    figures = (
        f"told {told.mean():.4f}, realised {realised.mean():.4f}, among separated pairs {among_separated.mean():.4f}"
    )
    assert realised.mean() == pytest.approx(told.mean(), rel=0.15), figures
    assert 0.08 < among_separated.mean() < 0.16, figures
