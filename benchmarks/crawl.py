"""A crawl of 60 KB pages over loopback against Scrapy that reads nothing of them, and reading the archive again. Each in a process of its own."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.figures import Report

ROUNDS = 3
_BARE = """
import asyncio, json, logging, sys, time
from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from crawler.spider import SETTINGS
base, pages = sys.argv[1], int(sys.argv[2])
class Bare(Spider):
    name = "bare"
    async def start(self):
        for number in range(1, pages + 1):
            yield Request(f"{base}/x--1?p={number}", dont_filter=True)
    def parse(self, response):
        return None
logging.getLogger("scrapy").propagate = False
settings = {**SETTINGS, "DOWNLOADER_MIDDLEWARES": {}, "CONCURRENT_REQUESTS": 16, "CONCURRENT_REQUESTS_PER_DOMAIN": 16}
process = AsyncCrawlerProcess(settings)
process.crawl(Bare)
began = time.perf_counter()
process.start()
print(json.dumps(time.perf_counter() - began))
"""
_OURS = """
import json, resource, sys, time
from pathlib import Path
from crawler import run as running
from store.settings import Settings
began = []
walk = running._walk
def clocked(visit, show):
    import crawler.spider
    began.append(time.perf_counter())
    walk(visit, show)
    began.append(time.perf_counter())
running._walk = clocked
base, home = sys.argv[1], Path(sys.argv[2])
ended = running.crawl(Settings(home=home), "eksi", brands=(f"Kuzey Kargo={base}/x--1",), base_url=base, show_progress=False)
print(json.dumps([began[1] - began[0], ended.state, ended.counts.get("records", 0), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
"""
_AGAIN = """
import json, sys, time
from pathlib import Path
from crawler.replay import reparse
from crawler.source import SOURCES
from store.settings import Settings
len(SOURCES)
began = time.perf_counter()
run = reparse(Settings(home=Path(sys.argv[1])), "eksi")
print(json.dumps([time.perf_counter() - began, run.counts]))
"""


def crawl(rows: int = 2000) -> Report:
    """Pages a second and ratios; `rows` is the number of pages. Wrong where a page was not stored or read again otherwise."""
    report = Report(f"crawl of {rows:,} pages of 60 KB, one complaint each, over loopback")
    with _server(rows) as base, tempfile.TemporaryDirectory(prefix="terazi-crawl-") as folder:
        bare, ours, again, memory = [], [], [], []
        for turn in range(ROUNDS):
            bare.append(float(_run(_BARE, base, str(rows))))
            home = Path(folder) / str(turn)
            _run("import sys; from pathlib import Path; from store.migrate import migrate; from store.session import open_engine; "
                 "from store.settings import Settings; migrate(open_engine(Settings(home=Path(sys.argv[1])))); print(0)", str(home))  # fmt: skip
            seconds, state, records, peak = _run(_OURS, base, str(home))
            ours.append(seconds)
            memory.append(peak)
            report.is_wrong |= state != "ok" or records != rows
            seconds, counts = _run(_AGAIN, str(home))
            again.append(seconds)
            report.is_wrong |= counts.get("records") != rows or counts.get("changed", 0) != 0
    report.add("Scrapy that reads nothing, 16 at a time: pages a second", rows / median(bare))
    report.add("crawled, read, checked, redacted, stored: pages a second", rows / median(ours))
    report.add("ours : bare", median(bare) / median(ours), at_least=0.6)
    report.add("read again from the archive: pages a second", rows / median(again), at_least=1000)
    report.add("peak memory of the crawl", median(memory), "MB")
    return report


@contextmanager
def _server(pages: int) -> Iterator[str]:
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.page_server", str(pages)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
    finally:
        process.terminate()
        process.wait(10)


def _run(code: str, *arguments: str) -> Any:
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False,
                          env={name: value for name, value in os.environ.items() if not name.startswith("TERAZI_")})  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    time.sleep(0.2)
    return json.loads(done.stdout.splitlines()[-1])
