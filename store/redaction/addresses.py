"""Addresses as the world outside Turkey writes them: a street with a number, a flat, a post box, and the place and code behind.

A town or a country alone stays; so does a famous street.
"""

import re
from collections.abc import Iterator

from store.redaction.listed import listed
from store.redaction.reading import Reading, Span

_W = r"[^\W\d_][\w.'-]{0,30}"
_N = r"\d{1,6}[a-z]?(?:[-/]\d{1,4}[a-z]?)?"
_SP = r"[ ]{1,2}"
_LEAD = rf"(?:{_N},?{_SP})"
_STRONG = listed(
    "street str road rd avenue ave lane drive boulevard blvd terrace crescent highway hwy parkway pkwy ulica utca cesta strasse strase vei vej"
)
_WEAK = listed(
    "st ln dr court ct place pl way square sq close circle trail alley row walk mews grove garden gardens plaza park hill av"
)
_PREFIXES = listed("rue boulevard bd quai allee chemin impasse via viale piazza corso vicolo contrada strada calle avda avenida paseo ronda carretera camino rua praca "
    "travessa alameda ulica ul aleja namesti trg place plaza avenue cours route")  # fmt: skip
_ENDINGS = listed("strasse strase stasse gasse weg platz allee ufer laan straat plein plaats kade gracht dijk gata gatan gade vej vagen vagur veien vegen katu kuja "
    "polku utca stigur bakken alleen vangur vollur haugen singel steenweg")  # fmt: skip
_FLATS = listed("apt apartment suite ste flat room")
_SUFFIX = rf"(?:(?:street|road|avenue) (?:street|st)|{'|'.join(_STRONG + _WEAK)})\b\.?"
_JOINED = rf"[^\W\d_]{{2,30}}(?:{'|'.join(_ENDINGS)})\b\.?"
_PREFIX = rf"(?:{'|'.join(_PREFIXES)})\b\.?"
_BOX = rf"(?:uss|usns|usnv|uscgc){_SP}{_W}(?=\s+[afd]po)|(?:p\.? ?o\.? ?box|box|psc|unit|postfach|casilla|apartado){_SP}?#?\d{{1,6}}|\b(?:apo|fpo|dpo){_SP}a[aep]{_SP}\d{{5}}"
_FLAT = rf"(?:{'|'.join(_FLATS)})\b\.? ?#?\d{{1,5}}[a-z]?\b"
_NOT = r"(?!\w|[.,:]\d)"
_ANCHOR = re.compile(
    rf"(?<![\w.,:/$€£-])(?:"
    rf"{_LEAD}{{1,2}}(?:{_W}{_SP}){{0,4}}?(?:{_W}{_SP}{_SUFFIX}|{_JOINED})(?!\w)(?:{_SP}{_N}{_NOT})?"
    rf"|{_JOINED}{_SP}{_N}{_NOT}"
    rf"|{_LEAD}{{1,2}}{_PREFIX}{_SP}(?:{_W}{_SP}){{1,5}}?{_N}{_NOT}"
    rf"|{_LEAD}{{1,2}}{_PREFIX}{_SP}(?:{_W}{_SP}){{0,2}}{_W}"
    rf"|\b{_PREFIX}{_SP}(?:{_W}{_SP}){{1,4}}?{_N}{_NOT}"
    rf"|{_LEAD}{{0,2}}\b(?:{_BOX})"
    rf"|{_LEAD}{{1,2}}(?:{_W}[ ,]{{1,2}}){{1,5}}(?:{_N}[ ,]{{0,2}})?[\s>?]{{0,6}}{_FLAT}"
    rf"|\b{_FLAT})"
)
_LINE = re.compile(rf"\n[>? ]*({_LEAD}{{1,2}}(?:{_W}{_SP}){{1,4}}{_N})(?=\s*\n)")
_NAMED = re.compile(rf"\b(?:{_W}{_SP}){{1,3}}(?:street|avenue|road|lane|drive|boulevard)\b")
_CORNER = re.compile(
    rf"\b(?:the )?corner of (?:[\w.,'-]{{1,30}} ){{1,7}}?and (?:[\w.'-]{{1,30}} ){{0,5}}?(?:{_SUFFIX}|{_JOINED}|{_N}(?!\w))"
)
_SAID = re.compile(
    r"\b(?:address(?:es)?(?: is|'s| with)?|located at|liv(?:e|es|ing) (?:at|on)|(?:office|house|flat|shop|it) ?(?:is|'s) (?:at|in)|"
    r"(?:sent?|send|return|returned|delivered|shipped|mailed|moved|taxi|come|it|one) to|meet(?:ing)? (?:me |you )?at|arrived at|adresim|adresi)"
    rf"(?: is| here they are)?[:,]?\s+({_LEAD}{{0,2}}(?:{_W}{_SP}){{0,4}}?{_W}\.?{_SP}{_N}){_NOT}"
)
_PIECE = re.compile(
    rf"(?P<gap>[,\s>?\\]{{1,8}})(?P<words>(?:{_W}|\([^\W\d_ ]+\))(?:[ -](?:{_W}|\([^\W\d_ ]+\))){{0,5}})?(?P<code> ?\d{{4,6}}(?![.,]\d))?(?!\w)"
)
_LARGE = r"(?:[^\W\d_a-zà-ÿ][\w.'’-]*|of|the|de|di|da|del|la|and)(?=[\s,.;:?!>]|\Z)"
_PLACE = re.compile(rf"(?: {_LARGE}){{1,6}}")
_PLACE_HERE = re.compile(rf"\S+(?: {_LARGE})*")
_LINKS = re.compile(r"(?: (?:of|the|de|di|da|del|la|and|in))+\Z")
_FAMOUS = frozenset(listed("wall main high sesame coronation fleet baker state"))
_FLAT_END = re.compile(rf"{_FLAT}\Z")
_SIGNS = frozenset([*_STRONG, *_WEAK, *_PREFIXES, *_FLATS, "box", "psc", "apo", "fpo", "dpo", "postfach", "corner"])
_NO_STREET = frozenset(listed("on to for with my your from was were is are i we they he she that this"))
_CASE = re.compile(r"\w{4,}(?:d[ea]|[dt][ea]n|yor|ama|eme|len)\Z")  # Turkish, where no such address stands
_SMALL = _SIGNS | frozenset(
    listed(
        "of the and in at van der den de la le du da dos das del della di el al von zu ten ter po do na nad pod og i"
    )
)
_SAYS = frozenset(listed("address addresses located live lives living office house flat shop it send sent return returned delivered shipped mailed moved taxi come one "
                  "meet meeting arrived adresim adresi"))  # fmt: skip


