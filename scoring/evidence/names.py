"""Names of brands, which no model of a text may see."""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from importlib import resources

import numpy as np

from scoring.evidence.hashed import WordSet, hashed, word_set
from scoring.evidence.lists import entries
from scoring.near.same import folded

SHORTEST, SHORTEST_BEGINNING = 4, 5


@cache
def known_names() -> tuple[str, ...]:
    """Words of well-known names, struck out whenever a shipped model learns or reads."""
    lines = (resources.files("scoring") / "models" / "names.txt").read_text(encoding="utf-8").splitlines()
    return tuple(word for line in lines if not line.startswith("#") for word in line.split())


def names_of(names: Iterable[str] = ()) -> WordSet:
    """The words of brands' names and labels, well-known ones included; of five letters and more they stand for their endings too."""
    return _set_of(tuple(sorted(set(names))))


def struck(texts: Sequence[str], wanted: WordSet) -> list[str]:
    """Texts as written, with every word of the set left out: for models that read texts themselves."""
    return [_struck(text, wanted) for text in texts]


def _struck(text: str, wanted: WordSet) -> str:
    parts = re.split(r"(\w+)", text)
    read = hashed(parts[1::2])
    for number in np.flatnonzero(read.words.per_text(read.marked(wanted))).tolist():
        parts[1 + 2 * number] = ""
    return "".join(parts)


@cache
def _set_of(names: tuple[str, ...]) -> WordSet:
    words = {word for name in names for word in re.findall(r"\w+", name) if len(word) >= SHORTEST}
    generic = set(entries("generic"))
    words = {word for word in words if folded(word) not in generic} | set(known_names())
    return word_set(
        (word for word in words if len(word) < SHORTEST_BEGINNING),
        (word for word in words if len(word) >= SHORTEST_BEGINNING),
    )
