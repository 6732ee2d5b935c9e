"""A run that lives is left alone wherever it runs; one that died is closed, and gone on with."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, update
from sqlmodel import Session

from store import alive
from store.errors import SetupError
from store.runs import open_run
from store.session import table_of
from store.settings import Settings
from store.tables import Run
from store.vocabulary import RunKind, RunState

_RUN = table_of(Run)


def states(engine: Engine) -> list[str]:
    """Of all runs, in order."""
    with engine.connect() as connection:
        return list(connection.execute(select(_RUN.c.state).order_by(_RUN.c.run_id)).scalars())


@pytest.fixture
def elsewhere(any_settings: Settings, tmp_path: Path) -> Settings:
    """Another machine on the same database."""
    return Settings(home=tmp_path / "elsewhere", database_url=any_settings.url)


def test_a_run_elsewhere_is_under_way(any_engine: Engine, any_settings: Settings, elsewhere: Settings) -> None:
    with open_run(any_engine, any_settings, RunKind.CRAWL, "cfpb", "crawl") as run:
        run.count("records")
        for kind in (RunKind.CRAWL, RunKind.REVISIT):
            with pytest.raises(SetupError, match="under way"), open_run(any_engine, elsewhere, kind, "cfpb", "crawl"):
                raise AssertionError
    assert states(any_engine) == ["ok"]


def test_shared_runs_work_side_by_side(any_engine: Engine, any_settings: Settings, elsewhere: Settings) -> None:
    with (
        open_run(any_engine, any_settings, RunKind.CRAWL, "mastodon", "crawl", is_shared=True) as one,
        open_run(any_engine, elsewhere, RunKind.CRAWL, "mastodon", "crawl", is_shared=True) as other,
        open_run(any_engine, any_settings, RunKind.CRAWL, "mastodon", "crawl", is_shared=True) as third,
    ):
        assert states(any_engine) == ["running"] * 3
        assert one.resumes == other.resumes == third.resumes == {}
    assert states(any_engine) == ["empty"] * 3
    assert not list((any_settings.home / "locks").glob("run-*"))


def test_a_run_elsewhere_without_a_heart_is_gone_on_with(
    any_engine: Engine, any_settings: Settings, elsewhere: Settings
) -> None:
    with Session(any_engine) as session:
        session.add(Run(kind="crawl", source_id="cfpb", command="crawl", process_id=1, machine="far:/away", started_at=datetime.now(UTC),
                        heartbeat_at=datetime.now(UTC) - timedelta(minutes=1), state="running", checkpoint={"at": 7}))  # fmt: skip
        session.commit()
    with (
        pytest.raises(SetupError, match="at far:/away"),
        open_run(any_engine, elsewhere, RunKind.CRAWL, "cfpb", "crawl"),
    ):
        raise AssertionError
    with any_engine.begin() as connection:
        connection.execute(update(_RUN).values(heartbeat_at=datetime.now(UTC) - timedelta(minutes=3)))
    with open_run(any_engine, elsewhere, RunKind.CRAWL, "cfpb", "crawl") as run:
        assert run.resumes == {"run_id": 1, "at": 7}
    assert states(any_engine) == [RunState.INTERRUPTED, RunState.EMPTY]


def test_another_command_between_does_not_lose_a_checkpoint(any_engine: Engine, any_settings: Settings) -> None:
    with pytest.raises(KeyboardInterrupt), open_run(any_engine, any_settings, RunKind.CRAWL, "cfpb", "crawl one"):
        raise KeyboardInterrupt
    with open_run(any_engine, any_settings, RunKind.CRAWL, "cfpb", "crawl other") as other:
        assert other.resumes == {}
    with open_run(any_engine, any_settings, RunKind.CRAWL, "cfpb", "crawl one") as again:
        assert again.resumes == {"run_id": 1}


def test_the_heart_beats(any_engine: Engine, any_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    monkeypatch.setattr(alive, "BEAT_S", 0.05)
    with open_run(any_engine, any_settings, RunKind.CRAWL, "cfpb", "crawl") as run:
        with any_engine.connect() as connection:
            first = connection.execute(select(_RUN.c.heartbeat_at).where(_RUN.c.run_id == run.run_id)).scalar_one()
        time.sleep(0.5)
        with any_engine.connect() as connection:
            later = connection.execute(select(_RUN.c.heartbeat_at).where(_RUN.c.run_id == run.run_id)).scalar_one()
    assert later > first
