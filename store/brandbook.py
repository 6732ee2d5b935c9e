"""Brands, sectors and the labels that mean them. A decision about a label is dated data, never an overwrite of a record."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, select

from store.naming import fold_brand, slug
from store.session import upsert
from store.tables import Alias, Brand, Sector
from store.vocabulary import Judgement


def add_sectors(session: Session, sectors: Iterable[dict[str, Any]]) -> None:
    """Open sectors (sector_id, name_en, name_tr, country) that are not there yet. The caller commits."""
    upsert(session, Sector, ({"parent_id": None, **row} for row in sectors), keep=tuple(Sector.model_fields))


def open_brand(
    session: Session, name: str, sector_id: str, *, because: str, at: datetime, labels: Iterable[str] = ()
) -> str:
    """The brand a name means in a sector; opened with its own name as first alias when the sector does not know it.

    Two brands of one name in different sectors are different ("Migros" is not "Migros Bank"). The caller commits.
    """
    brand_id = known_brands(session, sector_id).get(fold_brand(name)) or free_brand_id(session, name, sector_id)
    _put_brand(session, brand_id, name, sector_id, because, at)
    decide(
        session,
        brand_id,
        sector_id,
        {name, *labels},
        Judgement.POSITIVE,
        similarity=100,
        because=because,
        by="import",
        at=at,
    )
    return brand_id


def open_register(
    session: Session,
    names: Mapping[str, Sequence[str]],
    sector_id: str,
    *,
    known: Mapping[str, str],
    because: str,
    at: datetime,
) -> dict[str, str]:
    """Brands of a register, code -> brand_id: `names` gives each code's labels, the one to show first.

    A code `known` from earlier keeps its brand. Two codes with one name stay two brands: the code stands behind the
    name, and the bare label is written down as unsure for both. The caller commits.
    """
    holders: dict[str, set[str]] = {}
    for code, labels in names.items():
        for label in labels:
            holders.setdefault(fold_brand(label), set()).add(code)
    opened, taken, result = known_brands(session, sector_id), set(known.values()), {}
    for code, labels in names.items():
        shared = {
            label
            for label in labels
            if len(holders[fold_brand(label)]) > 1 or opened.get(fold_brand(label)) in taken - {known.get(code)}
        }
        name = f"{labels[0]} ({code})" if labels[0] in shared else labels[0]
        brand_id = known.get(code) or opened.get(fold_brand(name)) or free_brand_id(session, name, sector_id)
        _put_brand(session, brand_id, name, sector_id, because, at)
        for judgement, meant in ((Judgement.POSITIVE, {name, *labels} - shared), (Judgement.UNSURE, shared)):
            decide(session, brand_id, sector_id, meant, judgement, similarity=100, because=because, by="import", at=at)
        result[code] = brand_id
    return result


def decide(
    session: Session,
    brand_id: str,
    sector_id: str,
    labels: Iterable[str],
    judgement: Judgement,
    *,
    similarity: float,
    because: str,
    by: str,
    at: datetime,
) -> None:
    """Write down what labels mean. A decision that stands already is kept with its date. The caller commits."""
    rows = [
        {
            "label": label,
            "sector_id": sector_id,
            "brand_id": brand_id,
            "judgement": judgement.value,
            "similarity": similarity,
            "because": because,
            "decided_by": by,
            "decided_at": at,
        }
        for label in sorted(labels)
    ]
    upsert(session, Alias, rows, on=("label", "sector_id", "brand_id"), keep=tuple(rows[0]) if rows else ())


def known_brands(session: Session, sector_id: str) -> dict[str, str]:
    """Folded label -> brand_id of a sector's positive aliases."""
    aliases = session.exec(
        select(Alias)
        .where(Alias.sector_id == sector_id, Alias.judgement == Judgement.POSITIVE.value)
        .order_by(Alias.label)
    )
    return {fold_brand(alias.label): alias.brand_id for alias in aliases}


def free_brand_id(session: Session, name: str, sector_id: str) -> str:
    """A brand_id nobody has: the name's slug, with the sector behind it where another sector took it first."""
    plain = slug(name)
    holder = session.get(Brand, plain)
    return plain if holder is None or holder.sector_id == sector_id else f"{plain}--{sector_id}"


def _put_brand(session: Session, brand_id: str, name: str, sector_id: str, because: str, at: datetime) -> None:
    """A brand's row, unless it stands already: then it stays as it was opened."""
    row = {
        "brand_id": brand_id,
        "name": name,
        "sector_id": sector_id,
        "company_id": None,
        "opened_at": at,
        "opened_because": because,
    }
    upsert(session, Brand, [row], keep=tuple(row))
