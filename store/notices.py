"""Warnings and errors of a run as rows, folded: the same code at many places is one row with a count and the first place."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import insert
from sqlmodel import Session

from store.session import table_of
from store.tables import Notice
from store.vocabulary import Level

MOST_OF_A_CODE = 200
LONGEST = 1000


@dataclass
class Notices:
    """What a run has to say. `add` while it works, `write` when it ends. A page cannot make it say without end."""

    _seen: dict[tuple[str, str], tuple[Level, str, int]] = field(default_factory=dict)
    _codes: dict[str, int] = field(default_factory=dict)

    def add(self, code: str, message: str, *, level: Level = Level.WARNING, place: str = "", count: int = 1) -> None:
        """Note something. The first place of a (code, message) is kept, later ones only raise its count."""
        message = message[:LONGEST]
        if (code, message) not in self._seen:
            self._codes[code] = self._codes.get(code, 0) + 1
            message = message if self._codes[code] <= MOST_OF_A_CODE else "and others of this kind"
        _, first, n = self._seen.get((code, message), (level, place, 0))
        self._seen[code, message] = (level, first, n + count)

    def __iter__(self) -> Iterator[tuple[Level, str, str, str, int]]:
        """(level, code, message, first place, count), in the order first noticed."""
        return ((level, code, message, place, n) for (code, message), (level, place, n) in self._seen.items())

    def __len__(self) -> int:
        return len(self._seen)

    def drain(self) -> list[tuple[Level, str, str, str, int]]:
        """All that was said so far, which is then forgotten here."""
        said = list(self)
        self._seen.clear()
        self._codes.clear()
        return said

    def write(self, session: Session, run_id: int, source_id: str) -> None:
        """Store them under a run. The caller commits."""
        rows = [
            {
                "run_id": run_id,
                "source_id": source_id,
                "level": level.value,
                "code": code,
                "message": message,
                "place": place,
                "occurrences_count": n,
                "noticed_at": datetime.now(UTC),
            }
            for level, code, message, place, n in self
        ]
        if rows:
            session.connection().execute(insert(table_of(Notice)), rows)
