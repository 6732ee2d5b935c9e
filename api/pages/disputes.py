"""Pages of the right of reply: the list with its days, and what came of each."""

from datetime import datetime
from typing import Annotated

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from sqlmodel import Session

from api.disputes import PAGE, Asked, Disputes, line_of, outcome_of
from api.errors import NotInRelease
from api.pages.numbers import Language
from api.pages.render import answer, three
from api.queries import Queries
from store.disputes import list_disputes


@get(three("/disputes"), sync_to_thread=False)  # Litestar wraps a handler of several paths twice
def disputes(
    request: Asked,
    language: NamedDependency[Language],
    queries: NamedDependency[Queries],
    session: NamedDependency[Session],
    now: NamedDependency[datetime],
    before: Annotated[int, QueryParameter(description="Only those with a smaller number", ge=0, le=2**31 - 1)] = 0,
) -> Response[bytes]:
    """All disputes, the latest first."""
    rows = [line_of(row, now) for row in session.exec(list_disputes(before=before, limit=PAGE))]
    listed = Disputes(rows, rows[-1].dispute_id if len(rows) == PAGE else None)
    return answer(request, language, "disputes.html", listed, rows, note=queries.note, names=queries.names)


@get("/disputes/{name:str}", sync_to_thread=True)
def dispute(
    request: Asked,
    language: NamedDependency[Language],
    queries: NamedDependency[Queries],
    session: NamedDependency[Session],
    now: NamedDependency[datetime],
    name: FromPath[str],
) -> Response[bytes]:
    """One dispute: what was said, what was decided and why, what it changed."""
    number = name.partition(".")[0]
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        raise NotInRelease(f"there is no dispute {number!r}")
    found = outcome_of(request, session, now, int(number))
    brand = queries.names.get(found.dispute.brand_id, "")
    return answer(
        request, language, "dispute.html", found, [found.dispute], note=queries.note, brand_name=brand, token=""
    )
