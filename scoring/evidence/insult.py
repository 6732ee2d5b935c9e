"""Words that only insult: masked in what is shown, counted, and never held against what a text says besides (W9)."""

import re
from collections.abc import Sequence
from functools import cache
from importlib import resources

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from scoring.evidence.hashed import Hashed, WordSet, hashed, listed, portions, word_set
from scoring.evidence.letters import LONGEST
from scoring.evidence.sign import Sign

MASK = "•••"
_MARKED = {"i": "iİ", "ı": "ıI"}
_UNMARKED = {"ş": "şŞsS", "ç": "çÇcC", "ğ": "ğĞgG", "ö": "öÖoO", "ü": "üÜuU", "ı": "ıIiİ", "i": "iİIı"}
_SPELLED = {"~": _UNMARKED, "+": {}}
_PHRASES = re.compile(
    r"(?<!\w)(?:[aA][mM][ıiIİ][nN][aA]\s+(?:[kK][oO][yYdD]|[sS][oO][kK])\w*|[gG][eE][rR][iİI]\s+[zZ][eE][kK][aâA][lL][ıiI]\w*)"
)
_WORD = re.compile(r"(?<![\w@#])\w[\w*$@]*")
_TAKEN_FOR = re.compile(r"\s+(?:yerine|m[ıi]|sandı\w*|sanıyor\w*)\b")
"""To be taken for a fool is a grievance, no insult."""
_HIDDEN_FROM = 5
"""In words of five letters and more one inner letter may be hidden by a sign ("or*spu")."""
_HIDDEN, _STRETCHED = (
    r"\pL[*$@]\pL",
    "|".join(f"{letter}{{3}}" for letter in "abcçdefgğhıijklmnoöprsştuüvyzABCDEFGHIKLMNOPRSTUYZ"),
)


def mask_insults(text: str) -> str:
    """The text with every insulting word cut to its first letter. Text without one comes back as it is."""
    parts, done = [], 0
    for start, end in spans(text):
        parts += [text[done:start], text[start], MASK]
        done = end
    return "".join([*parts, text[done:]]) if parts else text


def spans(text: str) -> list[tuple[int, int]]:
    """Where insulting words stand, in order, none within another."""
    phrases = [found.span() for found in _PHRASES.finditer(text)]
    taken = {place for start, end in phrases for place in range(start, end)}
    words = [found.span() for found in _WORD.finditer(text) if found.start() not in taken and _is_insult(text, found)]
    return sorted([*phrases, *words])


def _is_insult(text: str, word: re.Match[str]) -> bool:
    """Whether a word is on the list, and not said of being taken for one."""
    pattern = _by_first_letter().get(word.group()[0])
    return bool(pattern and pattern.fullmatch(word.group()) and not _TAKEN_FOR.match(text, word.end()))


def masked(texts: pa.StringArray) -> pa.StringArray:
    """`mask_insults` of a column; a null stays null."""
    out = texts.to_pylist()
    plain = [text or "" for text in out]
    for part in portions(plain):
        for number in likely(plain[part], hashed(plain[part])):
            if out[part.start + number]:
                out[part.start + number] = mask_insults(plain[part.start + number])
    return pa.array(out, pa.string())


def likely(raw: Sequence[str], texts: Hashed) -> list[int]:
    """Numbers of the texts worth a close look: a word begins like an insult, hides a letter or stretches one."""
    hit = texts.words.per_text(texts.marked(_beginnings())) > 0
    hit |= np.array([len(text) > LONGEST for text in raw], bool)
    hit |= pc.match_substring_regex(pa.array(raw, pa.string()), f"{_HIDDEN}|{_STRETCHED}").to_numpy(
        zero_copy_only=False
    )
    return [int(number) for number in np.flatnonzero(hit)]


def insult_counts(raw: Sequence[str], texts: Hashed) -> NDArray[np.int64]:
    """Insulting words of each text."""
    out = np.zeros(len(raw), np.int64)
    for number in likely(raw, texts):
        out[number] = len(spans(raw[number]))
    return out


def insults(text: str) -> Sign:
    """Insulting words of one text as a sign. They are masked; what else is said keeps its weight."""
    count = len(spans(text))
    if not count:
        return Sign("insults", 0.0, "no insulting word", "hakaret sözcüğü yok")
    return Sign("insults", float(count), f"{count} insulting word{'s' * (count > 1)}, masked where the text is shown",
                f"{count} hakaret sözcüğü; gösterilirken örtülür")  # fmt: skip


@cache
def _entries() -> tuple[str, ...]:
    lines = (resources.files("scoring") / "models" / "insults.txt").read_text(encoding="utf-8").splitlines()
    return tuple(entry for line in lines if not line.startswith("#") for entry in line.split())


@cache
def _by_first_letter() -> dict[str, re.Pattern[str]]:
    forms: dict[str, list[str]] = {}
    for entry in _entries():
        for letter in _letters(entry)[0]:
            forms.setdefault(letter, []).extend(_forms(entry))
    return {letter: re.compile("|".join(some)) for letter, some in forms.items()}


@cache
def insult_words() -> WordSet:
    """The list as whole words and beginnings, for counting words that are none of it."""
    return listed(entry.lstrip("~+") for entry in _entries())


@cache
def _beginnings() -> WordSet:
    """The list's words, and the first words of its phrases; an ending goes unread here."""
    words = {entry.strip("~+-") for entry in _entries()}
    short = {entry.strip("~+") for entry in _entries() if len(entry.strip("~+-")) < _HIDDEN_FROM and entry[-1] != "-"}
    return word_set(short | {"amina"}, (words - short) | {"zekal"})


def _letters(entry: str) -> list[str]:
    """The characters that may stand for each letter of an entry."""
    known = _SPELLED.get(entry[0], _MARKED)
    return [known.get(letter, letter + letter.upper()) for letter in entry.strip("~+-")]


def _forms(entry: str) -> list[str]:
    """How an entry may be written: in either case, stretched, with one letter hidden."""
    either = [f"[{some}]" + "\u0307?" * ("i" in some) for some in _letters(entry)]
    spelled = [f"(?:(?:{one}){{3,}}|{one})" for one in either]  # twice is another word: "book"
    end = r"\w*" if entry.endswith("-") else ""
    forms = ["".join(spelled) + end]
    if len(either) >= _HIDDEN_FROM:
        hidden = [[*spelled[:place], "[*$@]", *spelled[place + 1 :]] for place in range(1, len(either) - 1)]
        forms += ["".join(one) + end for one in hidden]
    return forms
