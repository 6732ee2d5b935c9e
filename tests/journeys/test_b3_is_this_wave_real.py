"""B3 An auditor asks: is this a wave, and is it real? One crawl after it began there is an answer, and it came by itself."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import feedparser
import httpx
import pytest
from playwright.sync_api import Page
from sqlmodel import Session

from api.pages.numbers import Language
from store.naming import fold_brand
from store.session import open_engine
from store.settings import Settings
from store.tables import WatchList
from store.watching import add_list, deliver, queue_news, shown_secret
from tests.journeys.asking import ask
from tests.journeys.market import Market
from tests.world.shapes import Brand


def id_of(market: Market, brand: Brand | None) -> str:
    """What the release calls a brand of the world."""
    assert brand
    names = {fold_brand(name) for name in (brand.name, *brand.aliases)}
    return next(str(row["brand_id"]) for row in market.release().table("brands").to_pylist() if fold_brand(row["name"]) in names)  # fmt: skip


def wave_of(http: httpx.Client, brand_id: str, **query: str) -> dict[str, Any]:
    """The brand's newest wave; nothing where there is none."""
    waves: list[dict[str, Any]] = ask(http, f"/brands/{brand_id}/waves", **query)["waves"]
    return waves[0] if waves else {}


def test_each_is_noticed_by_the_first_crawl_after_it_began_and_they_are_told_apart(market: Market, http: httpx.Client) -> None:  # fmt: skip
    first, second = market.releases
    crowd, pasted = (id_of(market, brand) for brand in (market.crowd, market.pasted))
    organic = wave_of(http, crowd, release=first)
    assert organic["records_count"] >= 35
    assert organic["kind"] != "coordinated"
    assert not wave_of(http, pasted, release=first), "before it began"
    campaign = wave_of(http, pasted, release=second)
    assert (campaign["is_under_way"], campaign["records_count"] >= 35) == (True, True)
    assert campaign["kind"] == "coordinated"
    assert wave_of(http, crowd)["kind"] != "coordinated", "and it stays so"


def test_the_page_shows_it_with_its_evidence(market: Market, http: httpx.Client, reader: Page, language: Language) -> None:  # fmt: skip
    for brand in (market.crowd, market.pasted):
        brand_id = id_of(market, brand)
        wave = wave_of(http, brand_id)
        reader.goto(f"/{language}/brands/{brand_id}")
        section = reader.locator("section[aria-labelledby=waves]")
        for said in (wave[f"sentence_{language}"], wave[f"kind_{language}"]):
            assert said in section.inner_text()
        for summary in section.locator("summary").all():
            summary.click()
        assert wave["signs"]
        for sign in wave["signs"]:
            assert sign[f"sentence_{language}"] in section.inner_text()


def test_the_brands_feed_tells_of_it(market: Market, http: httpx.Client, language: Language) -> None:
    brand_id = id_of(market, market.pasted)
    feed = feedparser.parse(http.get(f"/feeds/brands/{brand_id}.atom", params={"lang": language}).content)
    wave = wave_of(http, brand_id)
    assert not feed.bozo
    (entry,) = [one for one in feed.entries if one.id.endswith(f"waves/{wave['wave_id']}")]
    assert wave[f"sentence_{language}"] in entry.summary
    assert http.get(entry.link).status_code == 200


def test_every_feed_is_what_readers_expect(http: httpx.Client, language: Language) -> None:
    brands = [f"brands/{one['brand_id']}" for one in ask(http, "/brands", limit=200)["brands"]]
    sectors = [f"sectors/{one['sector_id']}" for one in ask(http, "/sectors")["sectors"]]
    for name in (*brands, *sectors, "releases", "removals"):
        feed = feedparser.parse(http.get(f"/feeds/{name}.atom", params={"lang": language}).content)
        assert (bool(feed.bozo), feed.version, feed.feed.language) == (False, "atom10", language), name
        assert len({entry.id for entry in feed.entries}) == len(feed.entries) > 0, name
        assert all(entry.title and entry.summary and entry.link for entry in feed.entries), name


class Hook(BaseHTTPRequestHandler):
    """A webhook that stumbles once and then takes what it is sent."""

    taken: list[tuple[dict[str, str], bytes]]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.taken.append(({name.lower(): value for name, value in self.headers.items()}, body))
        self.send_response(503 if len(self.taken) == 1 else 204)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing on the screen."""


@contextmanager
def hook() -> Iterator[tuple[str, list[tuple[dict[str, str], bytes]]]]:
    taken: list[tuple[dict[str, str], bytes]] = []
    server = HTTPServer(("127.0.0.1", 0), type("OwnHook", (Hook,), {"taken": taken}))
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/", taken
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def session(copied: Path) -> Iterator[Session]:
    engine = open_engine(Settings(home=copied))
    with Session(engine) as session:
        yield session
    engine.dispose()


def test_a_signed_message_comes_and_comes_again_until_it_is_taken(market: Market, copied: Path, session: Session) -> None:  # fmt: skip
    settings, now = Settings(home=copied, webhooks_to_loopback=True), datetime.now(UTC)
    pasted = id_of(market, market.pasted)
    with hook() as (url, taken):
        row: WatchList = add_list(session, settings, now, "auditor", "ours", [pasted], url)
        row.release_id = market.releases[0]  # it was made before the wave
        assert queue_news(session, settings, now) == 1
        session.commit()
        assert deliver(session, settings, now)["waiting"] == 1
        assert deliver(session, settings, now)["delivered"] == 0, "not at once again"
        assert deliver(session, settings, now + timedelta(minutes=1))["delivered"] == 1
        secret = base64.b64decode(shown_secret(settings, row.watch_id or 0).removeprefix("whsec_"))
    (first, body), (second, again) = taken
    assert body == again
    assert first["idempotency-key"] == second["idempotency-key"] == first["webhook-id"]
    for headers in (first, second):
        signed = hmac.new(secret, f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body, hashlib.sha256)  # fmt: skip
        assert headers["webhook-signature"] == "v1," + base64.b64encode(signed.digest()).decode()
    assert "wave" in {one["kind"] for one in json.loads(body)["news"] if one["brand_id"] == pasted}
