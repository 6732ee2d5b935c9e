"""Moments as releases write them."""

from datetime import UTC, datetime


def moment_of(text: str) -> datetime | None:
    """A moment as it is written, in UTC where it names no zone; None for what is none."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
