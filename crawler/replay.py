"""Reading without asking: pages of the archive again after a parser was mended, and pages somebody saved."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Engine, func, select, update

from crawler.ask import Ask, Batch, Target, target
from crawler.errors import CrawlError
from crawler.page import Node, Page
from crawler.pipelines.keep import Intake
from crawler.pipelines.rewrite import Rewrite
from crawler.politeness import block_sign
from crawler.run import declare, find
from crawler.source import SOURCES, Source
from crawler.visit import describe
from crawler.web import Answer, Web, page_of
from store import archive
from store.errors import InputError, StoreError
from store.records import CrawledRecord
from store.runs import OpenRun, open_run
from store.session import open_engine, table_of
from store.settings import Settings
from store.tables import Snapshot
from store.vocabulary import Level, RunKind, RunState

_SNAPSHOT = table_of(Snapshot)
WARC = (".warc", ".warc.gz")
Tell = Callable[[int], None]


def reparse(settings: Settings, source_id: str, *, saw: Tell = lambda _count: None) -> OpenRun:
    """Read every archived page of a source again with today's parser. No request is sent; no date of a sighting moves.

    Records whose pages are pruned stay as they are and are counted. Raises SetupError for an unknown source.
    """
    source = find(source_id)
    with _opened(settings, source, RunKind.REPARSE, f"reparse {source_id}") as (engine, run):
        intake = Rewrite(engine, settings, run)
        for page in _archived(engine, settings, source, run):
            run.count("pages")
            _take(run, intake, source, page, page.url)
            saw(run.counts.get("pages", 0))
        intake.flush()
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
    files = [file for path in paths for file in _files(path)]
    whose = target(brands[0]) if brands else None
    with _opened(settings, source, RunKind.CRAWL, f"crawl {source_id} --from-files") as (engine, run):
        web, intake = Web(engine, settings, run, source), Intake(engine, settings, run)
        try:
            for file in files:
                _take_file(run, web, intake, source, file, whose)
                saw(run.counts.get("pages", 0))
            web.archive.sync()
            intake.flush(None, web.write)
        finally:
            web.archive.close()
        if not run.counts.get("records"):
            run.notices.add("too_few", "not one record in these files", level=Level.ERROR)
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


def batch_of(found: Any) -> Batch:
    """What `read` gave, as a batch: sources that walk by themselves give records, or shapes of their own."""
    if isinstance(found, Batch):
        return found
    if isinstance(found, CrawledRecord):
        return Batch((found,))
    return Batch(tuple(one for one in found if isinstance(one, CrawledRecord))) if isinstance(found, list) else Batch()


def _take(run: OpenRun, intake: Intake, source: Source, page: Page, place: str) -> None:
    """The records of one page; a page that cannot be read is noted and skipped."""
    try:
        batch = batch_of(source.read(page))
    except (CrawlError, ValueError) as wrong:
        run.notices.add("page_unread", describe(wrong), place=place)
        run.skip("page_unread")
        return
    for record in batch.records:
        intake.take(record)
    if batch.figures:
        run.skip("official figures: a crawl reads its archived pages again", len(batch.figures))
    if batch.asks or batch.next:
        run.skip("leads not followed", len(batch.asks) + bool(batch.next))


def _archived(engine: Engine, settings: Settings, source: Source, run: OpenRun) -> Iterator[Page]:
    """Every kept page of a source, in the order they came, each with the page it came from."""
    wanted = select(_SNAPSHOT).where(_SNAPSHOT.c.source_id == source.source_id).order_by(_SNAPSHOT.c.snapshot_id)
    web = Web(engine, settings, run, source)
    with engine.connect().execution_options(yield_per=500) as connection:
        for row in connection.execute(wanted):
            if row.pruned_at is not None:
                run.skip("pruned")
            elif row.status == 200 and not row.url.endswith("/robots.txt"):
                try:
                    yield web.remembered(page_of(settings, dict(row._mapping), run), row.ask.get("parent", ""))
                except StoreError as lost:
                    run.notices.add("page_lost", str(lost), level=Level.ERROR)
                    run.skip("page_lost")


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
            _take(run, intake, source, kept, str(file))
    except (StoreError, OSError) as wrong:
        run.notices.add("file_unread", str(wrong), place=str(file))
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
    return f"{source.base_url or source.homepage}/{file.name}"


def prune(settings: Settings, *, now: datetime | None = None) -> dict[str, int]:
    """Delete archived pages older than their source's retention; the rows stay, with their hashes. source_id -> files deleted."""
    now, engine = now or datetime.now(UTC), open_engine(settings)
    try:
        return {name: n for name, source in SOURCES.items()
                if (n := _prune(engine, settings, name, now, settings.archive_days or source.retention_days))}  # fmt: skip
    finally:
        engine.dispose()


def _prune(engine: Engine, settings: Settings, source_id: str, now: datetime, days: int) -> int:
    mine = (_SNAPSHOT.c.source_id == source_id, _SNAPSHOT.c.pruned_at.is_(None), _SNAPSHOT.c.warc != "")
    with engine.begin() as connection:
        old = connection.execute(select(_SNAPSHOT.c.warc).where(*mine).group_by(_SNAPSHOT.c.warc)
                                 .having(func.max(_SNAPSHOT.c.retrieved_at) < now - timedelta(days=days))).scalars().all()  # fmt: skip
        for warc in old:
            connection.execute(update(_SNAPSHOT).where(_SNAPSHOT.c.warc == warc).values(pruned_at=now))
    return archive.prune(settings.archive, old)
