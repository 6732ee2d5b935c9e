"""Reading without asking: archived pages again, and pages somebody saved."""

import json
import os
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from sqlalchemy import select, update
from sqlmodel import Session

from crawler import replay, rereading
from crawler.ask import Ask
from crawler.page import Page
from crawler.source import SOURCES
from crawler.sources.social import mastodon
from crawler.web import Answer, Web
from store import archive
from store.errors import InputError
from store.session import table_of
from store.settings import Settings
from store.tables import Record, Reply, Run, Sighting, Snapshot
from store.vocabulary import RunKind, RunState
from tests.crawler.process import crawl, opened, rows
from tests.crawler.server import serve
from tests.world.platforms.base import build_posts
from tests.world.platforms.mastodon import Mastodon
from tests.world.serve import WorldServer
from tests.world.truth import build_world

PAGES = Path(__file__).parents[1] / "pages"


@pytest.fixture
def crawled(home: Path) -> Path:
    """A home after two crawls of a small network, three days of the world apart."""
    now = datetime.now(UTC) - timedelta(days=4)
    platform = Mastodon(build_posts(3, now, 40), now)
    with serve(platform.answer) as site:
        options: dict[str, Any] = {"base_url": site.base_url, "brands": platform.brands(), "env": platform.env}
        crawl(home, "mastodon", **options)
        platform.now += timedelta(days=3)
        crawl(home, "mastodon", **options)
    return home


def state(home: Path, *models: Any) -> list[list[dict[str, Any]]]:
    """All rows of the tables, sorted, without what a reparse may count anew."""
    return [sorted((row.model_dump() for row in rows(home, model)), key=repr) for model in models]


def test_the_same_parser_reads_the_same(crawled: Path) -> None:
    before = state(crawled, Record, Reply, Sighting)
    run = replay.reparse(Settings(home=crawled), "mastodon")
    assert run.state is RunState.OK
    assert (run.counts.get("new", 0), run.counts["changed"]) == (0, 0)
    assert run.counts["records"] == len(before[0])
    assert state(crawled, Record, Reply, Sighting) == before


