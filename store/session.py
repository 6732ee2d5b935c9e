"""The one place that opens the database: SQLite by default, PostgreSQL where TERAZI_DATABASE_URL says so."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Engine, Table, create_engine, event, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel

from store.settings import Settings

BATCH = 1000
T = TypeVar("T")


def open_engine(settings: Settings) -> Engine:
    """Engine of the settings' database. Bound values never reach an error text: they may be personal data."""
    url = make_url(settings.url)
    if url.get_backend_name() == "sqlite":
        settings.home.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, hide_parameters=True)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=30000"):
        connection.execute(f"PRAGMA {pragma}")


def table_of(model: type[SQLModel]) -> Table:
    """The Core table behind a model."""
    table = model.__table__  # type: ignore[attr-defined]
    assert isinstance(table, Table)
    return table


def upsert(
    session: Session,
    model: type[SQLModel],
    rows: Iterable[Mapping[str, Any]],
    *,
    on: Sequence[str] = (),
    keep: Sequence[str] = (),
) -> int:
    """Insert rows, or overwrite the row with the same `on` columns (default: primary key) except its `keep` columns.

    All rows must have the same keys. Returns how many rows were given. The caller commits.
    """
    table = table_of(model)
    keys = list(on) or [column.name for column in table.primary_key]
    build = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    count = 0
    for batch in batches(rows, BATCH):
        statement = build(table)
        changed = {name: statement.excluded[name] for name in batch[0] if name not in keys and name not in keep}
        if changed:
            statement = statement.on_conflict_do_update(index_elements=keys, set_=changed)
        else:
            statement = statement.on_conflict_do_nothing(index_elements=keys)
        session.connection().execute(statement, [dict(row) for row in batch])
        count += len(batch)
    return count


def batches(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    """Rows in lists of at most `size`."""
    source = iter(rows)
    while batch := list(islice(source, size)):
        yield batch
