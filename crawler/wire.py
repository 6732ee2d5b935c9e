"""How pages come over the wire: Scrapy's handler over aiohttp, whose parser is of C, with what it lacks for other people's servers."""

from typing import Any

from scrapy import Request
from scrapy.core.downloader.handlers._aiohttp import AiohttpDownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Headers

MOST_HEADER_BYTES = 65_536
"""Of one header: aiohttp hangs up at 8,190, and some security policies are longer. It takes no more than 128 of them."""


class Wire(AiohttpDownloadHandler):
    """Brings an answer as its server gave it."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._session._max_line_size = self._session._max_field_size = MOST_HEADER_BYTES

    @staticmethod
    def _request_headers(request: Request) -> Headers:
        """The request's own: nobody else will read them, and there is no proxy whose password were to be left out."""
        return request.headers

    @staticmethod
    def _extract_headers(response: Any) -> Headers:
        """As bytes: as text, headers that are not UTF-8 could not be turned back."""
        return Headers(response.raw_headers)
