"""Turkish dates as sites write them, made aware UTC."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from store.vocabulary import Precision

ISTANBUL = ZoneInfo("Europe/Istanbul")
MONTHS = (
    "ocak", "şubat", "mart", "nisan", "mayıs", "haziran", "temmuz", "ağustos", "eylül", "ekim", "kasım", "aralık",
)  # fmt: skip
_UNIT_HOURS = {
    "saniye": 1 / 3600, "dakika": 1 / 60, "dk": 1 / 60, "saat": 1.0, "sa": 1.0, "gün": 24.0, "hafta": 168.0, "ay": 730.5,
    "yıl": 8766.0,
}  # fmt: skip
_ABSOLUTE = re.compile(r"(\d{1,2})\s+([^\W\d]+)(?:\s+(\d{4}))?(?:\s*,?\s+(\d{1,2}):(\d{2}))?")
_RELATIVE = re.compile(r"(\d+|bir)\s+([^\W\d]+)\s+önce")


@dataclass(frozen=True)
class Moment:
    """A point in time and how well it is known; `uncertainty_hours` is the half-width of a relative one."""

    at: datetime
    precision: Precision
    uncertainty_hours: float | None = None


def turkish_moment(text: str, now: datetime) -> Moment:
    """ "30 Mart 2017 10:16", "28 Eylül 12:10" or "3 gün önce", read at `now`. Raises ValueError for anything else.

    A date without a year is the current year's, or last year's where that lies over a day ahead. "3 gün önce" is any
    time from three days to just under four ago: the middle is taken. A day without an hour is its noon.
    """
    text = _lower(text)
    if absolute := _ABSOLUTE.fullmatch(text):
        return _absolute(absolute, now)
    return _relative(text, now)


def _absolute(match: re.Match[str], now: datetime) -> Moment:
    day, month, year, hour, minute = match.groups()
    if month not in MONTHS:
        raise ValueError(f"not a Turkish month: {month!r}")
    local = now.astimezone(ISTANBUL)
    precision = Precision.MINUTE if hour else Precision.DAY
    clock = {"hour": int(hour), "minute": int(minute)} if hour else {"hour": 12}
    for guess in [int(year)] if year else [local.year, local.year - 1, local.year - 2, local.year - 3, local.year - 4]:
        try:
            at = datetime(guess, MONTHS.index(month) + 1, int(day), **clock, tzinfo=ISTANBUL)
        except ValueError:  # 29 February of another year
            if year:
                raise
            continue
        if year or at <= local + timedelta(days=1):
            return Moment(at.astimezone(UTC), precision)
    raise ValueError(f"not a date: {match.group()!r}")


def _relative(text: str, now: datetime) -> Moment:
    if text in {"az önce", "şimdi", "biraz önce"}:
        count, unit_hours = 0, 1 / 60
    elif text == "dün":
        count, unit_hours = 1, 24.0
    else:
        match = _RELATIVE.fullmatch(text)
        if match is None or match[2] not in _UNIT_HOURS:
            raise ValueError(f"not a Turkish date: {text!r}")
        count, unit_hours = 1 if match[1] == "bir" else int(match[1]), _UNIT_HOURS[match[2]]
    middle = now - timedelta(hours=(count + 0.5) * unit_hours)
    return Moment(middle.astimezone(UTC), Precision.RELATIVE, unit_hours / 2)


def _lower(text: str) -> str:
    return " ".join(text.replace("İ", "i").replace("I", "ı").lower().split())
