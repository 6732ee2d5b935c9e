"""Private business figures over HTTP: kept sealed, laid beside the scores, shown to nobody else, and in no score."""

import json
import logging
import tarfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlmodel import Session, select

from api.app import create_app
from store.backup import backup
from store.keys import make_key, revoke_key
from store.release import publish
from store.settings import Settings
from store.tables import SealedFigures
from store.vocabulary import Scope
from tests.api import sample

AT = "/api/v1/own-figures"
BRAND = "sahin-kargo"
METRIC, VALUE = "gizli-ciro-endeksi", "918273.25"
Keys = dict[str, dict[str, str]]


@pytest.fixture
def app(own: Settings) -> Iterator[TestClient[Litestar]]:
    with TestClient(create_app(own)) as client:
        yield client


@pytest.fixture
def keys(app: TestClient[Litestar]) -> Keys:
    wanted = {"ours": ([Scope.STATE], BRAND), "colleague": ([Scope.STATE], BRAND), "rival": ([Scope.STATE], "ulak-teslimat"), "watcher": ([Scope.WATCH], "")}  # fmt: skip
    with Session(app.app.state.engine) as session:
        made = {name: make_key(session, name, scopes, sample.AS_OF, brand) for name, (scopes, brand) in wanted.items()}
        session.commit()
    return {name: {"Authorization": f"Bearer {secret}"} for name, secret in made.items()}


def csv_of(app: TestClient[Litestar]) -> str:
    """A value of ours for every period the brand has a score of volume in."""
    scores = app.get(f"/api/v1/brands/{BRAND}").json()["scores"]
    periods = sorted({score["period"] for score in scores})
    return "period,metric,value\n" + "".join(f"{one},{METRIC},{VALUE}\n" for one in periods)


def test_the_whole_way(app: TestClient[Litestar], keys: Keys) -> None:
    made = app.post(AT, params={"name": "2026.csv"}, content=csv_of(app), headers=keys["ours"])
    assert made.status_code == 201, made.text
    assert (made.json()["name"], made.json()["metrics"]) == ("2026.csv", [METRIC])
    again = app.post(AT, params={"name": "2026.csv"}, content=csv_of(app), headers=keys["ours"]).json()
    listed = app.get(AT, headers=keys["ours"])
    assert [one["figures_id"] for one in listed.json()] == [again["figures_id"]], "the same name replaces"
    assert listed.headers["cache-control"] == "private, no-store"
    told = app.get(f"{AT}/comparison", headers=keys["ours"]).json()
    assert told["brand_id"] == BRAND
    with_periods = [row for row in told["rows"] if row["n"]]
    assert with_periods
    assert all(row["values"] == [float(VALUE)] * row["n"] and row["rho"] is None for row in with_periods)
    table = app.get(f"{AT}/comparison.csv", params={"metric": METRIC}, headers=keys["ours"])
    assert table.headers["content-type"].startswith("text/csv")
    assert len(table.text.splitlines()) == 1 + sum(row["n"] for row in with_periods)
    chart = app.get(f"{AT}/comparison.svg", params={"lang": "tr", "size": "narrow"}, headers=keys["ours"])
    assert (chart.status_code, chart.headers["content-type"]) == (200, "image/svg+xml")
    assert METRIC in chart.text
    assert "dönem sayısı yetersiz" in chart.text
    assert app.delete(f"{AT}/{again['figures_id']}", headers=keys["ours"]).status_code == 204
    assert app.get(AT, headers=keys["ours"]).json() == []
    assert app.get(f"{AT}/comparison.svg", headers=keys["ours"]).status_code == 404


@pytest.mark.parametrize(("body", "line", "field"), [
    ("period,metric,value\n2025,nps,1\n2025-13,nps,2\n", 3, "period"), ("period,metric,value\n2025,nps,much\n", 2, "value"),
    ("period,metric,value\n2025,,1\n", 2, "metric"), ("a,b\n1,2\n", 1, ""), ("", 1, ""), ("period,metric,value\n", 2, ""),
    ("period,metric,value\n2025,nps,1\n2025,nps,2\n", 3, "period"), ("period,metric,value\n2025,nps\n", 2, ""),
])  # fmt: skip
def test_a_fault_is_named_by_file_line_and_field(app: TestClient[Litestar], keys: Keys, body: str, line: int, field: str) -> None:  # fmt: skip
    said = app.post(AT, params={"name": "own.csv"}, content=body, headers=keys["ours"])
    assert (said.status_code, said.headers["content-type"]) == (400, "application/problem+json")
    told = said.json()
    assert (told["file"], told["line"], told.get("parameters", [])) == ("own.csv", line, [field] if field else [])
    assert f"own.csv:{line}" in told["detail"]
    assert app.get(AT, headers=keys["ours"]).json() == []


