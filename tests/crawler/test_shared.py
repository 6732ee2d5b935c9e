"""Several processes on one errand, each with a home of its own, one database and one Redis: each page once, all of it, politely."""

import asyncio
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select

from crawler import shared, turns
from crawler.ask import Ask
from crawler.errors import Blocked
from crawler.turns import Shared
from store.migrate import migrate
from store.session import open_engine
from store.settings import Settings
from store.tables import Record, Run, Sighting
from store.vocabulary import RunState
from tests.crawler.process import KILLED, Ended, crawl, exit_of, start
from tests.crawler.server import Asked, Said, Site, serve
from tests.redis import redis_server
from tests.world.platforms.base import Platform, build_posts
from tests.world.platforms.mastodon import Mastodon
from tests.world.platforms.zendesk import Zendesk

SECRET = "ab" * 32


@pytest.fixture(scope="module")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with redis_server(tmp_path_factory.mktemp("redis")) as address:
        yield address


class Machines:
    """A platform, and machines that collect it together."""

    def __init__(self, settings: Settings, redis: str, platform: Platform, after_s: float = 0.03) -> None:
        self.settings, self.redis, self.platform, self.after_s = settings, redis, platform, after_s
        self.under_way = self.most_at_once = 0
        self.lock = threading.Lock()
        self.site: Site

    def answer(self, asked: Asked) -> Said:
        """The platform's answer after a while, in which nobody else should ask."""
        with self.lock:
            self.under_way += 1
            self.most_at_once = max(self.most_at_once, self.under_way)
        time.sleep(self.after_s)
        said = self.platform.answer(asked)
        with self.lock:
            self.under_way -= 1
        return said

    def options(self, **more: Any) -> dict[str, Any]:
        """What each machine is told."""
        shared_by_all = {
            "database_url": self.settings.url,
            "frontier": self.redis,
            "secret": SECRET,
            "allow": [self.platform.source_id],
        }
        return {"base_url": self.site.base_url, "brands": self.platform.brands(), "env": self.platform.env, "lease_s": 2.0,
                "settings": shared_by_all, **more}  # fmt: skip

    def home(self, name: str) -> Path:
        """A machine's own."""
        return self.settings.home / name

    def crawl(self, count: int = 2) -> list[Ended]:
        """Machines at the same time."""
        with ThreadPoolExecutor(count) as pool:
            homes = [self.home(f"machine{number}") for number in range(count)]
            return list(pool.map(lambda home: crawl(home, self.platform.source_id, **self.options()), homes))

    def start(self, name: str, **more: Any) -> ForkServerProcess:
        """One machine, to be killed."""
        return start(self.home(name), self.platform.source_id, **self.options(**more))

    def rows(self, model: Any) -> list[Any]:
        """All rows of a table."""
        engine = open_engine(self.settings)
        with Session(engine) as session:
            found = list(session.exec(select(model)).all())
        engine.dispose()
        return found

    def asked(self) -> Counter[tuple[str, str]]:
        """How often each page was asked for."""
        apart = {"/robots.txt", "/api/v2/instance"}  # once a process, once a brand
        return Counter((one.path, str(sorted(one.query.items()))) for one in self.site.log if one.path not in apart)

    def check_whole(self) -> None:
        """What is live is stored, once."""
        live = [record for record in self.rows(Record) if record.gone_at is None]
        assert {record.source_key for record in live} == set(self.platform.expected())


def build(kind: type[Platform]) -> Platform:
    """A platform with many small pages."""
    now = datetime.now(UTC) - timedelta(days=4)
    platform = kind(build_posts(11, now, count=90), now)
    platform.page_size = 4  # type: ignore[misc]
    return platform


@pytest.fixture(params=[Mastodon, Zendesk], ids=["mastodon", "zendesk"])
def machines(request: pytest.FixtureRequest, any_settings: Settings, redis: str) -> Iterator[Machines]:
    engine = open_engine(any_settings)
    migrate(engine)
    engine.dispose()
    machines = Machines(any_settings, redis, build(request.param))
    with serve(machines.answer) as machines.site:
        yield machines


def test_two_machines_ask_for_each_page_once(machines: Machines) -> None:
    ended = machines.crawl()
    assert [one.state for one in ended] == ["ok", "ok"], ended
    machines.check_whole()
    assert [page for page, n in machines.asked().items() if n > 1] == []
    assert all(run.pages_count > 2 for run in machines.rows(Run)), "both have worked"
    assert sum(one.counts["new"] for one in ended) == len(machines.rows(Record)) == len(machines.rows(Sighting))
    assert machines.most_at_once == 1


def test_one_closes_the_books(machines: Machines) -> None:
    assert [one.state for one in machines.crawl()] == ["ok", "ok"]
    machines.platform.now += timedelta(days=3)
    machines.site.log.clear()
    ended = machines.crawl()
    assert [one.state for one in ended] == ["ok", "ok"], ended
    machines.check_whole()
    gone = {record.source_key for record in machines.rows(Record) if record.gone_at}
    if machines.platform.source_id == "mastodon":
        assert gone == machines.platform.vanished()
        assert sum(one.counts.get("gone", 0) for one in ended) == len(gone)


