"""Right of reply: a brand and an author say that something is wrong, by the same steps and within the same days.

opened -> under review -> accepted or rejected; withdrawn by who opened it at any time before; expired where an author never
showed to be the author. Nothing changes before a decision, and a decision can be undone (`store.corrections`).

An author has no account here. What shows that somebody is the author is that they can write where only the author can: they
put a short code of ours into the entry, or into their own answer under it, and the next look at the source finds it. A
pseudonym proves nothing, because everybody can read it. Where a source lets nobody edit, an operator confirms by hand. Code
and token are made from the installation's key and the dispute's number: there is nothing to store and nothing to steal.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from store.acts import log_act
from store.corrections import correct, in_force, undo
from store.errors import ConflictError, InputError
from store.redaction import redact
from store.settings import Settings
from store.tables import Alias, Correction, Dispute, Exposure, Record, Reply
from store.vocabulary import DisputeState, Grade, Judgement, Side, Speaker, Target

LONGEST = 4000
STANDING = (DisputeState.OPENED, DisputeState.REVIEW)
_LETTERS = "bcdfghjkmnprstvz"


@dataclass(frozen=True)
class Asked:
    """What somebody disputes, and why. A match is given by its label; `record_id` is the author's own entry."""

    target_kind: Target
    target_id: str
    statement: str
    record_id: str = ""


def open_dispute(
    session: Session, settings: Settings, now: datetime, asked: Asked, *, key_name: str = "", brand_id: str = "", request_key: str = ""
) -> Dispute:  # fmt: skip
    """A new dispute of the brand a key speaks for, or of an author (no key). The caller commits.

    The same `request_key` with the same words gives the dispute opened then. Raises InputError for a statement that cannot be taken, and
    ConflictError where what is disputed is not stored, the request key was used otherwise or the same side disputes the same already.
    """
    side = Side.BRAND if brand_id else Side.AUTHOR
    scoped = hashlib.sha256(f"{key_name}\n{request_key}".encode()).hexdigest() if request_key else None
    if not 0 < len(asked.statement.strip()) <= LONGEST:
        raise InputError(f"say what is wrong, in 1 to {LONGEST} characters", field="statement")
    record_id = (asked.record_id or _own(asked)) if side is Side.AUTHOR else ""
    target_id, concerned = _target(session, asked, brand_id or _brand_of(session, record_id))
    row = Dispute(target_kind=asked.target_kind.value, target_id=target_id, brand_id=concerned, record_id=record_id, side=side.value,
                  raised_by=key_name or "author", statement=redact(asked.statement.strip()), opened_at=now,
                  due_at=now + timedelta(days=settings.dispute_days), proven_at=now if brand_id else None, proven_how="key" if brand_id else "",
                  state=DisputeState.OPENED.value, request_key=scoped)  # fmt: skip
    if (before := _asked_before(session, row)) is not None:
        return before
    _refuse_second(session, row)
    session.add(row)
    session.flush()
    log_act(session, now, row.raised_by, "open dispute", "dispute", str(row.dispute_id), "", about=_about(row))  # fmt: skip
    return row


def _about(row: Dispute) -> str:
    return f"{row.target_kind} {row.target_id}"


def _own(asked: Asked) -> str:
    if asked.target_kind not in {Target.RECORD, Target.RESOLUTION}:
        raise ConflictError("record_id: an author says which entry is theirs")
    return asked.target_id


def _brand_of(session: Session, record_id: str) -> str:
    record = session.get(Record, record_id)
    if record is None:
        raise ConflictError(f"record_id: no record {record_id!r} is stored")
    found = brands_of(session, record)
    return found[0] if len(found) == 1 else ""


def brands_of(session: Session, record: Record) -> list[str]:
    """Brands that a record's label surely means: one, unless sectors share the label."""
    meant = select(Alias.brand_id).where(Alias.label == record.brand_label, Alias.judgement == Judgement.POSITIVE.value)
    return sorted(set(session.exec(meant)))


