"""What two names have in common word by word, each word weighed by how much it tells."""

from functools import lru_cache

import numpy as np
from rapidfuzz.distance import Indel

from store.names.lexicon import GENERIC, PLACES, TRADE

NEAR_WORD = 0.78
COMMON, LEAST = 0.5, 0.05
"""What a word of trades, places or company style tells beside others as frequent; what any word tells."""


class Rarity:
    """How much a word says about which firm is meant: 0 (in every name) to 1 (never seen)."""

    def __init__(self, seen: dict[str, int], names: int) -> None:
        self._seen, self._all = seen, float(np.log1p(names))
        self.of = lru_cache(maxsize=200_000)(self._of)

    def is_known(self, word: str) -> bool:
        """Whether the word stands in several names, and so is no slip of the pen."""
        return word in self._seen or word in PLACES or word in TRADE

    def _of(self, word: str) -> float:
        found = 1 - float(np.log1p(self._seen.get(word, 0))) / self._all
        return found * COMMON if word in GENERIC or word in PLACES or word in TRADE else found


class Shared:
    """Which share of the weight of each name's words stands in the other's too, and the rarest words on either side alone."""

    def __init__(self, a: tuple[str, ...], b: tuple[str, ...], rarity: Rarity) -> None:
        hits, left = _paired(a, b)
        self.only_a, self.only_b = tuple(word for word, near in zip(a, hits, strict=True) if not near), tuple(left)
        weight_a, weight_b = [rarity.of(word) + LEAST for word in a], [rarity.of(word) + LEAST for word in b]
        common = sum(near * weight for near, weight in zip(hits, weight_a, strict=True))
        gone = sum(weight_b) - sum(rarity.of(word) + LEAST for word in left)
        nearness = sum(hits) / max(sum(1 for hit in hits if hit), 1)
        self.of_a = min(1.0, common / sum(weight_a)) if a else 0.0
        self.of_b = max(0.0, min(1.0, gone * nearness / sum(weight_b))) if b else 0.0
        self.joint = 2 * self.of_a * self.of_b / (self.of_a + self.of_b) if self.of_a + self.of_b else 0.0
        told = [(near * rarity.of(word), len(word)) for near, word in zip(hits, a, strict=True) if near]
        self.rarest_shared = max((worth for worth, _ in told), default=0.0)
        self.letters_shared = min(sum(worth * size for worth, size in told), 12.0) / 12
        lacking = max((rarity.of(word) for word in self.only_a), default=0.0)
        over = max((rarity.of(word) for word in left), default=0.0)
        self.rarest_unshared, self.rarest_unshared_both = max(lacking, over), min(lacking, over)


def _paired(a: tuple[str, ...], b: tuple[str, ...]) -> tuple[list[float], list[str]]:
    """How near the nearest free word of `b` comes to each of `a`, and the words of `b` left over."""
    left, hits = list(b), []
    for word in a:
        best = max(left, key=lambda other: (near(word, other), other), default="")
        hits.append(near(word, best) if best else 0.0)
        if hits[-1]:
            left.remove(best)
    return hits, left


@lru_cache(maxsize=500_000)
def near(word: str, other: str) -> float:
    """1 for the same word, less for the start of it or for a slip of the pen, 0 for another word."""
    if word == other:
        return 1.0
    if digits(word) != digits(other):
        return 0.0
    short, long = sorted((word, other), key=len)
    if len(short) >= (3 if len(long) > 5 else 4) and long.startswith(short):
        return 0.6 + 0.4 * len(short) / len(long)
    found = Indel.normalized_similarity(word, other)
    return found if found >= NEAR_WORD and len(short) >= 4 else 0.0


def digits(word: str) -> str:
    """The digits of a word."""
    return "".join(letter for letter in word if letter.isdigit())
