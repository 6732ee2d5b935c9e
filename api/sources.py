"""Sources and their state."""

from litestar import get
from litestar.di import NamedDependency

from api.answers import Sources
from api.errors import WRONG
from api.queries import Queries


@get("/sources", sync_to_thread=False, summary="Sources with runs, lag and notices", responses=WRONG)
def list_sources(queries: NamedDependency[Queries]) -> Sources:
    """Every source with its latest runs; a failed one never passes for the last good one."""
    return queries.sources
