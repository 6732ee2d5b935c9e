"""Hashes of stretches of letters by running sums, and looking hashes up."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from scoring.evidence.letters import Bytes, Offsets

Hashes = NDArray[np.uint64]
MIX = np.uint64(0xD6E8FEB86659FD93)
_BASE = 0x9E3779B97F4A7C15
_INVERSE = pow(_BASE, -1, 1 << 64)


class Sums:
    """Running sums of letters by which the hash of any stretch takes one subtraction (Karp & Rabin 1987)."""

    def __init__(self, byte: Bytes) -> None:
        powers, self.inverse = _powers(1 << max(18, byte.size.bit_length()))
        self.sums = np.zeros(byte.size + 1, np.uint64)
        np.cumsum((byte + np.uint64(1)) * powers[: byte.size], out=self.sums[1:])

    def of(self, start: Offsets, length: Offsets | int) -> Hashes:
        """Hashes of stretches."""
        out = (self.sums[start + length] - self.sums[start]) * self.inverse[start]
        out ^= out >> np.uint64(32)
        out *= MIX
        out ^= out >> np.uint64(29)
        return np.asarray(out * MIX)


@cache
def _powers(size: int) -> tuple[Hashes, Hashes]:
    ones = np.ones(size, np.uint64)
    ones[1:] = np.uint64(_BASE)
    powers = np.cumprod(ones)
    ones[1:] = np.uint64(_INVERSE)
    return powers, np.cumprod(ones)


def is_in(hashes: Hashes, wanted: Hashes) -> NDArray[np.bool_]:
    """Which hashes are among `wanted`, which are sorted."""
    if not wanted.size:
        return np.zeros(hashes.size, bool)
    places = np.minimum(np.searchsorted(wanted, hashes), wanted.size - 1)
    return np.asarray(wanted[places] == hashes)
