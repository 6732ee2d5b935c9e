"""A crawl in this process, its outcome as JSON. Loaded once by the fork server of `process`, so that a test need not import Scrapy."""

import json
import os
import resource
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from scrapy.settings import Settings as ScrapySettings
from scrapy.utils.misc import load_object

import crawler.spider
import crawler.turns
from crawler.garbage import seldom
from crawler.run import crawl
from crawler.source import SOURCES
from crawler.sources.official import cfpb
from store.settings import Settings
from tests.crawler.dying import die_at

assert SOURCES
loaded = ScrapySettings(crawler.spider.SETTINGS)
for kind in ("DOWNLOADER_MIDDLEWARES", "SPIDER_MIDDLEWARES", "EXTENSIONS"):
    for middleware in loaded.getwithbase(kind):
        load_object(middleware)  # otherwise every crawl imports them anew
for handler in loaded.getdict("DOWNLOAD_HANDLERS").values():
    load_object(handler)
seldom()  # nor need a crawl look for garbage in all this


def crawl_here(home: str, source_id: str, options: dict[str, Any]) -> str:
    """The outcome, or the error that ended the command."""
    cfpb.PAGE_SIZE = options.pop("page_size", cfpb.PAGE_SIZE)
    os.environ.update(options.pop("env", {}))
    if dies := options.pop("dies", None):
        die_at(**dies)
    crawler.turns.LEASE_S = options.pop("lease_s", crawler.turns.LEASE_S)
    crawler.spider.SETTINGS |= options.pop("scrapy", {})
    if other := options.pop("source", None):
        SOURCES[source_id] = replace(SOURCES[source_id], **other)
    settings = Settings(home=Path(home), **{"contact": "", **options.pop("settings", {}), **_contact(options)})
    run = crawl(settings, source_id, **{**options, "brands": tuple(options.get("brands", ())), "show_progress": False})
    notices = [[level, code, message] for level, code, message, _, _ in run.notices]
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    outcome = {"state": run.state, "counts": run.counts, "skipped": run.skipped, "notices": notices}
    return json.dumps(outcome | {"peak_mb": peak_mb})


def _contact(options: dict[str, Any]) -> dict[str, str]:
    return {"contact": options.pop("contact")} if "contact" in options else {}


def main(send: Any, home: str, source_id: str, options: dict[str, Any]) -> None:
    """Crawl and send the outcome through a pipe; an error goes as its text behind a "!"."""
    try:
        send.send(crawl_here(home, source_id, options))
    except BaseException as error:
        send.send(f"!{type(error).__name__}: {error}")


if __name__ == "__main__":
    print(crawl_here(sys.argv[1], sys.argv[2], json.loads(sys.argv[3])))  # noqa: T201