def test_limits_and_who_may(app: TestClient[Litestar], keys: Keys) -> None:
    body = csv_of(app)
    assert app.post(AT, content=body).status_code == 401
    assert app.post(AT, content=body, headers=keys["watcher"]).status_code == 403
    assert app.post(AT, content=b"\xff\xfe", headers=keys["ours"]).status_code == 400
    assert "200,000" in app.post(AT, content=body + "#" * 200_001, headers=keys["ours"]).json()["detail"]
    for n in range(20):
        assert app.post(AT, params={"name": f"{n}.csv"}, content=body, headers=keys["ours"]).status_code == 201
    assert app.post(AT, params={"name": "more.csv"}, content=body, headers=keys["ours"]).status_code == 409
    assert app.get(f"{AT}/comparison", params={"metric": "none"}, headers=keys["ours"]).status_code == 400


def test_nobody_else_reads_them(app: TestClient[Litestar], own: Settings, keys: Keys, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:  # fmt: skip
    """Not another key of the same brand, no page, feed, release, log or backup, and not the database's own file."""
    caplog.set_level(logging.DEBUG)
    logging.getLogger("httpx").setLevel(logging.WARNING)  # the asking side, which knows what it asks
    number = app.post(AT, params={"name": "gizli.csv"}, content=csv_of(app), headers=keys["ours"]).json()["figures_id"]
    for other in ("colleague", "rival"):
        assert app.get(AT, headers=keys[other]).json() == []
        assert app.delete(f"{AT}/{number}", headers=keys[other]).status_code == 404
    secrets = (METRIC, VALUE, "gizli.csv")
    paths = app.get("/schema/openapi.json").json()["paths"]
    plain = [path for path, ways in paths.items() if "get" in ways and "{" not in path and not path.startswith(AT)]
    assert len(plain) > 15
    pages = [
        f"/{language}{page}"
        for language in ("en", "tr")
        for page in ("", f"/brands/{BRAND}", "/disputes", "/releases", "/privacy")
    ]
    for address in [*plain, *pages, "/metrics", f"/api/v1/brands/{BRAND}", f"/api/v1/brands/{BRAND}/timeline"]:
        for who in ({}, keys["rival"]):
            said = app.get(address, headers=who).text
            assert not [secret for secret in secrets if secret in said], address
    backup(app.app.state.engine, own, tmp_path / "b.tar")
    with tarfile.open(tmp_path / "b.tar") as tar:
        manifest = tar.extractfile("backup.json")
        assert manifest
        assert json.load(manifest)["private"] == ["sealed_figures"]
    files = [tmp_path / "b.tar", *(path for path in own.home.rglob("*") if path.is_file())]
    for path in files:
        assert not [secret for secret in secrets if secret.encode() in path.read_bytes()], path
    assert not [secret for secret in secrets if secret in caplog.text]


def test_a_revoked_key_takes_them_along(app: TestClient[Litestar], keys: Keys) -> None:
    for name in ("ours", "rival"):
        assert app.post(AT, content=csv_of(app), headers=keys[name]).status_code == 201
    with Session(app.app.state.engine) as session:
        revoke_key(session, "ours", sample.AS_OF, "done")
        session.commit()
        assert [row.key_name for row in session.exec(select(SealedFigures))] == ["rival"]


def test_a_release_is_the_same_to_the_byte_with_and_without_them(app: TestClient[Litestar], own: Settings, keys: Keys, tmp_path: Path) -> None:  # fmt: skip
    """Same rows, same moment: the folder published after they were stored is the one published before."""

    def folder(into: Path) -> dict[str, bytes]:
        publish(app.app.state.engine, into, sample.RUN_ID, published_at=sample.AS_OF + timedelta(days=1), facts=sample.facts(True), extra={})  # fmt: skip
        return {path.name: path.read_bytes() for path in sorted(next(into.glob("2*")).iterdir())}

    before = folder(tmp_path / "before")
    assert app.post(AT, content=csv_of(app), headers=keys["ours"]).status_code == 201
    assert folder(tmp_path / "after") == before
    assert len(before) > 50
