"""Names of people: a given name of the lists with what belongs to it, or whoever an honorific or an introduction names.

A word that may be a name needs a second sign (a surname behind it, an honorific, "my name is"); a firm's word behind it
("Elif Eczanesi", "Sabiha Gökçen Havalimanı") ends the suspicion.
"""

from collections.abc import Iterator

from store.redaction.introductions import introduced
from store.redaction.lexicon import (
    AFTER,
    BEFORE,
    GIVEN,
    MAYBE,
    NEVER,
    ORGANISATION,
    SURNAME,
    WORDY,
    brands,
    has_ending,
    kinds,
    triggers,
)
from store.redaction.listed import listed
from store.redaction.phrases import extend, is_firm
from store.redaction.reading import Reading, Span

_TURKISH = frozenset(listed("sayin sn bay bayan doktor avukat av op"))


def people(reading: Reading) -> Iterator[Span]:
    """Where people are named; spans may overlap."""
    known = kinds()
    if not any(
        known.get(word, SURNAME) != MAYBE | WORDY or reading.has_large(word) for word in reading.vocabulary & triggers()
    ):
        return
    flags = [known.get(word, 0) for word in reading.words]
    for start, end in _found(reading, flags):
        near = max(0, start - 20)
        if not any(
            match.start() < end and start < match.end() for match in brands().finditer(reading.folded, near, end + 25)
        ):
            yield start, end, "NAME"


def _found(reading: Reading, flags: list[int]) -> Iterator[tuple[int, int]]:
    done = -1
    for at in [at for at, flag in enumerate(flags) if flag & (GIVEN | MAYBE | BEFORE | AFTER)]:
        if at > done and (found := _name_at(reading, flags, at)):
            yield reading.spans[found[0]][0], reading.spans[found[1]][1]
            done = found[1]
    yield from introduced(reading, flags)


def _name_at(reading: Reading, flags: list[int], at: int) -> tuple[int, int] | None:
    """First and last word of the name that a word gives away."""
    flag = flags[at]
    if flag & (GIVEN | MAYBE) and (last := _from_given(reading, flags, at)) >= 0:
        return at, last
    if flag & BEFORE:
        return _behind_honorific(reading, flags, at)
    if flag & AFTER and (first := _before_honorific(reading, flags, at)) >= 0:
        return first, at - 1
    return None


def _from_given(reading: Reading, flags: list[int], at: int) -> int:
    """The last word of the name that begins here, or -1 where none does."""
    is_large = reading.is_large(at)
    last = extend(reading, flags, at, is_large)
    if is_firm(reading, flags, last):
        return -1
    if flags[at] & GIVEN and (is_large or len(reading.words[at]) > 3):
        return last
    if not is_large:
        return -1
    is_plain = not reading.is_title(at, last)
    for n in range(at + 1, last + 1):
        if (
            (flags[n] & SURNAME and (is_plain or not flags[n] & WORDY))
            or flags[n] & GIVEN
            or has_ending(reading.words[n])
        ):
            return last
    return -1


def _behind_honorific(reading: Reading, flags: list[int], at: int) -> tuple[int, int] | None:
    """First and last word of whom "Sayın", "Mr" or "Dr." speaks of."""
    first = at + 1
    while first < len(flags) and flags[first] & BEFORE and reading.gap(first - 1) in {" ", ". ", "."}:
        first += 1
    if first >= len(flags) or reading.gap(first - 1) not in {" ", ". ", ".", "  "}:
        return None
    is_large, flag = reading.is_large(first), flags[first]
    if flag & NEVER or not (is_large or flag & (GIVEN | SURNAME)):
        return None
    last = extend(reading, flags, first, is_large)
    if reading.words[at] in _TURKISH:
        return (first, last) if _is_honoured(reading, flags, first, last) else None
    return None if is_firm(reading, flags, last) else (first, last)


def _is_honoured(reading: Reading, flags: list[int], first: int, last: int) -> bool:
    """Brands are called "Sayın" too, so the words must be a name's, or "Bey" or "Hanım" must follow."""
    if is_firm(reading, flags, last):
        return False
    if last + 1 < len(flags) and flags[last + 1] & AFTER:
        return True
    named = [n for n in range(first, last + 1) if flags[n] & (GIVEN | MAYBE | SURNAME)]
    behind = reading.gap(last)
    is_addressed = behind.lstrip()[:1] in {",", "", "!", ":", ";"} or "\n" in behind
    if not reading.is_large(first) and flags[first] & WORDY:
        return False
    return bool(named) and (
        not reading.is_title(first, last) or any(flags[n] & GIVEN for n in named) or (is_addressed and last - first < 3)
    )


def _before_honorific(reading: Reading, flags: list[int], at: int) -> int:
    """First word of whom "Bey" or "Hanım" follows, or -1."""
    if at + 1 < len(flags) and flags[at + 1] & ORGANISATION and reading.is_large(at + 1) and reading.gap(at) == " ":
        return -1  # a hotel
    first, n = -1, at
    while n and at - n < 3 and reading.gap(n - 1) in {" ", "  "}:
        n -= 1
        if not _may_be_called(reading, flags, n, at):
            break
        is_given = flags[n] & (GIVEN | MAYBE)
        if first >= 0 and not is_given and (flags[first] & GIVEN or not flags[first] & SURNAME):
            break  # "Bugün Elif Hanım" is no person called Bugün
        first = n
    return first


def _may_be_called(reading: Reading, flags: list[int], n: int, at: int) -> bool:
    """Whether a word before "Bey" may be a name; before the longer "beyefendi" only a listed one is."""
    word, flag = reading.words[n], flags[n]
    if flag & (NEVER | BEFORE) or len(word) < 2 or word[0] == "[":
        return False
    return bool(flag & (GIVEN | MAYBE)) or (reading.is_large(n) and not reading.words[at].endswith("efendi"))
