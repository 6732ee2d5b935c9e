"""Own figures in a browser: the key in no address, a session that no other site can use, and nothing of it anywhere else."""

import logging
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from httpx import Response
from litestar import Litestar
from litestar.testing import TestClient
from playwright.sync_api import Page
from playwright.sync_api import Request as Asked
from sqlmodel import Session, select

from api.app import create_app
from api.desk import provide_now
from api.pages.own_session import NAME, cookies, secret_in
from store.keys import make_key, revoke_key
from store.settings import Settings
from store.tables import SealedFigures
from store.vocabulary import Scope
from tests.api import sample
from tests.api.browsing import chromium, served

BRAND = "sahin-kargo"
METRIC, VALUE, FILE = "gizli-ciro-endeksi", "918273.25", "gizli-2026.csv"
Client = TestClient[Litestar]


@pytest.fixture
def app(own: Settings) -> Iterator[Client]:
    with TestClient(create_app(own), base_url="http://terazi.local") as client:
        yield client


@pytest.fixture
def key(app: Client) -> str:
    with Session(app.app.state.engine) as session:
        made = make_key(session, "ours", [Scope.STATE], sample.AS_OF, BRAND)
        make_key(session, "watcher", [Scope.WATCH], sample.AS_OF)
        session.commit()
    return made


def send(app: Client, path: str, origin: str = "http://terazi.local", **more: Any) -> Response:
    headers = {"Origin": origin} if origin else {}
    return app.post(f"/en/own-figures/{path}", headers=headers, follow_redirects=False, **more)


def begin(app: Client, key: str) -> Response:
    return send(app, "key", data={"key": key})


def csv_of(app: Client, metric: str = METRIC) -> bytes:
    periods = sorted({score["period"] for score in app.get(f"/api/v1/brands/{BRAND}").json()["scores"]})
    return ("period,metric,value\n" + "".join(f"{one},{metric},{VALUE}\n" for one in periods)).encode()


def keep(app: Client, body: bytes, name: str = FILE) -> Response:
    return send(app, "file", files={"file": (name, body, "text/csv")})


@pytest.mark.parametrize(("language", "words"), [("en", "Rank correlation"), ("tr", "Sıra korelasyonu")])
def test_the_whole_way(app: Client, key: str, language: str, words: str) -> None:
    page = app.get(f"/{language}/own-figures")
    assert (page.status_code, page.headers["cache-control"]) == (200, "private, no-store")
    assert 'type="password"' in page.text
    begun = begin(app, key)
    assert (begun.status_code, begun.headers["location"]) == (303, "/en/own-figures")
    assert keep(app, csv_of(app)).status_code == 303
    page = app.get(f"/{language}/own-figures")
    assert page.headers["cache-control"] == "private, no-store"
    for shown in (METRIC, FILE, words, "Şahin Kargo"):
        assert shown in page.text
    assert METRIC not in "".join(re.findall(r'(?:href|src|srcset|action)="([^"]*)"', page.text))
    for kind, start in (("svg", b"<svg"), ("png", b"\x89PNG")):
        drawn = app.get(f"/{language}/own-figures/1.{kind}?theme=dark&size=narrow")
        assert (drawn.content[: len(start)], drawn.headers["cache-control"]) == (start, "private, no-store")
    assert app.get(f"/{language}/own-figures/2.svg").status_code == 404
    lines = app.get(f"/{language}/own-figures/figures.csv")
    told = app.get(f"/{language}/own-figures/figures.json").json()
    assert len(lines.text.splitlines()) == 1 + sum(row["n"] for row in told["rows"]) > 1
    assert (told["brand_id"], lines.headers["cache-control"]) == (BRAND, "private, no-store")
    number = told["files"][0]["figures_id"]
    assert send(app, "forget", data={"figures_id": str(number)}).status_code == 303
    assert send(app, "forget", data={"figures_id": str(number)}).status_code == 404
    assert METRIC not in app.get(f"/{language}/own-figures").text
    with Session(app.app.state.engine) as session:
        assert session.exec(select(SealedFigures)).all() == []
    assert send(app, "leave").status_code == 303
    assert 'type="password"' in app.get(f"/{language}/own-figures").text


def test_the_cookie_is_for_these_pages_alone(app: Client, key: str) -> None:
    given = begin(app, key).headers.get_list("set-cookie")
    assert len(given) == 2
    for one, language in zip(sorted(given), ("en", "tr"), strict=True):
        said = {part.strip().partition("=")[0].lower(): part.strip().partition("=")[2] for part in one.split(";")}
        assert said["path"] == f"/{language}/own-figures"
        assert (said["samesite"].lower(), said["max-age"]) == ("strict", "3600")
        assert "httponly" in said
        assert key not in one
    secure = cookies(app.app.state.settings, key, datetime.now(UTC), is_secure=True)
    assert all(one.secure for one in secure)


