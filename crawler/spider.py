"""The one place where Scrapy is called by its names: it brings pages; the sources themselves know nothing of it."""

import asyncio
import logging
import re
from collections.abc import AsyncIterator
from functools import partial
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from w3lib.url import add_or_replace_parameters

from crawler.ask import Ask
from crawler.errors import CrawlError, PageError, Unreachable
from crawler.garbage import seldom
from crawler.ledger import revisit
from crawler.politeness import user_agent
from crawler.source import Signature
from crawler.visit import Enough, Visit
from crawler.walk import walk as common_walk
from crawler.web import Answer

ACCEPT = {
    "html": "text/html,application/xhtml+xml",
    "json": "application/json",
    "xml": "application/atom+xml,application/rss+xml,application/xml",
    "file": "*/*",
}
UNSIGNED = Signature()
# Addresses Scrapy has nothing to make safe in: it need not take them apart.
PLAIN = re.compile(
    r"https?://[a-z0-9.]+(:[1-9][0-9]{0,3}|:[1-5][0-9]{4})?/[A-Za-z0-9/._~-]*(\?[A-Za-z0-9/._~&=:+,-]+)?"
)
SETTINGS: dict[str, Any] = {
    "AUTOTHROTTLE_ENABLED": False,  # crawler.middlewares keeps the pace
    "CONCURRENT_REQUESTS": 1,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
    "COOKIES_ENABLED": False,
    "DOWNLOADER_MIDDLEWARES": {
        "crawler.middlewares.Manners": 850,
        # with one request after the other, what does nothing here is a tenth of the work
        "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": None,
        "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": None,
        "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
        "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
        "scrapy.downloadermiddlewares.stats.DownloaderStats": None,
        "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": None,
    },
    "DOWNLOAD_DELAY": 0,
    "DOWNLOAD_HANDLERS": {"http": "crawler.wire.Wire", "https": "crawler.wire.Wire"},
    "DOWNLOAD_MAXSIZE": 20_000_000,
    "DOWNLOAD_TIMEOUT": 60,
    "DOWNLOAD_VERIFY_CERTIFICATES": True,
    # Nobody asks what they count, and two open a port where Python may be run. What is only switched off is imported all the same.
    "EXTENSIONS_BASE": {},
    "HTTPPROXY_ENABLED": False,
    "LOG_ENABLED": False,
    "METAREFRESH_ENABLED": False,
    "REDIRECT_MAX_TIMES": 5,
    "REFERRER_POLICY": "no-referrer",
    "RETRY_ENABLED": False,  # crawler.web waits and tries again
    "ROBOTSTXT_OBEY": False,  # crawler.middlewares obeys, and fails closed
    "STATS_CLASS": "scrapy.statscollectors.DummyStatsCollector",
    "TWISTED_REACTOR_ENABLED": False,
}


class Walker(Spider):
    """Walks one source. What ended the walk is left in `visit.error`."""

    name = "walker"

    def __init__(self, visit: Visit) -> None:
        super().__init__()
        self.visit = visit
        visit.web.fetch = self.download

    async def start(self) -> AsyncIterator[Any]:
        """Scrapy's entry: the source's own walk, whatever its outcome."""
        try:
            await self.visit.web.begin(partial(self.visit.source.sign, self.visit))
            await (revisit if self.visit.is_revisit else self.visit.source.crawl or common_walk)(self.visit)
            self.visit.is_complete = True
        except Enough:
            pass
        except asyncio.CancelledError:
            self.visit.is_interrupted = True
            raise
        except Exception as error:
            self.visit.error = error
        return
        yield

    async def download(self, ask: Ask, signature: Signature = UNSIGNED, *, is_robots: bool = False) -> Answer:
        """One answer through Scrapy. Raises PageError for endless redirects, Unreachable when nothing comes."""
        url = add_or_replace_parameters(ask.url, signature.params) if signature.params else ask.url
        headers = self._headers() | ask.headers | signature.headers
        meta = {
            "verbatim_url": PLAIN.fullmatch(url) is not None,
            "pause_s": ask.pause_s,
            "is_robots": is_robots,
            "handle_httpstatus_list": [304],
            "download_timeout": self.crawler.settings["DOWNLOAD_TIMEOUT"],
        }
        request = Request(url, method=ask.method, body=ask.body, headers=headers, meta=meta, dont_filter=True)
        request.meta["verbatim_url"] = True  # safe by now: aiohttp is not to write it its own way once more
        place = self.visit.web.masked(ask.url)
        try:
            response = await self._bring(request)
        except CrawlError:
            raise
        except IgnoreRequest as error:
            raise PageError(self.visit.web.masked(f"{error} at {place}")) from error
        except Exception as error:
            because = ": ".join(type(one).__name__ for one in (error, error.__cause__) if one)
            raise Unreachable(f"{because} at {place}") from error
        said = {
            name.decode("latin-1").lower(): b",".join(values).decode("latin-1")
            for name, values in response.headers.items()
        }
        return Answer(response.url, response.status, said, response.body)

    async def _bring(self, request: Request) -> Response:
        """Through the middlewares to the wire. Scrapy's own way there keeps a queue and tells of every step: here nobody queues or listens."""
        assert self.crawler.engine is not None
        downloader = self.crawler.engine.downloader
        while True:
            found = await downloader.middleware.download_async(downloader.handlers.download_request_async, request)
            if isinstance(found, Response):
                return found
            request = found

    def _headers(self) -> dict[str, str]:
        source, settings = self.visit.source, self.visit.settings
        said = {"Accept": ACCEPT[source.answers], "Accept-Language": source.language}
        return said | {"User-Agent": user_agent(settings.contact, settings.address)}


def walk(visit: Visit) -> None:
    """Run Scrapy to the end of a visit. Once per process: a command is a process of its own."""
    process = AsyncCrawlerProcess(SETTINGS)
    _silence()
    seldom()
    process.crawl(Walker, visit=visit)
    process.start()


def _silence() -> None:
    """Scrapy writes lines on every page, which nobody reads: not even made when it is told so after it has set itself up."""
    log = logging.getLogger("scrapy")
    log.addHandler(logging.NullHandler())
    log.propagate = False
    log.setLevel(logging.CRITICAL + 1)
