"""Two processes serve on one port over real HTTP: one count of requests, one message, and the new release in both."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
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
def home(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return sample.build(tmp_path_factory.mktemp("workers"))


@pytest.fixture(scope="module")
def site(home: Settings) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    told = {"TERAZI_HOME": str(home.home), "TERAZI_PORT": str(port), "TERAZI_RATE_LIMIT": str(LIMIT)}
    command = [sys.executable, "-m", "terazi", "serve", "--workers", "2"]
    process = subprocess.Popen(command, env={**os.environ, **told}, cwd=Path(__file__).parents[2], stderr=subprocess.PIPE)  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    _until(lambda: _status(f"{address}/health") == 200)
    yield address
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=30)


def _status(address: str) -> int:
    try:
        return httpx.get(address).status_code
    except httpx.TransportError:
        return 0


def _until(holds: Callable[[], bool], seconds: float = 90) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.2)


def _pids(site: str) -> set[str]:
    """Who answers: each request on a connection of its own."""
    return {line.split()[-1] for _ in range(12) for line in httpx.get(f"{site}/metrics").text.splitlines() if line.startswith("terazi_process_id ")}  # fmt: skip


def test_both_answer(site: str) -> None:
    _until(lambda: len(_pids(site)) == 2)


def test_both_serve_the_next_release_without_a_restart(site: str, home: Settings) -> None:
    engine = open_engine(home)
    new = publish(engine, home.releases, sample.RUN_ID, published_at=sample.AS_OF + timedelta(days=1), facts=sample.facts(True), extra={})  # fmt: skip
    engine.dispose()
    seen: dict[str, str] = {}

    def both() -> bool:
        for _ in range(12):
            lines = httpx.get(f"{site}/metrics").text.splitlines()
            told = {line.split()[0]: line.split()[-1] for line in lines if not line.startswith("#")}
            seen[told["terazi_process_id"]] = told["terazi_release_published_timestamp_seconds"]
            httpx.get(f"{site}/health")
            httpx.get(f"{site}/static/terazi.css")
            httpx.get(f"{site}/ready")
        return (
            len(seen) == 2
            and len(set(seen.values())) == 1
            and float(next(iter(seen.values()))) > sample.AS_OF.timestamp()
        )

    _until(both)
    assert new["release_id"]


def test_one_count_of_requests(site: str) -> None:
    """The limit is the address's, not that of each process."""
    time.sleep(60 - time.time() % 60 + 0.2 if time.time() % 60 > 30 else 0)
    statuses = [httpx.get(f"{site}/api/v1/sources").status_code for _ in range(2 * LIMIT)]
    assert 0 < statuses.count(200) <= LIMIT
    assert statuses[-1] == 429


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
