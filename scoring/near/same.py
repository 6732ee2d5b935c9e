"""Whether two texts about one brand are one matter posted twice, or two people who used one mould. Small signs, each with a reason."""

import re
from collections import Counter
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from scoring.near.alphabet import byte_of

SAME_FROM = 0.90
PREVIEW_FROM = 0.97
SHORTEST = 60
_NUMBER = re.compile(r"\d+(?:[.,:/]\d+)*")
CUT = re.compile(r"(\.\.\.|…)\s*(devamını gör|devamı|read more|more)?\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class Likeness:
    """What two texts have in common. `likeness` 0..1 by letters, case and marks aside; `is_preview`: one is the other, cut off.

    `figures_differ`: each holds a number (sum, date, card, order) that the other lacks, as two fillings of one mould do;
    `words_differ`: as many words of each have no counterpart in the other.
    """

    likeness: float
    is_preview: bool
    figures_differ: bool
    words_differ: int
    is_short: bool = False

    @property
    def is_same(self) -> bool:
        """One matter, as far as the words say. Of a few words each one counts: only the very same are."""
        if self.is_short:
            return self.likeness == 1
        return self.is_preview or (self.likeness >= SAME_FROM and not self.figures_differ)

    @property
    def because(self) -> str:
        """In words, for the record's page."""
        if self.is_preview:
            return "the beginning of the same text"
        aside = ", with numbers of its own" if self.figures_differ else ""
        return f"the same text to {self.likeness:.0%}{aside}"


def folded(text: str) -> str:
    """Letters and digits as `scoring.near.alphabet` folds them, blanks once."""
    points = np.frombuffer(text.encode("utf-32-le", "replace"), np.uint32)
    byte = byte_of()[np.where(points < 1 << 16, points, 32)]
    return " ".join(byte[byte != 0].tobytes().decode("latin-1").split())


def compare(one: str, other: str) -> Likeness:
    """The signs of a pair of texts, the same whichever comes first."""
    first, second = folded(one), folded(other)
    likeness = fuzz.ratio(first, second) / 100
    numbers = [Counter(re.sub(r"\D", "", number) for number in _NUMBER.findall(text)) for text in (one, other)]
    figures_differ = bool(numbers[0] - numbers[1]) and bool(numbers[1] - numbers[0])
    words = Indel.distance(first.split(), second.split())
    is_preview = _is_preview(one, first, second) or _is_preview(other, second, first)
    is_short = min(len(first), len(second)) < SHORTEST
    return Likeness(likeness, is_preview, figures_differ, words, is_short)


def _is_preview(text: str, short: str, long: str) -> bool:
    """Whether a text that ends in dots begins the other one."""
    if len(short) < SHORTEST or len(short) >= len(long) or not CUT.search(text):
        return False
    return fuzz.ratio(short, long[: len(short)]) / 100 >= PREVIEW_FROM
