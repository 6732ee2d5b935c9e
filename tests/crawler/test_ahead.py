"""The next page is on its way while the last one is stored: one at a time, none too many, none of a host that is lost."""

import asyncio
from collections import deque
from types import SimpleNamespace
from typing import Any

import pytest

from crawler.ahead import Ahead
from crawler.ask import Ask
from crawler.errors import Unreachable


def visit_of(*urls: str, limit: int | None = None, fails: str = "") -> Any:
    """A visit of three asks that notes what is under way."""
    waiting = deque(Ask(url) for url in urls)
    log: list[str] = []

    async def ask(one: Ask) -> str:
        log.append(f"asked {one.url}")
        await asyncio.sleep(0)
        if one.url == fails:
            raise Unreachable(one.url)
        log.append(f"answered {one.url}")
        return f"page of {one.url}"

    frontier = SimpleNamespace(claim=lambda: waiting.popleft() if waiting else None)
    web = SimpleNamespace(log=lambda event, error: log.append(f"{event}: {error}"))
    return SimpleNamespace(ask=ask, frontier=frontier, limit=limit, host=lambda one: one.url[0], log=log, web=web)


async def walked(visit: Any, lost: frozenset[str] = frozenset()) -> None:
    ahead = Ahead(visit, lost)
    while (ask := ahead.claim()) is not None:
        if visit.host(ask) in lost:
            await ahead.drop()
            continue
        page = await ahead.page(ask)
        await ahead.send()
        visit.log.append(f"stored {page}")


def test_the_next_is_asked_before_the_last_is_stored() -> None:
    visit = visit_of("a", "b")
    asyncio.run(walked(visit))
    assert visit.log == ["asked a", "answered a", "asked b", "answered b", "stored page of a", "stored page of b"]


def test_where_a_number_was_asked_for_nothing_is_asked_ahead() -> None:
    visit = visit_of("a", "b", limit=1)
    asyncio.run(walked(visit))
    assert visit.log.index("stored page of a") < visit.log.index("asked b")


def test_a_lost_host_is_not_asked_ahead() -> None:
    visit = visit_of("a", "b", "c")
    asyncio.run(walked(visit, frozenset("b")))
    assert [line for line in visit.log if line.startswith("asked")] == ["asked a", "asked c"]


def test_what_goes_wrong_ahead_is_raised_in_its_turn() -> None:
    visit = visit_of("a", "b", fails="b")
    with pytest.raises(Unreachable, match="b"):
        asyncio.run(walked(visit))
    assert visit.log[-1] == "stored page of a"


def test_what_nobody_waits_for_is_taken_back_and_its_error_told() -> None:
    async def dropped(visit: Any) -> Ahead:
        ahead = Ahead(visit, ())
        await ahead.send()
        await ahead.drop()
        return ahead

    visit = visit_of("a", fails="a")
    assert asyncio.run(dropped(visit)).coming is None
    assert visit.log == ["asked a", "dropped: a"]
