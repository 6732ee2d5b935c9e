"""Sources and their state."""

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.answers import SourceOne, Sources
from api.errors import WRONG
from api.queries import Queries


@get("/sources", sync_to_thread=False, summary="Sources with runs, lag and notices", responses=WRONG)
def list_sources(queries: NamedDependency[Queries]) -> Sources:
    """Every source with its latest runs; a failed one never passes for the last good one."""
    return queries.sources


@get("/sources/{source_id:str}", sync_to_thread=False, summary="One source", responses=WRONG)
def read_source(queries: NamedDependency[Queries], source_id: FromPath[str]) -> SourceOne:
    """One source: how it stands, what it holds and fills, robots.txt, notices, mass removals and breaks."""
    return queries.source(source_id)
