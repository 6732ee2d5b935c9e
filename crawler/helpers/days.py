"""Days without an hour, as machines and as people of several languages write them: their noon stands for them."""

import re
from datetime import UTC, datetime, tzinfo

from crawler.errors import PageError
from crawler.helpers.dates import MONTHS

_MONTHS = (
    MONTHS,
    ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"),
    ("januar", "februar", "märz", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "dezember"),
    ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"),
    ("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
)  # fmt: skip
_NUMBER = {name: number for names in _MONTHS for number, name in enumerate(names, start=1)}
_DAY_FIRST = re.compile(r"(\d{1,2})(?:er|\.)?\s+(?:de\s+)?([^\W\d]+)\s+(?:de\s+)?(\d{4})")
_MONTH_FIRST = re.compile(r"([^\W\d]+)\s+(\d{1,2}),\s+(\d{4})")


def day(text: str, place: str, zone: tzinfo) -> datetime:
    """The noon in `zone` of a day like "2021-08-15". Raises PageError for anything else."""
    try:
        return datetime.strptime(text.strip(), "%Y-%m-%d").replace(hour=12, tzinfo=zone).astimezone(UTC)
    except ValueError as wrong:
        raise PageError(f"not a day: {text!r} at {place}") from wrong


def day_within(text: str, place: str, zone: tzinfo) -> datetime:
    """The noon in `zone` of the one day a sentence names, in Turkish, English, German, French or Spanish.

    Raises PageError where it names none.
    """
    for pattern, order in ((_DAY_FIRST, (2, 1, 0)), (_MONTH_FIRST, (2, 0, 1))):
        for match in pattern.finditer(text):
            year, month, number = (match.groups()[at] for at in order)
            if name := _NUMBER.get(_lower(month)):
                try:
                    return datetime(int(year), name, int(number), 12, tzinfo=zone).astimezone(UTC)
                except ValueError as wrong:
                    raise PageError(f"no such day: {match[0]!r} at {place}") from wrong
    raise PageError(f"no day in {text!r} at {place}")


def _lower(word: str) -> str:
    return word.replace("İ", "i").lower()
