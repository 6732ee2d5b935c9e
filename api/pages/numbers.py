"""Numbers, dates and units as people write them: 1,234.5 in English, 1.234,5 in Turkish."""

import math
from datetime import date, datetime
from typing import Literal

from store.written import MONTHS
from store.written import day as written_day

Language = Literal["en", "tr"]
LANGUAGES: tuple[Language, ...] = ("en", "tr")
DASH = "–"


def number(value: float | None, language: Language, decimals: int | None = None) -> str:
    """A number with its thousands parted. Without `decimals` about three significant digits; whole numbers stay whole. None is a dash."""
    if value is None:
        return DASH
    if decimals is None:
        decimals = (
            0
            if float(value).is_integer() or abs(value) >= 100
            else 1
            if abs(value) >= 10
            else 2
            if abs(value) >= 0.1
            else None
        )
    text = (
        f"{value:,.{decimals}f}"
        if decimals is not None
        else f"{value:.{2 - math.floor(math.log10(abs(value)))}f}".rstrip("0")
    )
    return text.translate(str.maketrans(",.", ".,")) if language == "tr" else text


def interval(low: float | None, high: float | None, language: Language, decimals: int | None = None) -> str:
    """Both ends with a dash between; both with as many decimals as `places` gives them."""
    if low is None or high is None:
        return DASH
    decimals = places(low, high) if decimals is None else decimals
    return f"{number(low, language, decimals)}{DASH}{number(high, language, decimals)}"


def places(low: float | None, high: float | None) -> int | None:
    """Decimals of an interval and of the figure it belongs to, so that no figure looks surer than its interval; None without one."""
    if low is None or high is None:
        return None
    largest = max(abs(low), abs(high))
    return 0 if largest >= 100 else 1 if largest >= 10 else 2 if largest >= 0.1 else 4


def percent(share: float | None, language: Language) -> str:
    """A share from 0 to 1 in hundredths: 7% in English, %7 in Turkish."""
    if share is None:
        return DASH
    text = number(100 * share, language, 0 if share == 0 or abs(share) >= 0.02 else 1)
    return f"%{text}" if language == "tr" else f"{text}%"


def at_least(probability: float, language: Language) -> str:
    """A probability in hundredths, rounded down and never to certainty, so that "at least" stays right: 97.5%, %97,5."""
    shown = number(min(math.floor(1000 * probability) / 10, 99.9), language, 1)
    return f"%{shown}" if language == "tr" else f"{shown}%"


def day(value: date | datetime | None, language: Language, letters: int | None = None) -> str:
    """20 November 2026, 20 Kasım 2026; with `letters` the month is cut to so many (20 Nov, 20 Kas)."""
    return DASH if value is None else written_day(value, language, letters)


def month(value: date, language: Language) -> str:
    """A month in three letters; January with its year, so that a row of them says which year it is."""
    name = MONTHS[language][value.month - 1][:3]
    return f"{name} {value.year}" if value.month == 1 else name


def moment(value: datetime | None, language: Language) -> str:
    """A day and a time in UTC."""
    return DASH if value is None else f"{day(value, language)} {value:%H:%M} UTC"


def period(name: str, language: Language) -> str:
    """2026Q3 -> Q3 2026 / 2026 3. çeyrek; 2026-07 -> July 2026; a day as a day; anything else as it is."""
    if len(name) == 6 and name[4] == "Q" and name[5] in "1234":
        return f"Q{name[5]} {name[:4]}" if language == "en" else f"{name[:4]} {name[5]}. çeyrek"
    if len(name) == 7 and name[4] == "-" and name[5:].isdigit() and 1 <= int(name[5:]) <= 12:
        return f"{MONTHS[language][int(name[5:]) - 1]} {name[:4]}"
    if len(name) == 10:
        try:
            return day(date.fromisoformat(name), language)
        except ValueError:
            return name
    return name
