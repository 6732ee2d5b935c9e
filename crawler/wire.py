"""A bound where Scrapy has none: a server that sends headers without end would fill the memory until its time is up."""

from typing import Any

from scrapy.core.downloader.handlers import http11
from twisted.web._newclient import ParseError

MOST_HEADER_BYTES = 262_144
_Parser: Any = http11._LenientHTTPClientParser


class _Bounded(_Parser):  # type: ignore[misc]
    """Hangs up on a server whose headers, those of interim answers too, grow too long."""

    header_bytes = 0

    def lineReceived(self, line: bytes) -> None:  # noqa: N802
        self.header_bytes += len(line)
        if self.header_bytes > MOST_HEADER_BYTES:
            raise ParseError("headers without end", line[:100])  # type: ignore[no-untyped-call]
        super().lineReceived(line)


def bound_headers() -> None:
    """From now on every answer's headers are bounded, in this process."""
    http11._LenientHTTPClientParser = _Bounded  # type: ignore[misc]