def test_a_session_ends_after_an_hour_and_with_the_key(app: Client, own: Settings, key: str) -> None:
    value = cookies(own, key, sample.AS_OF, is_secure=False)[0].value
    assert value
    assert secret_in(own, value, sample.AS_OF + timedelta(minutes=59)) == key
    assert secret_in(own, value, sample.AS_OF + timedelta(minutes=61)) == ""
    for wrong in ("", "x", value[:-4], value[:20] + ("A" if value[20] != "A" else "B") + value[21:]):
        assert secret_in(own, wrong, sample.AS_OF) == ""
    begin(app, key)
    keep(app, csv_of(app))
    with Session(app.app.state.engine) as session:
        revoke_key(session, "ours", sample.AS_OF, "done")
        session.commit()
    assert METRIC not in app.get("/en/own-figures").text
    assert keep(app, csv_of(app)).status_code == 403


def test_no_other_site_sends_a_form(app: Client, key: str) -> None:
    begin(app, key)
    for origin in ("http://evil.example", "null", ""):
        for path, more in (("key", {"data": {"key": key}}), ("file", {"files": {"file": (FILE, b"x", "text/csv")}}), ("leave", {}),
                           ("forget", {"data": {"figures_id": "1"}})):  # fmt: skip
            assert send(app, path, origin, **more).status_code == 403, (origin, path)
    assert app.post("/en/own-figures/leave", headers={"Sec-Fetch-Site": "cross-site", "Origin": "http://terazi.local"}).status_code == 403  # fmt: skip


def test_a_wrong_key_and_a_wrong_file_are_told(app: Client, own: Settings, key: str) -> None:
    with Session(app.app.state.engine) as session:
        watcher = make_key(session, "second watcher", [Scope.WATCH], sample.AS_OF)
        session.commit()
    for wrong in ("nonsense", watcher, ""):
        said = begin(app, wrong)
        assert (said.status_code, "set-cookie" in said.headers) == (403, False)
        assert "not in use" in said.text
    begin(app, key)
    said = keep(app, b"period,metric,value\n2025,nps,much\n", "own.csv")
    assert said.status_code == 400
    assert "own.csv:2" in said.text
    assert "value" in said.text
    assert keep(app, b"#" * 200_001).status_code == 400
    assert send(app, "file", data={"other": "x"}).status_code == 400


def test_hostile_names_stay_words(app: Client, key: str) -> None:
    begin(app, key)
    assert keep(app, csv_of(app, "<script>alert(1)</script>"), "<b>.csv").status_code == 303
    page = app.get("/en/own-figures").text
    assert "<script>" not in page
    assert "<b>.csv" not in page
    assert keep(app, csv_of(app, "=1+1"), "f.csv").status_code == 303
    assert "\n'=1+1," in app.get("/en/own-figures/figures.csv").text.replace("\r", "")


def test_nobody_else_sees_them(app: Client, own: Settings, key: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    begin(app, key)
    assert keep(app, csv_of(app)).status_code == 303
    app.get("/en/own-figures")
    app.get("/en/own-figures/1.svg")
    mine = app.cookies.get(NAME, path="/en/own-figures")
    app.cookies.clear()
    secrets = (METRIC, VALUE, FILE, key, str(mine))
    for page in ("", "/own-figures", "/own-figures/figures.json", "/own-figures/figures.csv", "/own-figures/1.svg", f"/brands/{BRAND}", "/privacy"):  # fmt: skip
        for language in ("en", "tr"):
            said = app.get(f"/{language}{page}")
            assert not [secret for secret in secrets if secret in said.text], page
    for path in (path for path in own.home.rglob("*") if path.is_file()):
        assert not [secret for secret in secrets if secret.encode() in path.read_bytes()], path
    assert not [secret for secret in secrets if secret in caplog.text]
    assert provide_now().tzinfo is UTC


def test_in_a_browser_without_scripts_and_for_everybody(app: Client, own: Settings, key: str, tmp_path: Path) -> None:
    """Key, file, chart, table, deletion; axe finds nothing serious; no wider than a phone; the key is in no address."""
    (tmp_path / FILE).write_bytes(csv_of(app))
    with served(own) as site, chromium() as browser:
        for language, theme in (("en", "light"), ("tr", "dark")):
            with browser.new_context(viewport={"width": 1100, "height": 900}, bypass_csp=True) as context:
                tab = context.new_page()
                asked: list[str] = []
                tab.on("request", partial(_noted, asked))
                tab.emulate_media(color_scheme="dark" if theme == "dark" else "light")
                tab.goto(f"{site}/{language}/own-figures")
                assert_accessible(tab)
                tab.fill("#key", key)
                tab.click("main form button")
                tab.set_input_files("#file", tmp_path / FILE)
                tab.click("form[enctype] button")
                tab.wait_for_load_state("networkidle")
                assert_accessible(tab)
                assert tab.evaluate("[...document.images].every(image => image.naturalWidth > 100 && image.alt)")
                tab.screenshot(path=tmp_path / f"{language}.png", full_page=True)
                tab.set_viewport_size({"width": 320, "height": 740})
                assert tab.evaluate("document.documentElement.scrollWidth") <= 320
                tab.click("table form button")
                assert METRIC not in tab.content()
                assert not [url for url in asked if key in url or METRIC in url]


def _noted(asked: list[str], request: Asked) -> None:
    asked.append(request.url)


def assert_accessible(tab: Page) -> None:
    found: dict[str, Any] = Axe().run(tab).response
    assert found["passes"], "axe ran"
    assert not [one["id"] for one in found["violations"] if one["impact"] in ("serious", "critical")]
