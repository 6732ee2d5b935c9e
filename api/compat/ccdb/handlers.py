"""The addresses of the bureau's API: /data-research/consumer-complaints/search/api/v1/."""

from typing import Any

from litestar import Request, Response, Router, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Stream

from api.compat.ccdb.asked import Search, Suggest, Trends, read
from api.compat.ccdb.described import WRONG, answer_wrong, operation, parameters
from api.compat.ccdb.shapes import Document, Found
from api.queries import Queries

PATH = "/data-research/consumer-complaints/search"
Asked = Request[Any, Any, Any]
_SEARCH, _SUGGEST, _TRENDS = (parameters(kind) for kind in (Search, Suggest, Trends))


def _query(request: Asked) -> str:
    return str(request.scope["query_string"].decode("latin-1"))


@get("/", sync_to_thread=True, summary="Complaints", responses=WRONG, operation_class=operation(Search, is_exported=True), opt={"parameters": _SEARCH})  # fmt: skip
def search(request: Asked, queries: NamedDependency[Queries]) -> Found | Response[Any]:
    """A page of complaints with the counts of every filter; `format=csv` and `format=json` stream all of them."""
    asked = read(Search, _query(request))
    if asked.format == "default":
        return queries.complaints.search(asked)
    kind = "text/csv" if asked.format == "csv" else "application/json"
    name = f"complaints-{queries.release_id}.{asked.format}"
    headers = {
        "Content-Type": kind,
        "Content-Disposition": f'attachment; filename="{name}"',
        "X-Release": queries.release_id,
    }
    return Stream(queries.complaints.export(asked), headers=headers)


@get("/{complaint_id:str}", sync_to_thread=True, summary="One complaint", responses=WRONG)
def document(queries: NamedDependency[Queries], complaint_id: FromPath[str]) -> Document:
    """A complaint by its number."""
    return queries.complaints.document(complaint_id)


@get("/trends", sync_to_thread=True, summary="Complaints over time", responses=WRONG, operation_class=operation(Trends), opt={"parameters": _TRENDS})  # fmt: skip
def trends(request: Asked, queries: NamedDependency[Queries]) -> Found:
    """Complaints by day, week, month, quarter or year: all, and the commonest values of a lens."""
    return queries.complaints.trends(read(Trends, _query(request)))


@get("/geo/states", sync_to_thread=True, summary="Complaints by state", responses=WRONG, operation_class=operation(Search), opt={"parameters": _SEARCH})  # fmt: skip
def states(request: Asked, queries: NamedDependency[Queries]) -> Found:
    """Complaints by state of the USA, where a source says one."""
    return queries.complaints.states(read(Search, _query(request)))


@get("/_suggest", sync_to_thread=True, summary="Words", responses=WRONG, operation_class=operation(Suggest), opt={"parameters": _SUGGEST})  # fmt: skip
def suggest(request: Asked, queries: NamedDependency[Queries]) -> list[str]:
    """The commonest words that begin with `text`."""
    asked = read(Suggest, _query(request))
    return queries.complaints.words(asked.text, 6 if not isinstance(asked.size, int) else asked.size)


@get("/_suggest_company", sync_to_thread=True, summary="Companies", responses=WRONG, operation_class=operation(Suggest), opt={"parameters": _SUGGEST})  # fmt: skip
def suggest_company(request: Asked, queries: NamedDependency[Queries]) -> list[str]:
    """Companies whose name holds `text`, the commonest first."""
    return queries.complaints.suggest(read(Suggest, _query(request)), "company")


@get("/_suggest_zip", sync_to_thread=True, summary="ZIP codes", responses=WRONG, operation_class=operation(Suggest), opt={"parameters": _SUGGEST})  # fmt: skip
def suggest_zip(request: Asked, queries: NamedDependency[Queries]) -> list[str]:
    """ZIP codes that begin with `text`, the commonest first."""
    return queries.complaints.suggest(read(Suggest, _query(request)), "zip_code")


router = Router(
    f"{PATH}/api/v1",
    route_handlers=[search, document, trends, states, suggest, suggest_company, suggest_zip],
    exception_handlers={Exception: answer_wrong},
    tags=["CCDB"],
)
