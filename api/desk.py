"""The writing side: who asks, what they may, and the database behind it. Reading never needs any of this."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import TypeVar

import msgspec
from litestar.datastructures import State
from litestar.exceptions import NotAuthorizedException, PermissionDeniedException
from litestar.handlers import BaseRouteHandler
from sqlmodel import Session, SQLModel

from api.web import Connection
from store.keys import holder_of
from store.migrate import migrate
from store.session import open_engine
from store.settings import Settings
from store.vocabulary import Scope

T = TypeVar("T", bound=SQLModel)


class Holder(msgspec.Struct, frozen=True):
    """Who holds a key: its name (as the book of acts shows it), what it may, and the brand it speaks for."""

    name: str
    scopes: frozenset[str]
    brand_id: str = ""


def open_desk(state: State, settings: Settings) -> None:
    """Open the database of the writing side, at this version's tables."""
    state.engine = open_engine(settings)
    migrate(state.engine)


def close_desk(state: State) -> None:
    """Let the database go."""
    state.engine.dispose()


def provide_session(state: State) -> Iterator[Session]:
    """A session for one request. What the handler does not commit is undone."""
    with Session(state.engine) as session:
        yield session


def provide_now() -> datetime:
    """The moment of the request: a dependency, so that tests can set the clock."""
    return datetime.now(UTC)


def row_of(session: Session, kind: type[T], number: int) -> T | None:
    """The row of this number, or None; also where no database could count so far."""
    return session.get(kind, number) if 0 < number < 2**31 else None


def needs(scope: Scope) -> Callable[[Connection, BaseRouteHandler], None]:
    """Guard: 401 without a key in use, 403 where it lacks the scope. The handler finds the holder in `request.user`."""

    def guard(connection: Connection, _: BaseRouteHandler) -> None:
        found = holder(connection)
        if scope not in found.scopes:
            raise PermissionDeniedException(f"this key lacks the scope {scope.value!r}")
        connection.scope["user"] = found

    return guard


def secret_of(connection: Connection) -> str:
    """The key a request carries; "" where it carries none."""
    scheme, _, secret = connection.headers.get("authorization", "").partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else ""


def holder(connection: Connection) -> Holder:
    """The holder of the request's key. Raises NotAuthorizedException where there is none in use."""
    with Session(connection.app.state.engine) as session:
        found = holder_by(session, secret_of(connection))
    if found is None:
        raise NotAuthorizedException(
            "send a key in use as `Authorization: Bearer KEY`", headers={"WWW-Authenticate": "Bearer"}
        )
    return found


def holder_by(session: Session, secret: str) -> Holder | None:
    """The holder of a key in use; None where it is none."""
    key = holder_of(session, secret) if secret else None
    return Holder(key.name, frozenset(key.scopes), key.brand_id) if key else None
