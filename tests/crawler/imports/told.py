"""What an import left behind: its notices by code, the run's row, and everything that is stored."""

from pathlib import Path
from typing import Any

from sqlalchemy import Engine, func, select
from sqlmodel import Session, SQLModel

from crawler.imports.run import run_import
from store.runs import OpenRun
from store.session import table_of
from store.settings import Settings
from store.tables import Alias, Brand, Exposure, Notice, OfficialCount, Record, Reply, Run, Sector, Sighting, Source

STORED: tuple[type[SQLModel], ...] = (Source, Sector, Brand, Alias, Exposure, OfficialCount, Record, Reply, Sighting)
SEEN_AGAIN = {"last_seen_at", "last_run_id"}


def brought(settings: Settings, kind: str, path: Path) -> OpenRun:
    """The run of a quiet import."""
    return run_import(settings, kind, path, show_progress=False)


def notices(run: OpenRun, code: str) -> list[tuple[str, int]]:
    """(place, count) of a run's notices of one code."""
    return [(place, count) for _, found, _, place, count in run.notices if found == code]


def messages(run: OpenRun, code: str) -> list[str]:
    """The words of a run's notices of one code."""
    return [message for _, found, message, _, _ in run.notices if found == code]


def codes(run: OpenRun) -> set[str]:
    """Every code a run noticed."""
    return {code for _, code, *_ in run.notices}


def stored(engine: Engine) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table but the runs and their notices; when a record was last seen is left out."""
    with engine.connect() as connection:
        return {
            model.__name__: [
                {name: value for name, value in row.items() if name not in SEEN_AGAIN}
                for row in connection.execute(select(table_of(model)).order_by(*table_of(model).primary_key)).mappings()
            ]
            for model in STORED
        }


def counted(engine: Engine, model: type[SQLModel]) -> int:
    """Rows of a table."""
    with engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(table_of(model))).scalar_one()


def last_run(engine: Engine) -> tuple[Run, list[Notice]]:
    """The newest run as it is stored, with its notices."""
    with Session(engine) as session:
        run = session.exec(select(Run).order_by(table_of(Run).c.run_id.desc()).limit(1)).scalar_one()  # type: ignore[call-overload]
        found = session.exec(select(Notice).where(table_of(Notice).c.run_id == run.run_id)).scalars().all()  # type: ignore[call-overload]
        session.expunge_all()
        return run, list(found)
