"""One shape for every error: RFC 9457 problem details for programs, a page for people."""

import logging
from http import HTTPStatus
from typing import Annotated, Any

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException, NotFoundException, ValidationException
from litestar.openapi.datastructures import ResponseSpec
from msgspec import Meta

from store.errors import ConflictError, InputError, StoreError

LOG = logging.getLogger("terazi.api")
PROBLEM = "application/problem+json"
UNFORESEEN = "the server met something it did not foresee; it has been logged"


class NoReleaseError(StoreError):
    """Nothing has been published yet."""


class NotInRelease(NotFoundException):
    """The release holds nothing under this name."""


class Problem(msgspec.Struct, omit_defaults=True):
    """What went wrong, for a person and for a program."""

    title: Annotated[str, Meta(description="The status in words", examples=["Bad Request"])]
    status: Annotated[int, Meta(description="HTTP status", examples=[400])]
    detail: Annotated[
        str,
        Meta(
            description="What is wrong and what would be right",
            examples=["limit: must be at most 200, 500 was asked for"],
        ),
    ]
    type: Annotated[str, Meta(description="Kind of problem", examples=["about:blank"])] = "about:blank"
    parameters: Annotated[list[str], Meta(description="The parameters that are wrong")] = msgspec.field(
        default_factory=list
    )
    file: Annotated[str, Meta(description="The file that is wrong, where one was sent")] = ""
    line: Annotated[int, Meta(description="Its line")] = 0


def problem_of(error: Exception) -> Problem:
    """The problem an exception stands for. What we did not foresee says nothing of the inside."""
    if isinstance(error, NoReleaseError):
        return Problem("Service Unavailable", 503, str(error))
    if isinstance(error, ConflictError):
        return Problem("Conflict", 409, str(error))
    if isinstance(error, InputError):
        fields = [error.field] if error.field else []
        return Problem("Bad Request", 400, str(error), parameters=fields, file=error.file, line=error.line)
    if isinstance(error, ValidationException) and isinstance(error.extra, list):
        wrong = [item for item in error.extra if isinstance(item, dict)]
        detail = "; ".join(f"{item.get('key', '')}: {item.get('message', '')}".strip(": ") for item in wrong)
        return Problem(
            "Bad Request",
            400,
            detail or error.detail,
            parameters=[str(item["key"]) for item in wrong if item.get("key")],
        )
    if isinstance(error, HTTPException) and error.status_code < 500:
        return Problem(HTTPStatus(error.status_code).phrase, error.status_code, error.detail)
    return Problem("Internal Server Error", 500, UNFORESEEN)


def encoded(problem: Problem) -> bytes:
    """The problem as it goes over the wire."""
    return msgspec.json.encode(problem)


def answer_problem(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """The problem as application/problem+json."""
    problem = problem_of(error)
    if problem.status == 500:
        LOG.error("%s %s", request.method, request.scope["path"], exc_info=error)
    headers = dict(getattr(error, "headers", None) or {})
    return Response(encoded(problem), status_code=problem.status, media_type=PROBLEM, headers=headers)


def _said(description: str) -> ResponseSpec:
    return ResponseSpec(Problem, generate_examples=False, description=description, media_type=PROBLEM)


WRONG = {
    400: _said("A parameter is unknown, malformed or over its limit; `detail` names it."),
    404: _said("The release holds nothing under this name."),
    429: _said("Too many requests from one address; `Retry-After` says in how many seconds to come again."),
    503: _said("Nothing has been published yet."),
}
DESK = {
    400: WRONG[400],
    401: _said("A key in use, or the token of this dispute, is missing."),
    403: _said("The key may not do this."),
    404: _said("There is nothing under this number."),
    409: _said("It does not go with how things stand; `detail` says how they stand."),
    415: _said("The body is not JSON."),
}
"""What the writing side may answer besides."""
