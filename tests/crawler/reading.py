"""One page in hand, read by a source as the crawler would."""

from datetime import UTC, datetime
from typing import Any

from crawler.ask import Batch
from crawler.page import Page
from crawler.source import SOURCES

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


def page(body: bytes, url: str, parent: Any = None, headers: Any = None, **context: str) -> Page:
    """A page as the crawler would hand it on."""
    return Page(url, 200, body, "hash", NOW, NOW, headers or {}, {"brand": "Örnek", **context}, url, parent)


def read(source_id: str, given: Page) -> Batch:
    """A source's batch. Without notices, whatever would be noted of its keys raises."""
    batch: Batch = SOURCES[source_id].read(given)
    return batch
