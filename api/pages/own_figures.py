"""An auditor's own figures as pages: a key, a file, and what they look like beside the published scores.

The key is typed once and then stands in a sealed cookie (`api.pages.own_session`), never in an address; neither does the name of a figure.
Nobody keeps these answers, and a form is only taken from a page of this site.
"""

import asyncio
from datetime import datetime
from typing import Any, Literal

import msgspec
from litestar import Request, Response, get, post
from litestar.datastructures import Cookie, UploadFile
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery, MultipartBody, URLEncodedBody
from sqlmodel import Session

from api import charts
from api.answers import ReleaseNote
from api.desk import Holder, holder_by
from api.own_figures import FigureBeside, FiguresFile, beside_of, cells_of, draw, line_of, rows_of
from api.pages.dispute_form import refuse_strangers
from api.pages.numbers import Language
from api.pages.own_session import NAME, cookies, secret_in
from api.pages.render import answer, as_csv
from api.pages.texts import text
from api.queries import Queries
from store import sealed
from store.errors import ConflictError, InputError
from store.private_figures import Beside
from store.settings import Settings
from store.vocabulary import Scope

Asked = Request[Any, Any, Any]
AT = "/own-figures"
PRIVATE = {"Cache-Control": "private, no-store"}
MEDIA: dict[str, str] = {"svg": "image/svg+xml", "png": "image/png"}


class OwnPage(msgspec.Struct):
    """What a key keeps, beside the scores of its brand. Without a key: nothing."""

    release: ReleaseNote
    brand_id: str
    files: list[FiguresFile]
    rows: list[FigureBeside]


class Key(msgspec.Struct):
    """A key as the form sends it."""

    key: str = ""


class Forget(msgspec.Struct):
    """Which file is to be forgotten."""

    figures_id: int = 0


class Upload(msgspec.Struct):
    """A file as the form sends it."""

    file: UploadFile | None = None


@get(AT)
async def own_page(
    request: Asked,
    language: NamedDependency[Language],
    queries: NamedDependency[Queries],
    session: NamedDependency[Session],
    now: NamedDependency[datetime],
) -> Response[bytes]:
    """The form for a key; with one, its figures."""
    return await asyncio.to_thread(_shown, request, language, queries, session, _secret(request, now))


@get(AT + "/{file:str}", sync_to_thread=True)
def own_file(request: Asked, language: NamedDependency[Language], queries: NamedDependency[Queries],
    session: NamedDependency[Session], now: NamedDependency[datetime], file: FromPath[str],
              theme: FromQuery[charts.Theme] = "light", size: FromQuery[charts.Size] = "wide") -> Response[bytes]:  # fmt: skip
    """The page as JSON or CSV, or a figure drawn, by its place in the alphabet: its name stands in no address."""
    number, _, kind = file.partition(".")
    secret = _secret(request, now)
    holder = _holder(session, secret)
    model, rows = _model(request, queries, session, secret, holder)
    if holder and file == "figures.json":
        return Response(msgspec.json.encode(model), media_type="application/json", headers=PRIVATE)
    if holder and file == "figures.csv":
        return Response(as_csv(cells_of(rows)), media_type="text/csv", headers=PRIVATE)
    metrics = sorted({row.metric for row in rows})
    if kind not in MEDIA or not number.isdecimal() or not 0 < int(number) <= len(metrics):
        raise NotFoundException("there is no such file, or the hour of the key is over")
    how: Literal["svg", "png"] = "svg" if kind == "svg" else "png"
    drawn = draw(
        [row for row in rows if row.metric == metrics[int(number) - 1]], charts.Look(language, theme, size), how
    )
    return Response(drawn, media_type=MEDIA[kind], headers=PRIVATE)


@post(AT + "/key", sync_to_thread=True, status_code=303)
def give_key(request: Asked, language: NamedDependency[Language], queries: NamedDependency[Queries], session: NamedDependency[Session],
             now: NamedDependency[datetime], data: URLEncodedBody[Key]) -> Response[bytes]:  # fmt: skip
    """Begin an hour with a key."""
    refuse_strangers(request, now, is_named=True)
    secret = data.key.strip()
    if _holder(session, secret) is None:
        return _shown(request, language, queries, session, "", text("own.key.wrong", language), 403)
    return _back(request, language, cookies(request.app.state.settings, secret, now, is_secure=_is_secure(request)))


