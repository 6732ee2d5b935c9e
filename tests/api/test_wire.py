"""What holds for every answer: one shape of error, packing, kept answers, limits."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from litestar import Litestar, get
from litestar.testing import TestClient
from sqlalchemy import Engine

from api.app import create_app
from api.packing import pack, way
from store.settings import OPEN_TO_ALL, Settings
from store.windows import Windows, windows_of
from tests.redis import redis_server

Client = TestClient[Litestar]
BRAND = "/api/v1/brands/sahin-kargo"


@get("/broken", sync_to_thread=False, include_in_schema=False)
def broken() -> None:
    """Meets what nobody foresaw."""
    raise RuntimeError("secret of the inside")


@pytest.mark.parametrize(("method", "path", "status"), [
    ("GET", "/nothing", 404), ("GET", "/api/v1/nothing", 404), ("GET", "/schema/nothing", 404), ("GET", "/static/nothing", 404),
    ("POST", "/api/v1/sectors", 405), ("PATCH", "/schema/openapi.json", 405), ("GET", "/api/v1/brands?limit=x", 400), ("GET", "/broken", 500),
])  # fmt: skip
def test_every_error_has_one_shape(settings: Settings, method: str, path: str, status: int) -> None:
    app = create_app(settings)
    app.register(broken)
    with TestClient(app, raise_server_exceptions=False) as client:
        answer = client.request(method, path)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert answer.json()["status"] == status
    assert "secret" not in answer.text


def test_a_refused_preflight_is_a_problem_too(client: Client) -> None:
    asked = {"Origin": "https://example.org", "Access-Control-Request-Method": "TRACE"}
    answer = client.options("/api/v1/sectors", headers=asked)
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
    allowed = client.options("/api/v1/sectors", headers={**asked, "Access-Control-Request-Method": "POST"})
    assert "POST" in allowed.headers["access-control-allow-methods"]


@pytest.mark.parametrize(("accepted", "expected"), [
    (b"", b""), (b"gzip", b"gzip"), (b"gzip, zstd", b"zstd"), (b"zstd;q=0.5, gzip;q=0.8", b"gzip"), (b"*", b"zstd"), (b"gzip;q=0", b""),
    (b"br", b""), (b"zstd;q=none, GZIP", b"gzip"),
])  # fmt: skip
def test_the_way_of_packing_is_the_one_asked_for(accepted: bytes, expected: bytes) -> None:
    assert way(accepted) == expected


def test_zstd_is_unpacked_by_others() -> None:
    body = b"terazi " * 1000
    packed = pack(body, b"zstd")
    assert len(packed) < 100
    assert pa.Codec("zstd").decompress(packed, len(body), asbytes=True) == body


@pytest.mark.parametrize("how", ["zstd", "gzip", "identity"])
def test_a_kept_answer_is_what_the_application_would_say(client: Client, how: str) -> None:
    release = client.get("/api/v1/releases").json()["latest"]
    kept = client.get(BRAND, headers={"Accept-Encoding": how})
    asked = client.get(f"{BRAND}?release={release}", headers={"Accept-Encoding": "identity"})
    body = (
        pa.Codec("zstd").decompress(kept.content, len(asked.content), asbytes=True) if how == "zstd" else kept.content
    )
    assert body == asked.content
    assert kept.headers["etag"] == asked.headers["etag"]
    assert client.get(BRAND, headers={"If-None-Match": asked.headers["etag"]}).status_code == 304
    head = client.head(BRAND, headers={"Accept-Encoding": how})
    assert (head.content, head.headers["content-length"]) == (b"", kept.headers["content-length"])


def test_a_brand_nobody_knows_is_not_kept(client: Client) -> None:
    assert client.get("/api/v1/brands/nobody").headers["content-type"] == "application/problem+json"


@pytest.fixture
def limited(settings: Settings) -> Iterator[Client]:
    """A client that may ask five times a minute."""
    with TestClient(create_app(settings.model_copy(update={"rate_limit": 5}))) as client:
        yield client


def test_who_asks_too_often_is_told_when_to_come_again(limited: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.limits.time.time", lambda: 600.0)
    answers = [limited.get(BRAND) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert [answer.headers["ratelimit-remaining"] for answer in answers] == ["4", "3", "2", "1", "0", "0"]
    assert (answers[5].headers["retry-after"], answers[5].headers["ratelimit-limit"]) == ("60", "5")
    assert answers[5].json()["status"] == 429
    assert limited.get("/static/terazi.css").status_code == 200, "what a page needs is not counted"
    monkeypatch.setattr("api.limits.time.time", lambda: 661.0)
    assert limited.get(BRAND).status_code == 200


def test_two_processes_share_one_limit(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.limits.time.time", lambda: 6_000.0)
    few = settings.model_copy(update={"rate_limit": 60})
    with TestClient(create_app(few)) as one, TestClient(create_app(few)) as two:
        granted = sum(client.get(BRAND).status_code == 200 for _ in range(40) for client in (one, two))
    assert granted == 60


def test_nobody_is_held_up_when_the_count_does_not_answer(
    limited: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken_count(*_: Any) -> int:
        raise OSError("gone")

    monkeypatch.setattr("store.windows._InDatabase.take", broken_count)
    monkeypatch.setattr("api.limits.time.time", lambda: 60_000.0)
    assert [limited.get(BRAND).status_code for _ in range(8)] == [200] * 8
    assert "does not answer" in caplog.text


@pytest.mark.parametrize(("host", "limit", "expected"), [("127.0.0.1", None, 0), ("0.0.0.0", None, OPEN_TO_ALL), ("127.0.0.1", 7, 7), ("0.0.0.0", 0, 0)])  # fmt: skip
def test_only_a_loopback_address_is_without_a_limit(host: str, limit: int | None, expected: int) -> None:
    assert Settings(host=host, rate_limit=limit).requests_a_minute == expected


def _counts(windows: Windows) -> None:
    assert [windows.take("a", 10, 3), windows.take("a", 10, 3), windows.take("b", 10, 1), windows.take("a", 11, 1)] == [3, 6, 1, 1]  # fmt: skip
    assert windows.take("a", 15, 2) == 2


def test_requests_are_counted_in_the_database(any_engine: Engine) -> None:
    _counts(windows_of(Settings(), any_engine))


def test_requests_are_counted_in_redis(any_engine: Engine, tmp_path: Path) -> None:
    with redis_server(tmp_path) as address:
        _counts(windows_of(Settings(frontier=address), any_engine))


def test_only_the_fields_asked_for_are_told(client: Client) -> None:
    page = client.get(f"{BRAND}/records?limit=2&fields=record_id,url").json()
    assert [sorted(record) for record in page["records"]] == [["record_id", "url"]] * 2
    assert page["found_count"] == 60
    wrong = client.get(f"{BRAND}/records?fields=record_id,colour")
    assert wrong.status_code == 400
    assert "colour" in wrong.json()["detail"]
    every = ",".join(client.get(f"{BRAND}/records?limit=1").json()["records"][0])
    assert client.get(f"{BRAND}/records?limit=1&fields={every}").status_code == 200
    assert client.get(f"{BRAND}/records?limit=1&fields={every},url").status_code == 400
    assert json.loads(client.get("/api/v1/brands?fields=name&limit=1").content)["brands"][0].keys() == {"name"}
