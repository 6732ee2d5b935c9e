"""Whoever says "my name is", signs at the end, or is called by name in a role: words the lists need not know."""

import re
from collections.abc import Iterator

from store.redaction.lexicon import AFTER, GIVEN, MAYBE, NEVER, ORGANISATION, SURNAME
from store.redaction.listed import listed
from store.redaction.phrases import extend, is_firm
from store.redaction.reading import Reading

_SAYS = re.compile(
    r"\b(?:(?:benim )?(?:ad|ism|isim)im|adi?m soyadi?m|adi? soyadi?m?|isim soyisim|isim|(?:my|his|her|the|maiden|full|your) name(?: is|'s)?|name"
    r"|named(?: him| her)?|calls? me|adi) ?(?::|ise|is)? {1,2}(?=[^\W\d_])"
)
_SIGNS = re.compile(
    r"\b(?:saygilarimla|saygilar|saygilarimizla|tesekkurler|tesekkur ederim|iyi calismalar|regards|sincerely|thanks|thank you|cheers|yours)[,.!]?\s+(?=[^\W\d_])"
)
_ROLES = (
    "kisi calisan personel kurye gorevli temsilci bey hanim sofor usta eleman yetkili danisman mudur doktor".replace(
        " ", "|"
    )
)
_CALLED = re.compile(rf"(?<=\w)\s(?:adli|isimli|adinda|isminde)\s(?:\w+\s){{0,2}}?(?:{_ROLES})")
LONGEST = 12
_KIN = "esim|oglum|kizim|annem|babam|kardesim|ablam|abim|agabeyim|arkadasim|komsum|dedem|temsilcisi|muduru|gorevlisi|danismani|yetkilisi"
_OF = re.compile(rf"\b(?:(?P<sure>{_KIN})|ben|olarak|kurye|kuryesi) (?=[^\W\d_])")
_FOR = re.compile(r"(?<=\w) adina (?:kayitli|acil|duzenlen|kesil|yapil|olus)")
_GREETS = re.compile(
    r"(?:^|(?<=\n))(?:merhabalar|merhaba|selamlar|selam|iyi (?:gunler|aksamlar)|(?:degerli|sevgili|sayin|kiymetli)(?: musterimiz| misafirimiz| uyemiz)?|dear|hello|hi) (?=[^\W\d_])"
)
_HAILS = re.compile(r"(?<=\w), (?:merhaba|selam|iyi gunler|hello|hi)\b")
_GREETING = frozenset(listed("merhabalar merhaba selamlar selam iyi degerli sevgili sayin kiymetli dear hello hi"))
_SAYING = frozenset(listed("adim ismim isim soyadi soyadim name named adi call calls"))
_SIGNING = frozenset(
    listed(
        "saygilarimla saygilar saygilarimizla tesekkurler tesekkur calismalar regards sincerely thanks thank cheers yours"
    )
)
_CALLING = frozenset(listed("adli isimli adinda isminde"))
_NEARBY = frozenset([*_KIN.split("|"), "ben", "olarak", "kurye", "kuryesi", "adina"])


def introduced(reading: Reading, flags: list[int]) -> Iterator[tuple[int, int]]:
    """Start and end of names that the words before or behind them announce."""
    starts = {span[0]: n for n, span in enumerate(reading.spans)}
    if reading.vocabulary & _SAYING:
        for match in _SAYS.finditer(reading.folded):
            yield from _named(reading, flags, starts.get(match.end()))
    if reading.vocabulary & _SIGNING:
        for match in _SIGNS.finditer(reading.folded):
            yield from _signature(reading, flags, starts.get(match.end()))
    ends = {span[1]: n for n, span in enumerate(reading.spans)}
    if reading.vocabulary & _NEARBY:
        yield from _beside(reading, flags, starts, ends)
    if reading.vocabulary & _GREETING:
        for match in _GREETS.finditer(reading.folded):
            yield from _greeted(reading, flags, starts.get(match.end()))
        for match in _HAILS.finditer(reading.folded):
            yield from _hailed(reading, flags, ends.get(match.start(), -1))
    if reading.vocabulary & _CALLING:
        for match in _CALLED.finditer(reading.folded):
            yield from _called(reading, flags, ends.get(match.start(), -1))


