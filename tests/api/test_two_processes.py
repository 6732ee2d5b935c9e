"""Two at work at the same time: two processes on one port over real HTTP, and two who send what is due."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from shutil import copytree
from threading import Thread

import httpx
import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from store.release import publish
from store.session import open_engine
from store.settings import Settings
from store.tables import Delivery, WatchList
from store.watching import deliver
from tests.api import sample

LIMIT = 60


@pytest.fixture(scope="module")
def home(untouched: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    made = copytree(untouched.home, tmp_path_factory.mktemp("workers") / "home")
    return untouched.model_copy(update={"home": Path(made)})


@pytest.fixture(scope="module")
def site(home: Settings) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    told = {"TERAZI_HOME": str(home.home), "TERAZI_PORT": str(port), "TERAZI_RATE_LIMIT": str(LIMIT)}
    log = home.home / "serve.log"
    with log.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "terazi", "serve", "--workers", "2"],
            env={**os.environ, **told}, cwd=Path(__file__).parents[2], stdout=file, stderr=file,
        )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    _until(lambda: _answers(f"{address}/health"))
    yield address
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=30)
    assert "127.0.0.1 -" not in log.read_text(encoding="utf-8"), "no log says who asked"


def _answers(address: str) -> bool:
    try:
        return httpx.get(address).status_code == 200
    except httpx.TransportError:
        return False


def _until(holds: Callable[[], bool], seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.2)


def releases(site: str) -> dict[str, float]:
    """Which release each process that answered serves: by its id, when that was published. Each request has a connection of its own."""
    seen: dict[str, float] = {}
    for _ in range(12):
        lines = httpx.get(f"{site}/metrics").text.splitlines()
        told = dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
        seen[told["terazi_process_id"]] = float(told["terazi_release_published_timestamp_seconds"])
    return seen


def test_both_serve_the_next_release_without_a_restart(site: str, home: Settings) -> None:
    _until(lambda: len(releases(site)) == 2)
    later = sample.AS_OF + timedelta(days=1)
    engine = open_engine(home)
    publish(engine, home.releases, sample.RUN_ID, published_at=later, facts=sample.facts(True), extra={})
    engine.dispose()
    _until(lambda: list(releases(site).values()) == [later.timestamp()] * 2)


def test_one_count_of_requests(site: str) -> None:
    """The limit is the address's, not that of each process: however they share the requests, no more than it are answered in a minute."""
    _until(lambda: len(releases(site)) == 2)
    if time.time() % 60 > 30:  # the window is the clock's minute
        time.sleep(60 - time.time() % 60 + 0.2)
    statuses = [httpx.get(f"{site}/api/v1/sources").status_code for _ in range(2 * LIMIT)]
    assert 0 < statuses.count(200) <= LIMIT
    assert statuses[-1] == 429


def test_one_that_dies_is_started_again(site: str) -> None:
    _until(lambda: len(releases(site)) == 2)
    killed = next(iter(releases(site)))
    os.kill(int(float(killed)), signal.SIGKILL)

    def is_replaced() -> bool:
        try:
            now = releases(site)
        except httpx.TransportError:  # a connection that the dead one had taken
            return False
        return len(now) == 2 and killed not in now

    _until(is_replaced)


def test_a_message_is_sent_once_by_two_at_the_same_time(any_engine: Engine, any_settings: Settings) -> None:
    with Session(any_engine) as session:
        session.add(
            WatchList(
                watch_id=1,
                owner="us",
                name="ours",
                brand_ids=["a"],
                webhook_url="https://example.org",
                created_at=sample.AS_OF,
                release_id="x",
            )
        )
        session.flush()
        for n in range(20):
            session.add(Delivery(event_id=f"e{n:02}", watch_id=1, state="waiting", next_at=sample.AS_OF, body="{}"))
        session.commit()
    sent: list[str] = []

    def post(url: str, secret: bytes, event_id: str, timestamp: int, body: bytes) -> str:
        sent.append(event_id)
        time.sleep(0.01)
        return ""

    def work() -> None:
        with Session(any_engine) as session:
            deliver(session, any_settings, sample.AS_OF, post)

    workers = [Thread(target=work) for _ in range(2)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert sorted(sent) == [f"e{n:02}" for n in range(20)]
    with Session(any_engine) as session:
        assert {row.state for row in session.exec(select(Delivery))} == {"delivered"}
