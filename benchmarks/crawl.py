"""A crawl of 60 KB pages over loopback against Scrapy that reads nothing of them, and reading the archive again. Each in a process of its own.

All clocks leave starting up and importing out, and nothing else: a crawl is clocked from its first answer to its closed run,
bare Scrapy from its first answer to the end of its reactor, a re-parse from its first stretch of pages to its closed run.
"""

import json
import math
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
MEASURED = 5000
"""Pages of a round: whoever wants to see the memory over more gets one long crawl besides."""
READERS = 2
"""Processes that read the archive again: the goal is of two cores."""
MANY = 10
"""Entries on a page of the site as it is; the pages of the goals hold one complaint."""
BARE = """
import json, logging, sys, time
from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from crawler.spider import SETTINGS
base, pages = sys.argv[1], int(sys.argv[2])
began = []
class Bare(Spider):
    name = "bare"
    async def start(self):
        for number in range(1, pages + 1):
            yield Request(f"{base}/x--1?p={number}", dont_filter=True)
    def parse(self, response):
        began.extend((time.perf_counter(), time.process_time())) if not began else None
logging.getLogger("scrapy").propagate = False

stripped = ("DOWNLOADER_MIDDLEWARES", "DOWNLOAD_HANDLERS", "EXTENSIONS", "STATS_CLASS", "TWISTED_REACTOR_ENABLED")
as_it_comes = {name: value for name, value in SETTINGS.items() if name not in stripped}
more = {"CONCURRENT_REQUESTS": 16, "CONCURRENT_REQUESTS_PER_DOMAIN": 16, "TWISTED_REACTOR_ENABLED": sys.argv[3] == "twisted"}
process = AsyncCrawlerProcess(as_it_comes | more)
process.crawl(Bare)
process.start()
print(json.dumps({"seconds": time.perf_counter() - began[0], "busy": time.process_time() - began[1]}))
"""
OURS = """
import json, resource, sys, time
from pathlib import Path
from crawler import run as running
from crawler.spider import Walker
from crawler.source import SOURCES
from store.settings import Settings
base, home, began, resident = sys.argv[1], Path(sys.argv[2]), [], []
download = Walker.download
async def clocked(self, *given, **named):
    answer = await download(self, *given, **named)
    began.extend((time.perf_counter(), time.process_time())) if not began else None
    if (n := self.visit.run.counts.get("pages", 0)) % max(1, int(sys.argv[3]) // 10) == 0:
        resident.append((n, int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 2**20))
    return answer
Walker.download = clocked
len(SOURCES)
ended = running.crawl(Settings(home=home), "eksi", brands=(f"Kuzey Kargo={base}/x--1",), base_url=base, show_progress=False)
print(json.dumps({"seconds": time.perf_counter() - began[0], "busy": time.process_time() - began[1], "state": ended.state, "records": ended.counts.get("records", 0),
                  "resident": resident, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
"""
AGAIN = """
import json, os, resource, sys, time
from pathlib import Path
from crawler.replay import reparse
from crawler.source import SOURCES
from store.settings import Settings
len(SOURCES)
pages, marks, resident = int(sys.argv[2]), [], []
def busy():
    fields = [one.read_text().rpartition(")")[2].split() for one in Path("/proc").glob("[0-9]*/stat")]
    return sum(int(one[11]) + int(one[12]) for one in fields if int(one[2]) == os.getpgrp()) / os.sysconf("SC_CLK_TCK")
def saw(n):
    if not marks or n == pages:
        marks.append((n, time.perf_counter(), busy()))
    if n // max(1, pages // 10) > len(resident):
        resident.append((n, int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 2**20))
run = reparse(Settings(home=Path(sys.argv[1])), "eksi", saw=saw, processes=int(sys.argv[3]))
(first, _, before), (last, _, after) = marks[0], marks[-1]
ahead = (int(sys.argv[3]) - 1) * first  # what the other processes may have read before the first was heard of
rate = (last - first - ahead) / (time.perf_counter() - marks[0][1])
print(json.dumps({"rate": rate, "busy_ms": (after - before) * 1000 / max(1, last - first - ahead), "counts": run.counts, "resident": resident}))
"""
MIGRATE = """
import sys
from pathlib import Path
from store.migrate import migrate
from store.session import open_engine
from store.settings import Settings
migrate(open_engine(Settings(home=Path(sys.argv[1]))))
print(0)
"""


