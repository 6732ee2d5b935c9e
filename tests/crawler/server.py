"""A web server on loopback that behaves, or misbehaves, as a test says, and remembers what it was asked."""

import json
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

ROBOTS = "User-agent: *\nAllow: /\n"


@dataclass(frozen=True)
class Said:
    """One answer."""

    body: str | bytes = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    after_s: float = 0.0


def as_json(value: Any, **headers: str) -> Said:
    """An answer in JSON."""
    return Said(json.dumps(value), 200, {"Content-Type": "application/json", **headers})


@dataclass
class Asked:
    """One request as the server saw it."""

    at: float
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    method: str = "GET"
    body: str = ""


Answerer = Callable[[Asked], Said]


@dataclass
class Site:
    """A running server: `answer` may be replaced at any time; `robots` likewise."""

    base_url: str
    answer: Answerer
    robots: Said = field(default_factory=lambda: Said(ROBOTS, 200, {"Content-Type": "text/plain"}))
    log: list[Asked] = field(default_factory=list)

    @property
    def paths(self) -> list[str]:
        """Everything asked, robots.txt left out, with queries."""
        return [one.path + ("?" + "&".join(f"{name}={value}" for name, value in one.query.items()) if one.query else "")
                for one in self.log if one.path != "/robots.txt"]  # fmt: skip


@contextmanager
def serve(answer: Answerer, certificate: Path | None = None) -> Iterator[Site]:
    """Run a site for the length of a test, over TLS where it has a certificate (and its key in the same file)."""
    site: Site

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # else the body waits 40 ms until the head is acknowledged

        def do_POST(self) -> None:
            self.do_GET()

        def do_GET(self) -> None:
            sent = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            parts = urlsplit(self.path)
            asked = Asked(
                time.monotonic(),
                parts.path,
                dict(parse_qsl(parts.query, keep_blank_values=True)),
                {k.lower(): v for k, v in self.headers.items()},
                self.command,
                sent,
            )
            site.log.append(asked)
            said = site.robots if parts.path == "/robots.txt" else site.answer(asked)
            time.sleep(said.after_s)
            body = said.body.encode() if isinstance(said.body, str) else said.body
            self.send_response(said.status)
            headers = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(body)), **said.headers}
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """The site keeps its own log."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: Any, client_address: Any) -> None:
            """A killed crawler hangs up: that is no error of the site."""

    server = Server(("127.0.0.1", 0), Handler)
    site = Site(f"http://127.0.0.1:{server.server_port}", answer)
    if certificate:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(certificate)
        server.socket = tls.wrap_socket(server.socket, server_side=True)
        site.base_url = f"https://localhost:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
