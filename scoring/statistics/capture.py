"""How much of what was said anywhere two independent platforms have seen (2.9). Per sector, never per brand."""

from typing import NamedTuple

from scoring.errors import ScoringError


class Capture(NamedTuple):
    """Estimated customers in all, its variance, and the share seen (an upper bound where sightings go together)."""

    total: float
    variance: float
    coverage: float


def chapman(first: int, second: int, both: int) -> Capture:
    """Population from two samples of `first` and `second` with `both` in common; `both` may not exceed either.

    Sources: Chapman 1951; variance Seber 1970, Biometrics 26:313.
    """
    if not 0 <= both <= min(first, second):
        raise ScoringError(f"both must lie in 0..{min(first, second)}; got {both}")
    total = (first + 1) * (second + 1) / (both + 1) - 1
    variance = (first + 1) * (second + 1) * (first - both) * (second - both) / ((both + 1) ** 2 * (both + 2))
    return Capture(total, variance, (first + second - both) / total if total else 1.0)