@pytest.mark.parametrize("pages", [12])
def test_a_killed_machine_is_replaced(machines: Machines, pages: int) -> None:
    one, other = machines.start("one"), machines.start("other")
    deadline = time.monotonic() + 60
    while len(machines.asked()) < pages and time.monotonic() < deadline:
        time.sleep(0.005)
    one.kill()
    assert exit_of(one) == KILLED
    assert exit_of(other) == 0
    machines.check_whole()
    assert sorted(run.state for run in machines.rows(Run)) == ["ok", "running"]
    assert len(machines.rows(Record)) == len(machines.rows(Sighting))
    assert sum(n - 1 for n in machines.asked().values()) <= 25, "only what was not stored yet"
    assert exit_of(machines.start("one")) == 0
    assert sorted(run.state for run in machines.rows(Run)) == ["interrupted", "ok", "ok"]


@pytest.mark.parametrize("machines", [Zendesk], indirect=True, ids=["zendesk"])
def test_all_killed_the_next_goes_on(machines: Machines) -> None:
    both = [machines.start("one"), machines.start("other")]
    while len(machines.asked()) < 20:
        time.sleep(0.005)
    for process in both:
        process.kill()
        assert exit_of(process) == KILLED
    stored = {record.record_id for record in machines.rows(Record)}
    time.sleep(2.2)
    assert machines.crawl(1)[0].state == "ok"
    machines.check_whole()
    assert stored <= {record.record_id for record in machines.rows(Record)}
    assert sum(n - 1 for n in machines.asked().values()) <= 50


@pytest.mark.parametrize("machines", [Mastodon], indirect=True, ids=["mastodon"])
def test_the_pace_is_kept_together(machines: Machines) -> None:
    machines.platform.posts = machines.platform.posts[-30:]
    machines.after_s = 0.0
    machines.site.robots = Said("User-agent: *\nCrawl-delay: 0.5\n", 200, {"Content-Type": "text/plain"})
    assert [one.state for one in machines.crawl()] == ["ok", "ok"]
    times = [one.at for one in machines.site.log if one.path != "/robots.txt"]
    assert min(later - earlier for earlier, later in pairwise(times)) >= 0.49


def frontier(redis: str, worker: int, errand: str) -> Any:
    """A machine's view of an errand."""
    from types import SimpleNamespace

    web = SimpleNamespace(run=SimpleNamespace(run_id=worker), page_behind=lambda _hash: None)
    return shared.SharedFrontier(redis, errand, web)  # type: ignore[arg-type]


def test_an_ask_is_claimed_once_and_lists_wait_for_what_they_lead_to(redis: str) -> None:
    one, other = frontier(redis, 1, "a"), frontier(redis, 2, "a")
    assert one.begin([Ask("/list")], 1, anew=True) == 1
    assert other.begin([Ask("/list")], 2, anew=True) == 1
    lowest = frontier(redis, 0, "a")
    assert lowest.begin([], 0, anew=True) == 0
    lowest.leave(RunState.INTERRUPTED)
    first = one.claim()
    assert first.url == "/list"
    assert other.claim() is None
    one.add([Ask("/list?page=2")], is_next=True)
    one.add([Ask("/a"), Ask("/b"), Ask("/a")])
    one.done(first)
    one.written()
    assert [ask.url for ask in iter(other.claim, None)] == ["/a", "/b", "/list?page=2"]
    one.add([Ask("/list"), Ask("/b")])
    one.written()
    assert one.claim() is None
    other.leave(RunState.INTERRUPTED)
    assert {ask.url for ask in iter(one.claim, None)} == {"/a", "/b", "/list?page=2"}
    one.leave(RunState.OK)
    assert not list(one.redis.scan_iter(f"{one.prefix}*"))


def test_what_a_dead_machine_held_comes_back(redis: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "LEASE_S", 0.4)
    dead, other = frontier(redis, 1, "b"), frontier(redis, 2, "b")
    dead.begin([Ask("/a")], 1, anew=True)
    assert dead.claim().url == "/a"
    dead.over.set()
    other.begin([], 2, anew=True)
    assert other.claim() is None
    time.sleep(0.6)
    assert other.claim().url == "/a"
    other.leave(RunState.OK)


def test_turns(redis: str) -> None:
    asyncio.run(take_turns(redis))


async def take_turns(redis: str) -> None:
    one, other = Shared(redis), Shared(redis)
    await one.take("http://a.example", 0.0)
    started = time.monotonic()
    asyncio.get_running_loop().call_later(0.3, one.give, "http://a.example")
    await other.take("http://a.example", 0.0)
    assert time.monotonic() - started >= 0.29
    await other.take("http://b.example", 0.0)
    for base in ("http://a.example", "http://b.example"):
        other.give(base)
    one.rest("http://a.example", 90_000)
    with pytest.raises(Blocked, match="left alone for 25"):
        await other.take("http://a.example", 0.0)
