"""Health, readiness and metrics."""

from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from prometheus_client.parser import text_string_to_metric_families

from api.app import create_app
from store.settings import Settings


def samples(client: TestClient[Litestar]) -> dict[tuple[str, ...], float]:
    said = client.get("/metrics")
    assert said.headers["content-type"].startswith("text/plain")
    return {
        (one.name, *one.labels.values()): one.value
        for family in text_string_to_metric_families(said.text)
        for one in family.samples
    }


def test_alive_and_ready(client: TestClient[Litestar]) -> None:
    assert client.get("/health").json() == {"state": "alive"}
    said = client.get("/ready")
    assert (said.status_code, said.json()["is_ready"], said.json()["database"]) == (200, True, "ok")
    assert said.json()["release"] in client.get("/api/v1/releases").text


def test_not_ready_before_the_first_release(tmp_path: Path) -> None:
    with TestClient(create_app(Settings(home=tmp_path))) as empty:
        said = empty.get("/ready")
        assert (said.status_code, said.json()) == (503, {"is_ready": False, "release": "", "database": "ok"})
        assert empty.get("/health").status_code == 200
        assert "terazi_release_published_timestamp_seconds" not in {name for name, *_ in samples(empty)}


def test_not_ready_without_a_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with TestClient(create_app(Settings(home=tmp_path))) as client:
        engine = client.app.state.engine
        engine.dispose()
        monkeypatch.setattr(engine.dialect, "connect", lambda *_, **__: (_ for _ in ()).throw(engine.dialect.dbapi.OperationalError("gone")))  # fmt: skip
        assert client.get("/ready").json()["database"] == "does not answer: OperationalError"


def test_requests_are_counted_by_kind_and_no_stranger_can_add_kinds(client: TestClient[Litestar]) -> None:
    before = samples(client)
    for path in ("/api/v1/sectors", "/api/v1/nothing", "/en/", "/made/up", "/made-up-too"):
        client.get(path)
    grown = {key: value - before.get(key, 0) for key, value in samples(client).items() if key[0] == "terazi_requests_total"}  # fmt: skip
    assert {key[1:]: value for key, value in grown.items() if value} == {
        ("api", "200"): 1, ("api", "404"): 1, ("en", "200"): 1, ("other", "404"): 2, ("metrics", "200"): 1,
    }  # fmt: skip


def test_the_age_of_the_data_can_be_watched(client: TestClient[Litestar]) -> None:
    found = samples(client)
    sources = client.get("/api/v1/sources").json()["sources"]
    assert {key[1]: value for key, value in found.items() if key[0] == "terazi_source_records"} == {
        one["source_id"]: one["records_count"] for one in sources
    }
    assert {key[1] for key in found if key[0] == "terazi_source_last_good_timestamp_seconds"} == {
        one["source_id"] for one in sources if one["last_good_at"]
    }
