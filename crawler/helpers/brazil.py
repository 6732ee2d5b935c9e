"""Dates as Brazilian sites write them. Brasília has kept one offset since 2019; earlier summers had another."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from crawler.errors import PageError

SAO_PAULO = ZoneInfo("America/Sao_Paulo")


def brazilian_day(text: str, place: str) -> datetime:
    """The noon in Brasília of a day like "25/04/2025". Raises PageError for anything else."""
    try:
        return datetime.strptime(f"{text.strip()} 12", "%d/%m/%Y %H").replace(tzinfo=SAO_PAULO).astimezone(UTC)
    except ValueError as wrong:
        raise PageError(f"not a day: {text!r} at {place}") from wrong
