"""`terazi crawl`: one source from the first request to a closed run."""

import os
import sys
from contextlib import ExitStack
from datetime import UTC, datetime

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from sqlalchemy import Engine
from sqlmodel import Session

from crawler.errors import Blocked, CrawlError
from crawler.expect import check
from crawler.frontier import DiskFrontier, Frontier
from crawler.ledger import look_for_breaks, watch
from crawler.log import Log
from crawler.pipelines.keep import Intake
from crawler.politeness import is_loopback
from crawler.shared import SharedFrontier
from crawler.source import SOURCES, Source
from crawler.visit import Visit, describe
from crawler.web import Web
from store.errors import SetupError
from store.runs import OpenRun, open_run
from store.session import open_engine, upsert
from store.settings import Settings
from store.tables import Source as SourceRow
from store.vocabulary import Level, RunKind, RunState


def crawl(
    settings: Settings, source_id: str, *, limit: int | None = None, brands: tuple[str, ...] = (), base_url: str = "",
    revisit: bool = False, show_progress: bool = True,
) -> OpenRun:  # fmt: skip
    """Crawl a source and close the run: ok, empty, failed, blocked or interrupted. Once per process (Scrapy's rule).

    The answer holds run_id, state, counts, skipped and notices. `revisit` looks only at what is due, without a walk. `base_url` puts another host in the source's place.
    Raises SetupError for an unknown source, a missing contact, and a crawl of the same source under way.
    """
    source = find(source_id)
    _check(settings, source, brands, base_url)
    if limit is not None and limit < 1:
        raise SetupError("--limit must be 1 or more")
    engine = open_engine(settings)
    declare(engine, source)
    command = _command(source_id, limit, brands, base_url) + " --revisit" * revisit
    kind = RunKind.REVISIT if revisit else RunKind.CRAWL
    is_shared = bool(settings.frontier) and source.start is not None and not revisit
    with ExitStack() as at_last, open_run(engine, settings, kind, source_id, command, is_shared=is_shared) as run:
        run.facts["parser_version"] = source.parser_version
        web = Web(engine, settings, run, source, base_url)
        frontier: Frontier = (
            SharedFrontier(settings.frontier, command, web) if is_shared else DiskFrontier(engine, command)
        )
        at_last.callback(lambda: frontier.leave(run.state or RunState.FAILED))
        visit = Visit(
            settings,
            engine,
            source,
            run,
            web,
            Intake(engine, settings, run, moves_dates=source.moves_dates),
            frontier,
            command,
            brands,
            limit,
            revisit,
        )
        try:
            _walk(visit, show_progress)
        finally:
            web.archive.close()
    engine.dispose()
    return run


def find(source_id: str) -> Source:
    """The source of this id. Raises SetupError naming those there are."""
    if source_id not in SOURCES:
        raise SetupError(f"no source {source_id!r}; there are {', '.join(SOURCES)}")
    return SOURCES[source_id]


def _check(settings: Settings, source: Source, brands: tuple[str, ...], base_url: str) -> None:
    """What must be set before a source may be asked. Raises SetupError saying what is missing and how to give it."""
    name = source.source_id
    if base_url and not base_url.startswith(("http://", "https://")):
        raise SetupError(f"--base-url {base_url!r} is no address: it begins with http:// or https://")
    if not settings.contact and not is_loopback(base_url or source.base_url or "https://"):
        raise SetupError("nobody is named whom a source could write to: set TERAZI_CONTACT or contact in terazi.toml")
    if source.is_off and name not in settings.allow:
        raise SetupError(f"{name} is off: {source.terms}. With its permission, add it to TERAZI_ALLOW or to allow in terazi.toml; "
                         f"saved pages can be read without: terazi crawl {name} --from-files PATH")  # fmt: skip
    missing = [key for key in source.keys if not os.environ.get(key, "").strip()]
    if missing:
        raise SetupError(f"{name} needs {', '.join(missing)} in the environment: {source.terms}")
    if source.targets and not brands and not settings.targets.get(name):
        raise SetupError(
            f"{name} must be told whom to collect ({source.targets}): --brand LABEL=TARGET, or targets in terazi.toml"
        )


def declare(engine: Engine, source: Source) -> None:
    """The source's declaration as its row."""
    with Session(engine) as session:
        upsert(session, SourceRow, [{
            "source_id": source.source_id, "name": source.name, "kind": source.kind, "tier": source.tier.value,
            "homepage": source.homepage, "licence": source.licence, "is_private": source.is_private, "declaration": source.declaration(),
        }])  # fmt: skip
        session.commit()


def _command(source_id: str, limit: int | None, brands: tuple[str, ...], base_url: str) -> str:
    options = [f"--brand {brand}" for brand in brands]
    options += [f"--limit {limit}"] if limit is not None else []
    options += [f"--base-url {base_url}"] if base_url else []
    return " ".join(["crawl", source_id, *options])


def _walk(visit: Visit, show_progress: bool) -> None:
    from crawler.spider import walk

    run, logs = visit.run, visit.settings.home / "logs"
    with Log(logs / f"crawl-{run.source_id}.jsonl") as log, _progress(show_progress) as progress:
        task = progress.add_task(run.source_id, total=None, note="")
        visit.saw = lambda: progress.update(task, completed=visit.taken_count, note="")
        visit.web.tell = lambda message: progress.update(task, note=message)
        visit.web.log = log.info
        log.info("opened", run_id=run.run_id, command=visit.command, resumes=bool(visit.position))
        if not _is_refused(visit):
            walk(visit)
        visit.intake.flush(None, visit.web.write)
        _close(visit)
        log.info("closed", run_id=run.run_id, counts=run.counts, skipped=run.skipped)


def _is_refused(visit: Visit) -> bool:
    """Whether the host is still to be left alone: then nothing is asked at all."""
    try:
        for base in visit.web.bases:
            visit.web.breaker(base).check(datetime.now(UTC))
    except Blocked as refused:
        visit.error = refused
    return visit.error is not None


def _close(visit: Visit) -> None:
    """The run's verdict."""
    run, error = visit.run, visit.error
    if not visit.is_helper:
        watch(visit)
    if visit.is_interrupted:
        run.state = RunState.INTERRUPTED
    elif isinstance(error, Blocked):
        run.notices.add("blocked", str(error), level=Level.ERROR)
        run.state = RunState.BLOCKED
    elif isinstance(error, (CrawlError, ValueError)):
        run.notices.add("failed", describe(error), level=Level.ERROR)
        run.state = RunState.FAILED
    elif error is not None:
        raise error
    else:
        check(visit)
        if not visit.is_revisit and not visit.is_helper and run.state is RunState.OK:
            look_for_breaks(visit)
    if error is not None:
        run.facts["error"] = describe(error)[:2000]


def _progress(is_shown: bool) -> Progress:
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}: {task.completed:.0f} records {task.fields[note]}"),
        TimeElapsedColumn(),
    )
    return Progress(*columns, console=Console(file=sys.stderr), transient=True, disable=not is_shown)
