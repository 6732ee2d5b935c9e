"""Erasure: the words of a record go for good, wherever they lie; that it was there, when and whence stays, and goes on counting.

Like a removal it raises no score: the record counts on, answers that the last scoring counted go on counting by their date, and
whatever was read from erased words (a customer's yes, a two-way talk) falls away to the brand's cost, not to its gain.
"""

import hashlib
from collections.abc import Collection
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import delete, or_, select, update
from sqlmodel import Session, col
from sqlmodel import select as ask

from store import archive
from store.acts import log_act
from store.errors import InputError
from store.redaction import redact
from store.session import table_of, upsert
from store.tables import Brand, Dispute, Erasure, Incident, IncidentMember, Record, Reply, Sighting, Snapshot
from store.vocabulary import DisputeState, Side, Speaker, Target, Visibility

WORDS = ("title", "text", "thanks_text", "text_hash", "author_hash", "url", "product", "counterpart", "status_raw", "content_hash", "page_hash")  # fmt: skip
GOODS = ("product", "counterpart")
"""What the source says was bought and of whom: where it names no brand, all that tells whom the stars are for."""


def erased(session: Session, record_ids: Collection[str]) -> list[str]:
    """Which of these records were erased: they are not taken in again."""
    if not record_ids:
        return []
    return sorted(session.exec(ask(Erasure.record_id).where(col(Erasure.record_id).in_(list(record_ids)))))


def records_by(session: Session, author_hash: str) -> list[str]:
    """All records of a pseudonym. Raises InputError where there are none."""
    found = sorted(session.exec(ask(Record.record_id).where(Record.author_hash == author_hash))) if author_hash else []
    if not found:
        raise InputError("no record of this author is stored", field="author")
    return found


def erase(session: Session, home: Path, record_id: str, now: datetime, by: str, because: str) -> None:
    """Erase a record's words, its author's pseudonym, what its answers said, earlier versions, and the archived pages it stood on.

    `home` is the archive's folder. The caller commits. Raises InputError without a reason, or where there is no such record.
    """
    record = session.get(Record, record_id)
    if record is None:
        raise InputError(f"no record {record_id!r} is stored", field="record_id")
    if not because.strip():
        raise InputError("say why", field="because")
    _erase_pages(session, home, record, now)
    forget_answers(session, record)
    seen = table_of(Sighting)
    session.connection().execute(update(seen).where(seen.c.record_id == record_id).values(content_hash="", said={}))
    kept = Erasure(record_id=record_id, source_id=record.source_id, posted_at=record.posted_at, first_seen_at=record.first_seen_at,
                   erased_at=now, because=redact(because.strip()))  # fmt: skip
    upsert(session, Erasure, [kept.model_dump()], keep=tuple(Erasure.model_fields))
    record.brand_label = record.brand_label or _counted_for(session, record_id)
    for name in WORDS:
        setattr(record, name, getattr(record, name) if name in GOODS and not record.brand_label else "")
    record.raw = {}
    if record.visibility in {Visibility.LIVE, Visibility.UNKNOWN}:
        record.visibility, record.gone_at = Visibility.REMOVED.value, now
    record.gone_how = "erased on request"
    session.add(record)
    log_act(session, now, by, "erase", "record", record_id, because)


def erase_disputed(session: Session, home: Path, row: Dispute, now: datetime, by: str, because: str) -> None:
    """Erase the record of a dispute that its author won. The caller commits. Raises InputError where that is not what was decided."""
    if (row.state, row.side, row.target_kind) != (DisputeState.ACCEPTED, Side.AUTHOR, Target.RECORD):
        raise InputError("only an accepted dispute of an author about the own record erases it", field="erase")
    erase(session, home, row.target_id, now, by, because)


def _counted_for(session: Session, record_id: str) -> str:
    """The name of the brand that the last scoring read from the words of a complaint, "" where it read none."""
    found = ask(Brand.name).join(Incident, col(Incident.brand_id) == col(Brand.brand_id)).join(IncidentMember,
        (col(IncidentMember.incident_id) == col(Incident.incident_id)) & (col(IncidentMember.scoring_run_id) == col(Incident.scoring_run_id)))  # fmt: skip
    return session.exec(found.where(IncidentMember.record_id == record_id).order_by(col(Incident.scoring_run_id).desc())).first() or ""  # fmt: skip


def _erase_pages(session: Session, home: Path, record: Record, now: datetime) -> None:
    """The pages it stood on can be read no more; others in the same file can."""
    page = table_of(Snapshot)
    its = or_(page.c.content_hash == record.page_hash, page.c.url == record.url)
    of_it = (page.c.source_id == record.source_id, page.c.pruned_at.is_(None), page.c.warc != "", its)
    if not record.page_hash and not record.url:
        return
    for row in session.connection().execute(select(page.c.snapshot_id, page.c.warc, page.c.warc_offset).where(*of_it)).all():  # fmt: skip
        archive.blank(home, row.warc, row.warc_offset)
        session.connection().execute(update(page).where(page.c.snapshot_id == row.snapshot_id).values(pruned_at=now, ask={}))  # fmt: skip


def forget_answers(session: Session, record: Record) -> None:
    """What was said goes; a brand's answer that the last scoring counted keeps its date, as a wording nobody else has."""
    reply = table_of(Reply)
    mine = reply.c.record_id == record.record_id
    hours = session.exec(
        ask(Incident.first_response_hours, Incident.opened_at).join(IncidentMember, (col(IncidentMember.incident_id) == col(Incident.incident_id))
            & (col(IncidentMember.scoring_run_id) == col(Incident.scoring_run_id)))
        .where(IncidentMember.record_id == record.record_id).order_by(col(Incident.scoring_run_id).desc())).first()  # fmt: skip
    kept = mine & (reply.c.speaker == Speaker.BRAND.value)
    if hours is None or hours[0] is None:
        session.connection().execute(delete(reply).where(mine))
        return
    first = hours[1] + timedelta(hours=hours[0]) - timedelta(seconds=1)
    session.connection().execute(delete(reply).where(mine & ~(kept & (reply.c.posted_at >= first))))
    letters = hashlib.sha256(record.record_id.encode()).hexdigest().translate(str.maketrans("0123456789", "ghijklmnop"))
    session.connection().execute(update(reply).where(mine).values(text=letters))
