"""What an importer is given: the open transaction, the run, the file, and the places its notices point to."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from rich import progress
from rich.console import Console
from sqlmodel import Session

from crawler.ask import Figure
from store.runs import OpenRun
from store.session import table_of, upsert
from store.settings import Settings
from store.tables import Source
from store.vocabulary import Level, Tier

UNSTATED = "none stated by the file that brought it; every figure names its own source"


@dataclass(frozen=True)
class ImportJob:
    """One file on its way into the store. Everything is written through `session`, which the caller commits or drops.

    `is_all` says that it holds all its source shows: what stands and is not in it is noted as no longer listed.
    """

    settings: Settings
    session: Session
    run: OpenRun
    path: Path
    started_at: datetime
    show_progress: bool = False
    is_all: bool = False

    def place(self, line: int) -> str:
        """`file:line`, as notices name it: without the folder, which is nobody's business."""
        return f"{self.path.name}:{line}"

    def notice(self, code: str, message: str, *, line: int = 0, count: int = 1, level: Level = Level.WARNING) -> None:
        """Note something about the file; nothing is noted of what happened zero times."""
        if count:
            self.run.notices.add(
                code, message, level=level, place=self.place(line) if line else self.path.name, count=count
            )

    def note_flaws(self, figure: Figure) -> None:
        """Note what is odd about one figure, in its place."""
        for code, message in figure.flaws:
            self.notice(code, message, line=figure.line)

    @contextmanager
    def open(self) -> Iterator[IO[bytes]]:
        """The file's bytes, with a bar on stderr for a person who waits."""
        console = Console(stderr=True)
        if not (self.show_progress and console.is_terminal):
            with self.path.open("rb") as plain:
                yield plain
            return
        with progress.open(self.path, "rb", description=self.path.name, console=console, transient=True) as watched:
            yield watched

    def know_source(self, source_id: str, name: str, kind: str, homepage: str = "", licence: str = UNSTATED) -> None:
        """Open the source's row where there is none; what a crawler declared of it stands."""
        row = {
            "source_id": source_id,
            "name": name,
            "kind": kind,
            "tier": Tier.D.value,
            "homepage": homepage,
            "licence": licence,
            "declaration": {"imported": True},
        }
        upsert(self.session, Source, [row], keep=[column.name for column in table_of(Source).columns])
