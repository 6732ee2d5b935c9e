"""How the sources stand: every declared one, and those that only came as files."""

from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session

from crawler.source import SOURCES, Source
from store.session import upsert
from store.settings import Settings
from store.status import source_states
from store.tables import Source as SourceRow


def source_status(engine: Engine, settings: Settings) -> list[dict[str, Any]]:
    """One row a source, by id: `store.status.source_states` over all that is declared."""
    declare_all(engine)
    return source_states(engine, settings)


def declare_all(engine: Engine) -> None:
    """Every source's declaration as its row, whether it ever ran or not."""
    with Session(engine) as session:
        upsert(session, SourceRow, [row_of(source) for source in SOURCES.values()])
        session.commit()


def row_of(source: Source) -> dict[str, Any]:
    """A declaration as a row of `source`."""
    names = ("source_id", "name", "kind", "homepage", "licence", "is_private")
    return {name: getattr(source, name) for name in names} | {
        "tier": source.tier.value,
        "declaration": source.declaration(),
    }
