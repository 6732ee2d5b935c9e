"""A run is a recorded fact: opened before the work, closed with a state, and two of one kind and source never overlap."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from filelock import FileLock, Timeout
from sqlalchemy import Engine, select, update
from sqlmodel import Session, col

from store.alive import Heart, is_alive, lock_of, machine_of
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
def open_run(
    engine: Engine, settings: Settings, kind: RunKind, source_id: str, command: str, *, is_shared: bool = False
) -> Iterator[OpenRun]:
    """Open a run row, hold the lock of (kind, source), and close the row whatever happens.

    A row left `running` by a process that died is closed as interrupted; where the last run of the same command was
    interrupted, its checkpoint is handed on in `resumes`. Raises SetupError when another run of the same kind and source
    is under way, here or on another machine; `is_shared` runs work side by side.
    """
    (settings.home / "locks").mkdir(parents=True, exist_ok=True)
    with ExitStack() as held:
        if not is_shared:
            held.enter_context(_locked(settings, kind, source_id))
        run, lock = _begin(engine, settings, kind, source_id, command, is_shared=is_shared)
        held.enter_context(Heart(engine, run.run_id, lock))
        try:
            yield run
        except BaseException as error:
            run.state = RunState.INTERRUPTED if isinstance(error, KeyboardInterrupt) else run.state or RunState.FAILED
            run.facts["error"] = f"{type(error).__name__}: {error}"[:2000]
            raise
        finally:
            _end(engine, run)


@contextmanager
def _locked(settings: Settings, kind: RunKind, source_id: str) -> Iterator[None]:
    lock = FileLock(settings.home / "locks" / f"{_LOCKS.get(kind, kind).value}-{source_id}.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout as busy:
        raise SetupError(f"a {kind.value} of {source_id} is already under way; wait for it or stop it") from busy
    try:
        yield
    finally:
        lock.release()


def _begin(
    engine: Engine, settings: Settings, kind: RunKind, source_id: str, command: str, *, is_shared: bool
) -> tuple[OpenRun, FileLock]:
    run, now = table_of(Run), datetime.now(UTC)
    with Session(engine) as session:
        _bury(session, settings, kind, source_id, now, is_shared=is_shared)
        mine = select(run).where(run.c.kind == kind.value, run.c.source_id == source_id, run.c.command == command)
        last = session.connection().execute(mine.order_by(run.c.run_id.desc()).limit(1)).first()
        is_left = last is not None and last.state == RunState.INTERRUPTED
        resumes = {"run_id": last.run_id, **last.checkpoint} if last is not None and is_left else {}
        row = Run(kind=kind.value, source_id=source_id, command=command, process_id=os.getpid(), machine=machine_of(settings), started_at=now,
                  heartbeat_at=now, state=RunState.RUNNING.value, checkpoint=dict(resumes))  # fmt: skip
        session.add(row)
        session.flush()
        assert row.run_id is not None
        lock = lock_of(settings, row.run_id)
        lock.acquire()
        session.commit()
        return OpenRun(row.run_id, source_id, resumes), lock


def _bury(
    session: Session, settings: Settings, kind: RunKind, source_id: str, now: datetime, *, is_shared: bool
) -> None:
    """Close the rows of processes that died. Raises SetupError for one that lives, unless both share their work."""
    run = table_of(Run)
    kinds = [one.value for one in RunKind if _LOCKS.get(one, one) == _LOCKS.get(kind, kind)]
    running = run.c.kind.in_(kinds), run.c.source_id == source_id, run.c.state == RunState.RUNNING.value
    for row in session.connection().execute(select(run).where(*running)).all():
        if not is_alive(settings, row, now):
            closed = {"state": RunState.INTERRUPTED.value, "ended_at": now}
            session.connection().execute(update(run).where(run.c.run_id == row.run_id).values(**closed))
        elif not is_shared:
            raise SetupError(
                f"a {row.kind} of {source_id} is already under way at {row.machine}; wait for it or stop it"
            )


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
