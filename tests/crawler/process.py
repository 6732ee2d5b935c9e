"""A crawl in a process of its own, as the front door runs it, and the store it leaves."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, SQLModel, select

from store.migrate import migrate
from store.session import open_engine
from store.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = """
import json, sys
from pathlib import Path
from crawler.run import crawl
from store.settings import Settings
home, source, options = sys.argv[1:]
options = json.loads(options)
contact = options.pop("contact", "")
run = crawl(Settings(home=Path(home), contact=contact), source, **{**options, "brands": tuple(options.get("brands", ()))})
print(json.dumps({"run_id": run.run_id, "state": run.state, "counts": run.counts, "skipped": run.skipped,
                  "notices": [[level, code, message] for level, code, message, _, _ in run.notices]}))
"""


@dataclass(frozen=True)
class Ended:
    """How a crawl ended."""

    state: str
    counts: dict[str, int]
    skipped: dict[str, int]
    notices: list[tuple[str, str, str]]
    seconds: float = 0.0

    def said(self, code: str) -> str:
        """All messages of one code."""
        return "\n".join(message for _, found, message in self.notices if found == code)


def arguments(home: Path, source_id: str, **options: Any) -> list[str]:
    """The command of a crawl."""
    return [sys.executable, "-c", SCRIPT, str(home), source_id, json.dumps({"show_progress": False, **options})]


def crawl(home: Path, source_id: str, **options: Any) -> Ended:
    """Crawl to the end. Fails the test where the process itself fails."""
    done = subprocess.run(arguments(home, source_id, **options), cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    return Ended(said["state"], said["counts"], said["skipped"], [tuple(notice) for notice in said["notices"]])


@contextmanager
def opened(home: Path) -> Iterator[Engine]:
    """The store of a home, migrated."""
    engine = open_engine(Settings(home=home))
    try:
        migrate(engine)
        yield engine
    finally:
        engine.dispose()


def rows(home: Path, model: type[SQLModel]) -> list[Any]:
    """Every row of a table."""
    with opened(home) as engine, Session(engine) as session:
        return list(session.exec(select(model)).all())
