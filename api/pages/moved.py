"""The page on what moved of a brand between two releases, days or periods."""

from typing import Any

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.chart_moved import change
from api.moved import FromAsked, MovedAnswer, ToAsked, moved_of
from api.pages.numbers import Language
from api.pages.render import answer, three
from api.queries import Queries
from api.shelf import Shelf


class MovedRow(msgspec.Struct):
    """One part as a line of the CSV twin."""

    brand_id: str
    since: str
    until: str
    dimension: str
    ratio_before: float | None
    ratio_after: float | None
    part: str
    log_ratio: float
    factor: float


@get(
    three("/brands/{brand_id:str}/moved"),
    opt={"parameters": ["from", "to"]},
)
async def moved(
    request: Request[Any, Any, Any],
    language: NamedDependency[Language],
    queries: NamedDependency[Queries],
    shelf: NamedDependency[Shelf],
    brand_id: FromPath[str],
    since: FromAsked = "",
    until: ToAsked = "",
) -> Response[bytes]:
    """Two days, and the exact parts of what changed between them."""
    found = await moved_of(queries, shelf, brand_id, since, until)
    return answer(request, language, "moved.html", found, rows_of(found), change=change)


def rows_of(found: MovedAnswer) -> list[MovedRow]:
    """Every part of every dimension."""
    since = found.before.name if found.before else ""
    return [MovedRow(found.brand_id, since, found.after.name, one.dimension, one.before.ratio, one.after.ratio, part.part, part.log_ratio, part.factor)
            for one in found.dimensions for part in one.parts]  # fmt: skip
