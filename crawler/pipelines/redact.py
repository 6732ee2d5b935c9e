"""Personal data out of a text, before it is stored: recall first. Sums, dates and product codes stay.

Checksums decide where there are any (IBAN, Turkish identity number, cards); the rest goes by form.
"""

import re
from collections.abc import Callable, Iterator

import phonenumbers
from stdnum import iban, luhn
from stdnum.tr import tckimlik

_KEYED = (
    r"sipariş|talep|müşteri|abone|üye|kargo|takip|başvuru|fatura|dosya|order|customer|account|reference|case|tracking"
)


def _always(_found: str) -> bool:
    return True


def _is_card(found: str) -> bool:
    return bool(luhn.is_valid(re.sub(r"\D", "", found)))


_DOMAIN = re.compile(r"\s?@\s?[\w-]+(?:\.[\w-]+)+")
_BEFORE_AT = re.compile(r"[\w.+%-]+\Z")
_LONGEST_NAME = 200
_FORMS: tuple[tuple[str, re.Pattern[str], Callable[[str], bool]], ...] = (
    ("IBAN", re.compile(r"\bTR\s?\d{2}(?:\s?\d){22}\b", re.IGNORECASE), _always),
    (
        "IBAN",
        re.compile(r"\b[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{4}){2,7}(?:\s?[A-Z0-9]{1,3})?\b"),
        lambda found: bool(iban.is_valid(found)),
    ),
    ("CARD", re.compile(r"\b\d{4}(?:[ -]?\d{4}){2}[ -]?\d{3,4}\b"), _is_card),
    ("CARD", re.compile(r"\b\d{4}[ -]?[\dXx*]{2,4}[ -]?[Xx*]{2,4}[ -]?\d{4}\b"), _always),
    ("ID", re.compile(r"\b[1-9]\d{10}\b"), lambda found: bool(tckimlik.is_valid(found))),
    ("PLATE", re.compile(r"\b(?:0[1-9]|[1-7]\d|8[01])\s?[A-PR-VYZ]{1,3}\s?\d{2,5}\b"), _always),
    ("HANDLE", re.compile(r"(?<![\w@.])@[A-Za-z_]\w{2,}"), _always),
    (
        "NUMBER",
        re.compile(
            rf"(?:{_KEYED})\s*(?:no\w{{0,30}}|numara\w{{0,30}}|number|id)\s*[:.#]?\s*([\w-]{{0,40}}\d[\w-]{{3,}})",
            re.IGNORECASE,
        ),
        _always,
    ),
    # several in a row, which a search for one number does not tell apart
    (
        "PHONE",
        re.compile(r"(?<![\d+])(?:\+?90|0)[ .-]?\(?[2-5]\d{2}\)?[ .-]?\d{3}[ .-]?\d{2}[ .-]?\d{2}(?!\d)"),
        _always,
    ),
)
_REGIONS = ("TR", "US", "BR", "GB")
_RUN = re.compile(r"\d(?:[^\d\n]{0,3}\d){6,}")
_ROUND = 12


def redact(text: str) -> str:
    """The text with personal data replaced by [E-MAIL], [IBAN], [CARD], [ID], [PLATE], [HANDLE], [NUMBER], [PHONE]."""
    text = _redact_mails(text)
    for name, form, holds in _FORMS:
        text = form.sub(lambda match, name=name, holds=holds: _replace(match, name, holds), text)  # type: ignore[misc]
    return _redact_phones(text)


def _redact_mails(text: str) -> str:
    """Addresses, found from their @ backwards: a search from the front takes a day for a long word without one."""
    parts, done = [], 0
    for found in _DOMAIN.finditer(text):
        name = _BEFORE_AT.search(text[max(done, found.start() - _LONGEST_NAME) : found.start()])
        if name:
            parts += [text[done : found.start() - len(name[0])], "[E-MAIL]"]
            done = found.end()
    return "".join([*parts, text[done:]])


def _replace(match: re.Match[str], name: str, holds: Callable[[str], bool]) -> str:
    group = 1 if match.re.groups else 0
    if not holds(match.group(group)):
        return match.group()
    start, end = match.span(group)
    return f"{match.group()[: start - match.start()]}[{name}]{match.group()[end - match.start() :]}"


def _redact_phones(text: str) -> str:
    """Phone numbers of the regions whose sources are read, in whatever spacing people write them."""
    spans = sorted(span for run in _RUN.finditer(text) for span in _phones_near(text, run))
    parts, done = [], 0
    for start, end in spans:
        if start >= done:
            parts += [text[done:start], "[PHONE]"]
        done = max(done, end)
    return "".join([*parts, text[done:]])


def _phones_near(text: str, run: re.Match[str]) -> Iterator[tuple[int, int]]:
    """Where phone numbers lie round a run of digits; looking only there is twice as quick as looking everywhere."""
    begin = max(0, run.start() - _ROUND)
    window = text[begin : run.end() + _ROUND]
    for region in _REGIONS:
        for match in phonenumbers.PhoneNumberMatcher(window, region, leniency=phonenumbers.Leniency.VALID):
            yield begin + match.start, begin + match.end
