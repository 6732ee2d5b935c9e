"""Right of reply over HTTP: a brand by its key, an author without an account, the same things by the same steps."""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from litestar import Request, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException, PermissionDeniedException
from litestar.params import FromPath, HeaderParameter, JSONBody, QueryParameter
from msgspec import Meta
from sqlmodel import Session, select

from api.desk import Holder, holder, needs, row_of
from api.errors import DESK
from store import disputes as desk
from store.between import around, moved
from store.errors import InputError
from store.settings import Settings
from store.tables import Correction
from store.tables import Dispute as Row
from store.vocabulary import DisputeState, Grade, Scope, Side, Target

PAGE = 100
Asked = Request[Any, Any, State]
Reason = Annotated[str, Meta(description="Why; public, personal data is masked", min_length=1, max_length=desk.LONGEST)]
DisputeId = FromPath[Annotated[int, Meta(ge=1, le=2**31 - 1)]]


class DisputeAsked(msgspec.Struct, forbid_unknown_fields=True):
    """What is wrong, and why."""

    target_kind: Annotated[Target, Meta(description="record, match (a label means this brand), exposure (a customer base) or resolution (it is settled)")]  # fmt: skip
    target_id: Annotated[str, Meta(description="A record_id (record, resolution), a label (match) or an exposure_id (exposure)", min_length=1, max_length=300)]  # fmt: skip
    statement: Reason
    record_id: Annotated[str, Meta(description="An author's own entry; needed for a match or an exposure", max_length=300)] = ""  # fmt: skip


class CorrectionLine(msgspec.Struct):
    """What an accepted dispute changed, with what stood before; it holds while `undone_at` is null."""

    effect: str
    target_id: str
    before: str
    value: str
    because: str
    decided_at: datetime
    undone_at: datetime | None
    undone_because: str


class Dispute(msgspec.Struct):
    """How a dispute stands."""

    dispute_id: int
    side: Annotated[str, Meta(description="brand or author")]
    target_kind: str
    target_id: str
    brand_id: str
    statement: str
    state: Annotated[str, Meta(description="opened, under_review, accepted, rejected, expired or withdrawn")]
    opened_at: datetime
    due_at: Annotated[datetime, Meta(description="The day by which it is to be decided, the same for both sides")]
    proven_at: Annotated[datetime | None, Meta(description="When it was known who disputes")]
    proven_how: Annotated[str, Meta(description="key, code (found in the author's own words at the source) or operator")]  # fmt: skip
    decided_at: datetime | None
    outcome: Annotated[str, Meta(description="Why it was decided so")]
    is_overdue: bool


class ScoreBeside(msgspec.Struct):
    """A score of the brand in the last release before the decision and in the first one after it."""

    sector_id: str
    period: str
    dimension: str
    before: float | None
    before_low: float | None
    before_high: float | None
    after: float | None
    is_beyond: Annotated[bool, Meta(description="Whether the new score lies outside the old interval")]


class DisputeOutcome(msgspec.Struct):
    """A dispute, what it changed, and the brand's scores before and after."""

    dispute: Dispute
    corrections: list[CorrectionLine]
    release_before: str
    release_after: str
    scores: list[ScoreBeside]


class DisputeOpened(msgspec.Struct):
    """A new dispute. An author puts `code` into the entry, or into an own answer under it, and keeps `token`."""

    dispute: Dispute
    code: str
    token: str


class Disputes(msgspec.Struct):
    """A page of disputes, the latest first."""

    disputes: list[Dispute]
    next_before: Annotated[int | None, Meta(description="`before` of the next page; null at the end")]


class Decision(msgspec.Struct, forbid_unknown_fields=True):
    """Whether what is said to be wrong is wrong, and why; for a customer base what stands instead."""

    is_accepted: bool
    because: Reason
    figure: Annotated[float, Meta(gt=0)] | None = None
    source_name: Annotated[str, Meta(max_length=300)] = ""
    source_url: Annotated[str, Meta(max_length=2000)] = ""
    grade: Grade = Grade.C


class Because(msgspec.Struct, forbid_unknown_fields=True):
    """A reason."""

    because: Reason


def line_of(row: Row, now: datetime) -> Dispute:
    """A dispute as everybody may read it."""
    return msgspec.convert({**row.model_dump(), "is_overdue": desk.is_overdue(row, now)}, Dispute)


