"""Draws that a seed decides: the same seed draws the same."""

from collections.abc import Sequence
from typing import TypeVar

import numpy as np

T = TypeVar("T")


class Chance:
    """A row of draws."""

    def __init__(self, seed: int) -> None:
        self._rng = np.random.default_rng(seed)

    def share(self) -> float:
        """A number from 0 to 1."""
        return float(self._rng.random())

    def number(self, low: int, high: int) -> int:
        """A whole number from `low` to below `high`."""
        return int(self._rng.integers(low, high))

    def one(self, of: Sequence[T]) -> T:
        """One of them."""
        return of[self.number(0, len(of))]

    def some(self, of: Sequence[T], count: int) -> list[T]:
        """So many different ones."""
        return [of[int(n)] for n in self._rng.permutation(len(of))[:count]]
