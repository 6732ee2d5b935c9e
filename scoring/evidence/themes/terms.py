"""Texts as weights of their terms: stems and pairs of neighbours, without what tells no theme and without the names of brands."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from scipy import sparse

from scoring.evidence.replies.sentences import plain
from scoring.evidence.themes.stop_words import INSULTS, STOP_WORDS
from scoring.statistics.inputs import Floats

STEM = 5
"""The first letters of a word: in Turkish as useful as a stemmer (Can et al. 2008, Information retrieval on Turkish texts)."""
SHORTEST, LONGEST_TEXT = 3, 3000
RAREST, RAREST_SHARE, MOST_SHARE = 3, 0.01, 0.4
MOST_TERMS = 3000


@dataclass
class Surfaces:
    """How the terms are written: of each, its forms and how often they stand there."""

    forms: dict[str, Counter[str]] = field(default_factory=dict)

    def add(self, term: str, form: str) -> None:
        """One more sight of a term."""
        self.forms.setdefault(term, Counter())[form] += 1

    def of(self, term: str) -> str:
        """Its most frequent form; of equals the first in the alphabet."""
        return min(self.forms[term].items(), key=lambda one: (-one[1], one[0]))[0]


def stems(text: str, folded: str, names: Collection[str], surfaces: Surfaces | None = None) -> list[str]:
    """The terms of one text in order: stems, then pairs of neighbours. `names`: folded words of brands, with whatever ending."""
    written = text.split()
    words = folded.split()
    kept = [_stem(word, names) for word in words]
    pairs = [f"{one} {other}" if one and other else "" for one, other in pairwise(kept)]
    if surfaces is not None:
        forms = written if len(written) == len(words) else words
        for place, term in enumerate(kept):
            if term:
                surfaces.add(term, forms[place])
        for place, term in enumerate(pairs):
            if term:
                surfaces.add(term, f"{forms[place]} {forms[place + 1]}")
    return [term for term in (*kept, *pairs) if term]


def _stem(word: str, names: Collection[str]) -> str:
    if len(word) < SHORTEST or word in STOP_WORDS or word.startswith(INSULTS) or any(sign.isdigit() for sign in word):
        return ""
    return "" if any(word.startswith(name) for name in names) else word[:STEM]


@dataclass(frozen=True)
class Vocabulary:
    """The terms that count in a set of texts, with what each is worth."""

    number: dict[str, int]
    worth: Floats
    surfaces: Surfaces
    names: frozenset[str]

    @property
    def terms(self) -> list[str]:
        """Terms by number."""
        return list(self.number)

    def weigh(self, texts: Sequence[str]) -> sparse.csr_matrix:
        """Texts x terms: (1 + ln times) x ln(texts / texts that hold it), rows of length 1 (0 where no term is known)."""
        folded = plain([text[:LONGEST_TEXT] for text in texts])
        return self._matrix([stems("", one, self.names) for one in folded])

    def _matrix(self, told: Sequence[Sequence[str]]) -> sparse.csr_matrix:
        begin, places, weights = [0], list[int](), list[float]()
        for terms in told:
            counted = Counter(self.number[term] for term in terms if term in self.number)
            for place in sorted(counted):
                places.append(place)
                weights.append((1 + np.log(counted[place])) * self.worth[place])
            begin.append(len(places))
        found = sparse.csr_matrix(
            (np.array(weights), np.array(places, np.int64), np.array(begin, np.int64)),
            shape=(len(told), len(self.number)),
        )
        length = np.sqrt(np.asarray(found.multiply(found).sum(axis=1)).ravel())
        return sparse.csr_matrix(sparse.diags(1 / np.where(length > 0, length, 1.0)) @ found)


def learn(texts: Sequence[str], names: Collection[str]) -> tuple[Vocabulary, sparse.csr_matrix]:
    """The vocabulary of texts, and the texts in it. Neither the rarest terms nor those that most texts hold."""
    surfaces, kept_names = Surfaces(), frozenset(names)
    cut = [text[:LONGEST_TEXT] for text in texts]
    told = [stems(raw, one, kept_names, surfaces) for raw, one in zip(_words(cut), plain(cut), strict=True)]
    held = Counter(term for terms in told for term in set(terms))
    least, most = max(RAREST, RAREST_SHARE * len(told)), MOST_SHARE * len(told)
    chosen = sorted((term for term, n in held.items() if least <= n <= most), key=lambda term: (-held[term], term))[
        :MOST_TERMS
    ]
    number = {term: place for place, term in enumerate(sorted(chosen))}
    worth = np.array([np.log(len(told) / held[term]) for term in number])
    vocabulary = Vocabulary(number, worth, surfaces, kept_names)
    return vocabulary, vocabulary._matrix(told)


def _words(texts: Sequence[str]) -> list[str]:
    """Texts in lower case with their marks (the words people read), cut at the same places as the folded ones."""
    signs = str.maketrans({"I": "ı", "İ": "i"})
    lowered = [text.translate(signs).lower() if _is_turkish(text) else text.lower() for text in texts]
    return ["".join(sign if sign.isalnum() else " " for sign in text) for text in lowered]


def _is_turkish(text: str) -> bool:
    return any(sign in "ışğİŞĞçöüÇÖÜ" for sign in text)
