"""A database for a test: SQLite in its own folder, and PostgreSQL where TERAZI_TEST_POSTGRES_URL names a server.

And who of two workers runs which tests."""

import os
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings as properties
from sqlalchemy import Engine, create_engine, make_url, text
from xdist.scheduler import LoadFileScheduling

from store.settings import Settings
from tests.fresh import migrated

JOURNEYS = "tests/journeys"
POSTGRES = os.environ.get("TERAZI_TEST_POSTGRES_URL", "")
properties.register_profile("untimed", deadline=None)  # a busy machine is no failure
properties.load_profile("untimed")


class Shared(LoadFileScheduling):  # type: ignore[misc]
    """A file goes to one worker, and all journeys to one: they share a market that takes a minute to build."""

    def _split_scope(self, nodeid: str) -> str:
        return JOURNEYS if nodeid.startswith(f"{JOURNEYS}/") else super()._split_scope(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadFileScheduling | None:
    """Asked by pytest-xdist; None leaves it to itself."""
    return Shared(config, log) if config.getoption("dist") == "loadfile" else None


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
    engine = migrated(settings)
    yield engine
    engine.dispose()


@pytest.fixture
def any_engine(any_settings: Settings) -> Iterator[Engine]:
    """A migrated database of each kind in turn."""
    engine = migrated(any_settings)
    yield engine
    engine.dispose()
