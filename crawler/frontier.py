"""What is still to be asked. On disk by default: it is written in the transaction that stores what an answer held."""

import hashlib
from collections import deque
from collections.abc import Iterable
from typing import Protocol

from sqlalchemy import Engine, bindparam, delete, func, select, update
from sqlmodel import Session

from crawler.ask import Ask, ask_of
from crawler.met import Met
from store.session import table_of, upsert
from store.tables import Frontier as Row
from store.vocabulary import RunState

_ROW = table_of(Row)
CLAIM = 200
_MINE = _ROW.c.errand == bindparam("errand")
_KNOWN = select(_ROW.c.ask_key).where(_MINE, _ROW.c.ask_key.in_(bindparam("keys", expanding=True)))
_WAITING = (
    select(_ROW.c.ask_key, _ROW.c.ask)
    .where(_MINE, _ROW.c.is_done.is_(False), _ROW.c.is_next == bindparam("is_next"))
    .order_by(_ROW.c.position)
    .limit(bindparam("most"))
)


class Frontier(Protocol):
    """The asks of one errand (one command line). Each is asked once, however often it is added."""

    def begin(self, first: Iterable[Ask], run_id: int, *, anew: bool) -> int:
        """Go on with the errand, or start it with its first asks; `anew` forgets what an earlier one left.

        Returns the run the errand began with: `run_id`, where nobody knows better.
        """

    def add(self, asks: Iterable[Ask], *, is_next: bool = False) -> None:
        """Asks to come; those of `is_next` wait until no other does."""

    def claim(self) -> Ask | None:
        """The next ask for this process alone, or None when none is waiting."""

    def done(self, ask: Ask) -> None:
        """It was asked and what it held was taken."""

    def write(self, session: Session) -> None:
        """Bring what changed to disk, in the caller's transaction."""

    def written(self) -> None:
        """The caller's transaction is committed."""

    async def may_go_on(self) -> bool:
        """Whether more may come although nothing waits: then some time has passed, and `claim` may be tried again."""

    async def settles(self) -> int | None:
        """The run the errand began with, where it falls to this process to close it now that all is asked; else None."""

    def leave(self, state: RunState) -> None:
        """This run is over: an interrupted one may be gone on with, any other begins anew."""


def errand_of(command: str) -> str:
    """The name of a command line's errand."""
    return hashlib.sha256(command.encode()).hexdigest()[:32]


class DiskFrontier:
    """A frontier in the database. Between two writes it lives in memory, so that a kill loses only what is asked again."""

    def __init__(self, engine: Engine, command: str) -> None:
        self.engine, self.errand = engine, errand_of(command)
        self.fresh: dict[str, tuple[Ask, bool]] = {}
        self.unclaimed: dict[bool, deque[Ask]] = {False: deque(), True: deque()}  # of the fresh ones, by is_next
        self.ended: set[str] = set()
        self.claimed: set[str] = set()
        self.waiting: deque[Ask] = deque()
        self.position = self.began = 0
        self.on_disk = {False: True, True: True}  # whether asks may wait there, by is_next
        self.met = Met()

    def begin(self, first: Iterable[Ask], run_id: int, *, anew: bool) -> int:
        """See Frontier."""
        with self.engine.begin() as connection:
            if anew:
                connection.execute(delete(_ROW).where(_ROW.c.errand == self.errand))
            last = connection.execute(select(func.max(_ROW.c.position)).where(_ROW.c.errand == self.errand)).scalar()
            for key in connection.execute(select(_ROW.c.ask_key).where(_ROW.c.errand == self.errand)).scalars():
                self.met.add(key)
        self.position, self.began = int(last or 0), run_id
        if last is None:
            self.add(first)
        return run_id

    def add(self, asks: Iterable[Ask], *, is_next: bool = False) -> None:
        """See Frontier."""
        new = {ask.key: (ask, is_next) for ask in asks if ask.key not in self.fresh}
        met = [key for key in new if key in self.met]
        known = self._known(met) if met else set()
        for key in new.keys() - known:
            self.met.add(key)
        fresh = {key: one for key, one in new.items() if key not in known}
        self.fresh |= fresh
        self.unclaimed[is_next].extend(ask for ask, _ in fresh.values())

    def claim(self) -> Ask | None:
        """See Frontier."""
        for wants_next in (False, True):
            if not self.waiting and self.on_disk[wants_next]:
                self._fetch(wants_next)
            if lined_up := self.waiting or self.unclaimed[wants_next]:
                ask = lined_up.popleft()
                self.claimed.add(ask.key)
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

    def written(self) -> None:
        """See Frontier."""
        for key, (_, is_next) in self.fresh.items():
            self.on_disk[is_next] |= key not in self.ended
        self.claimed -= self.ended
        self.fresh, self.ended = {}, set()
        self.unclaimed = {False: deque(), True: deque()}

    async def may_go_on(self) -> bool:
        """See Frontier."""
        return False

    async def settles(self) -> int | None:
        """See Frontier."""
        return self.began

    def leave(self, state: RunState) -> None:
        """See Frontier."""
        if state is not RunState.INTERRUPTED:
            with self.engine.begin() as connection:
                connection.execute(delete(_ROW).where(_ROW.c.errand == self.errand))

    def _known(self, keys: list[str]) -> set[str]:
        with self.engine.connect() as connection:
            return set(connection.execute(_KNOWN, {"errand": self.errand, "keys": keys}).scalars())

    def _fetch(self, is_next: bool) -> None:
        """Asks of an earlier write; one list page at a time, for what it leads to comes before the next."""
        wanted = 1 if is_next else CLAIM
        most = wanted + len(self.claimed)
        with self.engine.connect() as connection:
            rows = connection.execute(_WAITING, {"errand": self.errand, "is_next": is_next, "most": most}).all()
        found = [ask_of(row.ask) for row in rows if row.ask_key not in self.claimed]
        self.waiting.extend(found[:wanted])
        self.on_disk[is_next] = len(rows) == most or len(found) > wanted
