"""What is still to be asked. On disk by default: it is written in the transaction that stores what an answer held."""

import hashlib
from collections import deque
from collections.abc import Iterable
from typing import Protocol

from sqlalchemy import Engine, delete, func, select, update
from sqlmodel import Session

from crawler.ask import Ask, ask_of
from store.session import table_of, upsert
from store.tables import Frontier as Row

_ROW = table_of(Row)
CLAIM = 200


class Frontier(Protocol):
    """The asks of one errand (one command line). Each is asked once, however often it is added."""

    def begin(self, *, anew: bool) -> bool:
        """Get ready; `anew` forgets an earlier errand. Returns whether there is anything, done or waiting."""

    def add(self, asks: Iterable[Ask], *, is_next: bool = False) -> None:
        """Asks to come; those of `is_next` wait until no other does."""

    def claim(self) -> Ask | None:
        """The next ask for this process alone, or None when nothing is left."""

    def done(self, ask: Ask) -> None:
        """It was asked and what it held was taken."""

    def write(self, session: Session) -> None:
        """Bring what changed to disk, in the caller's transaction."""

    def finish(self) -> None:
        """The errand is over."""


def errand_of(command: str) -> str:
    """The name of a command line's errand."""
    return hashlib.sha256(command.encode()).hexdigest()[:32]


class DiskFrontier:
    """A frontier in the database. Between two writes it lives in memory, so that a kill loses only what is asked again."""

    def __init__(self, engine: Engine, command: str) -> None:
        self.engine, self.errand = engine, errand_of(command)
        self.fresh: dict[str, tuple[Ask, bool]] = {}
        self.ended: set[str] = set()
        self.claimed: set[str] = set()
        self.waiting: deque[Ask] = deque()
        self.position = 0

    def begin(self, *, anew: bool) -> bool:
        """See Frontier."""
        with self.engine.begin() as connection:
            if anew:
                connection.execute(delete(_ROW).where(_ROW.c.errand == self.errand))
            last = connection.execute(select(func.max(_ROW.c.position)).where(_ROW.c.errand == self.errand)).scalar()
        self.position = int(last or 0)
        return last is not None

    def add(self, asks: Iterable[Ask], *, is_next: bool = False) -> None:
        """See Frontier."""
        new = {ask.key: (ask, is_next) for ask in asks if ask.key not in self.fresh}
        with self.engine.connect() as connection:
            old = connection.execute(
                select(_ROW.c.ask_key).where(_ROW.c.errand == self.errand, _ROW.c.ask_key.in_(list(new)))
            ).scalars()
            known = set(old) if new else set()
        self.fresh |= {key: one for key, one in new.items() if key not in known}

    def claim(self) -> Ask | None:
        """See Frontier."""
        for wants_next in (False, True):
            if not self.waiting:
                self._fetch(wants_next)
            if self.waiting:
                ask = self.waiting.popleft()
                self.claimed.add(ask.key)
                return ask
            for key, (ask, is_next) in self.fresh.items():
                if is_next == wants_next and key not in self.claimed:
                    self.claimed.add(key)
                    return ask
        return None

    def done(self, ask: Ask) -> None:
        """See Frontier."""
        self.ended.add(ask.key)

    def write(self, session: Session) -> None:
        """See Frontier."""
        rows = []
        for key, (ask, is_next) in self.fresh.items():
            self.position += 1
            rows.append({"errand": self.errand, "ask_key": key, "position": self.position, "is_next": is_next,
                         "is_done": key in self.ended, "ask": ask.as_json()})  # fmt: skip
        upsert(session, Row, rows)
        old = list(self.ended - self.fresh.keys())
        if old:
            session.connection().execute(
                update(_ROW).where(_ROW.c.errand == self.errand, _ROW.c.ask_key.in_(old)).values(is_done=True)
            )
        self.claimed -= self.ended
        self.fresh, self.ended = {}, set()

    def finish(self) -> None:
        """See Frontier."""
        self.begin(anew=True)

    def _fetch(self, is_next: bool) -> None:
        """Asks of an earlier write; one list page at a time, for what it leads to comes before the next."""
        wanted = (
            select(_ROW.c.ask_key, _ROW.c.ask)
            .where(_ROW.c.errand == self.errand, _ROW.c.is_done.is_(False), _ROW.c.is_next.is_(is_next))
            .order_by(_ROW.c.position)
            .limit(1 + len(self.claimed) if is_next else CLAIM + len(self.claimed))
        )
        with self.engine.connect() as connection:
            rows = connection.execute(wanted).all()
        self.waiting.extend(ask_of(row.ask) for row in rows if row.ask_key not in self.claimed)
