"""The right of reply as a form: for whoever wrote an entry, without account or JavaScript; and for a brand, with its key.

Nothing a browser sends by itself (no cookie, no login) gives a form here any power, and a form is only taken from a page of this
site, with a ticket of ours that is a few hours old at most. The ticket is the request's idempotency key too: sent twice is sent once.
"""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException, PermissionDeniedException, TooManyRequestsException
from litestar.params import QueryParameter, URLEncodedBody
from sqlmodel import Session, col, select

from api.desk import Holder, holder_by
from api.disputes import Asked, Dispute, line_of, outcome_of
from api.limits import key_of, who_of
from api.pages.numbers import Language, number
from api.pages.render import answer, three
from api.pages.texts import text
from api.queries import Queries
from store import disputes as desk
from store.errors import ConflictError, InputError
from store.private import public
from store.session import table_of
from store.settings import Settings
from store.tables import Dispute as Row
from store.tables import Exposure, Record
from store.vocabulary import Scope, Side, Target
from store.windows import WINDOW_S, windows_of

What = Literal["", "resolution", "erasure", "record", "match", "exposure"]
CHOICES: tuple[What, ...] = ("resolution", "erasure", "record", "match", "exposure")
TICKET_HOURS, A_MINUTE = 4, 10
RecordAsked = Annotated[str, QueryParameter(description="The entry, as in its address", max_length=300)]
WhatAsked = Annotated[What, QueryParameter(description="What is wrong with it")]


class Base(msgspec.Struct):
    """A customer base that can be disputed."""

    exposure_id: int
    period: str
    figure: float
    unit: str
    source_name: str


class Disputable(msgspec.Struct):
    """What can be disputed of an entry. `record_id` is "" where there is no such entry, or none was named."""

    record_id: str
    brand_id: str
    brand_label: str
    choices: list[str]
    bases: list[Base]


class Sent(msgspec.Struct):
    """What the form sends."""

    ticket: str = ""
    what: str = ""
    record_id: str = ""
    exposure_id: str = ""
    statement: str = ""
    key: str = ""


class Own(msgspec.Struct):
    """An author looks at an own dispute, and with a reason withdraws it."""

    dispute_id: str = ""
    token: str = ""
    because: str = ""


@get(three("/disputes/new"), sync_to_thread=False)  # Litestar wraps a handler of several paths twice
def new_dispute(
    request: Asked,
    language: NamedDependency[Language],
    queries: NamedDependency[Queries],
    session: NamedDependency[Session],
    now: NamedDependency[datetime],
    record_id: RecordAsked = "",
    what: WhatAsked = "",
) -> Response[bytes]:
    """An empty form, for one entry or for whichever is named in it."""
    return _form(request, language, queries, session, now, Sent(what=what, record_id=record_id))


@post("/disputes/new", sync_to_thread=True)
def send_dispute(
    request: Asked,
    language: NamedDependency[Language],
    queries: NamedDependency[Queries],
    session: NamedDependency[Session],
    now: NamedDependency[datetime],
    data: URLEncodedBody[Sent],
) -> Response[bytes]:
    """Open the dispute; where it cannot be taken, the form again with what is wrong and what was written."""
    refuse_strangers(request, now)
    settings: Settings = request.app.state.settings
    try:
        asked, speaker = _asked(session, settings, now, data, language)
        row = desk.open_dispute(session, settings, now, asked, key_name=speaker.name, brand_id=speaker.brand_id, request_key=data.ticket)  # fmt: skip
    except (InputError, ConflictError) as wrong:
        session.rollback()
        status = 409 if isinstance(wrong, ConflictError) else 400
        return _form(request, language, queries, session, now, data, str(wrong), status)
    session.commit()
    return _opened(request, language, queries, row, now)


@post("/disputes/own", sync_to_thread=True, status_code=200)
def own_dispute(
    request: Asked,
    language: NamedDependency[Language],
    queries: NamedDependency[Queries],
    session: NamedDependency[Session],
    now: NamedDependency[datetime],
    data: URLEncodedBody[Own],
) -> Response[bytes]:
    """How an author's dispute stands, shown to who has its token though nobody else sees it; with a reason it is withdrawn."""
    refuse_strangers(request, now)
    name, token = data.dispute_id.strip(), data.token.strip()
    is_number = name.isascii() and name.isdigit() and len(name) < 10
    if not is_number or not desk.is_token(request.app.state.settings, int(name), token):
        raise NotFoundException(text("disputes.own.none", language))
    if data.because.strip():
        desk.withdraw(session, int(name), now, "author", data.because)
        session.commit()
    found = outcome_of(request, session, now, int(name), is_own=True)
    brand = queries.names.get(found.dispute.brand_id, "")
    return _private(answer(request, language, "dispute.html", found, [found.dispute], note=queries.note, brand_name=brand, token=token, at=f"/disputes/{int(name)}"))  # fmt: skip


