"""The book of what people did by hand. Every manual act is written here and shown; nothing is ever taken out."""

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from store.redaction import redact
from store.tables import Act


def log_act(
    session: Session,
    at: datetime,
    actor: str,
    act: str,
    target_kind: str,
    target_id: str,
    because: str,
    **detail: Any,
) -> Act:
    """Write an act down, its reason redacted because the book is public. The caller commits: the act and its note stand or fall together."""
    row = Act(acted_at=at, actor=actor, act=act, target_kind=target_kind, target_id=target_id, because=redact(because), detail=detail)  # fmt: skip
    session.add(row)
    return row


def read_acts(
    session: Session, *, before_id: int = 0, limit: int = 100, target: tuple[str, str] | None = None
) -> list[Act]:
    """Acts, the latest first; of one (kind, id) where `target` is given; older than `before_id` where it is not 0."""
    query = select(Act).order_by(col(Act.act_id).desc()).limit(limit)
    if before_id:
        query = query.where(col(Act.act_id) < before_id)
    if target:
        query = query.where(Act.target_kind == target[0], Act.target_id == target[1])
    return list(session.exec(query))