@post(AT + "/leave", sync_to_thread=True, status_code=303)
def leave(request: Asked, language: NamedDependency[Language], now: NamedDependency[datetime]) -> Response[bytes]:
    """End it."""
    refuse_strangers(request, now, is_named=True)
    return _back(request, language, cookies(request.app.state.settings, "", now, is_secure=_is_secure(request)))


@post(AT + "/file", status_code=303)
async def send_file(request: Asked, language: NamedDependency[Language], queries: NamedDependency[Queries], session: NamedDependency[Session],
                    now: NamedDependency[datetime], data: MultipartBody[Upload]) -> Response[bytes]:  # fmt: skip
    """Keep a file; where it is wrong, the page again with file, line and field."""
    refuse_strangers(request, now, is_named=True)
    secret = _secret(request, now)
    holder = _holder(session, secret)
    if holder is None:
        return _shown(request, language, queries, session, "", text("own.over", language), 403)
    try:
        body = await data.file.read(sealed.MOST_BYTES + 1) if data.file else b""
        sealed.keep(session, secret, holder.name, data.file.filename[-sealed.LONGEST_NAME :] if data.file else "", body, now)  # fmt: skip
    except (InputError, ConflictError) as wrong:
        session.rollback()
        status = 409 if isinstance(wrong, ConflictError) else 400
        return _shown(request, language, queries, session, secret, str(wrong), status)
    session.commit()
    return _back(request, language)


@post(AT + "/forget", sync_to_thread=True, status_code=303)
def forget(request: Asked, language: NamedDependency[Language], queries: NamedDependency[Queries], session: NamedDependency[Session],
           now: NamedDependency[datetime], data: URLEncodedBody[Forget]) -> Response[bytes]:  # fmt: skip
    """Forget a file."""
    refuse_strangers(request, now, is_named=True)
    holder = _holder(session, _secret(request, now))
    if holder is None:
        return _shown(request, language, queries, session, "", text("own.over", language), 403)
    if not 0 < data.figures_id < 2**31 or not sealed.forget(session, holder.name, data.figures_id):
        raise NotFoundException(f"you keep no figures {data.figures_id}")
    session.commit()
    return _back(request, language)


def _secret(request: Asked, now: datetime) -> str:
    return secret_in(request.app.state.settings, request.cookies.get(NAME, ""), now)


def _holder(session: Session, secret: str) -> Holder | None:
    found = holder_by(session, secret)
    return found if found and Scope.STATE in found.scopes else None


def _is_secure(request: Asked) -> bool:
    settings: Settings = request.app.state.settings
    return request.url.scheme == "https" or settings.address.startswith("https:")


def _back(request: Asked, language: Language, given: list[Cookie] | None = None) -> Response[bytes]:
    return Response(b"", status_code=303, headers={"Location": f"/{language}{AT}", **PRIVATE}, cookies=given or [])


def _shown(request: Asked, language: Language, queries: Queries, session: Session, secret: str, wrong: str = "", status: int = 200) -> Response[bytes]:  # fmt: skip
    holder = _holder(session, secret)
    model, found = _model(request, queries, session, secret, holder)
    told = answer(request, language, "own_figures.html", model, [], at=AT, wrong=wrong, is_open=holder is not None,
                  brand_name=queries.names.get(model.brand_id, model.brand_id), metrics=sorted({row.metric for row in found}), most=sealed.MOST_BYTES)  # fmt: skip
    told.status_code = status
    told.headers |= PRIVATE
    return told


def _model(
    request: Asked, queries: Queries, session: Session, secret: str, holder: Holder | None
) -> tuple[OwnPage, list[Beside]]:
    if holder is None:
        return OwnPage(queries.note, "", [], []), []
    files = [line_of(one) for one in sealed.kept(session, secret, holder.name)]
    found = beside_of(request.app.state.settings, session, secret, holder)
    return OwnPage(queries.note, holder.brand_id, files, rows_of(found)), found


HANDLERS = [own_page, own_file, give_key, leave, send_file, forget]
