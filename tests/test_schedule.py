"""The clock: jobs stand in the database, what was missed is caught up once, two never overlap."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from crawler import schedule
from store.errors import SetupError
from store.session import table_of
from store.settings import Settings
from store.tables import Run


def settings_with(home: Path, jobs: dict[str, str]) -> Settings:
    return Settings(home=home, schedule=jobs)


def start(settings: Settings, engine: Engine, until: Callable[[], bool], seconds: float = 60) -> None:
    """Let the scheduler work until something holds, then stop it."""
    stop = threading.Event()
    worker = threading.Thread(target=schedule.run_forever, args=(settings, engine), kwargs={"stop": stop})
    worker.start()
    ends = time.monotonic() + seconds
    try:
        while not until() and time.monotonic() < ends:
            time.sleep(0.1)
    finally:
        stop.set()
        worker.join()
    assert until(), "it did not happen in time"


def miss(settings: Settings, engine: Engine, by: timedelta) -> None:
    """As if the scheduler had been down: the job's next time lies in the past."""
    scheduler = schedule.make_scheduler(settings, engine)
    for job in scheduler.get_jobs():
        job.modify(next_run_time=datetime.now(UTC) - by)
    scheduler.shutdown()


def runs(engine: Engine) -> list[Run]:
    with engine.connect() as connection:
        return list(connection.execute(select(table_of(Run)).order_by(table_of(Run).c.run_id)))  # type: ignore[arg-type]


def test_jobs_are_listed_with_their_next_time(any_engine: Engine, any_settings: Settings) -> None:
    settings = settings_with(any_settings.home, {"crawl cfpb": "0 3 * * *", "release": "30 4 * * 1"})
    jobs = schedule.jobs_of(settings, any_engine)
    assert {job["command"] for job in jobs} == {"crawl cfpb", "release"}
    assert all(datetime.fromisoformat(job["next_at"]) > datetime.now(UTC) for job in jobs)
    fewer = schedule.jobs_of(settings_with(any_settings.home, {"release": "30 4 * * 1"}), any_engine)
    assert [job["command"] for job in fewer] == ["release"]


def test_a_restart_does_not_forget_what_was_missed(any_engine: Engine, any_settings: Settings) -> None:
    settings = settings_with(any_settings.home, {"score": "0 3 * * *"})
    schedule.jobs_of(settings, any_engine)
    miss(settings, any_engine, timedelta(hours=5))
    (job,) = schedule.jobs_of(settings, any_engine)
    assert datetime.fromisoformat(job["next_at"]) < datetime.now(UTC)


def test_a_changed_cron_line_replaces_the_job(any_engine: Engine, any_settings: Settings) -> None:
    schedule.jobs_of(settings_with(any_settings.home, {"score": "0 3 * * *"}), any_engine)
    (job,) = schedule.jobs_of(settings_with(any_settings.home, {"score": "15 7 * * *"}), any_engine)
    assert job["cron"] == "15 7 * * *"
    assert "T07:15" in job["next_at"]


def test_many_missed_runs_are_caught_up_once(
    engine: Engine, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERAZI_HOME", str(settings.home))
    jobs = settings_with(settings.home, {"score": "0 * * * *"})
    schedule.jobs_of(jobs, engine)
    miss(jobs, engine, timedelta(hours=50))
    start(jobs, engine, lambda: any(run.ended_at for run in runs(engine)))
    assert [(run.kind, run.state) for run in runs(engine)] == [("score", "empty")]


def test_two_jobs_never_overlap(engine: Engine, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERAZI_HOME", str(settings.home))
    jobs = settings_with(settings.home, {"score": "0 * * * *", "release": "0 * * * *"})
    schedule.jobs_of(jobs, engine)
    miss(jobs, engine, timedelta(hours=2))
    start(
        jobs,
        engine,
        lambda: (
            {run.kind for run in runs(engine) if run.ended_at} >= {"score", "release"}
            and all(run.ended_at for run in runs(engine))
        ),
    )
    top = sorted((run for run in runs(engine)), key=lambda run: run.started_at)
    alone = next(
        run
        for run in top
        if run.kind == "score"
        and not any(
            one.kind == "release" and one.started_at <= run.started_at <= (one.ended_at or run.started_at)
            for one in top
        )
    )
    release = next(run for run in top if run.kind == "release")
    assert alone.ended_at is not None
    assert release.ended_at is not None
    assert alone.ended_at <= release.started_at or release.ended_at <= alone.started_at


def test_a_second_scheduler_is_refused(engine: Engine, settings: Settings) -> None:
    stop = threading.Event()
    jobs = settings_with(settings.home, {"score": "0 3 1 1 *"})
    worker = threading.Thread(target=schedule.run_forever, args=(jobs, engine), kwargs={"stop": stop})
    worker.start()
    try:
        lock = settings.home / "locks" / "schedule.lock"
        ends = time.monotonic() + 20
        while not lock.exists() and time.monotonic() < ends:
            time.sleep(0.05)
        time.sleep(0.3)
        with pytest.raises(SetupError, match="another scheduler"):
            schedule.run_forever(jobs, engine, stop=stop)
    finally:
        stop.set()
        worker.join()


def test_a_broken_cron_line_is_named(engine: Engine, settings: Settings) -> None:
    with pytest.raises(SetupError, match=r"'score' = 'at noon' is no cron line"):
        schedule.jobs_of(settings_with(settings.home, {"score": "at noon"}), engine)
