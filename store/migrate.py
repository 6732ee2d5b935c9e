"""Brings the database to the tables of this version; the only way tables come to be."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect

import migrations
from store.errors import StoreError

SCRIPTS = Path(str(migrations.__file__)).parent


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = connection
    return config


def migrate(engine: Engine, revision: str = "head") -> None:
    """Upgrade (or, for `base`, downgrade) to a revision: wholly, or not at all."""
    if revision == "head" and is_current(engine):
        return  # every command asks
    with engine.connect() as connection, _one_step(connection):
        config = _config(connection)
        (command.downgrade if revision == "base" else command.upgrade)(config, revision)


@contextmanager
def _one_step(connection: Connection) -> Iterator[None]:
    """One transaction. SQLite changes a table by copying it, during which what refers to it must not be looked at; afterwards all is."""
    if connection.dialect.name != "sqlite":
        with connection.begin():
            yield
        return
    connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    try:
        for name in inspect(connection).get_table_names():
            if name.startswith("_alembic_tmp_"):  # left by an update that failed before updates were one step
                connection.exec_driver_sql(f'DROP TABLE "{name}"')
        yield
        if lost := connection.exec_driver_sql("PRAGMA foreign_key_check").first():
            raise StoreError(f"migration would leave a row of {lost[0]} without its {lost[2]}: nothing was changed")
        connection.commit()
    finally:
        connection.rollback()
        connection.exec_driver_sql("PRAGMA foreign_keys=ON")


def is_current(engine: Engine) -> bool:
    """Whether the database stands at the newest revision."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == head()


def head() -> str:
    """The newest revision."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    return str(ScriptDirectory.from_config(config).get_current_head())