def _beside(
    reading: Reading, flags: list[int], starts: dict[int, int], ends: dict[int, int]
) -> Iterator[tuple[int, int]]:
    """Names behind "eşim", "temsilcisi" and their like, and before "adına kayıtlı": written large where most is small."""
    for match in _OF.finditer(reading.folded):
        first = starts.get(match.end())
        if first is None or not reading.is_large(first):
            continue
        if match.group() == "ben ":
            yield from _self_named(reading, flags, first)
        if not (match["sure"] or flags[first] & (GIVEN | MAYBE)):
            continue
        if not reading.is_title(first, first):
            yield from _named(reading, flags, first, is_beside=True)
    for match in _FOR.finditer(reading.folded):
        n = ends.get(match.start(), -1)
        if n >= 0 and reading.is_large(n) and flags[n] & (GIVEN | MAYBE | SURNAME):
            yield from _called(reading, flags, n)


def _named(
    reading: Reading, flags: list[int], first: int | None, *, is_beside: bool = False
) -> Iterator[tuple[int, int]]:
    if first is None or flags[first] & (NEVER | ORGANISATION):
        return
    is_large, is_listed = reading.is_large(first), flags[first] & (GIVEN | MAYBE | SURNAME)
    if not is_large and not flags[first] & GIVEN:
        return
    if not is_listed and (reading.is_title(first, first) or not 1 < len(reading.words[first]) < LONGEST):
        return
    last = extend(reading, flags, first, is_large)
    if is_beside and not is_listed and last > first and not any(flags[n] & SURNAME for n in range(first + 1, last + 1)):
        return
    if not is_firm(reading, flags, last):
        yield reading.spans[first][0], reading.spans[last][1]


def _greeted(reading: Reading, flags: list[int], first: int | None) -> Iterator[tuple[int, int]]:
    """A listed name between a greeting and its comma, also one that may be a word elsewhere."""
    if first is None or not reading.is_large(first) or not flags[first] & (GIVEN | MAYBE):
        return
    last = extend(reading, flags, first, True)
    if reading.gap(last).lstrip()[:1] in {",", "!", ";", ":"} and last - first < 3 and not is_firm(reading, flags, last):  # fmt: skip
        yield reading.spans[first][0], reading.spans[last][1]


def _hailed(reading: Reading, flags: list[int], last: int) -> Iterator[tuple[int, int]]:
    """A listed name that begins a line and has the greeting behind it."""
    first = last
    while first > 0 and reading.gap(first - 1) == " " and last - first < 2:
        first -= 1
    begins = first >= 0 and (first == 0 or "\n" in reading.gap(first - 1))
    if begins and flags[first] & (GIVEN | MAYBE) and all(reading.is_large(n) for n in range(first, last + 1)):
        yield reading.spans[first][0], reading.spans[last][1]


def _self_named(reading: Reading, flags: list[int], first: int) -> Iterator[tuple[int, int]]:
    """ "Ben Ad Soyad,": two or three large words up to a comma and a small word, or to a point where most words are small."""
    last = first
    while last + 1 < len(flags) and last - first < 2 and reading.gap(last) == " " and reading.is_large(last + 1):
        last += 1
    if last == first or any(flags[n] & (NEVER | ORGANISATION) for n in range(first, last + 1)):
        return
    ends, goes_on = reading.gap(last)[:1], last + 1 < len(flags) and not reading.is_large(last + 1)
    if (ends == "," and goes_on) or (ends in {".", "\n"} and not reading.is_title(first, last)):
        yield reading.spans[first][0], reading.spans[last][1]


def _signature(reading: Reading, flags: list[int], first: int | None) -> Iterator[tuple[int, int]]:
    """A name that ends the text."""
    if first is None or not reading.is_large(first) or flags[first] & (NEVER | ORGANISATION):
        return
    last = extend(reading, flags, first, True)
    is_end = not reading.text[reading.spans[last][1] :].strip(" .!\n")
    if is_end and last - first < 3 and not is_firm(reading, flags, last):
        yield reading.spans[first][0], reading.spans[last][1]


def _called(reading: Reading, flags: list[int], n: int) -> Iterator[tuple[int, int]]:
    """The large words before "adlı kurye" and its like."""
    first, last = -1, n
    while n >= 0 and reading.is_large(n) and not flags[n] & (AFTER | NEVER | ORGANISATION):
        first = n
        if reading.gap(n - 1) != " ":
            break
        n -= 1
    if first >= 0:
        yield reading.spans[first][0], reading.spans[last][1]
