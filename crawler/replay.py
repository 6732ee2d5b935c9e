"""Reading without asking: pages of the archive again after a parser was mended, and pages somebody saved."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Engine, func, select, update

from crawler.ask import Ask, Target, target
from crawler.page import Node, Page
from crawler.pipelines.keep import Intake
from crawler.pipelines.rewrite import Rewrite
from crawler.politeness import block_sign
from crawler.rereading import FIGURES, LEADS, processes_for, read_all, records_of
from crawler.retention import EVERY
from crawler.run import declare, find
from crawler.source import SOURCES, Source
from crawler.visit import UNREAD, describe
from crawler.web import Answer, Web
from store import archive
from store.errors import InputError, StoreError
from store.runs import OpenRun, open_run
from store.session import open_engine, table_of
from store.settings import Settings
from store.tables import Snapshot
from store.vocabulary import Level, RunKind, RunState

_SNAPSHOT = table_of(Snapshot)
_WHERE = ("url", "status", "content_hash", "retrieved_at", "served_at", "ask", "warc", "warc_offset", "pruned_at")
WARC = (".warc", ".warc.gz")
Tell = Callable[[int], None]


def reparse(
    settings: Settings, source_id: str, *, saw: Tell = lambda _count: None, processes: int | None = None
) -> OpenRun:
    """Read every archived page of a source again with today's parser. No request is sent; no date of a sighting moves.

    Records whose pages are pruned stay as they are and are counted. `processes` read side by side (default: as many as
    there are cores, where there are pages enough); the outcome is the same. Raises SetupError for an unknown source.
    """
    source = find(source_id)
    with _opened(settings, source, RunKind.REPARSE, f"reparse {source_id}") as (engine, run):
        intake = Rewrite(engine, settings, run, moves_dates=source.moves_dates)
        processes = processes or processes_for(_count(engine, source))
        for found in read_all(settings, source, intake.secret, _archived(engine, source), processes):
            found.tell(run)
            for one in found.records:
                intake.put(one)
            saw(run.counts.get("pages", 0))
        intake.flush()
        if not run.counts.get("pages") and not run.skipped:
            run.notices.add(
                "nothing_archived",
                f"no page of {source_id} is archived: crawl it, or read saved ones (--from-files)",
                level=Level.ERROR,
            )
            run.state = RunState.EMPTY
        elif FIGURES in run.skipped and not run.counts.get("records"):
            run.notices.add("too_few", FIGURES, level=Level.ERROR)
            run.state = RunState.EMPTY
        run.counts["changed"] = intake.changed()
        run.counts["unchanged"] = run.counts.get("records", 0) - run.counts["changed"] - run.counts.get("new", 0)
    return run


def from_files(
    settings: Settings, source_id: str, paths: Iterable[Path], *, brands: tuple[str, ...] = (), saw: Tell = lambda _count: None
) -> OpenRun:  # fmt: skip
    """Read pages somebody saved (files, folders of them, WARC files): archived first, then read like any other page.

    Asks nothing of the source, so it works for those that are off. Raises SetupError for an unknown source and InputError
    for a path that is not there.
    """
    source = find(source_id)
    if len(brands) > 1:
        raise InputError(f"saved pages are one brand's, not {len(brands)}: read them brand by brand", field="--brand")
    files = [file for path in paths for file in _files(path)]
    whose = target(brands[0]) if brands else None
    with _opened(settings, source, RunKind.CRAWL, f"crawl {source_id} --from-files") as (engine, run):
        web = Web(engine, settings, run, source)
        intake = Intake(engine, settings, run, moves_dates=source.moves_dates)
        try:
            for file in files:
                _take_file(run, web, intake, source, file, whose)
                saw(run.counts.get("pages", 0))
            web.archive.sync()
            intake.flush(None, web.write)
        finally:
            web.archive.close()
        if not run.counts.get("records"):
            run.notices.add("too_few", _why_none(run, whose), level=Level.ERROR)
            run.state = RunState.EMPTY
    return run


@contextmanager
def _opened(settings: Settings, source: Source, kind: RunKind, command: str) -> Iterator[tuple[Engine, OpenRun]]:
    engine = open_engine(settings)
    try:
        declare(engine, source)
        with open_run(engine, settings, kind, source.source_id, command) as run:
            run.facts["parser_version"] = source.parser_version
            yield engine, run
    finally:
        engine.dispose()


def _archived(engine: Engine, source: Source) -> Iterator[dict[str, Any]]:
    """The row of every page of a source that was ever kept, in the order they came."""
    wanted = select(*(_SNAPSHOT.c[name] for name in _WHERE)).where(_SNAPSHOT.c.source_id == source.source_id)
    with engine.connect().execution_options(yield_per=500) as connection:
        yield from (dict(row._mapping) for row in connection.execute(wanted.order_by(_SNAPSHOT.c.snapshot_id)))


def _count(engine: Engine, source: Source) -> int:
    with engine.connect() as connection:
        wanted = select(func.count()).where(_SNAPSHOT.c.source_id == source.source_id)
        return int(connection.execute(wanted).scalar_one())


def _why_none(run: OpenRun, whose: Target | None) -> str:
    if FIGURES in run.skipped:
        return "official figures come by `terazi crawl` or `terazi import`"
    said = f"not one record{f' of {whose.label}' if whose else ''} in these files"
    leads = run.skipped.get(LEADS)
    return f"{said}: they lead to {leads} further pages, which are asked for by a crawl only" if leads else said


def _files(path: Path) -> list[Path]:
    if not path.exists():
        raise InputError("there is no such file or folder", file=str(path))
    return sorted(one for one in path.rglob("*") if one.is_file()) if path.is_dir() else [path]


def _take_file(run: OpenRun, web: Web, intake: Intake, source: Source, file: Path, whose: Target | None) -> None:
    try:
        for page in _pages(source, file):
            context = {"brand": whose.label, "target": whose.at} if whose else {}
            sign = (
                block_sign(page.status, page.headers, page.body, answers=source.answers)
                if source.answers != "file"
                else ""
            )
            if sign:
                run.notices.add("refused", sign, place=str(file))
                run.skip("refused")
                continue
            answer = Answer(page.url, page.status, page.headers, page.body)
            kept = web.keep(answer, Ask(page.url, context={**context, **page.context}), at=page.retrieved_at)
            for record in records_of(run, source, kept, str(file)):
                intake.take(web.marked(record))
    except (StoreError, OSError, *UNREAD) as wrong:
        run.notices.add(
            "file_unread", str(wrong) if isinstance(wrong, (StoreError, OSError)) else describe(wrong), place=str(file)
        )
        run.skip("file_unread")


def _pages(source: Source, file: Path) -> Iterator[Page]:
    """What a file holds: the source's own form, a WARC file's answers, or one page."""
    if file.name.endswith(WARC):
        for stored in archive.pages_in(file):
            yield Page(
                stored.url, stored.status, stored.body, "", stored.retrieved_at, stored.retrieved_at, stored.headers
            )
    elif source.files is not None:
        yield from source.files(file)
    else:
        body, at = file.read_bytes(), datetime.fromtimestamp(file.stat().st_mtime, UTC)
        yield Page(_address(source, file, body), 200, body, "", at, at)


def _address(source: Source, file: Path, body: bytes) -> str:
    """Where a saved page came from, as far as it says itself; else the source and the file's name."""
    if body.lstrip()[:1] == b"<":
        node: Node = Page(file.name, 200, body, "", datetime.now(UTC), datetime.now(UTC)).html()
        for css, name in (('link[rel="canonical"]', "href"), ('meta[property="og:url"]', "content")):
            found = node.first(css)
            if found and urlsplit(found.get(name)).scheme in {"http", "https"}:
                return found.get(name)
    return f"{(source.base_url or source.homepage).rstrip('/')}/{file.name}"


