"""Machine-written times of any source, made aware UTC."""

from datetime import UTC, datetime, tzinfo

from crawler.errors import PageError


def iso(text: str, place: str, zone: tzinfo | None = None) -> datetime:
    """An ISO 8601 moment: "Z", "+0000", "+03:00", any number of fraction digits; one without a zone is of `zone`.

    Raises PageError for anything else, and for a moment without a zone where none is known.
    """
    try:
        at = datetime.fromisoformat(text.strip())
        if at.tzinfo is None and zone is None:
            raise PageError(f"a time without a zone: {text!r} at {place}")
        return at.replace(tzinfo=at.tzinfo or zone).astimezone(UTC)
    except (ValueError, OverflowError) as wrong:
        raise PageError(f"not an ISO time: {text!r} at {place}") from wrong


def epoch(value: object, place: str, *, unit: int = 1) -> datetime:
    """Seconds since 1970 (or 1/`unit` of them), as a number or in digits. Raises PageError for anything else."""
    try:
        seconds = float(value) / unit  # type: ignore[arg-type]
        return datetime.fromtimestamp(seconds, UTC)
    except (TypeError, ValueError, OverflowError, OSError) as wrong:
        raise PageError(f"not a time in seconds: {value!r} at {place}") from wrong