def crawl(rows: int = 3000) -> Report:
    """Pages a second and ratios; `rows` is the number of pages, the speed of which is measured on the first few thousand.

    Wrong where a page was not stored or read again otherwise.
    """
    report = Report(f"crawl of {rows:,} pages of 60 KB over loopback, one request at a time")
    few = min(rows, MEASURED)
    with tempfile.TemporaryDirectory(prefix="terazi-crawl-") as folder:
        one = [_round(report, few, 1, Path(folder) / str(turn)) for turn in range(ROUNDS)]
        many = _round(report, max(1, few // 5), MANY, Path(folder) / "many")
        whole = one[-1] if rows == few else _round(report, rows, 1, Path(folder) / "whole", with_bare=False)
    of = {name: median(turn[name] for turn in one) for name in one[0]}
    report.add("Scrapy that reads nothing, 16 at a time: pages a second", of["bare"])
    report.add("the same over aiohttp, as ours goes: pages a second", of["bare_aiohttp"])
    report.add("crawled, read, checked, redacted, stored: pages a second", of["ours"])
    report.add("ours : bare", median(turn["ours"] / turn["bare"] for turn in one), at_least=0.6)
    report.add("time of a processor per page: bare", of["bare_ms"], "ms")
    report.add("time of a processor per page: ours, all threads", of["ours_ms"], "ms")
    report.add("bare : ours, by time of a processor", median(turn["bare_ms"] / turn["ours_ms"] for turn in one))
    report.add(f"read again from the archive by {READERS} processes: pages a second", of["again"], at_least=1000)
    report.add("time of a processor per page read again, all processes", of["again_ms"], "ms")
    report.add(f"ours : bare, {MANY} entries a page", many["ours"] / many["bare"])
    report.add(f"read again, {MANY} entries a page: records a second", many["again"] * MANY)
    report.add("resident memory, a tenth of the way", whole["early"], "MB")
    report.add("resident memory, at the end", whole["late"], "MB", at_most=whole["early"] * 1.1)
    report.add("resident memory of what stores a re-parse, a tenth of the way", whole["again_early"], "MB")
    report.add("resident memory of what stores a re-parse, at the end", whole["again_late"], "MB")
    return report


def _round(report: Report, pages: int, entries: int, home: Path, *, with_bare: bool = True) -> dict[str, float]:
    """Bare, ours and the archive again, one after the other, on the same pages: pages a second, ms of a processor, and MB."""
    with pages_served(pages, entries) as base:
        bare, other = (
            _run(BARE, base, str(pages), over) if with_bare else {"seconds": math.nan, "busy": math.nan}
            for over in ("twisted", "aiohttp")
        )
        _run(MIGRATE, str(home))
        ours = _run(OURS, base, str(home), str(pages))
    again = _run(AGAIN, str(home), str(pages), str(READERS))
    counts = again["counts"]
    report.is_wrong |= ours["state"] != "ok" or ours["records"] != pages * entries
    report.is_wrong |= counts.get("records") != pages * entries or counts.get("changed", 0) != 0
    resident, stores = ([mb for _, mb in ended["resident"]] for ended in (ours, again))
    rates = {name: pages / one["seconds"] for name, one in (("bare", bare), ("bare_aiohttp", other), ("ours", ours))}
    rates["again"] = again["rate"]
    busy = {
        "bare_ms": bare["busy"] * 1000 / pages,
        "ours_ms": ours["busy"] * 1000 / pages,
        "again_ms": again["busy_ms"],
    }
    memory = {"early": resident[1], "late": resident[-1], "again_early": stores[0], "again_late": stores[-1]}
    return rates | busy | memory


@contextmanager
def pages_served(pages: int, entries: int = 1) -> Iterator[str]:
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.page_server", str(pages), str(entries)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
    finally:
        process.terminate()
        process.wait(10)


def _run(code: str, *arguments: str) -> Any:
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False, process_group=0,
                          env={name: value for name, value in os.environ.items() if not name.startswith("TERAZI_")})  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    time.sleep(0.2)
    return json.loads(done.stdout.splitlines()[-1])
