"""Texts that their source's terms let nobody keep for long: what was not read anew in time is deleted, what it was rated stays."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, or_, select, update
from sqlmodel import Session, col
from sqlmodel import select as ask

from crawler.source import SOURCES
from crawler.status import declare_all
from store.erasure import forget_answers
from store.session import table_of
from store.tables import Record, Sighting

WORDS = ("title", "text", "thanks_text")
EVERY = timedelta(hours=1)
"""How often the scheduler asks for it: what would be too old the next time goes now."""


def expire(engine: Engine, *, now: datetime | None = None) -> dict[str, int]:
    """Delete words of records, answers and earlier versions older than their source's `text_hours`. source_id -> records.

    A record seen again is stored with its words; ids, dates, ratings and hashes stay. A brand's answer that counted goes on counting.
    """
    now = now or datetime.now(UTC)
    declare_all(engine)
    with Session(engine) as session:
        found = {name: _expire(session, name, now - timedelta(hours=source.text_hours) + EVERY)
                 for name, source in SOURCES.items() if source.text_hours is not None}  # fmt: skip
        session.commit()
    return {name: count for name, count in found.items() if count}


def _expire(session: Session, source_id: str, before: datetime) -> int:
    said = or_(*(col(getattr(Record, name)) != "" for name in WORDS))
    due = session.exec(
        ask(Record).where(col(Record.source_id) == source_id, col(Record.last_seen_at) < before, said)
    ).all()
    for record in due:
        forget_answers(session, record)
        for name in WORDS:
            setattr(record, name, "")
        session.add(record)
    seen, its = table_of(Sighting), select(col(Record.record_id)).where(col(Record.source_id) == source_id)
    session.connection().execute(
        update(seen).where(seen.c.record_id.in_(its), seen.c.last_seen_at < before).values(said={})
    )
    return len(due)
