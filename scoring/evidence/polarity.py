"""English words that praise or blame, turned round by "not", made stronger by "very": rules, no learning."""

import re
from collections.abc import Iterator
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from scoring.evidence.hashed import Hashed, hashed
from scoring.evidence.lists import word_list
from scoring.evidence.rolling import Hashes, is_in

ENDINGS = ("", "s", "es", "d", "ed", "ing", "ly", "er", "est")
REACH = 3
"""A "not" turns the three words after it."""
TURNED, STRONGER, WEAKER, AFTER_BUT, BEFORE_BUT = -0.7, 1.3, 0.7, 1.4, 0.6
HALF = 15.0
Floats = NDArray[np.float64]


def polarity(texts: Hashed) -> Floats:
    """-1 (all blame) to 1 (all praise) for each text, 0 where no word says either: sum / sqrt(sum^2 + 15), as Hutto & Gilbert 2014 squash it."""
    hashes, worth = _lexicon()
    found = np.flatnonzero(is_in(texts.words.hashes, hashes))
    value = np.zeros(texts.words.hashes.size)
    value[found] = worth[np.searchsorted(hashes, texts.words.hashes[found])]
    place = np.arange(value.size) - np.repeat(texts.begin[:-1], texts.words.counts)
    value *= _factor(texts.marked(word_list("en.very")), place, STRONGER) * _factor(
        texts.marked(word_list("en.rather")), place, WEAKER
    )
    is_not = texts.marked(word_list("en.not"))
    near_not = np.zeros(value.size, bool)
    for back in range(1, REACH + 1):
        near_not[back:] |= is_not[:-back] & (place[back:] >= back)
    value[near_not] *= TURNED
    total = texts.words.per_text(np.rint(100 * value * _clause(texts, place))) / 100
    return np.asarray(total / np.sqrt(total * total + HALF))


def _factor(is_before: NDArray[np.bool_], place: NDArray[np.int64], times: float) -> Floats:
    """`times` where the word before is marked, else 1."""
    out = np.ones(place.size)
    out[1:][is_before[:-1] & (place[1:] > 0)] = times
    return out


def _clause(texts: Hashed, place: NDArray[np.int64]) -> Floats:
    """What is said after the first "but" weighs more than what came before."""
    is_but = texts.marked(word_list("en.but"))
    out = np.ones(place.size)
    number = np.repeat(np.arange(texts.begin.size - 1), texts.words.counts)
    texts_with, first = np.unique(number[is_but], return_index=True)
    turn = np.full(texts.begin.size - 1, -1)
    turn[texts_with] = np.flatnonzero(is_but)[first]
    turn_of_word = turn[number]
    has = turn_of_word >= 0
    out[has] = np.where(np.arange(place.size)[has] > turn_of_word[has], AFTER_BUT, BEFORE_BUT)
    return out


@cache
def _lexicon() -> tuple[Hashes, Floats]:
    """Sorted hashes of the list's words with their endings, and what each is worth."""
    worth: dict[str, float] = {}
    for line in (resources.files("scoring") / "models" / "polarity_en.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            value, *words = line.split()
            for word in (form for entry in words for form in _forms(entry)):
                worth.setdefault(word, float(value))
    words = sorted(worth)
    hashes, first = np.unique(hashed(words).words.hashes, return_index=True)
    return hashes, np.array([worth[word] for word in words])[first]


def _forms(entry: str) -> Iterator[str]:
    """The written forms of an entry; one that ends in "=" has no other."""
    if entry.endswith("="):
        yield entry[:-1]
        return
    yield from (entry + ending for ending in ENDINGS)
    if entry.endswith("e"):
        yield entry[:-1] + "ing"
    if entry.endswith("y"):
        yield from (entry[:-1] + ending for ending in ("ies", "ied", "ily", "ier"))
    if re.search("[^aeiou][aeiou][bdgmnprt]$", entry):
        yield from (entry + entry[-1] + ending for ending in ("ed", "ing"))
