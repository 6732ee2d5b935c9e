"""Records read again from archived pages: what is stored of them is replaced, what was seen of them and when stays as it was."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from crawler.pipelines.identify import HASH
from crawler.pipelines.keep import Intake, is_said, rename_sighting
from store.session import table_of, upsert
from store.tables import Record

_RECORD = table_of(Record)
SEEN = ("first_seen_at", "last_seen_at", "first_run_id", "last_run_id", "gone_at", "gone_how", "visibility")


class Rewrite(Intake):
    """An intake that changes no history: a better parser is not an edit by the source."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.read: set[str] = set()
        self.before: dict[str, str] = {}

    def _store(self, session: Session, batch: Sequence[tuple[dict[str, Any], list[dict[str, Any]], datetime]]) -> None:
        ids = [row["record_id"] for row, *_ in batch]
        known = self._known(session, ids)
        rows = [
            self._dated(row, before) | self._seen(at) | {"gone_at": None, "sample_kind": self._kind(before, row)}
            for row, _, at in batch
            for before in (known.get(row["record_id"]),)
        ]
        upsert(session, Record, rows, keep=SEEN)
        self._replace_replies(session, ids, [reply for _, replies, _ in batch for reply in replies])
        fresh = [
            (row["record_id"], row["content_hash"], row["visibility"], at)
            for row, _, at in batch
            if row["record_id"] not in known
        ]
        self._open_sightings(session, fresh)
        for row, *_ in batch:
            self._rename(session, known.get(row["record_id"]), row)
        self.run.count("new", len(fresh))
        self.run.count("records", len(set(ids) - self.read))
        self.read |= set(ids)

    def _kind(self, before: Any, row: dict[str, Any]) -> str:
        """Only what pages say that are read again counts, not what a former parser took them for."""
        return super()._kind(before if row["record_id"] in self.read else None, row)

    def _rename(self, session: Session, before: Any, row: dict[str, Any]) -> None:
        """The sighting that is still open goes by the record's new hash."""
        if before is None or before.content_hash == row["content_hash"]:
            return
        if before.content_hash.startswith(HASH) or not is_said(before, row):
            self.before.setdefault(row["record_id"], before.content_hash)
        rename_sighting(session, row["record_id"], before.content_hash, row["content_hash"])

    def changed(self) -> int:
        """How many records read otherwise than before. Ask after the last flush."""
        with self.engine.connect() as connection:
            found = [connection.execute(select(_RECORD.c.content_hash).where(_RECORD.c.record_id == one)).scalar() == old
                     for one, old in self.before.items()]  # fmt: skip
        return found.count(False)
