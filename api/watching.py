"""Watch lists over HTTP: for the holder of a key with the scope `watch`, and a feed at a secret address."""

import hmac
from datetime import datetime
from typing import Annotated, Any

import msgspec
from litestar import Request, Response, delete, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Meta
from sqlmodel import Session

from api.desk import needs, row_of
from api.errors import DESK
from api.feeds import Entry, atom, base_of
from store import watching
from store.settings import Settings
from store.tables import Delivery as DeliveryRow
from store.tables import WatchList as Row
from store.vocabulary import DeliveryState, Scope

Asked = Request[Any, Any, State]
WatchId = FromPath[Annotated[int, Meta(ge=1, le=2**31 - 1)]]
GUARD = [needs(Scope.WATCH)]
KEYED = {code: DESK[code] for code in (400, 401, 403)}


class WatchAsked(msgspec.Struct, forbid_unknown_fields=True):
    """Whom to follow, and where to send news besides the feed."""

    name: Annotated[str, Meta(min_length=1, max_length=200)]
    brand_ids: Annotated[list[str], Meta(min_length=1, max_length=watching.MOST_BRANDS)]
    webhook_url: Annotated[str, Meta(description="https to a public address", max_length=2000)] = ""
    email: Annotated[str, Meta(description="A letter is written to the operator's outbox", max_length=300)] = ""


class WatchList(msgspec.Struct):
    """A watch list with its secrets: whoever has the feed's address reads it, whoever has the secret can sign as we do."""

    watch_id: int
    name: str
    brand_ids: list[str]
    webhook_url: str
    email: str
    created_at: datetime
    release_id: Annotated[str, Meta(description="The last release it was told of")]
    feed: Annotated[str, Meta(description="Secret address of its Atom feed")]
    secret: Annotated[str, Meta(description="Signing key of its webhook, as in Standard Webhooks")]


class Delivery(msgspec.Struct):
    """A message to a webhook."""

    event_id: str
    watch_id: int
    state: str
    attempts_count: int
    next_at: datetime
    last_error: str


@post("/watch-lists", sync_to_thread=True, guards=GUARD, summary="Follow brands", responses={**KEYED, 409: DESK[409], 415: DESK[415]})  # fmt: skip
def add_watch_list(
    request: Asked, session: NamedDependency[Session], now: NamedDependency[datetime], data: JSONBody[WatchAsked]
) -> WatchList:
    """Scope `watch`. News of every later release reach it."""
    row = watching.add_list(session, _settings(request), now, request.user.name, data.name, data.brand_ids, data.webhook_url, data.email)  # fmt: skip
    told = _line(request, row)
    session.commit()
    return told


@get("/watch-lists", sync_to_thread=True, guards=GUARD, summary="One's own watch lists", responses=KEYED)
def list_watch_lists(request: Asked, session: NamedDependency[Session]) -> list[WatchList]:
    """Scope `watch`."""
    return [_line(request, row) for row in watching.lists_of(session, request.user.name)]


@delete("/watch-lists/{watch_id:int}", sync_to_thread=True, guards=GUARD, summary="Follow no more", responses={**KEYED, 404: DESK[404]})  # fmt: skip
def remove_watch_list(request: Asked, session: NamedDependency[Session], watch_id: WatchId) -> None:
    """Scope `watch`."""
    watching.remove_list(session, _own(request, session, watch_id))
    session.commit()


@get("/watch-lists/{watch_id:int}/feed/{token:str}", sync_to_thread=True, media_type="application/atom+xml", summary="News of a watch list as an Atom feed",
     responses={code: DESK[code] for code in (400, 404)})  # fmt: skip
def watch_feed(
    request: Asked, session: NamedDependency[Session], watch_id: WatchId, token: FromPath[str]
) -> Response[bytes]:
    """Without a key: its address is the secret."""
    row, settings = row_of(session, Row, watch_id), _settings(request)
    if row is None or not hmac.compare_digest(token.encode(), watching.feed_token(settings, watch_id).encode()):
        raise NotFoundException("there is no such feed")
    entries = [
        Entry(f"watch-{watch_id}-{release}-{n}", at, f"{one.brand_id}: {one.kind}", f"/en/brands/{one.brand_id}", f"{one.en} {one.tr}")
        for at, release, news in watching.news_since(settings, row) for n, one in enumerate(news)
    ]  # fmt: skip
    path = request.scope["path"]
    body = atom(base_of(request), path, "/en", row.name, entries, row.created_at, "en")
    return Response(body, media_type="application/atom+xml", headers={"Cache-Control": "private, max-age=300"})


@get("/webhooks/deliveries", sync_to_thread=True, guards=GUARD, summary="Messages to one's webhooks, dead ones too", responses=KEYED)  # fmt: skip
def list_deliveries(
    request: Asked,
    session: NamedDependency[Session],
    in_state: Annotated[DeliveryState | None, QueryParameter(description="Only those that stand so")] = None,
) -> list[Delivery]:
    """Scope `watch`; the latest 200."""
    rows = watching.deliveries(session, owner=request.user.name, state=in_state or "")
    return [msgspec.convert(row.model_dump(), Delivery) for row in rows]


@post("/webhooks/deliveries/{event_id:str}/retry", sync_to_thread=True, status_code=200, guards=GUARD, summary="Try a dead message again", responses={**KEYED, 404: DESK[404], 409: DESK[409]})  # fmt: skip
def retry_delivery(
    request: Asked, session: NamedDependency[Session], now: NamedDependency[datetime], event_id: FromPath[str]
) -> Delivery:
    """Scope `watch`."""
    row = session.get(DeliveryRow, event_id)
    if row is None:
        raise NotFoundException("there is no such message")
    _own(request, session, row.watch_id)
    watching.revive(session, row, now)
    told = msgspec.convert(row.model_dump(), Delivery)
    session.commit()
    return told


def _settings(request: Asked) -> Settings:
    found: Settings = request.app.state.settings
    return found


def _own(request: Asked, session: Session, watch_id: int) -> Row:
    row = row_of(session, Row, watch_id)
    if row is None or row.owner != request.user.name:
        raise NotFoundException(f"you have no watch list {watch_id}")
    return row


def _line(request: Asked, row: Row) -> WatchList:
    settings, number = _settings(request), row.watch_id or 0
    feed = f"/api/v1/watch-lists/{number}/feed/{watching.feed_token(settings, number)}"
    return msgspec.convert({**row.model_dump(), "feed": feed, "secret": watching.shown_secret(settings, number)}, WatchList)  # fmt: skip


HANDLERS = [add_watch_list, list_watch_lists, remove_watch_list, watch_feed, list_deliveries, retry_delivery]
