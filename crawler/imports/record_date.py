"""When a brought record was written: an ISO moment, an ISO day, or the Turkish text of a page."""

import re
from datetime import datetime
from enum import StrEnum
from typing import Any

from crawler.helpers.dates import turkish_moment

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})")
_YEAR = re.compile(r"\b\d{4}\b")


class Undated(StrEnum):
    """What a record's date lacks."""

    NO_DATE = "no date given"
    YEAR_TAKEN = "date without a year: the last such day before retrieved_at was taken"
    NO_YEAR = "date without a year and no retrieved_at to tell it: left unknown"


def read_date(fields: dict[str, Any], raw: dict[str, Any], *, is_retrieval_known: bool) -> Undated | None:
    """Put `posted_at` and `posted_precision` of a record's fields into ISO form; says what the date lacks.

    A bare day is its noon: UTC, or Istanbul where the text is Turkish. Raises ValueError for what is no date.
    """
    text = fields.get("posted_at")
    if text is None:
        return Undated.NO_DATE
    if not isinstance(text, str):
        raise ValueError("a text was expected")
    text = text.strip()
    if found := _MOMENT.fullmatch(text):
        fields.setdefault("posted_precision", "second" if found[1] else "minute")
        return None
    if _DAY.fullmatch(text):
        fields |= {"posted_at": datetime.fromisoformat(f"{text}T12:00:00Z").isoformat(), "posted_precision": "day"}
        return None
    return _read_turkish(text, fields, raw, is_retrieval_known)


def _read_turkish(text: str, fields: dict[str, Any], raw: dict[str, Any], is_retrieval_known: bool) -> Undated | None:
    retrieved_at = datetime.fromisoformat(str(fields["retrieved_at"]))
    if retrieved_at.tzinfo is None:
        raise ValueError("retrieved_at must have a zone")
    try:
        moment = turkish_moment(text, retrieved_at)
    except ValueError as wrong:
        raise ValueError(
            "neither an ISO moment with its zone, nor a day like 2025-12-31, nor Turkish like '31 Aralık 2025 22:43'"
        ) from wrong
    raw["date"] = text
    has_year = _YEAR.search(text) is not None
    if not has_year and not is_retrieval_known:
        del fields["posted_at"]
        return Undated.NO_YEAR
    fields |= {"posted_at": moment.at.isoformat(), "posted_precision": moment.precision.value}
    return None if has_year else Undated.YEAR_TAKEN