@post("/disputes", sync_to_thread=True, summary="Say that something is wrong", responses={code: DESK[code] for code in (400, 401, 403, 409, 415)})  # fmt: skip
def open_dispute(
    request: Asked,
    session: NamedDependency[Session],
    now: NamedDependency[datetime],
    data: JSONBody[DisputeAsked],
    idempotency_key: Annotated[str, HeaderParameter(name="Idempotency-Key", description="The same key and body again give the same dispute", max_length=200,
                                                    schema_extra={"minLength": 16})] = "",
) -> DisputeOpened:  # fmt: skip
    """A brand sends its key (scope `state`). An author sends none, and proves to be the author by the code in the answer.

    Nothing changes before a decision. Until an author is known, the dispute is shown to nobody.
    """
    speaker = _speaker(request)
    if idempotency_key and len(idempotency_key) < 16:
        raise InputError("16 to 200 characters nobody else would choose", field="Idempotency-Key")
    asked = desk.Asked(data.target_kind, data.target_id, data.statement, data.record_id)
    settings = _settings(request)
    row = desk.open_dispute(session, settings, now, asked, key_name=speaker.name, brand_id=speaker.brand_id, request_key=idempotency_key)  # fmt: skip
    session.commit()
    number = row.dispute_id or 0
    if row.side == Side.BRAND:
        return DisputeOpened(line_of(row, now), "", "")
    return DisputeOpened(line_of(row, now), desk.code_of(settings, number), desk.token_of(settings, number))


@get("/disputes", sync_to_thread=True, summary="Disputes and their days", responses={400: DESK[400]})
def list_disputes(
    session: NamedDependency[Session],
    now: NamedDependency[datetime],
    in_state: Annotated[DisputeState | None, QueryParameter(description="Only those that stand so")] = None,
    brand_id: Annotated[str, QueryParameter(description="Only of this brand", max_length=300)] = "",
    is_overdue: Annotated[bool, QueryParameter(description="Only those not decided though their day is past")] = False,
    before: Annotated[int, QueryParameter(description="Only those with a smaller number; 0 = from the latest", ge=0, le=2**31 - 1)] = 0,
) -> Disputes:  # fmt: skip
    """All disputes of which it is known who raised them, the latest first."""
    query = desk.list_disputes(state=in_state or "", brand_id=brand_id, overdue_at=now if is_overdue else None, before=before, limit=PAGE)  # fmt: skip
    rows = session.exec(query).all()
    return Disputes([line_of(row, now) for row in rows], rows[-1].dispute_id if len(rows) == PAGE else None)


@get("/disputes/{dispute_id:int}", sync_to_thread=True, summary="One dispute and what came of it", responses={code: DESK[code] for code in (400, 404)})  # fmt: skip
def read_dispute(request: Asked, session: NamedDependency[Session], now: NamedDependency[datetime], dispute_id: DisputeId) -> DisputeOutcome:  # fmt: skip
    """An author whose dispute is not proven yet reads it with the token, as `Authorization: Bearer TOKEN`."""
    return outcome_of(request, session, now, dispute_id)


def outcome_of(request: Asked, session: Session, now: datetime, dispute_id: int, *, is_own: bool = False) -> DisputeOutcome:  # fmt: skip
    """A dispute with what it changed. Raises NotFoundException where it is not there, or not shown to who asks."""
    row = row_of(session, Row, dispute_id)
    if row is None or (row.proven_at is None and not is_own and not _has_token(request, dispute_id)):
        raise NotFoundException(f"there is no dispute {dispute_id}")
    its = session.exec(select(Correction).where(Correction.dispute_id == dispute_id).order_by(Correction.correction_id)).all()  # type: ignore[arg-type]  # fmt: skip
    lines = [msgspec.convert(one.model_dump(), CorrectionLine) for one in its]
    releases = _settings(request).releases
    before, after = around(releases, its[0].decided_at) if its else ("", "")
    scores = [msgspec.convert(vars(one), ScoreBeside) for one in moved(releases, before, after, row.brand_id)]
    return DisputeOutcome(line_of(row, now), lines, before, after, scores)


