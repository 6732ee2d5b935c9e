"""What handlers share: the release they read, and the rule that unknown parameters are refused."""

from functools import cache
from typing import Annotated, Any
from urllib.parse import parse_qsl

from litestar.connection import ASGIConnection, Request
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.exceptions import ValidationException
from litestar.handlers import BaseRouteHandler
from litestar.params import QueryParameter

from api.cursors import release_of
from api.queries import Queries
from api.shelf import Shelf

Connection = ASGIConnection[Any, Any, Any, Any]
ReleaseId = Annotated[str, QueryParameter(description="Pin a release; the latest by default", max_length=40)]


async def provide_queries(request: Request[Any, Any, Any], state: State, release: ReleaseId = "") -> Queries:
    """The release asked for; a walk begun in one release ends in it, whatever is published meanwhile."""
    shelf: Shelf = state.shelf
    cursor = request.query_params.get("cursor", "")
    return await shelf.get(release or (release_of(cursor) if cursor else ""))


async def provide_shelf(state: State) -> Shelf:
    """All releases."""
    shelf: Shelf = state.shelf
    return shelf


ANY = ("*",)


@cache
def known_parameters(handler: BaseRouteHandler) -> frozenset[str]:
    """Names of the query parameters a handler takes, its release included."""
    fields = handler.parsed_fn_signature.parameters.items()
    return frozenset(
        {
            "release",
            *handler.opt.get("parameters", ()),
            *(name for name, field in fields if isinstance(field.kwarg_definition, QueryParameter)),
        }
    )


def refuse_unknown(connection: Connection, handler: BaseRouteHandler) -> None:
    """Guard: 400 naming each query parameter the handler does not know, and those it does.

    A handler that reads the query by itself says in `opt["parameters"]` what it knows; ANY leaves all to the page's own program.
    """
    if handler.opt.get("parameters") == ANY:
        return
    query = parse_qsl(connection.scope["query_string"].decode("latin-1"), keep_blank_values=True)
    known = known_parameters(handler)
    unknown = sorted({name for name, _ in query} - known)
    if unknown:
        raise ValidationException(
            extra=[
                {"key": name, "message": f"unknown parameter; known are {', '.join(sorted(known))}"} for name in unknown
            ]
        )


__all__ = ["NamedDependency", "known_parameters", "provide_queries", "provide_shelf", "refuse_unknown"]
