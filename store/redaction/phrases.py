"""How far a name goes: surnames, second names, initials and particles behind a given name; and whether a firm's word ends it."""

from store.redaction.lexicon import AFTER, GIVEN, NEVER, ORGANISATION, PARTICLE, SURNAME, WORDY, has_ending, kinds
from store.redaction.reading import Reading

MOST = 4


def extend(reading: Reading, flags: list[int], first: int, is_large: bool) -> int:
    """The last word that belongs to a name which begins at `first`."""
    last = n = first
    while n - first < MOST and reading.follows(n) and n + 1 < len(flags):
        n += 1
        if flags[n] & PARTICLE and not reading.is_large(n):
            continue
        if not _belongs(reading, flags, first, n, is_large):
            break
        last = n
    strange = [n for n in range(first + 1, last + 1) if not flags[n] and len(reading.words[n]) > 1]
    return first if len(strange) > 2 else last


def is_firm(reading: Reading, flags: list[int], last: int) -> bool:
    """Whether a firm's or a place's word stands behind the name."""
    if last + 1 >= len(flags) or not (reading.follows(last) or reading.gap(last) in {" & ", "&"}):
        return False
    word = reading.words[last + 1]
    stem = word if flags[last + 1] & ORGANISATION else _stem(word)
    if not stem:
        return False
    return reading.is_large(last + 1) or not reading.is_large(last) or stem[-1] in "iu"


def _stem(word: str) -> str:
    """A firm's word under its case: "havalimanindan" -> "havalimani", or ""."""
    known = kinds()
    return next((word[:n] for n in range(len(word) - 1, 4, -1) if known.get(word[:n], 0) & ORGANISATION), "")


def _belongs(reading: Reading, flags: list[int], first: int, n: int, is_large: bool) -> bool:
    flag, word = flags[n], reading.words[n]
    if flag & (NEVER | AFTER) or word[0] == "[":
        return False
    if not is_large:
        return bool(flag & (SURNAME | GIVEN) and not flag & WORDY) or has_ending(word)
    if not reading.is_large(n):
        return False
    if len(word) == 1:
        return True
    if flag & (SURNAME | GIVEN):
        return not flag & WORDY or bool(flags[n - 1] & GIVEN and flag & SURNAME) or not reading.is_title(first, n)
    return not flag & ORGANISATION and (has_ending(word) or not reading.is_title(first, n))
