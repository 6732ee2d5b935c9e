"""What accepted disputes change. Nothing that was read from a source is rewritten: corrections are laid over it on the way to
scoring and to a release, where a mark on a row could be lost at the next crawl. An undone one lies over nothing.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, String, case, literal, select
from sqlmodel import Session, col
from sqlmodel import select as ask

from store.errors import InputError
from store.exposure import range_of
from store.session import table_of
from store.tables import Alias, Correction, Dispute, Exposure, Record
from store.vocabulary import Effect, Grade, Judgement, Side, Target, Visibility

EFFECT = {
    Target.RECORD: Effect.SET_ASIDE,
    Target.MATCH: Effect.NOT_THIS_BRAND,
    Target.EXPOSURE: Effect.REPLACED,
    Target.RESOLUTION: Effect.CONTESTED,
}
_CORRECTION, _RECORD = table_of(Correction), table_of(Record)
_SHOWN = (Visibility.LIVE.value, Visibility.UNKNOWN.value)


def _in_force(effect: Effect) -> Select[Any]:
    return select(_CORRECTION.c.target_id).where(
        _CORRECTION.c.effect == effect.value, _CORRECTION.c.undone_at.is_(None)
    )


IS_SET_ASIDE: ColumnElement[bool] = _RECORD.c.record_id.in_(_in_force(Effect.SET_ASIDE))
_IS_CONTESTED = _RECORD.c.record_id.in_(_in_force(Effect.CONTESTED))


def _of_setting_aside(column: Column[Any]) -> ColumnElement[Any]:
    """A column of the correction that set a record aside first."""
    its = (_CORRECTION.c.effect == Effect.SET_ASIDE.value) & (_CORRECTION.c.target_id == _RECORD.c.record_id)
    found = select(column).where(its, _CORRECTION.c.undone_at.is_(None)).order_by(_CORRECTION.c.correction_id).limit(1)
    return found.correlate(_RECORD).scalar_subquery()


def corrected(column: Column[Any]) -> ColumnElement[Any]:
    """A column of `record` as it stands after all decisions in force; any other column as it is.

    A record that is set aside stands like one that was removed at the moment of the decision, unless it was gone already; a
    matter that is contested has the customer's "no".
    """
    if column.table is not _RECORD or column.name not in _OVERLAID:
        return column
    return _OVERLAID[column.name].label(column.name)


_GOING = IS_SET_ASIDE & _RECORD.c.visibility.in_(_SHOWN)
_HOW = literal("set aside by dispute ", String) + _of_setting_aside(_CORRECTION.c.dispute_id).cast(String)
_OVERLAID: dict[str, ColumnElement[Any]] = {
    "visibility": case((_GOING, Visibility.REMOVED.value), else_=_RECORD.c.visibility),
    "gone_at": case((_GOING, _of_setting_aside(_CORRECTION.c.decided_at)), else_=_RECORD.c.gone_at),
    "gone_how": case((_GOING, _HOW), else_=_RECORD.c.gone_how),
    "customer_confirms": case((_IS_CONTESTED, False), else_=_RECORD.c.customer_confirms),
    "customer_confirmed_at": case((~_IS_CONTESTED, _RECORD.c.customer_confirmed_at)),
}


def correct(
    session: Session,
    dispute: Dispute,
    now: datetime,
    by: str,
    because: str,
    figure: float | None = None,
    source: tuple[str, str, Grade] | None = None,
) -> Correction:
    """Put into force what an accepted dispute asks for, from the next scoring on. The caller commits.

    `figure` and `source` (name, address, grade) are what stands for a customer base instead; without them none does.
    Raises InputError where they make no sense.
    """
    if dispute.target_kind != Target.EXPOSURE and (figure is not None or source):
        raise InputError("a figure goes with a dispute about a customer base only", field="figure")
    effect = EFFECT[Target(dispute.target_kind)]
    before, value = "", ""
    if effect is Effect.REPLACED:
        before, value = _replace(session, dispute, now, figure, source)
    elif effect is Effect.NOT_THIS_BRAND:
        before = _judge(session, dispute.target_id, Judgement.NEGATIVE)
    else:
        record = session.get(Record, dispute.target_id)
        assert record
        before = record.visibility if effect is Effect.SET_ASIDE else str(record.customer_confirms)
    row = Correction(dispute_id=dispute.dispute_id or 0, effect=effect.value, target_id=dispute.target_id, before=before, value=value,
                     because=because, decided_by=by, decided_at=now)  # fmt: skip
    session.add(row)
    return row


def undo(session: Session, row: Correction, now: datetime, because: str) -> None:
    """Let what stood before stand again, from the next scoring on. The caller commits."""
    row.undone_at, row.undone_because = now, because
    session.add(row)
    if row.effect == Effect.NOT_THIS_BRAND:
        _judge(session, row.target_id, Judgement(row.before))
    if row.effect == Effect.REPLACED:
        _mark(session, row.target_id, "")
        if row.value:
            _mark(session, row.value, f"the decision on dispute {row.dispute_id} was undone")


def in_force(session: Session, dispute_id: int) -> Correction | None:
    """The correction that a dispute brought and that still holds."""
    its = ask(Correction).where(Correction.dispute_id == dispute_id, col(Correction.undone_at).is_(None))
    return session.exec(its).first()


def _replace(
    session: Session, dispute: Dispute, now: datetime, figure: float | None, source: tuple[str, str, Grade] | None
) -> tuple[str, str]:
    """The figure before, and the id of the exposure that stands instead ("" = none)."""
    old = session.get(Exposure, int(dispute.target_id))
    assert old
    if old.set_aside_because:
        raise InputError(f"this figure does not stand any more: {old.set_aside_because}", field="target_id")
    _mark(session, dispute.target_id, f"dispute {dispute.dispute_id}")
    if figure is None or source is None:
        if figure is not None or source:
            raise InputError("a figure comes with its source, address and grade", field="figure")
        return f"{old.figure:.15g}", ""
    name, url, grade = source
    if figure <= 0 or grade > Grade(old.grade):
        raise InputError(f"a figure above 0 of grade {old.grade} or better is needed (SPEC-5)", field="figure")
    if dispute.side == Side.BRAND and grade is not Grade.A and not url.startswith("https://"):
        raise InputError("a figure that a brand brings needs a public https address", field="url")
    low, high = range_of(figure, grade)
    new = Exposure(**old.model_dump(exclude={"exposure_id"}) | {
        "figure": figure, "low": low, "high": high, "grade": grade.value, "source_name": name, "source_url": url, "as_of_on": now.date(),
        "citation": f"corrected by dispute {dispute.dispute_id}", "set_aside_because": "", "period": old.period})  # fmt: skip
    if name == old.source_name:
        new.source_name = f"{name} (dispute {dispute.dispute_id})"
    session.add(new)
    session.flush()
    return f"{old.figure:.15g}", str(new.exposure_id)


def _mark(session: Session, exposure_id: str, because: str) -> None:
    row = session.get(Exposure, int(exposure_id))
    assert row
    row.set_aside_because = because
    session.add(row)


def _judge(session: Session, alias_id: str, judgement: Judgement) -> str:
    """Set what a label means; returns what it meant before."""
    row = session.get(Alias, int(alias_id))
    assert row
    before, row.judgement = row.judgement, judgement.value
    session.add(row)
    return before
