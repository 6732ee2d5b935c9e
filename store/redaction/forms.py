"""What is personal by its form: checksums decide where there are any, a key word ("sipariş no") where there are none."""

import re
import sys
from collections.abc import Callable, Iterator

from stdnum import iban, luhn
from stdnum.tr import tckimlik

from store.redaction.codes import is_product_code
from store.redaction.listed import listed
from store.redaction.reading import Reading, Span

_UNITS = frozenset(
    listed(
        "TL GB MB TB KB KG GR CM MM MT KM ML LT HP CC AY YIL GUN SAAT DK SN EUR USD BIN INC KW W V X M L G K GBP CL AD ADET VE DE DA PM AM"
    )
)
_PLATE = r"(?:0[1-9]|[1-7]\d|8[01]) ?(?:[a-z] ?\d{4,5}|[a-z]{2} ?\d{3,4}|[a-z]{3} ?\d{2,3})"
Holds = Callable[[str], bool]


def _always(_found: str) -> bool:
    return True


def _is_card(found: str) -> bool:
    digits = re.sub(r"\D", "", found)
    return bool(luhn.is_valid(digits)) and len(set(digits)) > 1


def _is_plate(found: str) -> bool:
    """No measure: "34 ABC 123" is one, "20 TL 100" and "16 GB 512" are none."""
    letters = re.sub(r"[^A-Z]", "", found)
    return letters not in _UNITS and not set(letters) & set("QWX")


def _is_address(found: str) -> bool:
    return all(int(part) < 256 for part in found.split("."))


def _is_iban(found: str) -> bool:
    return bool(iban.is_valid(found))


def _is_identity(found: str) -> bool:
    return bool(tckimlik.is_valid(found))


Form = tuple[str, re.Pattern[str], Holds]


def _forms(*forms: tuple[str, str, Holds]) -> tuple[Form, ...]:
    """Name, pattern on the folded text (its group leaves, or all of it), test on the text itself."""
    return tuple((name, re.compile(pattern), holds) for name, pattern, holds in forms)


_HANDLES = _forms(("HANDLE", r"(?<![\w@./])@[a-z_][\w.]*\w{2}", _always))
_DOMAIN = re.compile(r"\s?(?:@|\(at\)|\[at\])\s?[\w-]+(?:(?:\.|\(dot\)|\[dot\])[\w-]+)+")
_BEFORE_AT = re.compile(r"[\w.+%*-]+\Z")
_LONGEST = 200
_NUMBERS = _forms(
    ("IBAN", r"\btr ?\d{2}(?: ?\d){22}\b", _always),
    ("IBAN", r"\b[a-z]{2}\d{2}(?: ?[a-z0-9]{4}){2,7}(?: ?[a-z0-9]{1,3})?\b", _is_iban),
    (
        "IBAN",
        r"\biban\w*(?: (?:no|numara|number)\w*)?(?: is)? ?[:=]? ?((?:[a-z]{2} ?)?\d{2}(?:[ ]?\d){8,24})\b",
        _always,
    ),
    ("CARD", r"(?<![\w.,])\d(?:[ -]?\d){12,18}(?![\w]|[.,]\d)", _is_card),
    ("CARD", r"\b\d{4}[ -]?[\dx*]{2,4}[ -]?[x*]{2,4}[ -]?\d{4}\b", _always),
    ("ID", r"\b[1-9]\d{10}\b", _is_identity),
    ("ID", r"(?<![\w-])\d{3}-\d{2}-\d{4}(?![\w-])", _always),
)
_PLATES = re.compile(r"(?:0[1-9]|[1-7]\d|8[01]) ?(?:[A-Z] ?\d{4,5}|[A-Z]{2} ?\d{3,4}|[A-Z]{3} ?\d{2,3})(?!\w)")
_RARE = {
    "plaka": _forms(("PLATE", rf"\b({_PLATE}) ?(?:plaka)", _always), ("PLATE", rf"\bplaka\w*(?: no\w*)? ?[:=]? ?({_PLATE})\b", _always)),
    ".": _forms(("IP", r"\d{1,3}(?:\.\d{1,3}){3}(?![\w]|\.\d)", _is_address)),
    ":": _forms(("IP", r"(?<![\w:])(?:[0-9a-f]{1,4}:){5,7}[0-9a-f]{1,4}(?![\w:])", _always)),
    "/": _forms(("HANDLE", r"\b(?:instagram|twitter|facebook|tiktok|linkedin|x|t|threads)\.(?:com|me|net)/(?:in/)?@?([a-z_][\w.-]{2,})", _always)),
}  # fmt: skip


def forms(reading: Reading) -> Iterator[Span]:
    """Everything personal by its form alone."""
    folded = reading.folded
    if "@" in folded or "(at)" in folded or "[at]" in folded:
        yield from _mails(folded)
        yield from _search(_HANDLES, reading)
    for start, end in reading.numbers:
        yield from _search(_NUMBERS, reading, start, end)
    yield from _plates(reading.text)
    for mark, rare in _RARE.items():
        if mark in folded:
            yield from _search(rare, reading)


def _mails(folded: str) -> Iterator[Span]:
    """Addresses, found from their @ backwards: a search from the front takes a day for a long word without one."""
    done = 0
    for found in _DOMAIN.finditer(folded):
        name = _BEFORE_AT.search(folded, max(done, found.start() - _LONGEST), found.start())
        if name:
            yield name.start(), found.end(), "E-MAIL"
            done = found.end()


def _plates(text: str) -> Iterator[Span]:
    """Turkish plates, written large as on the car."""
    for match in _PLATES.finditer(text):
        if not (match.start() and text[match.start() - 1].isalnum()) and _is_plate(match.group()):
            yield *match.span(), "PLATE"


def _search(wanted: tuple[Form, ...], reading: Reading, begin: int = 0, stop: int = sys.maxsize) -> Iterator[Span]:
    for name, pattern, holds in wanted:
        for match in pattern.finditer(reading.folded, begin, stop):
            start, end = match.span(1 if pattern.groups else 0)
            if holds(reading.text[start:end]) and not (name == "CARD" and is_product_code(reading.folded, start, end)):
                yield start, end, name