def _asked(session: Session, settings: Settings, now: datetime, sent: Sent, language: Language) -> tuple[desk.Asked, Holder]:  # fmt: skip
    """What is disputed, and by whom. Raises InputError in the reader's language."""
    if not _is_fresh(settings, sent.ticket, now):
        raise InputError(text("disputes.new.old", language))
    speaker = holder_by(session, sent.key.strip()) if sent.key.strip() else Holder("", frozenset())
    if speaker is None or (sent.key.strip() and Scope.STATE not in speaker.scopes):
        raise InputError(text("disputes.new.key.wrong", language))
    named = disputable(session, sent.record_id.strip())
    if not named.record_id:
        raise InputError(text("disputes.new.record.wrong", language))
    if sent.what not in named.choices:
        raise InputError(text("disputes.new.what.wrong", language))
    said = sent.statement.strip()
    if sent.what == "erasure":
        said = f"{text('disputes.new.erasure.said', language)} {said}".strip()
    if not 0 < len(said) <= desk.LONGEST:
        raise InputError(text("disputes.new.statement.wrong", language, count=number(desk.LONGEST, language)))
    target = {"match": named.brand_label, "exposure": sent.exposure_id}.get(sent.what, named.record_id)
    kind = Target.RECORD if sent.what == "erasure" else Target(sent.what)
    return desk.Asked(kind, target, said, named.record_id), speaker


def disputable(session: Session, record_id: str) -> Disputable:
    """What can be disputed of a public entry; nothing where there is none of this name."""
    record = session.exec(select(Record).where(Record.record_id == record_id, public(table_of(Record)))).first()
    if record is None:
        return Disputable("", "", "", list(CHOICES[:3]), [])
    brands = desk.brands_of(session, record)
    brand_id = brands[0] if len(brands) == 1 else ""
    standing = select(Exposure).where(Exposure.brand_id == brand_id, Exposure.set_aside_because == "")
    bases = [msgspec.convert(row.model_dump(), Base) for row in session.exec(standing.order_by(col(Exposure.exposure_id)))]  # fmt: skip
    choices = [one for one in CHOICES if (one != "match" or brand_id) and (one != "exposure" or bases)]
    return Disputable(record.record_id, brand_id, record.brand_label, list(choices), bases)


def _form(request: Asked, language: Language, queries: Queries, session: Session, now: datetime, sent: Sent, wrong: str = "", status: int = 200) -> Response[bytes]:  # fmt: skip
    model = disputable(session, sent.record_id.strip())
    settings: Settings = request.app.state.settings
    told = answer(request, language, "dispute_new.html", model, model.bases, note=queries.note, sent=sent, wrong=wrong, ticket=ticket_of(settings, now),
                  brand_name=queries.names.get(model.brand_id, ""), days=settings.dispute_days, longest=desk.LONGEST)  # fmt: skip
    told.status_code = status
    return _private(told)


def _opened(request: Asked, language: Language, queries: Queries, row: Row, now: datetime) -> Response[bytes]:
    settings, number = request.app.state.settings, row.dispute_id or 0
    is_author = row.side == Side.AUTHOR
    code, token = (desk.code_of(settings, number), desk.token_of(settings, number)) if is_author else ("", "")
    line: Dispute = line_of(row, now)
    told = answer(request, language, "dispute_opened.html", line, [line], note=queries.note, code=code, token=token)
    told.status_code = 201
    return _private(told)


def _private(told: Response[bytes]) -> Response[bytes]:
    told.headers["Cache-Control"] = "private, no-store"
    return told


def ticket_of(settings: Settings, now: datetime) -> str:
    """A form of ours: when it was handed out, a number nobody guesses, and our mark on both."""
    said = f"{int(now.timestamp())}.{secrets.token_urlsafe(16)}"
    return f"{said}.{_mark(settings, said)}"


def _is_fresh(settings: Settings, ticket: str, now: datetime) -> bool:
    said, _, mark = ticket.rpartition(".")
    begun = said.partition(".")[0]
    if not hmac.compare_digest(mark.encode(), _mark(settings, said).encode()):
        return False
    return int(begun) <= now.timestamp() <= int(begun) + timedelta(hours=TICKET_HOURS).total_seconds()


def _mark(settings: Settings, said: str) -> str:
    return hmac.new(settings.author_key(), f"dispute form {said}".encode(), hashlib.sha256).hexdigest()


def refuse_strangers(request: Asked, now: datetime, *, is_named: bool = False) -> None:
    """Forms of other sites are not taken, and of one address only so many a minute. `is_named`: nor forms that do not say where they come from."""
    site, origin = request.headers.get("sec-fetch-site", ""), request.headers.get("origin", "")
    settings: Settings = request.app.state.settings
    ours = {request.headers.get("host", ""), urlsplit(settings.address).netloc} - {""}
    if (
        site not in {"", "same-origin"}
        or (not site and origin and urlsplit(origin).netloc not in ours)
        or (is_named and not site and not origin)
    ):
        raise PermissionDeniedException("this form was sent from another site")
    window, second = divmod(int(now.timestamp()), WINDOW_S)
    taken = windows_of(settings, request.app.state.engine).take(
        f"form {who_of(key_of(settings), _host(request))}", window, 1
    )
    if taken > A_MINUTE:
        wait = str(WINDOW_S - second)
        raise TooManyRequestsException(f"{A_MINUTE} forms a minute are taken; come again in {wait} seconds", headers={"Retry-After": wait})  # fmt: skip


def _host(request: Any) -> str:
    return request.client.host if request.client else ""
