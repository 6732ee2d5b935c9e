"""Dates as American sites write them."""

from datetime import UTC, datetime

from crawler.errors import PageError


def american_day(said: str, place: str) -> datetime:
    """ "03/11/2026" is the eleventh of March; its noon in UTC, which is that day from Hawaii to Newfoundland.

    Raises PageError for anything else.
    """
    try:
        return datetime.strptime(said.removeprefix("Date:").strip(), "%m/%d/%Y").replace(hour=12, tzinfo=UTC)
    except ValueError as wrong:
        raise PageError(f"not a day as MM/DD/YYYY: {said!r} at {place}") from wrong
