"""The simulated platforms over real HTTP on loopback: `python -m tests.world.serve --seed 1 --size demo` prints their addresses."""

import argparse
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from tests.world.ccdb import BASE, JSON, Ccdb
from tests.world.changes import later
from tests.world.pages.brand_pages import unknown_layout
from tests.world.shapes import Changes, World
from tests.world.site import Answer, Site
from tests.world.truth import build_world

ROBOTS = Answer(200, b"User-agent: *\nAllow: /\n", "text/plain; charset=utf-8")


@dataclass(frozen=True)
class Request:
    """One line of the request log. `at` is time.time()."""

    at: float
    platform: str
    path: str
    user_agent: str
    status: int


@dataclass
class Faults:
    """What goes wrong at a platform, to be set at any time. robots.txt is never hit but by `robots_status`."""

    throttle: int = 0
    retry_after_s: int = 1
    slow_s: float = 0.0
    redesign: int = 0
    robots_status: int = 200


class Host(ThreadingHTTPServer):
    """One platform's server. It knows its open connections so that closing leaves nothing behind."""

    daemon_threads = False
    request_queue_size = 128

    def __init__(self, platform: str, respond: Callable[[str, str, str], Answer]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.platform, self.respond = platform, respond
        self.open: set[socket.socket] = set()

    def process_request(self, request: Any, client_address: Any) -> None:
        self.open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self.open.discard(request)
        super().shutdown_request(request)

    def close(self) -> None:
        """Stop, cut what is still open, wait for its threads."""
        self.shutdown()
        for connection in list(self.open):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue
        self.server_close()


class Handler(BaseHTTPRequestHandler):
    """GET, kept alive, each answer in one write."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: Host

    def do_GET(self) -> None:
        answer = self.server.respond(self.path, self.headers.get("Host", ""), self.headers.get("User-Agent", ""))
        self.send_response(answer.status)
        for name, value in {
            "Content-Type": answer.content_type,
            "Content-Length": str(len(answer.body)),
            **answer.headers,
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, format: str, *args: Any) -> None:
        """The log is a list, not the terminal."""


class WorldServer:
    """`with WorldServer(world) as server:` serves both platforms at `server.urls` and logs to `server.requests`.

    `clock` is what relative times ("3 gün önce") count from: the wall clock, so that a crawler dating them by its own clock is right
    whatever the world's `now` is. What is visible is decided by `world.now` alone.
    """

    def __init__(
        self,
        world: World,
        *,
        throttle: int = 0,
        slow_s: float = 0.0,
        redesign: int = 0,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.clock, self.lock = clock, threading.Lock()
        self.requests: list[Request] = []
        self.faults = {
            name: Faults(throttle=throttle, slow_s=slow_s, redesign=redesign) for name in ("sikayetvar", "cfpb")
        }
        self.asked = dict.fromkeys(self.faults, 0)
        self.hosts: list[Host] = []
        self.threads: list[threading.Thread] = []
        self.urls: dict[str, str] = {}
        self.show(world)

    def __enter__(self) -> Self:
        for name in self.faults:
            host = Host(name, lambda path, host, agent, name=name: self._respond(name, path, host, agent))  # type: ignore[misc]
            self.hosts.append(host)
            self.urls[name] = f"http://127.0.0.1:{host.server_address[1]}"
            self.threads.append(
                threading.Thread(target=host.serve_forever, kwargs={"poll_interval": 0.05}, name=f"world-{name}")
            )
            self.threads[-1].start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for host in self.hosts:
            host.close()
        for thread in self.threads:
            thread.join()

    def advance(self, days: float = 3.0) -> Changes:
        """Let `days` pass in the world and say what a second crawl must find changed."""
        world, changes = later(self.world, days)
        self.show(world)
        return changes

    def show(self, world: World) -> None:
        """Let the platforms show this world from now on."""
        self.world = world
        self.answers = {"sikayetvar": Site(world, self.clock).answer, "cfpb": Ccdb(world).answer}

    def _respond(self, platform: str, path: str, host: str, agent: str) -> Answer:
        answer = self._answer(platform, path, host)
        with self.lock:
            self.requests.append(Request(time.time(), platform, path, agent, answer.status))
        return answer

    def _answer(self, platform: str, path: str, host: str) -> Answer:
        faults = self.faults[platform]
        if path == "/robots.txt":
            return ROBOTS if faults.robots_status == 200 else Answer(faults.robots_status, b"")
        with self.lock:
            self.asked[platform] += 1
            asked = self.asked[platform]
        if faults.slow_s:
            time.sleep(faults.slow_s)
        if faults.throttle and asked % faults.throttle == 0:
            return Answer(429, b"Too Many Requests", "text/plain", {"Retry-After": str(faults.retry_after_s)})
        if faults.redesign and asked >= faults.redesign:
            return (
                Answer(200, b'{"results": [], "next": null}', JSON)
                if path.startswith(BASE)
                else Answer(200, unknown_layout(path).encode())
            )
        return self.answers[platform](path, host)


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(description="Serve the simulated complaint world on loopback")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--size", choices=("demo", "small"), default="demo")
    parser.add_argument(
        "--now", type=datetime.fromisoformat, default=datetime.now(UTC), help="aware ISO moment the world stands at"
    )
    given = parser.parse_args(arguments)
    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    with WorldServer(build_world(given.seed, size=given.size, now=given.now)) as server:
        sys.stdout.write("".join(f"{name} {url}\n" for name, url in server.urls.items()))
        sys.stdout.flush()
        stop.wait()


if __name__ == "__main__":
    main()
