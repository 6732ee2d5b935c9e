"""How often somebody asked in a window of time, counted in one place for all processes: the database, or Redis where there is one."""

from typing import Any, Protocol

from sqlalchemy import Engine, delete
from sqlalchemy.dialects import postgresql, sqlite

from store.session import table_of
from store.settings import Settings
from store.tables import RateWindow

_TABLE = table_of(RateWindow)
WINDOW_S = 60


class Windows(Protocol):
    """A counter that several processes share."""

    def take(self, who: str, window: int, count: int) -> int:
        """Add `count` to what `who` took in the window with this number; how much it is then."""
        ...


def windows_of(settings: Settings, engine: Engine) -> Windows:
    """The counter of these settings."""
    return _InRedis(settings.frontier) if settings.frontier else _InDatabase(engine)


class _InDatabase:
    def __init__(self, engine: Engine) -> None:
        self._engine, self._insert = engine, postgresql.insert if engine.dialect.name == "postgresql" else sqlite.insert

    def take(self, who: str, window: int, count: int) -> int:
        """See Windows. What is over is swept out on the way."""
        row = self._insert(_TABLE).values(who=who, window_number=window, taken_count=count)
        row = row.on_conflict_do_update(
            index_elements=["who", "window_number"], set_={"taken_count": _TABLE.c.taken_count + count}
        )
        with self._engine.begin() as connection:
            connection.execute(delete(_TABLE).where(_TABLE.c.window_number < window - 1))
            return int(connection.execute(row.returning(_TABLE.c.taken_count)).scalar_one())


class _InRedis:
    def __init__(self, address: str) -> None:
        from redis import Redis

        self._redis: Any = Redis.from_url(address)

    def take(self, who: str, window: int, count: int) -> int:
        """See Windows."""
        key = f"terazi:window:{who}:{window}"
        with self._redis.pipeline() as pipe:
            taken, _ = pipe.incrby(key, count).expire(key, 2 * WINDOW_S).execute()
        return int(taken)
