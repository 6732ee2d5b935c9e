"""Crawls, scorings and releases by the clock. Each job is a `terazi` command line run as a subprocess, one at a time.

Jobs are kept in the database: what was missed while the scheduler was down is caught up once when it comes back.
"""

import shlex
import subprocess
import sys
import threading
from typing import Any

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from filelock import FileLock, Timeout
from sqlalchemy import Engine

from store.errors import SetupError
from store.settings import Settings

DEFAULT = {
    "crawl cfpb": "10 3 * * *",
    "archive prune": "30 * * * *",
    "disputes check": "0 5 * * *",
    "release": "0 6 * * *",
    "webhooks deliver": "*/5 * * * *",
}
LATE_NO_MATTER_HOW = None
GIVES_WAY = 10
"""Niceness of all jobs: whoever asks the pages and the API on the same machine comes first."""

log = structlog.get_logger("schedule")


def run_command(command: str) -> None:
    """Run `terazi COMMAND` to its end. Its own run row says how it went; the scheduler only notes the exit status."""
    log.info("job started", command=command)
    status = subprocess.run([sys.executable, "-m", "terazi", *shlex.split(command)], check=False).returncode  # noqa: S603
    log.log(20 if status == 0 else 40, "job ended", command=command, exit_status=status)


class Clock(BackgroundScheduler):  # type: ignore[misc]
    """APScheduler's own, but for one thing: woken by its own shutdown, 3.11 hands due jobs to workers that are gone
    already and counts them as run; a missed run would be lost."""

    def _process_jobs(self) -> float | None:
        return super()._process_jobs() if self.running else None


def make_scheduler(settings: Settings, engine: Engine) -> Clock:
    """A scheduler, started but paused, that holds exactly the jobs of the settings.

    A job that stands with the same cron line is left alone: its next time may lie in the past, and that is how a missed
    run is known. One worker: two jobs never overlap.
    """
    scheduler = Clock(
        jobstores={"default": SQLAlchemyJobStore(engine=engine)},
        executors={"default": ThreadPoolExecutor(1)},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": LATE_NO_MATTER_HOW},
        timezone="UTC",
    )
    scheduler.start(paused=True)
    wanted = settings.schedule or DEFAULT
    for job in scheduler.get_jobs():
        if wanted.get(job.id) != job.name:
            job.remove()
    standing = {job.id for job in scheduler.get_jobs()}
    for command, cron in wanted.items():
        if command not in standing:
            scheduler.add_job(run_command, _trigger(command, cron), args=[command], id=command, name=cron)
    return scheduler


def jobs_of(settings: Settings, engine: Engine) -> list[dict[str, Any]]:
    """command, cron line and next time (ISO, UTC) of every job, soonest first."""
    scheduler = make_scheduler(settings, engine)
    jobs = sorted(scheduler.get_jobs(), key=lambda job: (job.next_run_time, job.id))
    scheduler.shutdown()
    return [{"command": job.id, "cron": job.name, "next_at": job.next_run_time.isoformat()} for job in jobs]


def run_forever(settings: Settings, engine: Engine, *, stop: threading.Event | None = None) -> None:
    """Work until interrupted, or until `stop` (a threading.Event) is set. Refuses when another scheduler is at work."""
    (settings.home / "locks").mkdir(parents=True, exist_ok=True)
    lock = FileLock(settings.home / "locks" / "schedule.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout as busy:
        raise SetupError("another scheduler is at work on this TERAZI_HOME") from busy
    scheduler = make_scheduler(settings, engine)
    try:
        scheduler.resume()
        (stop or threading.Event()).wait()
    except KeyboardInterrupt:
        log.info("stopping after the job under way")
    finally:
        scheduler.shutdown()
        lock.release()


def _trigger(command: str, cron: str) -> CronTrigger:
    try:
        return CronTrigger.from_crontab(cron, timezone="UTC")
    except ValueError as wrong:
        raise SetupError(f"[schedule] {command!r} = {cron!r} is no cron line: {wrong}") from wrong
