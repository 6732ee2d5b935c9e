"""When a brought record was written: an ISO moment, an ISO day, or the Turkish text of a page."""

import re
from contextlib import suppress
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

_MONTHS = ("ocak", "şubat", "mart", "nisan", "mayıs", "haziran", "temmuz", "ağustos", "eylül", "ekim", "kasım", "aralık")
_TURKISH = re.compile(r"(\d{1,2}) (\w+)(?: (\d{4}))?(?: (\d{1,2}):(\d{2}))?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})")
_TURKEY = ZoneInfo("Europe/Istanbul")


class Undated(StrEnum):
    """What a record's date lacks."""

    NO_DATE = "no date given"
    YEAR_TAKEN = "date without a year: the last such day before retrieved_at was taken"
    NO_YEAR = "date without a year and no retrieved_at to tell it: left unknown"


def read_date(fields: dict[str, Any], raw: dict[str, Any], *, is_retrieval_known: bool) -> Undated | None:
    """Put `posted_at` and `posted_precision` of a record's fields into ISO form; says what the date lacks.

    A bare day is noon (UTC; in Turkish text noon in Istanbul). Raises ValueError for what is no date.
    """
    text = fields.get("posted_at")
    if text is None:
        return Undated.NO_DATE
    if not isinstance(text, str):
        raise ValueError("a text was expected")
    text = text.strip()
    if _MOMENT.fullmatch(text):
        fields.setdefault("posted_precision", "second" if _MOMENT.fullmatch(text)[1] else "minute")  # type: ignore[index]
        return None
    if _DAY.fullmatch(text):
        fields |= {"posted_at": datetime.fromisoformat(f"{text}T12:00:00Z").isoformat(), "posted_precision": "day"}
        return None
    return _read_turkish(text, fields, raw, is_retrieval_known)


def _read_turkish(text: str, fields: dict[str, Any], raw: dict[str, Any], is_retrieval_known: bool) -> Undated | None:
    found = _TURKISH.fullmatch(text)
    month = found[2].replace("I", "ı").lower() if found else ""
    if found is None or month not in _MONTHS:
        raise ValueError("neither an ISO moment with its zone, nor a day like 2025-12-31, nor like '31 Aralık 2025 22:43'")
    raw["date"] = text
    day, hour, minute = int(found[1]), int(found[4] or 12), int(found[5] or 0)
    precision = "minute" if found[4] else "day"
    if found[3]:
        at = datetime(int(found[3]), _MONTHS.index(month) + 1, day, hour, minute, tzinfo=_TURKEY)
        fields |= {"posted_at": at.isoformat(), "posted_precision": precision}
        return None
    if not is_retrieval_known:
        del fields["posted_at"]
        return Undated.NO_YEAR
    at = _last_before(datetime.fromisoformat(str(fields["retrieved_at"])), _MONTHS.index(month) + 1, day, hour, minute)
    fields |= {"posted_at": at.isoformat(), "posted_precision": precision}
    return Undated.YEAR_TAKEN


def _last_before(moment: datetime, month: int, day: int, hour: int, minute: int) -> datetime:
    """The last such day and time that is not after a moment; 29 February goes back to a leap year."""
    if moment.tzinfo is None:
        raise ValueError("retrieved_at must have a zone")
    for year in range(moment.astimezone(_TURKEY).year, moment.year - 10, -1):
        with suppress(ValueError):
            at = datetime(year, month, day, hour, minute, tzinfo=_TURKEY)
            if at.astimezone(UTC) <= moment.astimezone(UTC):
                return at
    raise ValueError(f"there is no day {day} in month {month}")