def _target(session: Session, asked: Asked, brand_id: str) -> tuple[str, str]:
    """(target_id, brand_id) of something stored that concerns the brand. Raises ConflictError."""
    if asked.target_kind in {Target.RECORD, Target.RESOLUTION}:
        record = session.get(Record, asked.target_id)
        is_own = asked.record_id in {"", asked.target_id}
        if record is not None and is_own and (not brand_id or brand_id in brands_of(session, record)):
            return asked.target_id, brand_id
    elif asked.target_kind is Target.MATCH and brand_id:
        its = select(Alias).where(Alias.label == asked.target_id, Alias.brand_id == brand_id, Alias.judgement == Judgement.POSITIVE.value)  # fmt: skip
        if (alias := session.exec(its.order_by(col(Alias.alias_id))).first()) is not None:
            return str(alias.alias_id), brand_id
    elif asked.target_id.isascii() and asked.target_id.isdigit() and len(asked.target_id) < 10:
        exposure = session.get(Exposure, int(asked.target_id))
        if exposure is not None and brand_id == exposure.brand_id and not exposure.set_aside_because:
            return asked.target_id, brand_id
    raise ConflictError(
        f"target_id: no {asked.target_kind.value} {asked.target_id!r} that concerns who disputes it is stored"
    )


def _asked_before(session: Session, row: Dispute) -> Dispute | None:
    if row.request_key is None:
        return None
    before = session.exec(select(Dispute).where(Dispute.request_key == row.request_key)).first()
    same = ("target_kind", "target_id", "record_id", "raised_by", "statement")
    if before is not None and any(getattr(before, name) != getattr(row, name) for name in same):
        raise ConflictError("this Idempotency-Key was used for another dispute")
    return before


def _refuse_second(session: Session, row: Dispute) -> None:
    """One dispute of a side about a thing at a time; unproven ones bar nobody, or strangers could bar the author."""
    its = select(Dispute.dispute_id).where(Dispute.target_kind == row.target_kind, Dispute.target_id == row.target_id, Dispute.side == row.side,
                                           col(Dispute.state).in_(STANDING), col(Dispute.proven_at).is_not(None))  # fmt: skip
    if (standing := session.exec(its).first()) is not None:
        raise ConflictError(f"dispute {standing} about the same is not decided yet")


def code_of(settings: Settings, dispute_id: int) -> str:
    """What an author puts into the entry: "terazi-" and eight letters, which no redaction takes for a number or a name."""
    made = hmac.new(settings.author_key(), f"dispute code {dispute_id}".encode(), hashlib.sha256).digest()
    return "terazi-" + "".join(_LETTERS[byte % 16] for byte in made[:8])


def token_of(settings: Settings, dispute_id: int) -> str:
    """What lets an author see and withdraw an own dispute."""
    return hmac.new(settings.author_key(), f"dispute token {dispute_id}".encode(), hashlib.sha256).hexdigest()


def is_token(settings: Settings, dispute_id: int, given: str) -> bool:
    """Whether somebody holds the token of a dispute."""
    return hmac.compare_digest(given.encode(), token_of(settings, dispute_id).encode())


def check_disputes(session: Session, settings: Settings, now: datetime) -> tuple[list[int], list[int]]:
    """Look for codes in what the sources show, and close what never was proven in time: (proven, expired). The caller commits."""
    proven, expired = [], []
    its = select(Dispute).where(Dispute.state == DisputeState.OPENED.value, col(Dispute.proven_at).is_(None))
    for row in session.exec(its.order_by(col(Dispute.dispute_id))).all():
        number = row.dispute_id or 0
        if code_of(settings, number) in _own_words(session, row.record_id):
            row.proven_at, row.proven_how = now, "code"
            proven.append(number)
        elif row.due_at <= now:
            row.state, row.decided_at = DisputeState.EXPIRED.value, now
            row.outcome = "nobody showed to be the author within the days there are"
            expired.append(number)
        session.add(row)
    return proven, expired


def _own_words(session: Session, record_id: str) -> str:
    """What the author wrote: the entry and the customer's own answers. Anybody may write the others."""
    record = session.get(Record, record_id)
    answers = select(Reply.text).where(Reply.record_id == record_id, Reply.speaker == Speaker.CUSTOMER.value)
    return "\n".join([record.title, record.text, record.thanks_text, *session.exec(answers)]) if record else ""


def confirm(session: Session, dispute_id: int, now: datetime, by: str, because: str) -> Dispute:
    """An operator says that the author was shown to be the author in another way. The caller commits."""
    row = _standing(session, dispute_id, (DisputeState.OPENED,))
    if row.proven_at is not None:
        raise ConflictError(f"dispute {dispute_id}: who disputes is known already ({row.proven_how})")
    row.proven_at, row.proven_how = now, "operator"
    return _done(session, row, now, by, "confirm author", because)


