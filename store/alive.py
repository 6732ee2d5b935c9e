"""Whether a run is alive: on its own machine by a lock that its process holds, for all others by a heart that beats in its row."""

import socket
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from filelock import FileLock, Timeout
from sqlalchemy import Engine, update
from sqlalchemy.exc import OperationalError
from sqlmodel import col

from store.settings import Settings
from store.tables import Run

BEAT_S = 20.0
DEAD_AFTER = timedelta(minutes=2)


def machine_of(settings: Settings) -> str:
    """Which machine and home a run belongs to."""
    return f"{socket.gethostname()}:{settings.home.resolve()}"


def lock_of(settings: Settings, run_id: int) -> FileLock:
    """The lock a run's process holds as long as it lives."""
    return FileLock(settings.home / "locks" / f"run-{run_id}.lock")


def is_alive(settings: Settings, row: Any, now: datetime) -> bool:
    """Whether the process of a running run (its row) still works."""
    if row.machine == machine_of(settings):
        try:
            with lock_of(settings, row.run_id).acquire(timeout=0) as lock:
                Path(lock.lock_file).unlink(missing_ok=True)
                return False
        except Timeout:
            return True
    beat = row.heartbeat_at
    return beat is not None and now - beat.replace(tzinfo=beat.tzinfo or UTC) < DEAD_AFTER


class Heart:
    """Beats in the run's row while the block lasts, and holds the run's lock."""

    def __init__(self, engine: Engine, run_id: int, lock: FileLock) -> None:
        self.engine, self.run_id, self.lock = engine, run_id, lock
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._beat, daemon=True)

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.over.set()
        self.thread.join()
        self.lock.release()
        Path(self.lock.lock_file).unlink(missing_ok=True)

    def _beat(self) -> None:
        while not self.over.wait(BEAT_S):
            try:
                with self.engine.begin() as connection:
                    connection.execute(
                        update(Run).where(col(Run.run_id) == self.run_id).values(heartbeat_at=datetime.now(UTC))
                    )
            except OperationalError:
                continue  # a database that is busy now is told at the next beat
