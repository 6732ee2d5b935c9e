"""A crawl in a process of its own, as the front door runs it, and the store it leaves."""

import json
import multiprocessing
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, SQLModel, select

from store.settings import Settings
from tests.crawler.crawl_here import crawl_here, main
from tests.fresh import migrated

ROOT = Path(__file__).resolve().parents[2]
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.crawler.crawl_here"])
KILLED = -signal.SIGKILL


@dataclass(frozen=True)
class Ended:
    """How a crawl ended."""

    state: str
    counts: dict[str, int]
    skipped: dict[str, int]
    notices: list[tuple[str, str, str]]
    peak_mb: float

    def said(self, code: str) -> str:
        """All messages of one code."""
        return "\n".join(message for _, found, message in self.notices if found == code)


def command(home: Path, source_id: str, **options: Any) -> list[str]:
    """The same crawl as a command line, to be interrupted."""
    return [sys.executable, "-m", "tests.crawler.crawl_here", str(home), source_id, json.dumps(options)]


def start(home: Path, source_id: str, **options: Any) -> ForkServerProcess:
    """The same crawl in a process of its own, to be killed."""
    process = FORKS.Process(target=crawl_here, args=(str(home), source_id, options), daemon=True)
    process.start()
    return process


def exit_of(process: ForkServerProcess) -> int:
    """The code a process ends with, waited for: 0, or KILLED."""
    process.join(60)
    assert process.exitcode is not None, "the crawl does not end"
    return process.exitcode


def crawl(home: Path, source_id: str, **options: Any) -> Ended:
    """Crawl to the end. Fails the test where the command itself fails."""
    receive, send = FORKS.Pipe(duplex=False)
    process = FORKS.Process(target=main, args=(send, str(home), source_id, options))
    process.start()
    send.close()
    try:
        assert receive.poll(120), "the crawl does not end"
        said = receive.recv()
    finally:
        process.join(10)
        process.close()
        receive.close()
    assert not said.startswith("!"), said
    outcome = json.loads(said)
    return Ended(**outcome | {"notices": [tuple(notice) for notice in outcome["notices"]]})


@contextmanager
def opened(home: Path) -> Iterator[Engine]:
    """The store of a home, migrated."""
    engine = migrated(Settings(home=home))
    try:
        yield engine
    finally:
        engine.dispose()


def rows(home: Path, model: type[SQLModel]) -> list[Any]:
    """Every row of a table."""
    with opened(home) as engine, Session(engine) as session:
        return list(session.exec(select(model)).all())