@post("/disputes/{dispute_id:int}/withdrawal", sync_to_thread=True, status_code=200, summary="Let a dispute of one's own go", responses=DESK)  # fmt: skip
def withdraw_dispute(
    request: Asked, session: NamedDependency[Session], now: NamedDependency[datetime], dispute_id: DisputeId, data: JSONBody[Because]
) -> Dispute:  # fmt: skip
    """By the key of the brand that opened it, or by the token of the author."""
    row = row_of(session, Row, dispute_id)
    if row is None:
        raise NotFoundException(f"there is no dispute {dispute_id}")
    if not _has_token(request, dispute_id):
        speaker = holder(request)
        if row.side != Side.BRAND or Scope.STATE not in speaker.scopes or speaker.brand_id != row.brand_id:
            raise PermissionDeniedException("this dispute was opened by somebody else")
    done = desk.withdraw(session, dispute_id, now, row.raised_by, data.because)
    return _kept(session, done, now)


@post("/disputes/{dispute_id:int}/review", sync_to_thread=True, status_code=200, guards=[needs(Scope.DECIDE)], summary="Take a dispute up", responses=DESK)  # fmt: skip
def review_dispute(request: Asked, session: NamedDependency[Session], now: NamedDependency[datetime], dispute_id: DisputeId) -> Dispute:  # fmt: skip
    """Scope `decide`."""
    row = desk.review(session, _decidable(request, session, dispute_id), now, request.user.name)
    return _kept(session, row, now)


@post("/disputes/{dispute_id:int}/decision", sync_to_thread=True, status_code=200, guards=[needs(Scope.DECIDE)], summary="Decide a dispute", responses=DESK)  # fmt: skip
def decide_dispute(
    request: Asked, session: NamedDependency[Session], now: NamedDependency[datetime], dispute_id: DisputeId, data: JSONBody[Decision]
) -> Dispute:  # fmt: skip
    """Scope `decide`. An accepted one takes effect at the next scoring and can be undone."""
    number = _decidable(request, session, dispute_id)
    source = (data.source_name, data.source_url, data.grade) if data.source_name or data.source_url else None
    row = desk.decide(session, number, now, request.user.name, data.because, accept=data.is_accepted, figure=data.figure, source=source)  # fmt: skip
    return _kept(session, row, now)


@post("/disputes/{dispute_id:int}/undoing", sync_to_thread=True, status_code=200, guards=[needs(Scope.DECIDE)], summary="Take back what a dispute changed", responses=DESK)  # fmt: skip
def undo_dispute(
    request: Asked, session: NamedDependency[Session], now: NamedDependency[datetime], dispute_id: DisputeId, data: JSONBody[Because]
) -> CorrectionLine:  # fmt: skip
    """Scope `decide`. From the next scoring on what stood before stands again; the dispute stays to be read."""
    number = _decidable(request, session, dispute_id)
    row = desk.undo_decision(session, number, now, request.user.name, data.because)
    told = msgspec.convert(row.model_dump(), CorrectionLine)
    session.commit()
    return told


def _kept(session: Session, row: Row, now: datetime) -> Dispute:
    told = line_of(row, now)
    session.commit()
    return told


def _settings(request: Asked) -> Settings:
    found: Settings = request.app.state.settings
    return found


def _speaker(request: Asked) -> Holder:
    """Who opens a dispute: the holder of a key that speaks for a brand, or nobody known."""
    if "authorization" not in request.headers:
        return Holder("", frozenset())
    found = holder(request)
    if Scope.STATE not in found.scopes:
        raise PermissionDeniedException(f"this key lacks the scope {Scope.STATE.value!r}")
    return found


def _has_token(request: Asked, dispute_id: int) -> bool:
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    return scheme.lower() == "bearer" and desk.is_token(_settings(request), dispute_id, given.strip())


def _decidable(request: Asked, session: Session, dispute_id: int) -> int:
    """The number of a dispute that is there. Who speaks for a brand decides nothing."""
    if request.user.brand_id:
        raise PermissionDeniedException("a key that speaks for a brand decides no dispute")
    if row_of(session, Row, dispute_id) is None:
        raise NotFoundException(f"there is no dispute {dispute_id}")
    return dispute_id


HANDLERS = [open_dispute, list_disputes, read_dispute, withdraw_dispute, review_dispute, decide_dispute, undo_dispute]
