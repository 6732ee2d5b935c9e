"""Rows into the store, in batches, each batch one transaction: what is new, what changed, what vanished, and when it was seen."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import Engine, delete, select, update
from sqlmodel import Session

from crawler import memory
from crawler.ages import AtRisk
from crawler.pipelines.identify import CATEGORIES, HASH, Cleaned, cleaned
from store.erasure import erased
from store.records import CrawledRecord
from store.runs import OpenRun, save_checkpoint
from store.session import table_of, upsert
from store.settings import Settings
from store.tables import Record, Reply, Sighting
from store.vocabulary import SampleKind, Visibility

BATCH = 500
MOST_VALUES = 500
SAID = ("title", "text", "rating", "status_raw")
_COMPLETE = (SampleKind.TOP, SampleKind.NEWEST_N, SampleKind.OWN_ACCOUNT, SampleKind.FULL)
_AGES = ("brand_label", "posted_at", "first_seen_at", "last_seen_at")
Seen = tuple[str, str, str, datetime]  # record_id, content_hash, visibility, when


def rename_sighting(session: Session, record_id: str, old: str, new: str) -> None:
    """The sighting that is still open goes by the record's new hash; nothing of its history changes."""
    sighting = table_of(Sighting)
    its = (sighting.c.record_id == record_id) & (sighting.c.content_hash == old)
    session.connection().execute(update(sighting).where(its).values(content_hash=new))


def is_said(before: Any, row: Mapping[str, Any]) -> bool:
    """Whether a record says what its stored row says.

    A hash of another making compares with none: the words decide, and where they were redacted otherwise, an edit is not assumed.
    """
    if before.content_hash.startswith(HASH):
        return bool(before.content_hash == row["content_hash"])
    is_redacted_alike = before.redaction_version == row["redaction_version"]
    return not is_redacted_alike or all(getattr(before, name) == row[name] for name in SAID)


def more_complete(one: str, other: str) -> str:
    """Of two ways in which one record was found (kinds of sample), that which shows more of what there is."""
    return max(one, other, key=lambda kind: _COMPLETE.index(SampleKind(kind)))