def review(session: Session, dispute_id: int, now: datetime, by: str) -> Dispute:
    """Take a dispute up. The caller commits. Raises ConflictError where nobody knows yet who disputes."""
    row = _standing(session, dispute_id, (DisputeState.OPENED,))
    if row.proven_at is None:
        raise ConflictError(f"dispute {dispute_id}: it is not shown yet that the author disputes")
    row.state = DisputeState.REVIEW.value
    return _done(session, row, now, by, "review dispute", "", is_reasoned=False)


def decide(
    session: Session, dispute_id: int, now: datetime, by: str, because: str, *, accept: bool, figure: float | None = None,
    source: tuple[str, str, Grade] | None = None,
) -> Dispute:  # fmt: skip
    """Accept or reject what is under review. An accepted one takes effect at the next scoring. The caller commits.

    Raises InputError without a reason, ConflictError where it is not under review, or where what it is about was changed meanwhile.
    """
    row = _standing(session, dispute_id, (DisputeState.REVIEW,))
    row.state = (DisputeState.ACCEPTED if accept else DisputeState.REJECTED).value
    row.decided_at, row.outcome = now, redact(because.strip())
    _done(session, row, now, by, "accept dispute" if accept else "reject dispute", because)
    if accept:
        correct(session, row, now, by, row.outcome, figure, source)
    return row


def withdraw(session: Session, dispute_id: int, now: datetime, by: str, because: str) -> Dispute:
    """Who opened a dispute lets it go. The caller commits."""
    row = _standing(session, dispute_id, STANDING)
    row.state, row.decided_at, row.outcome = DisputeState.WITHDRAWN.value, now, redact(because.strip())
    return _done(session, row, now, by, "withdraw dispute", because)


def undo_decision(session: Session, dispute_id: int, now: datetime, by: str, because: str) -> Correction:
    """Take an accepted correction back, from the next scoring on. The dispute and what it once brought stay to be read."""
    row = in_force(session, dispute_id)
    if row is None:
        raise ConflictError(f"dispute {dispute_id} has no correction in force")
    _reasoned(because)
    undo(session, row, now, redact(because.strip()))
    log_act(session, now, by, "undo decision", "dispute", str(dispute_id), because, about=f"{row.effect} {row.target_id}")  # fmt: skip
    return row


def list_disputes(
    *, state: str = "", brand_id: str = "", overdue_at: datetime | None = None, before: int = 0, limit: int = 100, is_public: bool = True
) -> SelectOfScalar[Dispute]:  # fmt: skip
    """Query of disputes, the latest first; `overdue_at`: only those not decided though their day is past.

    What nobody has shown to be the author's is not public: a list is no place for what a stranger says of others.
    """
    query = select(Dispute).order_by(col(Dispute.dispute_id).desc()).limit(limit)
    if is_public:
        query = query.where(col(Dispute.proven_at).is_not(None))
    for column, value in ((Dispute.state, state), (Dispute.brand_id, brand_id)):
        query = query.where(column == value) if value else query
    if before:
        query = query.where(col(Dispute.dispute_id) < before)
    if overdue_at:
        query = query.where(col(Dispute.state).in_(STANDING), col(Dispute.due_at) < overdue_at)
    return query


def is_overdue(row: Dispute, now: datetime) -> bool:
    """Whether the day for a decision is past."""
    return row.state in STANDING and row.due_at < now


def _standing(session: Session, dispute_id: int, states: tuple[DisputeState, ...]) -> Dispute:
    row = session.get(Dispute, dispute_id)
    if row is None:
        raise InputError(f"there is no dispute {dispute_id}", field="dispute_id")
    if row.state not in states:
        raise ConflictError(f"dispute {dispute_id} is {row.state}, not {' or '.join(states)}")
    return row


def _reasoned(because: str) -> None:
    if not 0 < len(because.strip()) <= LONGEST:
        raise InputError(f"say why, in 1 to {LONGEST} characters", field="because")


def _done(
    session: Session, row: Dispute, now: datetime, by: str, act: str, because: str, *, is_reasoned: bool = True
) -> Dispute:
    if is_reasoned:
        _reasoned(because)
    session.add(row)
    log_act(session, now, by, act, "dispute", str(row.dispute_id), because, about=_about(row))
    return row
