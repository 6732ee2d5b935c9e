"""A run is a recorded fact: opened before the work, closed with a state, and two of one kind and source never overlap."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from filelock import FileLock, Timeout
from sqlalchemy import Engine, select, update
from sqlmodel import Session, col

from store.errors import SetupError
from store.notices import Notices
from store.session import table_of
from store.settings import Settings
from store.tables import Run
from store.vocabulary import Level, RunKind, RunState

_LOCKS = {RunKind.REVISIT: RunKind.CRAWL}
"""A source is asked by one process at a time, whatever it is asked for."""


@dataclass
class OpenRun:
    """A run under way. Fill `counts`, `skipped`, `facts`; set `state` when it is not simply ok or empty.

    A fact that is no column of `run` goes into its column `facts`.
    """

    run_id: int
    source_id: str
    resumes: dict[str, Any]
    notices: Notices = field(default_factory=Notices)
    counts: dict[str, int] = field(default_factory=dict)
    skipped: dict[str, int] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    state: RunState | None = None

    @property
    def has_error(self) -> bool:
        """Whether anything noticed so far fails the run."""
        return any(level is Level.ERROR for level, *_ in self.notices)

    def count(self, name: str, n: int = 1) -> None:
        """Raise one of the run's `*_count` columns (name without the suffix)."""
        self.counts[name] = self.counts.get(name, 0) + n

    def skip(self, reason: str, n: int = 1) -> None:
        """Count something left out, and why."""
        self.skipped[reason] = self.skipped.get(reason, 0) + n


@contextmanager
def open_run(engine: Engine, settings: Settings, kind: RunKind, source_id: str, command: str) -> Iterator[OpenRun]:
    """Hold the lock of (kind, source), open a run row, and close it whatever happens.

    A row left `running` by a process that died is closed as interrupted, and its checkpoint handed to the new run in
    `resumes`. Raises SetupError when another run of the same kind and source is under way.
    """
    (settings.home / "locks").mkdir(parents=True, exist_ok=True)
    lock = FileLock(settings.home / "locks" / f"{_LOCKS.get(kind, kind).value}-{source_id}.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout as busy:
        raise SetupError(f"a {kind.value} of {source_id} is already under way; wait for it or stop it") from busy
    try:
        run = _begin(engine, kind, source_id, command)
        try:
            yield run
        except BaseException as error:
            run.state = RunState.INTERRUPTED if isinstance(error, KeyboardInterrupt) else run.state or RunState.FAILED
            run.facts["error"] = f"{type(error).__name__}: {error}"[:2000]
            raise
        finally:
            _end(engine, run)
    finally:
        lock.release()


def _begin(engine: Engine, kind: RunKind, source_id: str, command: str) -> OpenRun:
    with Session(engine) as session:
        dead = (
            session.exec(
                select(Run)
                .where(col(Run.kind) == kind.value, col(Run.source_id) == source_id)
                .order_by(col(Run.run_id).desc())
                .limit(1)  # type: ignore[call-overload]
            )
            .scalars()
            .first()
        )
        resumes: dict[str, Any] = {}
        if dead and dead.state in {RunState.RUNNING, RunState.INTERRUPTED}:
            dead.state, dead.ended_at = RunState.INTERRUPTED.value, dead.ended_at or datetime.now(UTC)
            resumes = {"run_id": dead.run_id, **dead.checkpoint}
        row = Run(
            kind=kind.value,
            source_id=source_id,
            command=command,
            process_id=os.getpid(),
            started_at=datetime.now(UTC),
            state=RunState.RUNNING.value,
            checkpoint=dict(resumes),
        )
        session.add(row)
        session.commit()
        assert row.run_id is not None
        return OpenRun(row.run_id, source_id, resumes)


def save_checkpoint(session: Session, run: OpenRun, checkpoint: dict[str, Any]) -> None:
    """Remember how far the run came, in the transaction that stores what it came with. The caller commits."""
    session.connection().execute(update(Run).where(col(Run.run_id) == run.run_id).values(checkpoint=checkpoint))


def _end(engine: Engine, run: OpenRun) -> None:
    state = run.state or (
        RunState.FAILED if run.has_error else RunState.OK if any(run.counts.values()) else RunState.EMPTY
    )
    run.state = state
    with Session(engine) as session:
        values = {f"{name}_count": n for name, n in run.counts.items()}
        columns = {name: fact for name, fact in run.facts.items() if name in table_of(Run).c}
        facts = {name: fact for name, fact in run.facts.items() if name not in columns}
        session.connection().execute(
            update(Run)
            .where(col(Run.run_id) == run.run_id)
            .values(
                state=state.value, ended_at=datetime.now(UTC), skipped=run.skipped, facts=facts, **values, **columns
            )
        )
        run.notices.write(session, run.run_id, run.source_id)
        session.commit()
