"""Errors of room 1. Each says what was asked, what came, and where."""

from datetime import datetime


class CrawlError(Exception):
    """Base of everything the crawler refuses."""


class PageError(CrawlError):
    """A page does not look as its contract says: names the selector or key, and the address."""


class Unreachable(CrawlError):  # noqa: N818
    """A host answers with errors or not at all."""


class GivenUp(PageError):  # noqa: N818
    """So many pages of a host could not be read that it is left alone for this run."""


class Blocked(CrawlError):  # noqa: N818
    """A source does not want to be asked now. `until` is when it may be asked again, where that is known."""

    def __init__(self, problem: str, *, until: datetime | None = None) -> None:
        self.until = until
        super().__init__(problem if until is None else f"{problem}; not before {until:%Y-%m-%d %H:%M} UTC")


class Disallowed(Blocked):
    """The source's robots.txt forbids this address."""