def prune(settings: Settings, *, now: datetime | None = None) -> dict[str, int]:
    """Delete archived pages older than their source's retention; the rows stay, with their hashes. source_id -> files deleted."""
    now, engine = now or datetime.now(UTC), open_engine(settings)
    try:
        return {name: n for name, source in SOURCES.items()
                if (n := _prune(engine, settings, name, now, _kept(settings, source)))}  # fmt: skip
    finally:
        engine.dispose()


def _kept(settings: Settings, source: Source) -> timedelta:
    """An operator's own number of days, unless the terms of the source allow less."""
    kept = timedelta(days=settings.archive_days or source.retention_days)
    return kept if source.text_hours is None else min(kept, timedelta(hours=source.text_hours) - EVERY)


def _prune(engine: Engine, settings: Settings, source_id: str, now: datetime, kept: timedelta) -> int:
    mine = (_SNAPSHOT.c.source_id == source_id, _SNAPSHOT.c.pruned_at.is_(None), _SNAPSHOT.c.warc != "")
    with engine.begin() as connection:
        old = connection.execute(select(_SNAPSHOT.c.warc).where(*mine).group_by(_SNAPSHOT.c.warc)
                                 .having(func.max(_SNAPSHOT.c.retrieved_at) < now - kept)).scalars().all()  # fmt: skip
        for warc in old:
            connection.execute(update(_SNAPSHOT).where(_SNAPSHOT.c.warc == warc).values(pruned_at=now))
    return archive.prune(settings.archive, old)
