"""Do two series rise and fall together: rank correlation with an interval. Beside the scores, never in them."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Z95 = 1.959963984540054
FEWEST = 5


class Association(NamedTuple):
    """Spearman's rank correlation of n pairs, with its 95 % interval; None where n is too small or a series stands still."""

    n: int
    rho: float | None
    low: float | None
    high: float | None


def rank_association(one: Sequence[float], other: Sequence[float]) -> Association:
    """Spearman's rho (ties share their rank) with the Fisher interval of Bonett and Wright (2000): z +- 1.96 sqrt((1 + rho^2/2) / (n - 3)).

    From five pairs on. Raises ValueError where the series differ in length. Together is not because: two series that both
    rise with the years agree whatever they are.
    """
    if len(one) != len(other):
        raise ValueError(f"{len(one)} values beside {len(other)}")
    n = len(one)
    if n < FEWEST or len(set(one)) == 1 or len(set(other)) == 1:
        return Association(n, None, None, None)
    a, b = (_ranks(values) - (n + 1) / 2 for values in (one, other))
    rho = float(min(1.0, max(-1.0, (a * b).sum() / math.sqrt((a * a).sum() * (b * b).sum()))))
    if abs(rho) > 1 - 1e-12:
        rho = math.copysign(1.0, rho)
        end = math.tanh(
            math.copysign(math.atanh(1 - 1 / n**2), rho) - math.copysign(Z95 * math.sqrt(1.5 / (n - 3)), rho)
        )
        return Association(n, rho, min(rho, end), max(rho, end))
    z, spread = math.atanh(rho), Z95 * math.sqrt((1 + rho * rho / 2) / (n - 3))
    return Association(n, rho, math.tanh(z - spread), math.tanh(z + spread))


def _ranks(values: Sequence[float]) -> NDArray[np.float64]:
    """1 = lowest; ties share the mean of their places."""
    _, place, count = np.unique(np.asarray(values, dtype=np.float64), return_inverse=True, return_counts=True)
    return np.asarray((np.cumsum(count) - (count - 1) / 2)[place])
