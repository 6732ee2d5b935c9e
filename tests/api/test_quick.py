"""Look-ups answered straight from the connection: the same answers, whatever the request looks like."""

import re
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from api.app import create_app
from api.quick import _ASKED
from api.serving import options
from store.settings import Settings
from tests.api import sample
from tests.api.browsing import served

BRAND = "/api/v1/brands/sahin-kargo"
PLAIN = f"GET {BRAND} HTTP/1.1\r\nHost: here\r\n\r\n"
Answer = tuple[int, dict[str, str], bytes]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, int]]:
    """A site with a limit of ten thousand requests a minute."""
    settings = sample.build(tmp_path_factory.mktemp("quick")).model_copy(update={"rate_limit": 10_000})
    with served(settings) as base:
        yield "127.0.0.1", int(base.rpartition(":")[2])


def ask(address: tuple[str, int], *pieces: str, answers: int = 1) -> list[Answer]:
    """Sends the pieces one after the other and reads so many answers of one connection."""
    with socket.create_connection(address, timeout=10) as connection, connection.makefile("rb") as file:
        for piece in pieces:
            connection.sendall(piece.encode("latin-1"))
        return [_answer(file, is_head=pieces[0].startswith("HEAD")) for _ in range(answers)]


def _answer(file: object, *, is_head: bool) -> Answer:
    lines = list(iter(file.readline, b"\r\n"))  # type: ignore[attr-defined]
    pairs = [line.decode().strip().split(": ", 1) for line in lines[1:]]
    headers = {name.lower(): value for name, value in pairs}
    status = int(lines[0].split()[1])
    body = b"" if is_head or status == 304 else file.read(int(headers["content-length"]))  # type: ignore[attr-defined]
    return status, headers, body


def test_a_quick_answer_is_the_one_uvicorn_would_give(address: tuple[str, int]) -> None:
    (quick,) = ask(address, PLAIN)
    (slow,) = ask(address, PLAIN.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"))
    assert quick[0] == slow[0] == 200
    assert quick[2] == slow[2]
    differing = {"connection", "date", "ratelimit-remaining", "ratelimit-reset"}
    assert {name: value for name, value in quick[1].items() if name not in differing} == {name: value for name, value in slow[1].items() if name not in differing}  # fmt: skip
    assert slow[1].keys() - quick[1].keys() == {"connection"}


def test_what_is_known_already_is_not_sent_again(address: tuple[str, int]) -> None:
    tag = ask(address, PLAIN)[0][1]["etag"]
    ((status, headers, body),) = ask(address, PLAIN.replace("\r\n\r\n", f"\r\nIf-None-Match: {tag}\r\nConnection: keep-alive\r\n\r\n"))  # fmt: skip
    assert (status, headers["etag"], body) == (304, tag, b"")


@pytest.mark.parametrize(("pieces", "answers"), [
    ((PLAIN * 3,), 3), ((PLAIN[:40], PLAIN[40:]), 1), ((PLAIN, PLAIN + PLAIN[:30], PLAIN[30:]), 3),
    ((f"GET {BRAND}/records?limit=1 HTTP/1.1\r\nHost: here\r\n\r\n" + PLAIN, PLAIN), 3), ((f"HEAD {BRAND} HTTP/1.1\r\nHost: here\r\n\r\n",), 1),
    ((f"GET {BRAND} HTTP/1.1\r\nHost: here\r\nContent-Length: 3\r\n\r\n", "abc" + PLAIN), 2),
])  # fmt: skip
def test_requests_in_any_pieces_are_each_answered_once(
    address: tuple[str, int], pieces: tuple[str, ...], answers: int
) -> None:
    assert [status for status, _, _ in ask(address, *pieces, answers=answers)] == [200] * answers


@pytest.mark.parametrize(("asked", "status"), [
    (PLAIN.replace("Host: here\r\n", ""), 400), (PLAIN.replace("Host: here", "Host: here\r\nHost: there"), 400), (PLAIN.replace("sahin-kargo", "nobody"), 404),
    (PLAIN.replace("sahin-kargo", "sahin%2Dkargo"), 200), (PLAIN.replace("sahin-kargo", "sahin-kargo?colour=red"), 400),
    (PLAIN.replace("Host: here", "Host : here"), 400), (PLAIN.replace("Host: here", "Host: here\r\n folded"), 200),
])  # fmt: skip
def test_what_is_out_of_the_ordinary_is_uvicorns(address: tuple[str, int], asked: str, status: int) -> None:
    connection = socket.create_connection(address, timeout=10)
    with connection, connection.makefile("rb") as file:
        connection.sendall(asked.encode())
        assert int(file.readline().split()[1]) == status


def test_quick_answers_are_counted(address: tuple[str, int]) -> None:
    def counted() -> tuple[float, int]:
        metrics = ask(address, "GET /metrics HTTP/1.1\r\nHost: here\r\n\r\n")[0][2].decode()
        left = int(ask(address, PLAIN)[0][1]["ratelimit-remaining"])
        found = re.search(r'terazi_requests_total\{kind="api",status="200"\} (\S+)', metrics)
        return float(found[1]) if found else 0, left

    (before, left), (after, less) = counted(), counted()
    assert after - before == 1
    assert less == left - 1


def test_who_asks_too_often_is_refused_here_too(tmp_path: Path) -> None:
    settings = sample.build(tmp_path).model_copy(update={"rate_limit": 30})
    with served(settings) as base:
        port = int(base.rpartition(":")[2])
        statuses = [ask(("127.0.0.1", port), PLAIN)[0][0] for _ in range(70)]
        page = next(one for one in (httpx.get(f"{base}/tr/brands") for _ in range(70)) if one.status_code == 429)
    assert 30 <= statuses.count(200) <= 60  # a minute may begin meanwhile
    assert set(statuses) == {200, 429}
    assert page.headers["content-type"].startswith("text/html")
    assert "Bir dakika bekleyip" in page.text


@pytest.mark.parametrize("text", [b"GET / HTTP/1.1\r\n\r\n", b"GET / HTTP/1.0\r\nHost: a\r\n\r\n", b"GET  / HTTP/1.1\r\nHost: a\r\n\r\n",
                                  b"GET / HTTP/1.1\nHost: a\n\n", b"GET / HTTP/1.1\r\nHost: a\r\n\r\nmore", b"GET / HTTP/1.1\r\nHost: \x00\r\n\r\n"])  # fmt: skip
def test_only_plain_whole_requests_are_read(text: bytes) -> None:
    assert _ASKED.fullmatch(text) is None
    assert _ASKED.fullmatch(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")


def test_settings_of_the_site_are_those_of_the_service(settings: Settings) -> None:
    chosen = settings.model_copy(update={"host": "127.0.0.2", "port": 8123})
    said = options(create_app(settings), chosen)
    assert (said["host"], said["port"], said["access_log"], said["server_header"]) == ("127.0.0.2", 8123, False, False)
