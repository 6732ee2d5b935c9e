"""What must hold on the way in and on the way out. A broken check stops publication; it is never a remark."""

from collections.abc import Iterable

import numpy as np

from scoring.errors import ScoringError
from scoring.peer_group import Weighed

TOLERANCE = 1e-8
FORBIDDEN = ("member", "subscri", "advert", "paid", "sponsor", "accredit", "commercial")


def check_inputs(columns: Iterable[str]) -> None:
    """No commercial relation of a brand is visible to scoring (brief W7). Raises ScoringError naming the column."""
    seen = [name for name in columns if any(word in name.lower() for word in FORBIDDEN)]
    if seen:
        raise ScoringError(f"scoring must not see a commercial relation, but the snapshot has: {', '.join(seen)}")


def check_weighed(weighed: Weighed, *, is_own_standard: bool = True) -> None:
    """Expected adds up to observed (where the standard comes from the same case), scores lie in their intervals, ranked brands are reliable. Raises ScoringError with the place."""
    group = weighed.group
    place = f"{group.sector_id} {group.period} {group.dimension}"
    if group.basis == "official_counts":
        known = group.has_expected
        _check_sums(place, float(group.observed[known].sum()), float(group.expected[known].sum()))
    elif is_own_standard and group.dimension not in {"volume", "composite"}:
        _check_sums(place, float(group.observed.sum()), float(np.nansum(group.expected)))
    posterior = weighed.posterior
    for name, values in (("score", posterior.score), ("low", posterior.low), ("high", posterior.high)):
        if not ((values >= 0) & (values <= 100)).all():
            raise ScoringError(f"{place}: {name} must lie in 0-100")
    if (posterior.low > posterior.high).any():
        raise ScoringError(f"{place}: an interval ends before it begins")
    ranked = weighed.tier > 0
    if (weighed.rank_low[ranked] > weighed.rank_high[ranked]).any() or (
        posterior.reliability[ranked] < 0.5 - TOLERANCE
    ).any():
        raise ScoringError(f"{place}: a ranked brand lacks the reliability or the interval that ranking asks for")
    if np.isnan(posterior.score).any():
        raise ScoringError(f"{place}: a score is not a number")


def _check_sums(place: str, observed: float, expected: float) -> None:
    if abs(observed - expected) > TOLERANCE * max(1.0, observed):
        raise ScoringError(f"{place}: expected must add up to observed, the gap is {observed - expected}")
