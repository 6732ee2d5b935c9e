"""One command, one file, one transaction: whatever goes wrong, nothing of the file is stored and the run says why."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from sqlmodel import Session

from crawler.imports.bcb import import_bcb
from crawler.imports.cfpb_csv import import_cfpb_csv
from crawler.imports.exposures import import_exposures
from crawler.imports.job import ImportJob
from crawler.imports.jsonl import import_jsonl
from crawler.imports.ny_dfs import import_ny_dfs
from crawler.imports.operator_figures import FILE, import_operator_figures
from store.errors import InputError
from store.runs import OpenRun, open_run
from store.session import open_engine
from store.settings import Settings
from store.vocabulary import Level, RunKind

IMPORTERS: dict[str, Callable[[ImportJob], None]] = {
    "ny-dfs": import_ny_dfs,
    "bcb": import_bcb,
    "cfpb-csv": import_cfpb_csv,
    "jsonl": import_jsonl,
    "exposures": import_exposures,
    "operator-figures": import_operator_figures,
}
OWN_FILES = {"operator-figures": FILE}
"""What is imported where no file is named."""


def run_import(settings: Settings, kind: str, path: Path | None = None, *, show_progress: bool = True) -> OpenRun:
    """Import a file (or the one that comes with Terazi, where there is one of this kind) and return the closed run: counts, skipped, notices. The database must stand at this version's tables.

    Raises InputError (unknown kind, unreadable file, anything wrong in it): then the run is recorded as failed and nothing is
    stored. Raises SetupError when an import of the same kind is under way.
    """
    if kind not in IMPORTERS:
        raise InputError(f"unknown kind {kind!r}: one of {', '.join(IMPORTERS)}")
    if (path := path or OWN_FILES.get(kind)) is None:
        raise InputError(f"name the file: terazi import {kind} FILE")
    engine = open_engine(settings)
    try:
        with open_run(engine, settings, RunKind.IMPORT, kind, f"terazi import {kind} {path}") as run:
            try:
                with engine.begin() as connection, Session(connection) as session:
                    IMPORTERS[kind](ImportJob(settings, session, run, path, datetime.now(UTC), show_progress))
            except BaseException as error:
                forget(run, error)
                if isinstance(error, OSError):
                    raise InputError(error.strerror or str(error), file=str(path)) from error
                raise
        return run
    finally:
        engine.dispose()


def forget(run: OpenRun, error: BaseException) -> None:
    """Nothing was stored, so the run counts nothing; what was noticed on the way stays, with the error last."""
    run.counts.clear()
    run.skipped.clear()
    run.facts.clear()
    run.notices.add("import-failed", str(error)[:2000] or type(error).__name__, level=Level.ERROR)
