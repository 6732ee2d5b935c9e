"""What a word may be: a given name, a surname, an honorific, a firm's word. The lists lie beside this file."""

import re
from functools import cache
from importlib import resources

from store.redaction.fold import fold_in_place

GIVEN, MAYBE, SURNAME, ORGANISATION, NEVER, BEFORE, AFTER, PARTICLE, WORDY = (1 << n for n in range(9))

_LISTS = {
    "given_tr": GIVEN,
    "given_en": GIVEN,
    "surnames_tr": SURNAME,
    "surnames_en": SURNAME,
    "organisations": ORGANISATION,
    "never": NEVER,
}
_BEFORE = "sayin sn mr mrs ms dr prof doc av op uzm bay bayan doktor avukat dt yrd"
_AFTER = "bey hanim beyefendi hanimefendi"
_CASES = (
    "",
    "i",
    "in",
    "e",
    "a",
    "den",
    "dan",
    "le",
    "la",
    "yle",
    "yla",
    "de",
    "da",
    "nin",
    "ye",
    "ya",
    "yi",
    "ler",
    "lar",
)
_PARTICLES = "van der den de la le du da dos das del della di el al bin von zu ten ter ibn abu mac mc st"
_ENDINGS = re.compile(
    r"(?:oglu|gil|zade|soy|turk|sson|dottir|ovic|evic|ova|eva|ski|sky|enko|escu|opoulos|akis|ides|ian|inen|strom|berg|mann|stein|wicz|czyk)$"
)


@cache
def kinds() -> dict[str, int]:
    """Folded word -> what it may be, as flags. A given name that is also a word is MAYBE instead of GIVEN."""
    found: dict[str, int] = {}
    for name, flag in _LISTS.items():
        for word in _words(name):
            found[word] = found.get(word, 0) | flag
    for word in _words("ambiguous"):
        found[word] = found.get(word, 0) & ~GIVEN | MAYBE | WORDY
    for word in _words("surname_words"):
        found[word] = found.get(word, 0) | WORDY
    for word, flags in found.items():
        if flags & NEVER:
            found[word] = (
                flags & ~(GIVEN | NEVER) | WORDY if flags & (MAYBE | SURNAME) else flags & ORGANISATION | NEVER
            )
    for word in _BEFORE.split():
        found[word] = BEFORE
    for word in _PARTICLES.split():
        found[word] = found.get(word, 0) & ~(GIVEN | NEVER) | PARTICLE
    return found | {word + case: AFTER for word in _AFTER.split() for case in _CASES}


@cache
def triggers() -> frozenset[str]:
    """Words without one of which no text names anybody."""
    announced = "adim ismim isim soyadi soyadim name named adi call calls adli isimli adinda isminde saygilarimla saygilar tesekkurler regards sincerely thanks thank cheers yours ben"
    return frozenset(word for word, flags in kinds().items() if flags & (GIVEN | MAYBE | BEFORE | AFTER)) | set(
        announced.split()
    )


@cache
def brands() -> re.Pattern[str]:
    """Firms, goods and places that are called like people."""
    phrases = sorted(_lines("brands"), key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(re.escape(phrase).replace(r"\ ", r"\.? ") for phrase in phrases) + r")")


def has_ending(word: str) -> bool:
    """Whether a folded word ends as surnames do and few other words."""
    return len(word) > 5 and _ENDINGS.search(word) is not None


def _lines(name: str) -> list[str]:
    text = resources.files("store.redaction").joinpath("words", f"{name}.txt").read_text(encoding="utf-8")
    return [fold_in_place(line.strip()) for line in text.splitlines() if line.strip() and not line.startswith("#")]


def _words(name: str) -> list[str]:
    return " ".join(_lines(name)).split()
