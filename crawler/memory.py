"""What the store knows of a source's records: asked before a page is fetched again, told when a record is seen unchanged."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine, Select, func, select, update
from sqlmodel import Session

from crawler.pipelines.redact import redact
from crawler.source import Vanishes
from store.records import CrawledRecord, CrawledReply
from store.runs import OpenRun
from store.session import batches, table_of, upsert
from store.tables import Dispute, Record, Reply, Run, Sighting
from store.vocabulary import DisputeState, Precision, RunKind, RunState, Visibility

if TYPE_CHECKING:
    from crawler.visit import Visit

_RECORD, _REPLY, _SIGHTING, _DISPUTE = table_of(Record), table_of(Reply), table_of(Sighting), table_of(Dispute)


@dataclass(frozen=True)
class Known:
    """A stored record, as far as a crawl needs it."""

    record_id: str
    url: str
    brand_label: str
    visibility: str
    posted_at: datetime | None
    last_seen_at: datetime
    last_run_id: int
    raw: dict[str, Any]


def known(engine: Engine, record_ids: Iterable[str]) -> dict[str, Known]:
    """Those of the records that are stored, by their ids."""
    with engine.connect() as connection:
        return {row.record_id: _known(row) for ids in batches(record_ids, 500)
                for row in connection.execute(_columns().where(_RECORD.c.record_id.in_(ids)))}  # fmt: skip


def known_at(engine: Engine, source_id: str, brand: str, urls: Iterable[str]) -> dict[str, Known]:
    """A brand's stored records at these addresses, by their ids."""
    of_brand = _columns().where(_RECORD.c.source_id == source_id, _RECORD.c.brand_label == brand)
    with engine.connect() as connection:
        return {row.record_id: _known(row) for some in batches(urls, 500)
                for row in connection.execute(of_brand.where(_RECORD.c.url.in_(some)))}  # fmt: skip


def unseen(
    engine: Engine, run: OpenRun, since_run_id: int, *, brand: str = "", posted_from: datetime | None = None
) -> list[Known]:
    """Live records of the run's source that no run since `since_run_id` saw, longest unseen first."""
    live = _columns().where(
        _RECORD.c.source_id == run.source_id, _RECORD.c.gone_at.is_(None), _RECORD.c.last_run_id < since_run_id
    )
    if brand:
        live = live.where(_RECORD.c.brand_label == brand)
    if posted_from:
        live = live.where(_RECORD.c.posted_at >= posted_from)
    with engine.connect() as connection:
        return [_known(row) for row in connection.execute(live.order_by(_RECORD.c.last_seen_at, _RECORD.c.record_id))]


def seen_count(engine: Engine, source_id: str, since_run_id: int) -> int:
    """How many of a source's records were seen live by that run or a later one."""
    wanted = select(func.count()).where(
        _RECORD.c.source_id == source_id, _RECORD.c.last_run_id >= since_run_id, _RECORD.c.gone_at.is_(None)
    )
    with engine.connect() as connection:
        return int(connection.execute(wanted).scalar_one())


def latest_live(engine: Engine, source_id: str, without: Collection[str], *, most: int = 40) -> list[Known]:
    """Live records that were seen last, but for some."""
    live = _columns().where(_RECORD.c.source_id == source_id, _RECORD.c.gone_at.is_(None), _RECORD.c.url != "")
    with engine.connect() as connection:
        latest = live.order_by(_RECORD.c.last_seen_at.desc(), _RECORD.c.record_id).limit(most + len(without))
        found = [_known(row) for row in connection.execute(latest)]
    return [one for one in found if one.record_id not in without][:most]


def labels_seen(engine: Engine, run: OpenRun, since_run_id: int) -> set[str]:
    """The labels of the live records of the run's source that a run since `since_run_id` saw."""
    wanted = select(_RECORD.c.brand_label).distinct().where(
        _RECORD.c.source_id == run.source_id, _RECORD.c.gone_at.is_(None), _RECORD.c.last_run_id >= since_run_id)  # fmt: skip
    with engine.connect() as connection:
        return set(connection.execute(wanted).scalars())


