"""Words, pairs of words and letter groups of texts as hashes, by numpy over many texts at once; the same on every machine."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scoring.evidence.letters import LONGEST, MARKS, Letters, Offsets, fold
from scoring.evidence.rolling import MIX, Hashes, Sums, is_in
from scoring.near.alphabet import BLANK

GROUPS = {"letters3": 3, "letters4": 4}
KINDS = ("words", "pairs", *GROUPS)
_ROOM = 1 << 17
"""Letters worked on at once: the working arrays then stay in the processor's cache."""


class Grams(NamedTuple):
    """Hashes of one kind: those of text t are `hashes[begin[t]:begin[t + 1]]`."""

    hashes: Hashes
    begin: Offsets

    def per_text(self, values: NDArray[np.generic]) -> NDArray[np.float64]:
        """Sums of one whole number per gram, by text; exact."""
        running = np.concatenate([[0], np.cumsum(values, dtype=np.int64)])
        return np.asarray((running[self.begin[1:]] - running[self.begin[:-1]]).astype(np.float64))

    @property
    def counts(self) -> NDArray[np.int64]:
        """Grams of each text."""
        return np.diff(self.begin)


@dataclass(frozen=True)
class Hashed:
    """A portion of texts, folded and cut into words; the hashes of a kind are made when first asked for."""

    letters: Letters
    start: Offsets
    """First letter of each word."""
    length: Offsets
    begin: Offsets
    """Number of the first word of each text."""

    @cached_property
    def sums(self) -> Sums:
        """Running sums over the letters."""
        return Sums(self.letters.byte)

    @property
    def is_spelled(self) -> NDArray[np.bool_]:
        """Which words are of letters, not of "?" and "!"."""
        return np.asarray(self.letters.byte[self.start] > MARKS)

    @cached_property
    def words(self) -> Grams:
        """Every word."""
        return Grams(self.sums.of(self.start, self.length), self.begin)

    @cached_property
    def pairs(self) -> Grams:
        """Neighbours within a text."""
        single = self.words.hashes
        mixed = (single[:-1] * np.uint64(3) ^ single[1:]) * MIX
        inside = np.ones(mixed.size, bool)
        inside[self.begin[(self.begin > 0) & (self.begin <= mixed.size)] - 1] = False
        places = np.flatnonzero(inside)
        return Grams(mixed[places], np.searchsorted(places, self.begin))

    @cached_property
    def _gaps(self) -> Offsets:
        return np.concatenate([[0], np.cumsum(self.letters.byte == BLANK)])

    def groups(self, size: int) -> Grams:
        """Stretches of `size` letters; a blank may stand at either end, not inside."""
        start = np.arange(max(0, self.letters.byte.size - size + 1))
        start = start[self._gaps[start + size - 1] == self._gaps[start + 1]]
        return Grams(self.sums.of(start, size), np.searchsorted(start, self.letters.begin - 1))

    def of(self, kind: str) -> Grams:
        """The grams of a kind of `KINDS`."""
        if kind not in self._made:
            self._made[kind] = self.groups(GROUPS[kind]) if kind in GROUPS else getattr(self, kind)
        return self._made[kind]

    @cached_property
    def _made(self) -> dict[str, Grams]:
        return {}

    def marked(self, wanted: "WordSet") -> NDArray[np.bool_]:
        """Which words are of a set: whole, by their beginning, or by their ending."""
        out = is_in(self.words.hashes, wanted.whole)
        for size, hashes in wanted.endings:
            places = np.flatnonzero(self.length > size)
            out[places] |= is_in(self.sums.of(self.start[places] + self.length[places] - size, size), hashes)
        for size, hashes in wanted.beginnings:
            places = np.flatnonzero(self.length >= size)
            out[places] |= is_in(self.sums.of(self.start[places], size), hashes)
        return out

    def only(self, rows: NDArray[np.int64]) -> "Hashed":
        """Some of the texts, in the order given."""
        spans = [slice(self.letters.begin[row], self.letters.begin[row + 1]) for row in rows.tolist()]
        byte = np.concatenate([np.full(1, BLANK, np.uint8), *(self.letters.byte[span] for span in spans)])
        begin = 1 + np.concatenate([[0], np.cumsum([span.stop - span.start for span in spans])]).astype(np.int64)
        return _cut(Letters(byte, begin))

    def without(self, wanted: "WordSet") -> "Hashed":
        """The texts with every word of a set blanked."""
        hit = np.flatnonzero(self.marked(wanted))
        if not hit.size:
            return self
        byte = self.letters.byte.copy()
        for number in hit.tolist():
            byte[self.start[number] : self.start[number] + self.length[number]] = BLANK
        return _cut(Letters(byte, self.letters.begin))


def portions(texts: Sequence[str]) -> Iterator[slice]:
    """Texts in portions that are worked on at once."""
    start, letters = 0, 0
    for number, text in enumerate(texts):
        letters += min(len(text), LONGEST)
        if letters > _ROOM:
            yield slice(start, number + 1)
            start, letters = number + 1, 0
    if start < len(texts):
        yield slice(start, len(texts))


def hashed(texts: Sequence[str]) -> Hashed:
    """One portion of texts (`portions`)."""
    return _cut(fold(texts))


def _cut(letters: Letters) -> Hashed:
    """Runs of letters are words; so are runs of "?" and "!"."""
    kind = (letters.byte > MARKS).astype(np.int8) - (letters.byte == BLANK)
    kind[letters.byte <= MARKS] = 2
    change = np.flatnonzero(kind[1:] != kind[:-1]) + 1
    is_word = kind[change] > 0
    start = change[is_word]
    ends = np.append(change[1:], letters.byte.size)
    return Hashed(letters, start, ends[is_word] - start, np.searchsorted(start, letters.begin))


class WordSet(NamedTuple):
    """Words to look for: whole ones, and beginnings and endings by their number of letters. Hashes are sorted."""

    whole: Hashes
    beginnings: tuple[tuple[int, Hashes], ...]
    endings: tuple[tuple[int, Hashes], ...] = ()


def word_set(words: Iterable[str] = (), beginnings: Iterable[str] = (), endings: Iterable[str] = ()) -> WordSet:
    """A set of words, of beginnings of words (Turkish hangs its endings on them) and of such endings, each one word."""
    return WordSet(hashes_of(words), _by_size(beginnings), _by_size(endings))


def listed(entries: Iterable[str]) -> WordSet:
    """A set as our lists write it: "word", "beginning-", "-ending"."""
    some = tuple(entries)
    return word_set((one for one in some if "-" not in one), (one[:-1] for one in some if one.endswith("-")),
                    (one[1:] for one in some if one.startswith("-")))  # fmt: skip


def _by_size(parts: Iterable[str]) -> tuple[tuple[int, Hashes], ...]:
    by_size: dict[int, list[str]] = {}
    for part in parts:
        by_size.setdefault(int(hashed([part]).length[0]), []).append(part)
    return tuple((size, hashes_of(some)) for size, some in sorted(by_size.items()))


def hashes_of(words: Iterable[str]) -> Hashes:
    """Sorted hashes of single words."""
    some = sorted(set(words))
    return np.unique(hashed(some).words.hashes)
