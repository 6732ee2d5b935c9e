"""Themes of a set of texts: words that tell each apart, which texts hold them, and sentences from their midst."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from scipy import sparse

from scoring.evidence.insult import mask_insults
from scoring.evidence.themes.clusters import Numbers, centres, how_many, nearest
from scoring.evidence.themes.terms import Vocabulary, learn
from scoring.statistics.inputs import Floats
from store.redaction import redact

FEWEST = 20
"""Texts, below which there are no themes."""
WORDS, IN_LABEL, HELD = 12, 3, 2
"""A theme's words; those its label shows; how many of its words a text must hold to belong to it."""
SMALLEST, SMALLEST_SHARE = 3, 0.02
QUOTES, QUOTED_FROM = 2, 30
_LENGTH = (40, 240)
_PERSONAL = re.compile(r"@|https?:|www\.|\d[\d\s().-]{6,}\d|\[[A-Z-]+\]")
_ENDS = re.compile(r"(?<=[.!?…])\s+|\n+")


@dataclass(frozen=True)
class Theme:
    """One theme: its distinctive words (the first ones are its label), the texts that hold them, and quotes as (text, sentence)."""

    words: tuple[str, ...]
    members: Numbers
    quotes: tuple[tuple[int, str], ...]

    @property
    def label(self) -> str:
        """Its first words."""
        return " · ".join(self.words[:IN_LABEL])


@dataclass(frozen=True)
class Found:
    """Themes, the most frequent first; `of[i]` is the theme of text i, -1 where it belongs to none."""

    themes: tuple[Theme, ...]
    of: Numbers


def find_themes(
    texts: Sequence[str], *, names: Collection[str] = (), may_quote: Sequence[bool] | None = None, seed: int = 1
) -> Found:
    """Themes of texts; fewer than `FEWEST` have none. `names`: folded words that must not count (brands); `may_quote`: texts still shown.

    A text belongs to the theme it is nearest to, and only where it holds two of that theme's words: what a theme is said to
    stand for can be checked by reading. Nothing is written that does not stand in a text. The texts' order is part of the seed.
    """
    nobody = Found((), np.full(len(texts), -1))
    if len(texts) < FEWEST:
        return nobody
    vocabulary, weights = learn(texts, names)
    if not vocabulary.number:
        return nobody
    middle = centres(weights, how_many(len(texts)), seed)
    group, _ = nearest(weights, middle)
    holds = weights > 0
    chosen = [_words(vocabulary, holds, group == number, middle[number]) for number in range(len(middle))]
    of = np.full(len(texts), -1)
    for number, places in enumerate(chosen):
        held = np.asarray(holds[:, places].sum(axis=1)).ravel()
        of[(group == number) & (held >= HELD)] = number
    shown = np.ones(len(texts), bool) if may_quote is None else np.asarray(may_quote, bool)
    return _ordered(texts, vocabulary, weights, middle, chosen, of, shown)


def _words(vocabulary: Vocabulary, holds: sparse.csr_matrix, mine: NDArray[np.bool_], middle: Floats) -> list[int]:
    """The terms that tell a group apart: heavy in its middle and rarer elsewhere. A pair of words stands for its words."""
    size, rest = int(mine.sum()), int((~mine).sum())
    inside = (np.asarray(holds[mine].sum(axis=0)).ravel() + 0.5) / (size + 1)
    outside = (np.asarray(holds[~mine].sum(axis=0)).ravel() + 0.5) / (rest + 1)
    worth = np.round(middle * np.clip(np.log(inside / outside), 0, None), 10)
    terms, taken, out = vocabulary.terms, set[str](), list[int]()
    for place in np.lexsort((np.arange(worth.size), -worth)).tolist():
        parts = set(terms[place].split())
        if len(out) == WORDS or worth[place] <= 0:
            break
        if not parts & taken:
            out.append(place)
            taken |= parts
    return out


def _ordered(texts: Sequence[str], vocabulary: Vocabulary, weights: sparse.csr_matrix, middle: Floats, chosen: list[list[int]], of: Numbers,
             shown: NDArray[np.bool_]) -> Found:  # fmt: skip
    """Themes that are large enough, by size; the texts of the others belong to none."""
    sizes = np.bincount(of[of >= 0], minlength=len(middle))
    least = max(SMALLEST, SMALLEST_SHARE * len(texts))
    kept = [number for number in np.lexsort((np.arange(sizes.size), -sizes)).tolist() if sizes[number] >= least]
    out, themes = np.full(of.size, -1), list[Theme]()
    for place, number in enumerate(kept):
        members = np.flatnonzero(of == number)
        out[members] = place
        words = tuple(mask_insults(vocabulary.surfaces.of(vocabulary.terms[term])) for term in chosen[number])
        themes.append(
            Theme(words, members, _quotes(texts, vocabulary, weights, middle[number], members[shown[members]]))
        )
    return Found(tuple(themes), out)


def _quotes(texts: Sequence[str], vocabulary: Vocabulary, weights: sparse.csr_matrix, middle: Floats, members: Numbers) -> tuple[tuple[int, str], ...]:  # fmt: skip
    """The sentences nearest to the middle, each of another text, none like another."""
    likeness = np.round(np.asarray(weights[members] @ middle).ravel(), 10)
    best = members[np.lexsort((members, -likeness))[:QUOTED_FROM]]
    told = [(int(text), sentence) for text in best.tolist() for sentence in sentences(texts[text])]
    if not told:
        return ()
    near = np.round(np.asarray(vocabulary.weigh([sentence for _, sentence in told]) @ middle).ravel(), 10)
    out: list[tuple[int, str]] = []
    for place in np.lexsort((np.arange(near.size), -near)).tolist():
        text, sentence = told[place]
        if all(text != other and fuzz.ratio(sentence, quoted) < 70 for other, quoted in out):
            out.append((text, mask_insults(redact(sentence))))
        if len(out) == QUOTES:
            break
    return tuple(out)


def sentences(text: str) -> list[str]:
    """Sentences of a text that are fit to be quoted: of some length, without anything that looks like personal data."""
    told = (one.strip() for one in _ENDS.split(text))
    return [one for one in told if _LENGTH[0] <= len(one) <= _LENGTH[1] and not _PERSONAL.search(one)]