def awaited(engine: Engine, source_id: str) -> set[str]:
    """Records of a source in which the code of an author who disputes may stand any day: they are read at every look."""
    wanted = select(_DISPUTE.c.record_id).join(_RECORD, _RECORD.c.record_id == _DISPUTE.c.record_id).where(
        _RECORD.c.source_id == source_id, _DISPUTE.c.state == DisputeState.OPENED.value, _DISPUTE.c.proven_at.is_(None))  # fmt: skip
    with engine.connect() as connection:
        return set(connection.execute(wanted.distinct()).scalars())


def posted_then(engine: Engine, source_id: str, brand: str, posted_at: datetime) -> list[Known]:
    """The brand's records of one minute, gone or not."""
    with engine.connect() as connection:
        rows = connection.execute(_columns().where(
            _RECORD.c.source_id == source_id, _RECORD.c.brand_label == brand, _RECORD.c.posted_at >= posted_at,
            _RECORD.c.posted_at < posted_at + timedelta(minutes=1),
        ).order_by(_RECORD.c.record_id))  # fmt: skip
        return [_known(row) for row in rows]


def touch(engine: Engine, run: OpenRun, record_ids: Sequence[str], at: datetime) -> None:
    """These records were seen and look as they did: their last sighting goes on. Counted as unchanged."""
    for ids in batches(record_ids, 500):
        with engine.begin() as connection:
            connection.execute(
                update(_RECORD).where(_RECORD.c.record_id.in_(ids)).values(last_seen_at=at, last_run_id=run.run_id)
            )
            now = select(_RECORD.c.record_id).where(
                _RECORD.c.record_id == _SIGHTING.c.record_id, _RECORD.c.content_hash == _SIGHTING.c.content_hash,
                _RECORD.c.visibility == _SIGHTING.c.visibility)  # fmt: skip
            connection.execute(update(_SIGHTING).where(_SIGHTING.c.record_id.in_(ids), now.exists()).values(
                last_seen_at=at, last_run_id=run.run_id))  # fmt: skip
    for name in ("records", "unchanged"):
        run.count(name, len(record_ids))


def still_gone(engine: Engine, run: OpenRun, record_id: str, at: datetime) -> None:
    """A record that vanished was looked for and is not back: the span without it goes on, its own dates stay."""
    with engine.begin() as connection:
        latest = select(func.max(_SIGHTING.c.sighting_id)).where(_SIGHTING.c.record_id == record_id).scalar_subquery()
        connection.execute(update(_SIGHTING).where(_SIGHTING.c.sighting_id == latest).values(
            last_seen_at=at, last_run_id=run.run_id))  # fmt: skip


def back(engine: Engine, run: OpenRun, record_id: str, at: datetime) -> None:
    """A record that vanished stands again as it did: a new sighting opens."""
    seen = {"last_seen_at": at, "last_run_id": run.run_id}
    with Session(engine) as session:
        live = {"visibility": Visibility.LIVE.value, "gone_at": None, "gone_how": ""}
        session.connection().execute(update(_RECORD).where(_RECORD.c.record_id == record_id).values(**seen, **live))
        content_hash = session.connection().execute(
            select(_RECORD.c.content_hash).where(_RECORD.c.record_id == record_id)).scalar_one()  # fmt: skip
        upsert(session, Sighting, [{"record_id": record_id, "content_hash": content_hash, "visibility": Visibility.LIVE.value, "how": "", "said": {},
                                    "first_seen_at": at, "first_run_id": run.run_id, **seen}], on=("record_id", "first_run_id"))  # fmt: skip
        session.commit()
    for name in ("records", "changed"):
        run.count(name)


