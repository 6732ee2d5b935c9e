"""A database for a test: SQLite in its own folder, and PostgreSQL where TERAZI_TEST_POSTGRES_URL names a server."""

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, make_url, text

from store.migrate import migrate
from store.session import open_engine
from store.settings import Settings

POSTGRES = os.environ.get("TERAZI_TEST_POSTGRES_URL", "")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of a home of its own, on SQLite."""
    return Settings(home=tmp_path / "home")


@pytest.fixture(params=["sqlite", "postgresql"])
def any_settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """Settings on each kind of database in turn."""
    home = tmp_path / "home"
    if request.param == "sqlite":
        yield Settings(home=home)
        return
    if not POSTGRES:
        if os.environ.get("TERAZI_REQUIRE_POSTGRES"):
            pytest.fail("TERAZI_REQUIRE_POSTGRES is set, but TERAZI_TEST_POSTGRES_URL is not")
        pytest.skip("no PostgreSQL: set TERAZI_TEST_POSTGRES_URL to a server where databases may be made")
    name = f"terazi_test_{uuid.uuid4().hex}"
    server = create_engine(POSTGRES, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield Settings(home=home, database_url=make_url(POSTGRES).set(database=name).render_as_string(hide_password=False))
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()


@pytest.fixture
def engine(settings: Settings) -> Iterator[Engine]:
    """A migrated SQLite database."""
    engine = open_engine(settings)
    migrate(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def any_engine(any_settings: Settings) -> Iterator[Engine]:
    """A migrated database of each kind in turn."""
    engine = open_engine(any_settings)
    migrate(engine)
    yield engine
    engine.dispose()
