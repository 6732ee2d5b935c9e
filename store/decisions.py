"""Decisions of people on brands: merge, split, undo. Each is a new dated row; nothing is overwritten, no record is touched."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from sqlmodel import Session, col, select

from store.acts import log_act
from store.brandbook import open_brand
from store.errors import InputError
from store.naming import fold_brand
from store.session import table_of
from store.tables import Alias, Brand, BrandDecision, Exposure, OfficialCount
from store.vocabulary import NameDecision

MERGE, SPLIT, UNDO = NameDecision


class Decided(Protocol):
    """What `standing` and `merged_into` read of a decision."""

    @property
    def decision_id(self) -> int | None: ...
    @property
    def decision(self) -> str: ...
    @property
    def brand_id(self) -> str: ...
    @property
    def to_brand_id(self) -> str: ...
    @property
    def undoes_id(self) -> int | None: ...


D = TypeVar("D", bound=Decided)


def standing(decisions: Iterable[D]) -> list[D]:
    """The merges and splits that nothing undoes, the earliest first. An undo can itself be undone."""
    fallen: set[int | None] = set()
    stands = []
    for one in sorted(decisions, key=lambda one: -(one.decision_id or 0)):
        if one.decision_id in fallen:
            continue
        if one.decision == UNDO:
            fallen.add(one.undoes_id)
        else:
            stands.append(one)
    return stands[::-1]


def merged_into(decisions: Iterable[Decided]) -> dict[str, str]:
    """Merged brand -> the brand it stands in now, through every merge that stands."""
    direct = {one.brand_id: one.to_brand_id for one in standing(decisions) if one.decision == MERGE}
    return {brand_id: _end(brand_id, direct) for brand_id in direct}


def _end(brand_id: str, direct: dict[str, str]) -> str:
    while brand_id in direct:
        brand_id = direct[brand_id]
    return brand_id


def merge(session: Session, brand: str, into: str, *, because: str, by: str, at: datetime) -> BrandDecision:
    """Say that two brands are one: what means `brand` means `into` from the next scoring on. Raises InputError. The caller commits."""
    one, other = find_brand(session, brand), find_brand(session, into)
    merged = merged_into(decisions(session))
    if merged.get(other.brand_id, other.brand_id) == merged.get(one.brand_id, one.brand_id):
        raise InputError(f"{one.name!r} and {other.name!r} stand for one brand already", field="brand")
    return _write(
        session,
        BrandDecision(
            decision=MERGE,
            label="",
            brand_id=merged.get(one.brand_id, one.brand_id),
            to_brand_id=other.brand_id,
            undoes_id=None,
            because=because,
            judged_by=by,
            judged_at=at,
        ),
    )


def split(session: Session, label: str, to: str, *, because: str, by: str, at: datetime) -> BrandDecision:
    """Say that a label means the brand `to`, whatever likeness says. A name no brand has opens one. The caller commits."""
    known = session.exec(select(Alias).where(Alias.label == label).order_by(col(Alias.alias_id))).first()
    if known is None:
        raise InputError(f"no record and no list ever said {label!r}", field="label")
    found = _brands(session, to)
    if len(found) > 1:
        raise InputError(_which(to, found), field="to")
    sector_id = _sector_of(session, known)
    brand_id = found[0].brand_id if found else open_brand(session, to, sector_id, because=because, at=at)
    return _write(
        session,
        BrandDecision(
            decision=SPLIT,
            label=label,
            brand_id=known.brand_id,
            to_brand_id=brand_id,
            undoes_id=None,
            opened=not found,
            because=because,
            judged_by=by,
            judged_at=at,
        ),
    )


def undo(session: Session, decision_id: int, *, because: str, by: str, at: datetime) -> BrandDecision:
    """Let a decision fall: everything is as if it had never been made. Raises InputError. The caller commits."""
    fallen = session.get(BrandDecision, decision_id)
    if fallen is None:
        raise InputError(f"there is no decision {decision_id}", field="decision")
    if any(one.undoes_id == decision_id for one in _unfallen(decisions(session))):
        raise InputError(f"decision {decision_id} is undone already", field="decision")
    made = _write(
        session,
        BrandDecision(
            decision=UNDO,
            label=fallen.label,
            brand_id=fallen.brand_id,
            to_brand_id=fallen.to_brand_id,
            undoes_id=decision_id,
            because=because,
            judged_by=by,
            judged_at=at,
        ),
    )
    if fallen.opened:
        _close_unused(session, fallen.to_brand_id)
    return made


def decisions(session: Session) -> Sequence[BrandDecision]:
    """All decisions, the earliest first."""
    return session.exec(select(BrandDecision).order_by(col(BrandDecision.decision_id))).all()


def find_brand(session: Session, name: str) -> Brand:
    """The brand with this id, or the only one with this name (case, marks and legal form aside). Raises InputError."""
    found = _brands(session, name)
    if len(found) != 1:
        raise InputError(_which(name, found), field="brand")
    return found[0]


def _unfallen(all_of_them: Sequence[BrandDecision]) -> list[BrandDecision]:
    """Undos that stand."""
    undone = {one.undoes_id for one in all_of_them if one.decision == UNDO}
    return [one for one in all_of_them if one.decision == UNDO and one.decision_id not in undone]


def _brands(session: Session, name: str) -> list[Brand]:
    if one := session.get(Brand, name):
        return [one]
    every = session.exec(select(Brand).order_by(col(Brand.brand_id))).all()
    return [brand for brand in every if fold_brand(brand.name) == fold_brand(name)]


def _which(name: str, found: Sequence[Brand]) -> str:
    if not found:
        return f"no brand has the id or name {name!r}"
    return f"{name!r} is the name of {', '.join(brand.brand_id for brand in found)}: give the id"


def _sector_of(session: Session, known: Alias) -> str:
    brand = session.get(Brand, known.brand_id)
    return brand.sector_id if brand else known.sector_id


def _write(session: Session, row: BrandDecision) -> BrandDecision:
    if not row.because.strip() or not row.judged_by.strip():
        raise InputError("say why, and who decides", field="because" if row.judged_by.strip() else "by")
    session.add(row)
    session.flush()
    log_act(session, row.judged_at, row.judged_by, row.decision, "brand", row.brand_id, row.because, label=row.label, to=row.to_brand_id,
            undoes=row.undoes_id, number=row.decision_id)  # fmt: skip
    return row


def _close_unused(session: Session, brand_id: str) -> None:
    """Take out a brand that only an undone split had opened: nothing but its own name refers to it."""
    used = [
        session.exec(select(model).where(table_of(model).c.brand_id == brand_id)).first()
        for model in (Exposure, OfficialCount)
    ]
    others = [one for one in standing(decisions(session)) if brand_id in {one.to_brand_id, one.brand_id}]
    if any(used) or others:
        return
    for alias in session.exec(select(Alias).where(Alias.brand_id == brand_id)):
        session.delete(alias)
    session.flush()
    if brand := session.get(Brand, brand_id):
        session.delete(brand)
