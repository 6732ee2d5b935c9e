"""The log of a crawl."""

import time
from collections.abc import MutableMapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import structlog

from crawler.pipelines.redact import redact

OURS = {"event", "page_hash"}
"""What no page has written."""


def _without_people(_log: Any, _level: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A line of the log without phone numbers, addresses and the like: a refused page may have been quoted in it."""
    return {
        name: redact(value) if isinstance(value, str) and name not in OURS else value for name, value in event.items()
    }


class Log:
    """JSON lines: what the crawler did and when. Never an address, a name or a text."""

    def __init__(self, path: Path) -> None:
        self.path, self.written_at = path, 0.0

    def __enter__(self) -> Any:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.file = self.path.open("a", encoding="utf-8")
        steps = [_without_people, structlog.processors.add_log_level, structlog.processors.TimeStamper(fmt="iso", utc=True),
                 structlog.processors.JSONRenderer(default=str)]  # fmt: skip
        return structlog.wrap_logger(SimpleNamespace(info=self._write), processors=steps)  # type: ignore[arg-type]

    def _write(self, line: str) -> None:
        """What follows within a second goes to disk together: most lines are of pages, one each."""
        self.file.write(f"{line}\n")
        if time.monotonic() > self.written_at + 1.0:
            self.file.flush()
            self.written_at = time.monotonic()

    def __exit__(self, *_error: object) -> None:
        self.file.close()