class Intake:
    """Takes validated records of one run. `take` buffers, `flush` commits with a checkpoint; what was flushed survives kill -9."""

    def __init__(self, engine: Engine, settings: Settings, run: OpenRun, *, moves_dates: bool = False) -> None:
        self.engine, self.run, self.moves_dates = engine, run, moves_dates
        self.secret = settings.author_key()
        self.waiting: dict[str, tuple[dict[str, Any], list[dict[str, Any]], datetime]] = {}
        self.filled: dict[str, int] = {}
        self.values: dict[str, Counter[str]] = {name: Counter() for name in CATEGORIES}
        self.risk = AtRisk()
        self.taken = 0

    def take(self, record: CrawledRecord) -> None:
        """Clean a record and put it in the buffer; a second sight of the same record in a run replaces the first."""
        self.put(cleaned(record, self.secret))

    def put(self, one: Cleaned) -> None:
        """Put a record in the buffer that is clean already."""
        row, before = one.row, self.waiting.get(one.row["record_id"])
        if before:
            row = row | {"sample_kind": more_complete(before[0]["sample_kind"], row["sample_kind"])}
        self.waiting[row["record_id"]] = (row, one.replies, one.retrieved_at)
        self.taken += 1
        for name in one.filled:
            self.filled[name] = self.filled.get(name, 0) + 1
        for name, value in one.kinds.items():
            if len(self.values[name]) < MOST_VALUES:
                self.values[name][value] += 1
        if len(self.waiting) >= BATCH:
            self.flush()

    def flush(self, checkpoint: dict[str, Any] | None = None, *also: Callable[[Session], None]) -> None:
        """Commit what waits, and with it how far the run came and whatever `also` writes."""
        with Session(self.engine) as session:
            for write in also:
                write(session)
            for record_id in erased(session, self.waiting):
                del self.waiting[record_id]
                self.run.skip("erased on request")
            if self.waiting:
                self._store(session, list(self.waiting.values()))
            if checkpoint is not None:
                save_checkpoint(session, self.run, checkpoint)
            session.commit()
        self.waiting.clear()
        self.run.facts["filled_shares"] = {name: round(n / self.taken, 4) for name, n in sorted(self.filled.items())}

    def gone(self, record_id: str, how: str, visibility: Visibility, at: datetime) -> None:
        """A record its source no longer shows: the row and the count stay, its end is dated."""
        self.flush()
        record = table_of(Record)
        with Session(self.engine) as session:
            columns = (record.c.content_hash, *(record.c[name] for name in _AGES))
            is_it = (record.c.record_id == record_id) & record.c.gone_at.is_(None)
            known = session.connection().execute(select(*columns).where(is_it)).first()
            if known is None:
                return
            self._looked_at(known, at)
            session.connection().execute(
                update(record)
                .where(record.c.record_id == record_id)
                .values(visibility=visibility.value, gone_at=at, gone_how=how, last_run_id=self.run.run_id)
            )
            self._open_sightings(session, [(record_id, known.content_hash, visibility.value, at)], {record_id: how})
            session.commit()
        self.run.count("gone")

    def touch(self, record_id: str, at: datetime) -> None:
        """A known record was seen and looks the same: nothing of it is written but when."""
        record = table_of(Record)
        with self.engine.connect() as connection:
            wanted = select(*(record.c[name] for name in _AGES)).where(record.c.record_id == record_id)
            for known in connection.execute(wanted.where(record.c.gone_at.is_(None))):
                self._looked_at(known, at)
        memory.touch(self.engine, self.run, [record_id], at)

    def _looked_at(self, known: Any, at: datetime) -> None:
        """A live record was looked at again: so long it was at risk of vanishing unseen."""
        begun_at, seen_at = memory.utc(known.posted_at or known.first_seen_at), memory.utc(known.last_seen_at)
        self.risk.add(known.brand_label, begun_at, seen_at, at)

    def _store(self, session: Session, batch: Sequence[tuple[dict[str, Any], list[dict[str, Any]], datetime]]) -> None:
        known = self._known(session, [row["record_id"] for row, *_ in batch])
        rows: list[dict[str, Any]] = []
        opened: list[Seen] = []
        extended: list[Seen] = []
        edited: list[Any] = []
        erased: list[str] = []
        for row, _replies, at in batch:
            before = known.get(row["record_id"])
            if before is not None and before.gone_at is None:
                self._looked_at(before, at)
            dated = self._dated(row, before)
            is_gone = row["visibility"] in {Visibility.WITHDRAWN, Visibility.REMOVED}
            is_same = before is not None and is_said(before, row)
            if before is not None and is_same and before.content_hash != row["content_hash"]:
                rename_sighting(session, row["record_id"], before.content_hash, row["content_hash"])
            same = before is not None and is_same and before.visibility == row["visibility"]
            # a tombstone seen again keeps the date it was first missed on
            was_gone = before is not None and before.gone_at is not None
            gone_at = (before.gone_at if before is not None and was_gone else at) if is_gone else None
            rows.append(dated | self._seen(at) | {"gone_at": gone_at, "sample_kind": self._kind(before, row)})
            if is_gone and not (row["text"] or row["title"]):
                erased.append(row["record_id"])
            elif before is not None and not is_same:
                edited.append(before)
            self.run.count("unchanged" if same else "changed" if before else "new")
            self.run.count("gone", int(is_gone and not was_gone))
            (extended if same else opened).append((row["record_id"], row["content_hash"], row["visibility"], at))
        upsert(session, Record, rows, keep=("first_seen_at", "first_run_id"))
        self.run.count("records", len(rows))
        self._replace_replies(
            session, [row["record_id"] for row, *_ in batch], [reply for _, replies, _ in batch for reply in replies]
        )
        self._remember(session, edited)
        self._forget(session, erased)
        self._open_sightings(session, opened, {row["record_id"]: row["gone_how"] for row, *_ in batch})
        self._extend_sightings(session, extended)

    def _kind(self, before: Any, row: dict[str, Any]) -> str:
        """What a search finds again that a walk over everything found stays part of everything."""
        kind: str = row["sample_kind"]
        return kind if before is None else more_complete(before.sample_kind, kind)

    def _dated(self, row: dict[str, Any], before: Any) -> dict[str, Any]:
        """A row as it was first dated, where its source tells of its last change only: what is later is an edit's time."""
        first = before.posted_at if self.moves_dates and before is not None else None
        if first is None or row["posted_at"] is None or memory.utc(first) >= row["posted_at"]:
            return row
        return row | {"posted_at": memory.utc(first), "edited_at": row["posted_at"]}

    def _seen(self, at: datetime) -> dict[str, Any]:
        run_id = self.run.run_id
        return {"first_seen_at": at, "last_seen_at": at, "first_run_id": run_id, "last_run_id": run_id}

    def _known(self, session: Session, ids: Sequence[str]) -> dict[str, Any]:
        record = table_of(Record)
        how = ("record_id", "content_hash", "redaction_version", "visibility", "gone_at", "sample_kind")
        columns = (record.c[name] for name in (*how, *SAID, *_AGES))
        found = session.connection().execute(select(*columns).where(record.c.record_id.in_(ids)))
        return {row.record_id: row for row in found}

    def _replace_replies(self, session: Session, ids: Sequence[str], replies: list[dict[str, Any]]) -> None:
        reply = table_of(Reply)
        session.connection().execute(delete(reply).where(reply.c.record_id.in_(ids)))
        upsert(session, Reply, replies)

    def _remember(self, session: Session, edited: Sequence[Any]) -> None:
        """What a record said before its source changed it stays with the sighting that ends."""
        sighting = table_of(Sighting)
        for before in edited:
            said = {name: getattr(before, name) for name in SAID}
            session.connection().execute(
                update(sighting)
                .where(sighting.c.record_id == before.record_id, sighting.c.content_hash == before.content_hash)
                .values(said=said)
            )

    def _forget(self, session: Session, erased: Sequence[str]) -> None:
        """A record whose source took its words back keeps none of its earlier ones either."""
        sighting = table_of(Sighting)
        session.connection().execute(update(sighting).where(sighting.c.record_id.in_(erased)).values(said={}))

    def _open_sightings(
        self, session: Session, seen: Sequence[Seen], how: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        rows = (
            {
                "record_id": record_id,
                "content_hash": content_hash,
                "visibility": visibility,
                "how": how.get(record_id, ""),
                "said": {},
            }
            | self._seen(at)
            for record_id, content_hash, visibility, at in seen
        )
        upsert(session, Sighting, rows, on=("record_id", "first_run_id"), keep=("first_seen_at",))

    def _extend_sightings(self, session: Session, seen: Sequence[Seen]) -> None:
        sighting = table_of(Sighting)
        for record_id, content_hash, visibility, at in seen:
            session.connection().execute(
                update(sighting)
                .where(
                    sighting.c.record_id == record_id,
                    sighting.c.content_hash == content_hash,
                    sighting.c.visibility == visibility,
                )
                .values(last_seen_at=at, last_run_id=self.run.run_id)
            )
