"""Brands found by name: without case, diacritics or legal suffix, by the start of a word, and with typos."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from rapidfuzz import fuzz, process

from store.naming import fold, fold_brand

NEAR = 76.0
"""Similarity (0-100) a name needs to be offered: "sahn kargo" is 95 from "sahin kargo", another "... kargo" at most 70."""
_WORD_STARTS = 96.0


class Found(NamedTuple):
    """A brand, the label that matched, and how like it is (100 = equal when folded)."""

    brand_id: str
    label: str
    similarity: float


class Search:
    """An index of (label, brand_id) pairs."""

    def __init__(self, labels: Iterable[tuple[str, str]]) -> None:
        self._labels = sorted(set(labels))
        self._folded = [fold_brand(label) for label, _ in self._labels]
        self._at: dict[str, list[int]] = defaultdict(list)
        for n, folded in enumerate(self._folded):
            for word in set(folded.split()):
                self._at[word].append(n)
        self._words = sorted(self._at)

    def find(self, query: str, limit: int = 20) -> list[Found]:
        """Brands most like the query, the likest in front, equal ones in alphabetical order."""
        asked = fold_brand(query) or fold(query)
        words = asked.split()
        if not words:
            return []
        likeness = self._by_words(words)
        for _, score, n in process.extract(asked, self._folded, scorer=fuzz.ratio, score_cutoff=NEAR, limit=limit * 5):
            likeness[n] = max(likeness.get(n, 0.0), score)
        return self._brands(likeness, limit)

    def _by_words(self, words: list[str]) -> dict[int, float]:
        likeness: dict[int, float] = defaultdict(float)
        for word in words:
            for n, score in self._labels_with(word).items():
                likeness[n] += score / len(words)
        return {n: score - self._unasked(n, words) for n, score in likeness.items() if score >= NEAR}

    def _labels_with(self, word: str) -> dict[int, float]:
        near = {
            found: score
            for found, score, _ in process.extract(word, self._words, scorer=fuzz.ratio, score_cutoff=NEAR, limit=40)
        }
        near |= {
            found: max(near.get(found, 0.0), _WORD_STARTS)
            for found in self._words
            if len(word) > 1 and found.startswith(word) and found != word
        }
        best: dict[int, float] = {}
        for found, score in near.items():
            for n in self._at[found]:
                best[n] = max(best.get(n, 0.0), score)
        return best

    def _unasked(self, n: int, words: list[str]) -> float:
        return min(10.0, 2.0 * max(0, len(self._folded[n].split()) - len(words)))

    def _brands(self, likeness: dict[int, float], limit: int) -> list[Found]:
        best: dict[str, Found] = {}
        for n, score in likeness.items():
            label, brand_id = self._labels[n]
            if brand_id not in best or (score, best[brand_id].label) > (best[brand_id].similarity, label):
                best[brand_id] = Found(brand_id, label, round(score, 1))
        return sorted(best.values(), key=lambda found: (-found.similarity, fold(found.label)))[:limit]
