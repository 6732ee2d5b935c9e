"""A site of our own on a free port, and a real browser to look at it with."""

import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, sync_playwright

from api.app import create_app
from api.serving import options
from store.settings import Settings

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
             "--disable-sync"]  # fmt: skip


@contextmanager
def chromium() -> Iterator[Browser]:
    """Chromium; without it the tests skip, or fail where TERAZI_REQUIRE_CHROMIUM is set."""
    if not CHROMIUM.exists():
        if os.environ.get("TERAZI_REQUIRE_CHROMIUM"):
            pytest.fail(f"{CHROMIUM} is missing and TERAZI_REQUIRE_CHROMIUM is set")
        pytest.skip(f"{CHROMIUM} is not installed")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield found
        found.close()


@contextmanager
def served(settings: Settings) -> Iterator[str]:
    """Address of the settings' releases served over HTTP."""
    listening = socket.create_server(("127.0.0.1", 0))
    app = create_app(settings)
    server = uvicorn.Server(uvicorn.Config(app, **options(app, settings), log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    until = time.monotonic() + 20
    while not server.started:
        assert time.monotonic() < until
        time.sleep(0.02)
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)
    listening.close()