def addresses(reading: Reading) -> Iterator[Span]:
    """Addresses that are not Turkish, with the place, the country and the post code behind them."""
    has_signs = bool(reading.vocabulary & _SIGNS) or any(map(reading.folded.__contains__, _ENDINGS))
    if has_signs:
        yield from _streets(reading)
    if reading.vocabulary & _SAYS:
        yield from _said(reading)
    if "\n" in reading.text:
        yield from (
            (match.start(1), _tail(reading, match.end()), "ADDRESS") for match in _LINE.finditer(reading.folded)
        )


def _streets(reading: Reading) -> Iterator[Span]:
    text, folded = reading.text, reading.folded
    for match in _NAMED.finditer(folded):
        begun = _last_large(text, match.start(), match.end())
        words = folded[begun : match.end()].split()
        if len(words) > 1 and words[0] not in _FAMOUS:
            yield begun, match.end(), "ADDRESS"
    for match in _CORNER.finditer(folded):
        yield match.start(), _tail(reading, match.end()), "ADDRESS"
    for match in _ANCHOR.finditer(folded):
        if _is_written_as_one(reading, match.start(), match.end()):
            yield match.start(), _tail(reading, match.end()), "ADDRESS"


def _said(reading: Reading) -> Iterator[Span]:
    """What follows "my address is" and its like, where it looks like an address at all."""
    for match in _SAID.finditer(reading.folded):
        if _is_written_as_one(reading, *match.span(1)):
            yield match.start(1), _tail(reading, match.end(1)), "ADDRESS"


def _is_written_as_one(reading: Reading, start: int, end: int) -> bool:
    """Names of streets are mostly written large; in a text without any large letter nobody can tell."""
    words = re.findall(r"[^\W\d_][^\s,]*", reading.text[start:end])
    small = [word for word in words if word[0].islower() and word.strip(".") not in _SMALL]
    if any(word in _NO_STREET or _CASE.search(word) for word in small):
        return False
    return 2 * len(small) <= len(words) or not reading.has_capitals


def _last_large(text: str, start: int, end: int) -> int:
    """Where the last run of large words begins."""
    found = list(re.finditer(r"\S+", text[start:end]))
    first = len(found) - 1
    while first and found[first - 1].group()[0].isupper():
        first -= 1
    return start + found[first].start()


def _tail(reading: Reading, end: int) -> int:
    """Where the place, the country and the post code behind a street end."""
    text = reading.text
    if _FLAT_END.search(reading.folded, max(0, end - 20), end) and (place := _PLACE.match(text, end)):
        end += len(_LINKS.sub("", place.group()))
    reached = end
    for _ in range(4):
        match = _PIECE.match(reading.folded, end)
        if match is None or not (match["words"] or match["code"]):
            break
        large = match["words"] is None or text[match.start("words")].isupper()
        is_parted = "\n" in match["gap"] or "," in match["gap"]
        if not (large or is_parted):
            break
        end = match.end()
        if match["code"]:
            return end
        if large and is_parted:
            reached = _place_end(text, match.start("words"), end)
            if reached < end:
                break
    return reached


def _place_end(text: str, start: int, end: int) -> int:
    """The end of the large words a piece begins with."""
    place = _PLACE_HERE.match(text, start, end)
    return end if place is None else start + len(_LINKS.sub("", place.group()).rstrip(",.;:?!"))
