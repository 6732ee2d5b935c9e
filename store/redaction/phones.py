"""Phone numbers in whatever spacing people write them; sums, dates and times are none."""

import re
from collections.abc import Iterator

import phonenumbers

from store.redaction.codes import is_product_code
from store.redaction.reading import Reading, Span

# several in a row, which a search for one number does not tell apart
_ROW = re.compile(r"(?<![\d+])(?:\+?90|0)[ .-]?\(?[2-5]\d{2}\)?[ .-]?\d{3}[ .-]?\d{2}[ .-]?\d{2}(?!\d)")
_REGIONS = ("TR", "US", "GB", "BR")
_SEP = r"[ \t]?[().\-/\u00ad\u2010-\u2013*]{1,2}[ \t]?|[ \t]{1,2}"
_RUN = re.compile(
    rf"(?<![\w,/:.-])(?:\+ ?)?[(\[]?\d(?:{_SEP})?(?:\d(?:{_SEP})?){{5,14}}(?:(?:x|ext\.? ?|dahili:? ?)\d{{1,6}})?(?!\w)"
)
_SPOKEN = re.compile(
    r"\b(?:tel\b|telefon|phone|cep\b|gsm|numaradan|numarayi|whats|ara(?:yin|yabil|mak|dim)|ulas|call|reach|answering|fax|faks|mobile|office|cell|dahili|contact|iletisim)"
)
_DAY, _MONTH = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])"
_DATE = re.compile(
    rf"(?<!\d)(?:(?:{_DAY}[./-]{_MONTH}|{_MONTH}[./-]{_DAY})[./-](?:19|20)?\d{{2}}|(?:19|20)\d{{2}}[./-]{_MONTH}[./-]{_DAY}"
    r"|(?:19|20)\d{2} ?[-–/] ?(?:19|20)\d{2}|[0-2]?\d[.][0-5]\d ?[-–] ?[0-2]?\d[.][0-5]\d)(?!\d|[./-]\d)"
)
_SUM = re.compile(r"\d{1,3}(?:[. ]\d{3})+(?:,\d+)?\Z|\d{1,3}(?:,\d{3})+(?:\.\d+)?\Z|\d+[.,]\d{1,2}\Z")
_MONEY_BEHIND = re.compile(
    r"[,.]?\d* ?(?:,-)?(?:(?:tl|try|lira|usd|eur|euro|dolar|dollar|gbp|kurus|adet|puan|btu|watt|mah|mil|km|kg|gb|mb)(?![a-z]{4})|[₺$€£%])"
)
_MONEY_BEFORE = re.compile(r"[₺$€£] ?\Z|\b(?:usd|eur|try|tl) ?\Z")
_NO_DIGIT, _EXTENSION = re.compile(r"\D"), re.compile(r"x|ext|dahili")
_FORM = re.compile(r"(?:90|0)?5\d{9}|0[2348]\d{9}|90[2348]\d{9}")
_AREA = re.compile(r"\d{3}\)?[ .-]+\d{3}[ .-]+\d{2}[ .-]?\d{2}\Z")
_COMPANY = re.compile(r"444[ -]?\d[ -]?\d{3}|444[ -]?\d{2}[ -]?\d{2}|444 \d{4}")
_AMERICAN = re.compile(r"(?:1[ .-])?\(?\d{3}\)?[ .-]?\d{3}[.-]\d{4}")


def phones(reading: Reading) -> Iterator[Span]:
    """What is a number to call, or is written where one is spoken of."""
    folded = reading.folded
    for begin, stop in reading.numbers:
        yield from ((*match.span(), "PHONE") for match in _ROW.finditer(folded, begin, stop))
        for match in _RUN.finditer(folded, begin, stop):
            start, end = match.span()
            while not folded[end - 1].isalnum():
                end -= 1
            if _is_phone(folded, start, end):
                yield start, end, "PHONE"


def _is_phone(folded: str, start: int, end: int) -> bool:
    found = folded[start:end]
    digits = _NO_DIGIT.sub("", _EXTENSION.split(found)[0])
    before = folded[max(0, start - 45) : start]
    if not 7 <= len(digits) <= 15 or _DATE.search(found) or is_product_code(folded, start, end):
        return False
    if found.startswith(("+", "00")) and len(digits) >= 9:
        return True
    if _MONEY_BEHIND.match(folded, end) or _MONEY_BEFORE.search(before):
        return False
    if _SUM.match(found) and digits[0] != "0" and ("." in found or "," in found or not _is_spoken(folded, start, end)):
        return False
    return _has_form(found, digits) or _is_spoken(folded, start, end) or _is_valid(found, digits)


def _has_form(found: str, digits: str) -> bool:
    """Turkish mobile, area and company numbers, the American way to write one, a national number in groups."""
    if _FORM.fullmatch(digits) or _COMPANY.fullmatch(found) or _AMERICAN.match(found):
        return True
    if (digits[0] == "0" and 8 <= len(digits) <= 12 and found != digits) or _EXTENSION.search(found):
        return True  # no sum begins with 0, and a house has no extension
    return len(digits) == 10 and digits[0] in "248" and _AREA.search(found) is not None


def _is_spoken(folded: str, start: int, end: int) -> bool:
    return any(
        _SPOKEN.search(folded, *place) for place in ((max(0, start - 45), start), (end, min(len(folded), end + 14)))
    )


def _is_valid(found: str, digits: str) -> bool:
    """Whether it can be called from one of the regions whose sources are read; a bare run of digits is not asked about."""
    if len(digits) < 9 or (found == digits and digits[0] != "0"):
        return False
    for region in _REGIONS:
        try:
            if phonenumbers.is_valid_number(phonenumbers.parse(found, region)):
                return True
        except phonenumbers.NumberParseException:
            return False
    return False
