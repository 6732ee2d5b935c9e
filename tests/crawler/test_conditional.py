"""Asked again, a page is asked whether it changed: what did not is not sent, and still counts as seen."""

import hashlib
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from store.session import table_of
from store.tables import Record, Run, Sighting, Snapshot
from tests.crawler.process import Ended, crawl, opened, rows
from tests.crawler.server import Asked, Said, Site, serve
from tests.world.platforms.base import build_posts
from tests.world.platforms.mastodon import Mastodon

MODIFIED = "Sat, 21 Nov 2026 10:00:00 GMT"


class Careful:
    """An instance whose server gives validators and answers 304; `knows` says with which it does."""

    def __init__(self, home: Path, knows: str) -> None:
        now = datetime.now(UTC) - timedelta(days=4)
        self.platform, self.home, self.knows = Mastodon(build_posts(11, now), now), home, knows
        self.site: Site
        self.unchanged = 0

    def answer(self, asked: Asked) -> Said:
        """The platform's answer, or that it is the same as before."""
        said = self.platform.answer(asked)
        tag = f'"{hashlib.sha256(str(said.body).encode()).hexdigest()[:16]}"'
        if said.status != 200:
            return said
        if self.knows == "etag" and asked.headers.get("if-none-match") == tag:
            return self._same()
        if self.knows == "date" and asked.headers.get("if-modified-since") == MODIFIED:
            return self._same()
        validator = {"etag": {"ETag": tag}, "date": {"Last-Modified": MODIFIED}, "nothing": {}}[self.knows]
        return Said(said.body, 200, said.headers | validator)

    def _same(self) -> Said:
        self.unchanged += 1
        return Said("", 304)

    def crawl(self) -> Ended:
        """Everything, back to the oldest page."""
        return crawl(
            self.home,
            "mastodon",
            base_url=self.site.base_url,
            brands=self.platform.brands(),
            env=self.platform.env,
            source={"is_newest_first": False},
        )


@pytest.fixture
def careful(home: Path, request: pytest.FixtureRequest) -> Iterator[Careful]:
    careful = Careful(home, getattr(request, "param", "etag"))
    with serve(careful.answer) as careful.site:
        yield careful


def looks(home: Path) -> list[Any]:
    """What the records say, and how many spans they have."""
    said = sorted((record.record_id, record.content_hash, record.text) for record in rows(home, Record))
    return [*said, len(rows(home, Sighting))]


@pytest.mark.parametrize("careful", ["etag", "date"], indirect=True)
def test_what_did_not_change_is_seen_unchanged(careful: Careful) -> None:
    first = careful.crawl()
    before, newest = looks(careful.home), max(record.last_seen_at for record in rows(careful.home, Record))
    careful.site.log.clear()
    second = careful.crawl()
    name = {"etag": "if-none-match", "date": "if-modified-since"}[careful.knows]
    asked = [one for one in careful.site.log if one.path != "/robots.txt"]
    assert all(name in one.headers for one in asked)
    assert careful.unchanged == len(asked) == rows(careful.home, Run)[-1].facts["not_modified"]
    assert (second.state, second.counts["unchanged"], second.counts.get("new", 0)) == ("ok", first.counts["new"], 0)
    assert looks(careful.home) == before
    assert all(record.last_run_id == 2 and record.last_seen_at > newest for record in rows(careful.home, Record))
    assert len([one for one in rows(careful.home, Snapshot) if one.run_id == 2 and one.status == 304]) == 0


def test_what_changed_is_sent_again(careful: Careful) -> None:
    careful.crawl()
    careful.platform.now += timedelta(days=3)
    second = careful.crawl()
    assert second.state == "ok"
    assert second.counts["gone"] == 3
    assert {record.source_key for record in rows(careful.home, Record) if record.gone_at is None} == set(
        careful.platform.expected()
    )


@pytest.mark.parametrize("careful", ["nothing"], indirect=True)
def test_without_validators_nothing_is_made_up(careful: Careful) -> None:
    careful.crawl()
    second = careful.crawl()
    assert second.state == "ok"
    assert not any({"if-none-match", "if-modified-since"} & set(one.headers) for one in careful.site.log)


def test_what_the_archive_has_pruned_is_asked_for_whole(careful: Careful) -> None:
    careful.crawl()
    with opened(careful.home) as engine, engine.begin() as connection:
        connection.execute(update(table_of(Snapshot)).values(pruned_at=datetime.now(UTC)))
    shutil.rmtree(careful.home / "archive")
    careful.site.log.clear()
    assert careful.crawl().state == "ok"
    assert not any("if-none-match" in one.headers for one in careful.site.log)


def test_what_the_archive_has_lost_is_asked_for_again(careful: Careful) -> None:
    first = careful.crawl()
    shutil.rmtree(careful.home / "archive")
    second = careful.crawl()
    assert (second.state, second.counts["unchanged"]) == ("ok", first.counts["new"])
    assert "the archive holds no page" in second.said("page_lost")
    assert careful.crawl().said("page_lost") == ""