def test_a_mended_parser_changes_records_and_no_history(crawled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = {row.record_id: row for row in rows(crawled, Record)}
    spans = [(one.record_id, one.first_seen_at, one.last_seen_at, one.visibility) for one in rows(crawled, Sighting)]

    def mended(page: Page) -> Any:
        batch = mastodon.read(page)
        return replace(
            batch,
            records=tuple(
                one.model_copy(update={"title": "read", "parser_version": "mastodon-2"}) for one in batch.records
            ),
        )

    monkeypatch.setitem(SOURCES, "mastodon", replace(mastodon.SOURCE, read=mended, parser_version="mastodon-2"))
    run = replay.reparse(Settings(home=crawled), "mastodon")
    after = {row.record_id: row for row in rows(crawled, Record)}
    assert run.counts["changed"] == len(before) == len(after)
    assert {row.title for row in after.values()} == {"read"}
    assert {row.parser_version for row in after.values()} == {"mastodon-2"}
    for name in ("first_seen_at", "last_seen_at", "gone_at", "visibility", "text"):
        assert {key: getattr(row, name) for key, row in before.items()} == {
            key: getattr(row, name) for key, row in after.items()
        }
    assert [
        (one.record_id, one.first_seen_at, one.last_seen_at, one.visibility) for one in rows(crawled, Sighting)
    ] == spans
    assert rows(crawled, Run)[-1].parser_version == "mastodon-2"


def test_a_page_that_was_not_understood_is_read_after_the_mending(crawled: Path) -> None:
    with opened(crawled) as engine, engine.begin() as connection:
        for model in (Reply, Sighting, Record):
            connection.execute(table_of(model).delete())
    run = replay.reparse(Settings(home=crawled), "mastodon")
    assert run.counts["new"] == len(rows(crawled, Record)) > 30
    assert all(one.first_seen_at < datetime.now(UTC) for one in rows(crawled, Record))


def test_pruned_pages_are_gone_and_their_rows_stay(crawled: Path) -> None:
    settings = Settings(home=crawled)
    assert replay.prune(settings) == {}
    with opened(crawled) as engine, engine.begin() as connection:
        connection.execute(update(table_of(Snapshot)).values(retrieved_at=datetime.now(UTC) - timedelta(days=400)))
    assert replay.prune(settings) == {"mastodon": 2}
    assert list((crawled / "archive").rglob("*.warc.gz")) == []
    assert all(row.pruned_at and row.content_hash for row in rows(crawled, Snapshot))
    before = state(crawled, Record)
    run = replay.reparse(settings, "mastodon")
    assert run.skipped["pruned"] == len(rows(crawled, Snapshot))
    assert state(crawled, Record) == before


def test_a_lost_page_is_said(crawled: Path) -> None:
    for path in (crawled / "archive").rglob("*.warc.gz"):
        path.write_bytes(path.read_bytes()[:2000])
    run = replay.reparse(Settings(home=crawled), "mastodon")
    assert run.state is RunState.FAILED
    assert run.skipped["page_lost"] > 0


def test_the_whole_site_read_again_is_the_same(home: Path) -> None:
    with WorldServer(build_world(7, size="small", now=datetime.now(UTC))) as server:
        for name in ("sikayetvar", "cfpb"):
            assert crawl(home, name, base_url=server.urls[name]).state == "ok"
    before = state(home, Record, Reply)
    for name in ("sikayetvar", "cfpb"):
        run = replay.reparse(Settings(home=home), name)
        assert (run.counts["changed"], run.counts.get("new", 0)) == (0, 0)
    assert state(home, Record, Reply) == before


def test_saved_pages_are_archived_and_read(home: Path) -> None:
    folder = home / "saved"
    folder.mkdir()
    for name in ("complaint-2026-answered.html", "complaint-2023.html"):
        (folder / name).write_bytes((PAGES / "sikayetvar" / name).read_bytes())
    (folder / "captcha.html").write_text(
        "<html><head><title>Güvenlik doğrulaması</title></head><body></body></html>", encoding="utf-8"
    )
    at = datetime(2026, 10, 5, 9, 0, tzinfo=UTC).timestamp()
    for path in folder.iterdir():
        os.utime(path, (at, at))
    run = replay.from_files(Settings(home=home), "sikayetvar", [folder])
    assert run.state is RunState.OK
    assert (run.skipped, run.counts["pages"]) == ({"refused": 1}, 2)
    stored = rows(home, Record)
    expected = [
        json.loads((PAGES / "sikayetvar" / f"complaint-{name}.expected.json").read_text(encoding="utf-8"))
        for name in ("2026-answered", "2023")
    ]
    assert {record.source_key for record in stored} == {one["source_key"] for one in expected}
    assert {record.first_seen_at.timestamp() for record in stored} == {at}
    warcs = list((home / "archive").rglob("*.warc.gz"))
    again = replay.from_files(Settings(home=home), "sikayetvar", warcs)
    assert again.counts["unchanged"] == 2


def test_saved_pages_of_a_source_with_targets_need_its_name(home: Path) -> None:
    page = PAGES / "mastodon" / "timeline.json"
    unnamed = replay.from_files(Settings(home=home), "mastodon", [page])
    assert unnamed.state is RunState.EMPTY
    named = replay.from_files(Settings(home=home), "mastodon", [page], brands=("Kuzey Kargo=x",))
    assert (named.state, named.counts["new"]) == (RunState.OK, 2)
    assert {record.brand_label for record in rows(home, Record)} == {"Kuzey Kargo"}


def test_a_file_that_is_not_there_is_named(home: Path) -> None:
    with pytest.raises(InputError, match="nowhere"):
        replay.from_files(Settings(home=home), "mastodon", [home / "nowhere.json"])


@pytest.mark.parametrize("processes", [2, 3])
def test_side_by_side_reads_the_same(
    crawled: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, processes: int
) -> None:
    snapshot = table_of(Snapshot)
    with opened(crawled) as engine, engine.begin() as connection:
        lost = connection.execute(select(snapshot.c.snapshot_id).where(snapshot.c.status == 200)).scalars().all()[5]
        connection.execute(update(snapshot).where(snapshot.c.snapshot_id == lost).values(warc_offset=7))
        connection.execute(update(table_of(Record)).values(title="as an older parser read it"))
    other = tmp_path_factory.mktemp("other") / "home"
    shutil.copytree(crawled, other)
    monkeypatch.setattr(rereading, "STRETCH", 2)
    alone = replay.reparse(Settings(home=other), "mastodon", processes=1)
    seen: list[int] = []
    run = replay.reparse(Settings(home=crawled), "mastodon", processes=processes, saw=seen.append)
    assert state(crawled, Record, Reply, Sighting) == state(other, Record, Reply, Sighting)
    assert (run.state, run.counts, run.skipped) == (RunState.FAILED, alone.counts, alone.skipped)
    assert [(code, n) for _, code, _, _, n in run.notices] == [("page_lost", 1)]
    assert seen == sorted(seen)
    assert seen[-1] == run.counts["pages"] > 10


def test_the_page_an_ask_came_from_is_there_whoever_reads(crawled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rereading, "STRETCH", 1)
    settings = Settings(home=crawled)
    with opened(crawled) as engine:
        snapshots = list(replay._archived(engine, mastodon.SOURCE))
    one, other = (
        [found.records for found in rereading.read_all(settings, mastodon.SOURCE, b"k" * 32, snapshots, n)]
        for n in (1, 2)
    )
    assert one == other
    assert any(row["ask"].get("parent") for row in snapshots)


def test_a_late_stretch_of_a_long_list_needs_no_more_than_the_page_before(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, before = Settings(home=home), ""
    with (
        opened(home),
        replay._opened(settings, SOURCES["eksi"], RunKind.CRAWL, "") as (engine, run),
        Session(engine) as session,
    ):
        web = Web(engine, settings, run, SOURCES["eksi"])
        for number in range(1, 1201):
            ask = Ask(f"https://eksisozluk.com/a--1?p={number}", context={"page": str(number)}, parent=before)
            before = web.keep(Answer(ask.url, 200, {}, b"<p>%d</p>" % number), ask).page_hash
        web.write(session)
        session.commit()
        web.archive.close()
    with opened(home) as engine:
        snapshots = list(replay._archived(engine, SOURCES["eksi"]))
    asked = Mock(side_effect=archive.get)
    monkeypatch.setattr(archive, "get", asked)
    reader = rereading.Reader(settings, SOURCES["eksi"], b"k" * 32)
    pages = list(reader._pages(snapshots[-10:]))
    reader.close()
    assert [page.body for page in pages] == [b"<p>%d</p>" % number for number in range(1191, 1201)]
    assert pages[0].parent is not None
    assert pages[0].parent.body == b"<p>1190</p>"
    assert asked.call_count == 11


def test_a_process_is_started_only_where_it_is_worth_it() -> None:
    assert [rereading.processes_for(pages) for pages in (0, 1, rereading.WORTH)] == [1, 1, 1]
    assert rereading.processes_for(10**6) == (os.cpu_count() or 1)
