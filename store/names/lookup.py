"""Which of many names come nearest: few are compared closely, found by the same letters, initials, telling words or by edit similarity."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.process import cdist

from store.names.reading import Name, read
from store.names.shared import Rarity

ROWS, NEAREST, BY_WORD, LIKE_FROM, CROWD = 512, 8, 8, 55, 300


class Lookup:
    """An index over names, by their place in the sequence given."""

    def __init__(self, names: Sequence[str], rarity: Rarity) -> None:
        self._read = [read(name) for name in names]
        self._rarity = rarity
        self._joined = [name.joined for name in self._read]
        self._keys: dict[str, list[int]] = defaultdict(list)
        self._words: dict[str, list[int]] = defaultdict(list)
        for at, name in enumerate(self._read):
            for key in _keys(name):
                self._keys[key].append(at)
            for word in sorted(set(name.words)):
                self._words[word].append(at)

    def candidates(self, asked: Sequence[str]) -> Iterator[list[int]]:
        """For each name asked for the places worth a close look, in order of place."""
        for start in range(0, len(asked), ROWS):
            names = [read(one) for one in asked[start : start + ROWS]]
            like = (
                cdist(
                    [one.joined for one in names],
                    self._joined,
                    scorer=fuzz.ratio,
                    dtype=np.uint8,
                    score_cutoff=LIKE_FROM,
                )
                if self._joined
                else np.zeros((len(names), 0), np.uint8)
            )
            for name, row in zip(names, like, strict=True):
                yield sorted({*_largest(row), *self._same_key(name), *self._by_word(name)})

    def _same_key(self, name: Name) -> list[int]:
        return [at for key in _keys(name) for at in self._keys.get(key, ())[:CROWD]]

    def _by_word(self, name: Name) -> list[int]:
        """The names that share most of what is telling; a word that stands in many names is no way in."""
        found: dict[int, float] = defaultdict(float)
        for word in sorted(set(name.words)):
            places = self._words.get(word, ())
            if len(places) <= CROWD:
                for at in places:
                    found[at] += self._rarity.of(word) - 0.01 * len(self._read[at].words)
        return sorted(found, key=lambda at: (-found[at], at))[:BY_WORD]


def _keys(name: Name) -> set[str]:
    """What a name may stand under: its letters, its letters without brackets, its initials."""
    spelled = {name.initials, name.initials_with_small} if len(name.words) > 2 else set()
    return {name.joined, name.bare.replace(" ", ""), *(one for one in spelled if len(one) > 2)} - {""}


def _largest(row: "np.ndarray[tuple[int], np.dtype[np.uint8]]") -> list[int]:
    """The places of the largest values, the first where many are equal."""
    if row.size > NEAREST * 4:
        least = np.partition(row, row.size - NEAREST)[row.size - NEAREST]
        above = np.flatnonzero((row >= least) & (row > 0))
        above = above[np.argsort(-row[above].astype(int), kind="stable")]
    else:
        above = np.argsort(-row.astype(int), kind="stable")
        above = above[row[above] > 0]
    return [int(at) for at in above[:NEAREST]]
