"""A database as the migrations leave it, without waiting for all of them in every test. tests/store/test_database.py goes their way."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Engine

from store.migrate import migrate
from store.session import open_engine
from store.settings import Settings


def migrated(settings: Settings) -> Engine:
    """An engine on the settings' database at the newest revision. A SQLite file that is not there yet is a copy of an empty one."""
    engine = open_engine(settings)
    file = Path(engine.url.database or "")
    if engine.dialect.name == "sqlite" and not file.exists():
        file.write_bytes(_empty())
    else:
        migrate(engine)
    return engine


@cache
def _empty() -> bytes:
    with TemporaryDirectory() as folder:
        engine = open_engine(Settings(home=Path(folder)))
        migrate(engine)
        engine.dispose()
        return Path(engine.url.database or "").read_bytes()
