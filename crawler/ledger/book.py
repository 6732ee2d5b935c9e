"""The ledger as it is read: removals, edits and returns, each with the time in which it happened, how it showed and who is behind it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise
from typing import Any

from sqlalchemy import Engine, func, select

from crawler.memory import utc
from crawler.pipelines.keep import SAID
from store.errors import InputError
from store.naming import fold
from store.removals import actor_of
from store.session import table_of
from store.tables import Alias, Brand, Record, Sighting, Source
from store.vocabulary import Actor, Judgement, Visibility

_RECORD, _SIGHTING, _SOURCE = table_of(Record), table_of(Sighting), table_of(Source)


class Change(StrEnum):
    """What happened to a record."""

    REMOVAL = "removal"
    EDIT = "edit"
    RETURN = "return"


@dataclass(frozen=True)
class Entry:
    """One line: it happened after `last_seen_at` and not later than `noticed_at` (of a removal: the moment it was first missed).

    `how`, `visibility` and `actor` are said of removals, `changed` (names of fields) and `said` (what they held before) of edits.
    """

    change: Change
    source_id: str
    brand_label: str
    record_id: str
    url: str
    last_seen_at: datetime
    noticed_at: datetime
    how: str = ""
    visibility: str = ""
    actor: str = ""
    changed: tuple[str, ...] = ()
    said: dict[str, Any] | None = None


def entries(engine: Engine, *, source_id: str = "", brand: str = "", since: datetime | None = None) -> list[Entry]:
    """All lines of a source, a brand (by its name or any label of it) and a time (noticed then or later); oldest first."""
    with engine.connect() as connection:
        labels = set(_labels(connection, brand)) if brand else None
        rows = connection.execute(_steps(source_id)).all()
        told = connection.execute(_told(source_id)).all()
        found = [entry for row in rows if labels is None or row.brand_label in labels for entry in _entry(row)]
        found += [entry for row in told if labels is None or row.brand_label in labels for entry in _edits(row)]
    found = [entry for entry in found if since is None or entry.noticed_at >= since]
    return sorted(found, key=lambda entry: (entry.noticed_at, entry.record_id))


def check_known(engine: Engine, source_id: str, brand: str) -> None:
    """Raises InputError for a source or a brand that nothing stored is of: no line is not the same as nothing known."""
    declared, recorded = (
        select(table.c.source_id).where(table.c.source_id == source_id) for table in (_SOURCE, _RECORD)
    )
    with engine.connect() as connection:
        if source_id and connection.execute(declared.union_all(recorded).limit(1)).first() is None:
            raise InputError(
                f"nothing stored is of a source {source_id!r}; `terazi sources` lists them", field="--source"
            )
        if brand and not set(_labels(connection, brand)):
            raise InputError(f"nothing stored is of a brand {brand!r}, by its name or a label", field="--brand")


def _labels(connection: Any, brand: str) -> Iterator[str]:
    """Labels that are the brand's name, or that surely mean the brand of this name."""
    alias, known = table_of(Alias), table_of(Brand)
    named = [
        row.brand_id
        for row in connection.execute(select(known.c.brand_id, known.c.name))
        if fold(brand) in (fold(row.name), fold(row.brand_id))
    ]
    sure = (alias.c.judgement == Judgement.POSITIVE.value) & alias.c.brand_id.in_(named)
    yield from connection.execute(select(alias.c.label).where(sure)).scalars()
    for label in connection.execute(select(_RECORD.c.brand_label).distinct()).scalars():
        if fold(label) == fold(brand):
            yield label


def _steps(source_id: str) -> Any:
    """Every sighting that follows another one of the same record, with what the one before it was."""
    order = (_SIGHTING.c.first_seen_at, _SIGHTING.c.sighting_id)
    before = [func.lag(_SIGHTING.c[name], type_=_SIGHTING.c[name].type).over(partition_by=_SIGHTING.c.record_id, order_by=order).label(f"old_{name}")
              for name in ("visibility", "content_hash", "last_seen_at", "said")]  # fmt: skip
    own = [_SIGHTING.c[name] for name in ("record_id", "visibility", "content_hash", "first_seen_at", "how", "said")]
    steps = select(*own, *before).subquery()
    columns = [_RECORD.c[name] for name in ("source_id", "brand_label", "url", *SAID)]
    joined = steps.join(_RECORD, _RECORD.c.record_id == steps.c.record_id)
    wanted = select(steps, *columns).select_from(joined).where(steps.c.old_visibility.is_not(None))
    return wanted.where(_RECORD.c.source_id == source_id) if source_id else wanted


def _entry(row: Any) -> Iterator[Entry]:
    """The line a step makes, if it makes one."""
    place = (row.source_id, row.brand_label, row.record_id, row.url, utc(row.old_last_seen_at), utc(row.first_seen_at))
    was_live, is_live = row.old_visibility == Visibility.LIVE, row.visibility == Visibility.LIVE
    if was_live and not is_live:
        yield Entry(Change.REMOVAL, *place, row.how, row.visibility, actor_of(row.visibility, row.how).value)
    elif not was_live and is_live:
        yield Entry(Change.RETURN, *place)
    elif was_live and row.old_content_hash != row.content_hash:
        after = row.said or {name: getattr(row, name) for name in SAID}
        said = row.old_said or {}
        changed = tuple(name for name in SAID if name in said and said[name] != after.get(name))
        yield Entry(
            Change.EDIT,
            *place,
            changed=changed or ("other fields or replies",),
            said={name: said[name] for name in changed},
        )


def _told(source_id: str) -> Any:
    """Every record whose source tells what it or an answer to it said before its edits."""
    columns = [_RECORD.c[name] for name in ("record_id", "source_id", "brand_label", "url", "title", "text", "edited_at", "first_seen_at", "raw")]  # fmt: skip
    kept = (_RECORD.c.edited_at.is_not(None) & _RECORD.c.raw["earlier"].as_string().is_not(None)) | _RECORD.c.raw[
        "earlier_replies"
    ].as_string().is_not(None)
    wanted = select(*columns).where(kept)
    return wanted.where(_RECORD.c.source_id == source_id) if source_id else wanted


def _edits(row: Any) -> Iterator[Entry]:
    """The edits of before we first looked, as the source tells them: to the moment."""
    for one in row.raw.get("earlier_replies", ()):
        at, then = (datetime.fromisoformat(one[name]) for name in ("at", "until"))
        if then <= utc(row.first_seen_at):
            yield Entry(Change.EDIT, row.source_id, row.brand_label, row.record_id, row.url, at, then,
                        changed=("reply",), said={"reply": one["text"]})  # fmt: skip
    if "earlier" not in row.raw:
        return
    versions = [*row.raw["earlier"], {"at": utc(row.edited_at).isoformat(), "title": row.title, "text": row.text}]
    for before, after in pairwise(versions):
        at, then = (datetime.fromisoformat(one["at"]) for one in (before, after))
        changed = tuple(name for name in ("title", "text") if before[name] != after[name])
        if then <= utc(row.first_seen_at):
            said = {name: before[name] for name in changed}
            yield Entry(Change.EDIT, row.source_id, row.brand_label, row.record_id, row.url, at, then,
                        changed=changed or ("other fields",), said=said)  # fmt: skip


def by_actor(found: list[Entry]) -> dict[str, int]:
    """How many removals each actor is behind."""
    return {actor.value: n for actor in Actor if (n := sum(one.actor == actor for one in found))}
