"""The pace on hosts that are not of this machine, which no test server can show: seconds between requests, rests after a refusal."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from protego import Protego
from scrapy import Request
from scrapy.http import Response

from crawler.ask import Ask
from crawler.errors import Blocked, Unreachable
from crawler.middlewares import Host, Manners
from crawler.politeness import Robots
from crawler.source import SOURCES
from crawler.web import Web, base_of
from store.notices import Notices
from store.runs import OpenRun

FAR, NEAR = "https://www.sikayetvar.com/x", "http://127.0.0.1:9/x"


class Clock:
    """A clock that only sleeping and the test move."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1000.0
        self.slept: list[float] = []
        monkeypatch.setattr("crawler.middlewares.time", SimpleNamespace(monotonic=lambda: self.now))
        for module in ("middlewares", "web"):
            monkeypatch.setattr(f"crawler.{module}.asyncio", SimpleNamespace(sleep=self.sleep))

    async def sleep(self, seconds: float) -> None:
        """Remember how long."""
        self.now += seconds
        self.slept.append(seconds)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def manners(delay_s: float = 5.0, robots: Any = None) -> Manners:
    """The manners of a walk over one source, whose robots.txt answers as `robots` says."""

    async def take(_host: str, _delay: float) -> None:
        return None

    async def download(_ask: Ask, *, is_robots: bool) -> Any:
        assert is_robots
        raise robots

    run = OpenRun(1, "x", {})
    turns = SimpleNamespace(take=take, give=lambda _host: None)
    at = SimpleNamespace(
        run=run, turns=turns, source=SimpleNamespace(delay_s=delay_s, is_by_contract=False), owns=lambda _url: True
    )
    walker: Any = SimpleNamespace(visit=SimpleNamespace(web=at), download=download)
    return Manners(walker)


@pytest.mark.parametrize(
    ("url", "robots_s", "pause_s", "least"),
    [(FAR, 0, 0, 5), (FAR, 7, 0, 7), (FAR, 2, 0, 5), (FAR, 0, 12.1, 12.1), (NEAR, 0, 0, 0), (NEAR, 3, 12.1, 3)],
)
def test_seconds_between_two_requests(clock: Clock, url: str, robots_s: int, pause_s: float, least: float) -> None:
    rules = Protego.parse(f"User-agent: *\nCrawl-delay: {robots_s}\n") if robots_s else None
    host, pace = Host(Robots(rules)), manners()
    pace.hosts[base_of(url)] = host

    async def ask_often() -> None:
        for _ in range(40):
            await pace._pace(host, url, pause_s)
            clock.now += 2.5  # until the answer is there, from which on the host has its rest
            pace.process_response(Request(url), Response(url))

    asyncio.run(ask_often())
    if not least:
        assert clock.slept == []
        return
    assert len(clock.slept) == 39
    assert least <= min(clock.slept) < max(clock.slept) <= least * 1.2
    assert len(set(clock.slept)) > 30


def test_a_host_that_wants_hours_between_requests_is_left(clock: Clock) -> None:
    rules = Protego.parse("User-agent: *\nCrawl-delay: 4000\n")
    with pytest.raises(Blocked, match=r"wants .* s between two requests"):
        asyncio.run(manners()._pace(Host(Robots(rules)), FAR, 0))


def test_a_robots_txt_that_never_comes_stops_the_host() -> None:
    pace = manners(robots=Unreachable("timed out"))
    with pytest.raises(Blocked, match=r"robots\.txt cannot be read: timed out"):
        asyncio.run(pace.process_request(Request(FAR)))
    assert {one["state"] for one in pace.web.run.facts["robots"].values()} == {"blocked"}


@pytest.mark.parametrize(
    ("url", "headers", "seconds"),
    [(FAR, {}, 3600.0), (FAR, {"retry-after": "90"}, 90.0), (NEAR, {}, 0.0), (NEAR, {"retry-after": "2"}, 2.0)],
)
def test_the_rest_after_a_refusal(
    clock: Clock, tmp_path: Any, url: str, headers: dict[str, str], seconds: float
) -> None:
    rested: list[float] = []
    at: Any = SimpleNamespace(
        run=SimpleNamespace(notices=Notices()), log=lambda *_said, **_facts: None, tell=lambda _said: None,
        turns=SimpleNamespace(rest=lambda _host, for_s: rested.append(for_s)), source=SOURCES["sikayetvar"],
        settings=SimpleNamespace(home=tmp_path), breakers={},
    )  # fmt: skip
    for name in ("breaker", "_leave_alone", "sleep"):
        setattr(at, name, getattr(Web, name).__get__(at))
    asyncio.run(Web._wait_out(at, url, "status 403", headers))
    assert clock.slept == rested == [seconds]
    asyncio.run(Web._wait_out(at, url, "status 403", headers))
    with pytest.raises(Blocked, match="refused us") as off:
        asyncio.run(Web._wait_out(at, url, "status 403", headers))
    assert off.value.until is not None
    assert rested[-1] == pytest.approx(24 * 3600)
