"""How far a source that walks by itself came: what its last complete run left in the book."""

from typing import Any

from sqlalchemy import select

from crawler.visit import Visit
from store.session import table_of
from store.tables import Run
from store.vocabulary import RunKind, RunState

_RUN = table_of(Run)


def last_facts(visit: Visit) -> dict[str, Any]:
    """The `facts` of the last complete crawl by the same command, or {}."""
    wanted = select(_RUN.c.facts).where(
        _RUN.c.kind == RunKind.CRAWL.value,
        _RUN.c.source_id == visit.source.source_id,
        _RUN.c.state == RunState.OK.value,
        _RUN.c.command == visit.command,
    )
    with visit.engine.connect() as connection:
        found = connection.execute(wanted.order_by(_RUN.c.run_id.desc()).limit(1)).scalar()
    return dict(found or {})
