"""A Redis of the test's own on a free loopback port, ended with it."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import ConnectionError as NoConnection


@contextmanager
def redis_server(folder: Path) -> Iterator[str]:
    """Its address. Skips the test where there is no redis-server; with TERAZI_REQUIRE_REDIS set, fails it."""
    binary = shutil.which("redis-server")
    if binary is None:
        if os.environ.get("TERAZI_REQUIRE_REDIS"):
            pytest.fail("TERAZI_REQUIRE_REDIS is set, but there is no redis-server")
        pytest.skip("no redis-server: apt-get install redis-server")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(folder)]
    process = subprocess.Popen([binary, *options], stdout=subprocess.DEVNULL)
    address = f"redis://127.0.0.1:{port}/0"
    try:
        _await(address)
        yield address
    finally:
        process.terminate()
        process.wait(10)


def _await(address: str) -> None:
    for _ in range(200):
        with Redis.from_url(address) as redis:
            try:
                redis.ping()
                return
            except NoConnection:
                time.sleep(0.05)
    raise AssertionError("redis-server does not answer")
