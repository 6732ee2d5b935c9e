"""A text as the detectors read it: folded in place, with its words."""

import re
from dataclasses import dataclass
from functools import cached_property

from store.redaction.fold import fold_in_place

Span = tuple[int, int, str]
"""Start, end and what it is."""
_WORD = re.compile(r"\[[a-z-]+\]|[^\W\d_]+")
_DIGITS = re.compile(r"\d(?:[^\d\n]{0,3}[\dx*]){6,}")
_ROUND = 45
_ENDS = frozenset('.!?\n:"“”|')


@dataclass(frozen=True)
class Reading:
    """A text, the same text folded in place, and where each of its words lies."""

    text: str
    folded: str
    words: list[str]

    @cached_property
    def spans(self) -> list[tuple[int, int]]:
        """Where each word begins and ends."""
        return [match.span() for match in _WORD.finditer(self.folded)]

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """All its words, once."""
        return frozenset(self.words)

    @cached_property
    def numbers(self) -> list[tuple[int, int]]:
        """The stretches round seven digits and more: looking for long numbers only there is several times as quick."""
        found: list[tuple[int, int]] = []
        for match in _DIGITS.finditer(self.folded):
            start, end = max(0, match.start() - _ROUND), match.end() + _ROUND
            if found and start <= found[-1][1]:
                found[-1] = (found[-1][0], end)
            else:
                found.append((start, end))
        return found

    @cached_property
    def has_capitals(self) -> bool:
        """Whether it has capital letters at all."""
        return any(sign.isupper() for sign in self.text)

    def has_large(self, word: str) -> bool:
        """Whether a folded word is written with a capital letter anywhere."""
        at = self.folded.find(word)
        while at >= 0:
            if self.text[at].isupper():
                return True
            at = self.folded.find(word, at + 1)
        return False

    def is_large(self, at: int) -> bool:
        """Whether a word begins with a capital letter."""
        return self.text[self.spans[at][0]].isupper()

    def gap(self, at: int) -> str:
        """What stands between a word and the next."""
        return self.text[self.spans[at][1] : self.spans[at + 1][0]] if 0 <= at < len(self.spans) - 1 else "\n"

    def follows(self, at: int) -> bool:
        """Whether the next word belongs to the same phrase."""
        gap = self.gap(at)
        return gap in {" ", "  ", "-"} or (gap in {". ", ".", "'", "’"} and len(self.words[at]) == 1)

    def is_title(self, first: int, last: int) -> bool:
        """Whether large letters say nothing here: most words round these, in their sentence, have them."""
        near = [*self._beside(first - 1, -1), *self._beside(last + 1, 1)]
        return len(near) > 2 and sum(self.is_large(n) for n in near) > 0.6 * len(near)

    def _beside(self, at: int, step: int) -> list[int]:
        """Up to five words to one side, as far as the sentence goes; small words say nothing."""
        found: list[int] = []
        while 0 <= at < len(self.spans) and len(found) < 5:
            if set(self.gap(at if step < 0 else at - 1)) & _ENDS:
                break
            if len(self.words[at]) > 2:
                found.append(at)
            at += step
        return found


def read(text: str) -> Reading:
    """A text made ready for the detectors."""
    folded = fold_in_place(text)
    return Reading(text, folded, _WORD.findall(folded))
