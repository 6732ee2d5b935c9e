"""The same tables and the same behaviour on SQLite and PostgreSQL."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Engine, MetaData, Table, func, inspect, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from store import migrate
from store.brandbook import add_sectors, known_brands, open_brand
from store.errors import SetupError
from store.runs import open_run, save_checkpoint
from store.session import open_engine, table_of, upsert
from store.settings import Settings
from store.tables import Alias, Brand, Notice, Run, Sector
from store.vocabulary import Level, RunKind, RunState

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


def test_migrations_go_up_down_and_up_without_drift(any_engine: Engine) -> None:
    assert migrate.is_current(any_engine)
    with any_engine.begin() as connection:
        command.check(migrate._config(connection))  # raises when tables and scripts differ
    migrate.migrate(any_engine, "base")
    assert set(inspect(any_engine).get_table_names()) <= {"alembic_version"}
    migrate.migrate(any_engine)
    assert migrate.is_current(any_engine)


def a_row(table: Table) -> dict[str, Any]:
    """One value by type, the same everywhere: so every row refers to one that is there."""
    by_type: dict[type, Any] = {
        str: "x",
        int: 1,
        float: 1.0,
        bool: False,
        datetime: NOW,
        date: NOW.date(),
        bytes: b"x",
        object: {},
    }
    return {column.name: by_type[column.type.python_type] for column in table.columns}


def test_a_filled_database_is_brought_up_with_all_it_holds(any_settings: Settings) -> None:
    """From the first tables on, with a row in each that others refer to; before, an update of a filled SQLite failed on those."""
    engine = open_engine(any_settings)
    migrate.migrate(engine, "0001")
    tables = MetaData()
    tables.reflect(engine)
    filled = [table for table in tables.sorted_tables if table.name != "alembic_version"]
    with engine.begin() as connection:
        for table in filled:
            connection.execute(table.insert(), a_row(table))
    if engine.dialect.name == "sqlite":
        with engine.begin() as connection:
            connection.exec_driver_sql("CREATE TABLE _alembic_tmp_record (x INTEGER)")  # an update that failed half-way
    migrate.migrate(engine)
    assert migrate.is_current(engine)
    left = set(inspect(engine).get_table_names()) - {"dispute"}  # made anew in 0009: nothing could write to it before
    with engine.connect() as connection:
        counts = {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in filled
            if table.name in left
        }
    assert {"record", "reply", "brand", "alias", "run"} <= set(counts)
    assert counts == dict.fromkeys(counts, 1)
    engine.dispose()


def test_upsert_inserts_overwrites_and_keeps(any_engine: Engine) -> None:
    row = {"sector_id": "tr-cargo", "name_en": "Cargo", "name_tr": "Kargo", "country": "TR", "parent_id": None}
    with Session(any_engine) as session:
        assert upsert(session, Sector, [row]) == 1
        upsert(session, Sector, [row | {"name_en": "Parcels", "name_tr": "Koli"}], keep=("name_tr",))
        session.commit()
        stored = session.get(Sector, "tr-cargo")
    assert stored is not None
    assert (stored.name_en, stored.name_tr) == ("Parcels", "Kargo")


def test_times_come_back_aware_and_equal(any_engine: Engine) -> None:
    with Session(any_engine) as session:
        add_sectors(session, [{"sector_id": "s", "name_en": "s", "name_tr": "s", "country": "TR"}])
        open_brand(session, "Şahin Kargo A.Ş.", "s", because="test", at=NOW, labels=["ŞAHİN KARGO"])
        session.commit()
        brand = session.get(Brand, "sahin-kargo-a-s")
        assert brand is not None
        assert brand.opened_at == NOW
        assert known_brands(session, "s") == {"sahin kargo": "sahin-kargo-a-s"}
        assert session.connection().execute(select(func.count()).select_from(table_of(Alias))).scalar_one() == 2


def test_opening_a_brand_twice_changes_nothing(any_engine: Engine) -> None:
    with Session(any_engine) as session:
        add_sectors(
            session,
            [{"sector_id": name, "name_en": name, "name_tr": name, "country": "TR"} for name in ("shop", "bank")],
        )
        first = open_brand(session, "Migros", "shop", because="test", at=NOW)
        assert open_brand(session, "MİGROS", "shop", because="later", at=datetime.now(UTC)) == first
        assert open_brand(session, "Migros", "bank", because="another firm", at=NOW) == "migros--bank"
        session.commit()
        kept = session.get(Brand, first)
        assert kept is not None
        assert (kept.name, kept.opened_because, kept.opened_at) == ("Migros", "test", NOW)


def test_a_run_is_recorded_whatever_happens(any_engine: Engine, any_settings: Settings) -> None:
    with open_run(any_engine, any_settings, RunKind.IMPORT, "ny-dfs", "import") as run:
        run.count("records", 3)
        run.skip("no brand", 2)
        run.notices.add("odd", "something odd", place="a.csv:7")
        run.notices.add("odd", "something odd", place="a.csv:9")
    with pytest.raises(ValueError, match="broken"), open_run(any_engine, any_settings, RunKind.IMPORT, "bcb", "import"):
        raise ValueError("broken")
    with open_run(any_engine, any_settings, RunKind.IMPORT, "empty", "import"):
        pass
    with Session(any_engine) as session:
        runs = {run.source_id: run for run in session.connection().execute(select(table_of(Run)))}
        notice = session.connection().execute(select(table_of(Notice))).one()
    assert (runs["ny-dfs"].state, runs["ny-dfs"].records_count, runs["ny-dfs"].skipped) == (
        RunState.OK,
        3,
        {"no brand": 2},
    )
    assert (runs["bcb"].state, runs["bcb"].error) == (RunState.FAILED, "ValueError: broken")
    assert runs["empty"].state == RunState.EMPTY
    assert (notice.occurrences_count, notice.place, notice.level) == (2, "a.csv:7", Level.WARNING)


def test_two_runs_of_one_kind_and_source_never_overlap(any_engine: Engine, any_settings: Settings) -> None:
    with open_run(any_engine, any_settings, RunKind.CRAWL, "cfpb", "crawl"):
        with (
            pytest.raises(SetupError, match="already under way"),
            open_run(any_engine, any_settings, RunKind.CRAWL, "cfpb", "crawl"),
        ):
            raise AssertionError("a second run began")
        with open_run(any_engine, any_settings, RunKind.CRAWL, "other", "crawl") as other:
            assert other.run_id


def test_a_killed_run_hands_its_checkpoint_on(any_engine: Engine, any_settings: Settings) -> None:
    """A row left `running` is what kill -9 leaves: nobody was there to close it."""
    with Session(any_engine) as session:
        dead = Run(
            kind="crawl",
            source_id="cfpb",
            command="crawl",
            process_id=1,
            started_at=NOW,
            state="running",
            checkpoint={"cursor": "17_9"},
        )
        session.add(dead)
        session.commit()
        dead_id = dead.run_id
    with open_run(any_engine, any_settings, RunKind.CRAWL, "cfpb", "crawl") as run:
        assert run.resumes == {"run_id": dead_id, "cursor": "17_9"}
        with Session(any_engine) as session:
            save_checkpoint(session, run, {"cursor": "18_1"})
            session.commit()
        run.count("records")
    with open_run(any_engine, any_settings, RunKind.CRAWL, "cfpb", "crawl") as fresh:
        assert fresh.resumes == {}
    with Session(any_engine) as session:
        states = [
            row.state for row in session.connection().execute(select(table_of(Run)).order_by(table_of(Run).c.run_id))
        ]
    assert states == ["interrupted", "ok", "empty"]


def test_personal_values_never_reach_a_database_error(any_engine: Engine) -> None:
    secret = "ayse@example.org"
    row = {
        "brand_id": secret,
        "name": None,
        "sector_id": secret,
        "company_id": None,
        "opened_at": NOW,
        "opened_because": "",
    }
    with Session(any_engine) as session, pytest.raises(IntegrityError) as failure:
        upsert(session, Brand, [row])
    assert "parameters hidden" in str(failure.value)
    assert f"'{secret}'" not in str(failure.value).split("[SQL")[-1]