def sharpest(engine: Engine, record: CrawledRecord) -> CrawledRecord:
    """The record with the sharper time of each reply: "2 hours ago" read in time beats "4 weeks ago" read later."""
    if not any(reply.uncertainty_hours for reply in record.replies):
        return record
    record_id = f"{record.source_id}:{record.source_key}"
    with engine.connect() as connection:
        rows = connection.execute(select(_REPLY).where(_REPLY.c.record_id == record_id)).all()
    before = {(row.speaker, row.text): row for row in rows if row.posted_at is not None}
    replies = tuple(_sharper(reply, before.get((reply.speaker.value, redact(reply.text)))) for reply in record.replies)
    moved = {reply.posted_at: then.posted_at for reply, then in zip(record.replies, replies, strict=True)}
    confirmed_at = moved.get(record.customer_confirmed_at, record.customer_confirmed_at)
    return record.model_copy(update={"replies": replies, "customer_confirmed_at": confirmed_at})


def _sharper(reply: CrawledReply, row: Any) -> CrawledReply:
    if row is None or (row.uncertainty_hours or 0.0) >= (reply.uncertainty_hours or 0.0):
        return reply
    times = {
        "posted_at": utc(row.posted_at),
        "precision": Precision(row.precision),
        "uncertainty_hours": row.uncertainty_hours,
    }
    return reply.model_copy(update=times)


SETTLED = timedelta(days=30)
WHOLE_EVERY = timedelta(days=7)


def are_settled(visit: "Visit", records: Sequence[CrawledRecord]) -> bool:
    """Whether an earlier complete crawl by the same command holds all of these, and they are too old to change much.

    Never where absence is the only sign of an end and nobody walked everything for a week.
    """
    at = visit.last_ok_at
    if at is None or visit.limit is not None:
        return False
    if visit.source.vanishes is Vanishes.MISSED and not visit.was_whole_lately:
        return False
    ids = [visit.record_id(record.source_key) for record in records]
    return len(known(visit.engine, ids)) == len(set(ids)) and all(
        record.posted_at is not None and record.posted_at < at - SETTLED for record in records
    )


def was_whole_lately(visit: "Visit") -> bool:
    """Whether a crawl by the same command walked everything within a week."""
    at = last_ok_at(visit.engine, visit.source.source_id, visit.command, is_whole=True)
    return at is not None and visit.now() - at < WHOLE_EVERY


def newest_posted_at(engine: Engine, source_id: str) -> datetime | None:
    """The youngest record of a source."""
    with engine.connect() as connection:
        newest = connection.execute(
            select(func.max(_RECORD.c.posted_at)).where(_RECORD.c.source_id == source_id)
        ).scalar()
    return utc(newest) if newest else None


def last_ok_at(engine: Engine, source_id: str, command: str, *, is_whole: bool = False) -> datetime | None:
    """When the last complete crawl by the same command began; with `is_whole`, the last that walked everything."""
    run = table_of(Run)
    wanted = select(run.c.started_at).where(run.c.kind == RunKind.CRAWL.value, run.c.source_id == source_id,
                                            run.c.state == RunState.OK.value, run.c.command == command,
                                            run.c.is_whole.in_([True, is_whole]))  # fmt: skip
    with engine.connect() as connection:
        found = connection.execute(wanted.order_by(run.c.run_id.desc()).limit(1)).first()
    return utc(found.started_at) if found else None


def _columns() -> Select[Any]:
    return select(_RECORD.c.record_id, _RECORD.c.url, _RECORD.c.brand_label, _RECORD.c.visibility, _RECORD.c.posted_at, _RECORD.c.last_seen_at,
                  _RECORD.c.last_run_id, _RECORD.c.raw)  # fmt: skip


def _known(row: Any) -> Known:
    posted_at = utc(row.posted_at) if row.posted_at else None
    return Known(
        row.record_id,
        row.url,
        row.brand_label,
        row.visibility,
        posted_at,
        utc(row.last_seen_at),
        row.last_run_id,
        row.raw,
    )


def utc(at: datetime) -> datetime:
    """SQLite forgets the zone; everything in the store is UTC."""
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at
