"""Every platform of the world: a crawl stores exactly what it publishes, then what changed; it waits out a throttle, and
after a redesign it says so and loses nothing."""

import importlib
import pkgutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import tests.world.platforms as folder
from crawler.pipelines.redact import redact
from crawler.source import SOURCES, Vanishes
from store.tables import Record, Reply
from tests.crawler.process import Ended, crawl, rows
from tests.crawler.server import Asked, Said, Site, serve
from tests.world.platforms.base import Platform, build_posts

PLATFORMS = sorted(
    (found for module in pkgutil.iter_modules(folder.__path__, f"{folder.__name__}.")
     for found in vars(importlib.import_module(module.name)).values()
     if isinstance(found, type) and issubclass(found, Platform) and found.__module__ == module.name and hasattr(found, "source_id")),
    key=lambda platform: platform.source_id,
)  # fmt: skip
NOT_OVER_HTTP = {"sikayetvar", "cfpb"}  # they have worlds of their own (tests/world/site.py, ccdb.py)
FIGURES = {"ny_dfs", "bcb_ranking", "fdic_bankfind"}  # official figures, no records: tests/crawler/test_official*.py


class Place:
    """A platform being served: `fault` answers in its stead while it gives anything."""

    def __init__(self, platform: Platform, home: Path) -> None:
        self.platform, self.home = platform, home
        self.fault: Any = lambda asked: None
        self.site: Site

    def answer(self, asked: Asked) -> Said:
        """The platform's word, unless something is wrong with it."""
        said = self.fault(asked)
        return said if said is not None else self.platform.answer(asked)

    def crawl(self) -> Ended:
        """Everything, as an operator would who has its permission."""
        source_id = self.platform.source_id
        return crawl(self.home, source_id, base_url=self.site.base_url, brands=self.platform.brands(), env=self.platform.env,
                     settings={"allow": [source_id]})  # fmt: skip

    def stored(self) -> dict[str, Record]:
        """The records by source key."""
        return {record.source_key: record for record in rows(self.home, Record)}


@pytest.fixture(params=PLATFORMS, ids=lambda platform: platform.source_id)
def place(request: pytest.FixtureRequest, home: Path) -> Iterator[Place]:
    now = datetime.now(UTC) - timedelta(days=4)
    place = Place(request.param(build_posts(11, now), now), home)
    with serve(place.answer) as place.site:
        yield place


def check_whole(place: Place) -> None:
    """What is live on the platform is stored as it is there, and nothing else is live in the store."""
    expected, stored = place.platform.expected(), place.stored()
    vanishes = SOURCES[place.platform.source_id].vanishes
    live = {key for key, record in stored.items() if record.gone_at is None}
    assert live - (set() if vanishes is not Vanishes.NEVER else place.platform.vanished()) == set(expected)
    replies: dict[str, list[tuple[str, datetime | None, str]]] = {}
    for reply in sorted(rows(place.home, Reply), key=lambda one: (one.record_id, one.position)):
        replies.setdefault(reply.record_id, []).append((reply.speaker, reply.posted_at, reply.text))
    for key, facts in expected.items():
        told = {name: getattr(stored[key], name) for name in facts if name != "replies"}
        told["replies"] = replies.get(stored[key].record_id, [])
        wanted = facts | {name: redact(facts[name]) for name in ("title", "text") if name in facts}
        assert told == wanted | {"replies": [(who, at, redact(text)) for who, at, text in facts.get("replies", [])]}


def test_everything_is_found_and_then_what_changed(place: Place) -> None:
    first = place.crawl()
    assert first.state == "ok", first
    check_whole(place)
    place.platform.now += timedelta(days=3)
    second = place.crawl()
    assert second.state == "ok", second
    check_whole(place)
    if SOURCES[place.platform.source_id].vanishes is not Vanishes.NEVER:
        stored = place.stored()
        assert {key for key, record in stored.items() if record.gone_at} == place.platform.vanished()
        assert second.counts["gone"] == len(place.platform.vanished()) > 0
    for secret in place.platform.env.values():
        for path in place.home.rglob("*"):
            assert not path.is_file() or secret.encode() not in path.read_bytes(), path


def test_a_throttled_platform_is_crawled_to_the_end(place: Place) -> None:
    asked_before: list[Asked] = []

    def throttle(asked: Asked) -> Said | None:
        asked_before.append(asked)
        return Said("", 429, {"Retry-After": "0"}) if len(asked_before) == 2 else None

    place.fault = throttle
    ended = place.crawl()
    assert ended.state == "ok", ended
    assert "status 429" in ended.said("refused")
    check_whole(place)


def test_a_redesign_is_said_and_nothing_is_lost(place: Place) -> None:
    assert place.crawl().state == "ok"
    before = {key: (record.content_hash, record.visibility) for key, record in place.stored().items()}
    place.fault = lambda asked: place.platform.redesigned()
    ended = place.crawl()
    assert ended.state in {"failed", "blocked", "empty"}, ended
    assert any(level == "error" for level, _, _ in ended.notices)
    assert {key: (record.content_hash, record.visibility) for key, record in place.stored().items()} == before


def test_every_source_has_a_platform() -> None:
    over_http = {name for name, source in SOURCES.items() if source.answers != "file"}
    assert {platform.source_id for platform in PLATFORMS} >= over_http - NOT_OVER_HTTP - FIGURES
