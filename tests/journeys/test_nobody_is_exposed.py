"""No endpoint, page, chart, feed, export, release file, delta, letter, message, command or log holds personal data of the market.

What is planted: phones, e-mails, IBANs, identity numbers, plates, cards, names, handles, addresses, order numbers. New routes are
walked by themselves: the list is the application's own.
"""

import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import select
from sqlmodel import Session

from api.app import create_app
from store.keys import make_key
from store.session import open_engine, table_of
from store.settings import Settings
from store.tables import Dispute, Record
from store.vocabulary import Scope
from store.watching import add_list, feed_token, queue_news
from tests.commands import said
from tests.journeys.every_address import UnknownParameterError, addresses
from tests.journeys.market import Market
from tests.journeys.planting import SAID
from tests.world.texts import common

QUERIES = {
    "/api/v1/comparisons": "brand={brands[0]}&brand={brands[1]}", "/en/compare": "brand={brands[0]}&brand={brands[1]}&release={releases[0]}",
    "/tr/compare.json": "brand={brands[0]}&brand={brands[1]}", "/charts/compare/{file:str}": "brand={brands[0]}&brand={brands[1]}",
    "/api/v1/changes": "since={releases[0]}", "/api/v1/search": "q=kargo", "/api/v1/brands": "limit=200", "/api/v1/reconcile/preview": "id={brands[0]}",
}  # fmt: skip
"""Queries without which an address answers 400, or little."""
FURTHER = ("/feeds/removals.atom?lang=tr", "/feeds/releases.atom?lang=tr", "/api/v1/reconcile?queries=%7B%22q%22%3A%7B%22query%22%3A%22kargo%22%7D%7D",
           "/data-research/consumer-complaints/search/api/v1/?format=csv&size=10000", "/data-research/consumer-complaints/search/api/v1/?format=json&size=10000",
           "/data-research/consumer-complaints/search/api/v1/?search_term=kart&size=100", "/schema/openapi.json", "/tr/brands?q=0532", "/en/nowhere")  # fmt: skip
"""What no route alone leads to: exports, answers in Turkish, errors."""


UNLISTED = "Nurcihan Tepeçınar"


class Places:
    """Everything that leaves, by where it was found."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}
        self.statuses: dict[str, set[int]] = {}

    def add(self, where: str, body: bytes | str) -> None:
        text = body if isinstance(body, str) else str(pq.read_table(io.BytesIO(body)).to_pylist()) if body[:4] == b"PAR1" else body.decode("utf-8", "replace")  # fmt: skip
        self.texts[where] = text

    def holding(self, secrets: set[str]) -> dict[str, list[str]]:
        """By secret, the first places that hold it."""
        found = {secret: [where for where, text in self.texts.items() if secret in text][:3] for secret in secrets}
        return {secret: places for secret, places in found.items() if places}


@pytest.fixture(scope="module")
def home(copied: Path, desk: Any) -> Settings:
    """The market after its season of disputes: the fullest there is."""
    del desk
    return Settings(home=copied)


@pytest.fixture(scope="module")
def places(market: Market, home: Settings) -> Places:
    """Every answer, file, letter, log and screen."""
    found = Places()
    for number, told in enumerate(market.told):
        found.add(f"screen {number}", told)
    with TestClient(create_app(home)) as client:
        known, key = _known(client, home)
        for route, address in [*_asked(client.app, known), *((one, one) for one in FURTHER)]:
            _walk(client, route, address, key, found)
    for folder in ("logs", "outbox"):
        for path in sorted((home.home / folder).rglob("*")):
            if path.is_file():
                found.add(str(path), path.read_bytes())
    for command in (("themes", "tr-cargo"), ("triage", "tr-bank"), ("waves",), ("explain", "sahin kargo"), ("disputes", "list"), ("ledger",), ("alerts",)):  # fmt: skip
        found.add(" ".join(command), said(home.home, *command))
    return found


def _known(client: TestClient[Litestar], home: Settings) -> tuple[dict[str, list[str]], dict[str, str]]:
    """What stands for every parameter, and a key that may read everything."""
    told = client.get("/api/v1/releases").json()
    releases = sorted(one["release_id"] for one in told["releases"])
    brands = [one["brand_id"] for one in client.get("/api/v1/brands?limit=200").json()["brands"]]
    sectors = [one["sector_id"] for one in client.get("/api/v1/sectors").json()["sectors"]]
    files = [one["name"] for one in client.get("/api/v1/releases/latest").json()["files"]]
    changes = [one["name"] for one in client.get(f"/api/v1/changes?since={releases[0]}").json()["files"]]
    mates = [one["brand_id"] for one in client.get("/api/v1/sectors/us-consumer-finance").json()["scores"]][:2]
    rows = _telling(home)
    now = datetime.now(UTC)
    with Session(client.app.state.engine) as session:
        secret = make_key(session, "reader of everything", list(Scope), now, brands[0])
        row = add_list(session, home, now, "reader of everything", "all", brands[:50], email="desk@desk.example")
        row.release_id = releases[0]
        queue_news(session, home, now)
        session.commit()
        number = row.watch_id or 0
        disputes = [str(one) for one in session.scalars(select(table_of(Dispute).c.dispute_id))]
    known = {
        "brands/brand_id": brands, "sectors/sector_id": sectors, "records/record_id": rows, "sources/source_id": ["sikayetvar", "cfpb"],
        "incidents/incident_id": rows[:20], "releases/release_id": [*releases, "latest"], "files/name": [*files, *changes, "delta.json"], "changes/since": [releases[0]],
        "{since}/until": [releases[-1]], "disputes/dispute_id": disputes, "watch-lists/watch_id": [str(number)], "feed/token": [feed_token(home, number)],
        "brands/name": [f"{brand}{form}" for brand in brands for form in ("", ".json", ".csv", ".atom")], "sectors/name": [f"{one}{form}" for one in sectors for form in ("", ".json", ".csv", ".atom")],
        "sources/name": [f"{one}{form}" for one in ("sikayetvar", "cfpb") for form in ("", ".json", ".csv")], "disputes/name": [f"{one}{form}" for one in disputes for form in ("", ".json", ".csv")],
        "{brand_id}/file": ["records", "records.json", "records.csv"], "charts/sector_id": sectors, "{sector_id}/file": ["funnel.svg", "intervals.svg"],
        "/charts/brands/{brand_id:str}/{file:str} brand_id": brands[:2], "/charts/brands/{brand_id:str}/{file:str} file": [f"{one}.svg" for one in ("timeline", "waves", "days", "hours", "moved")],
        "compare/file": ["intervals.svg", "intervals.csv"], "ccdb/name": ["newest.js"], "schema/path": ["openapi.json"], "compared": mates,
        "/api/v1/releases/{release_id:str}/files/{name:str} release_id": [releases[0], releases[-1]],
        "static/file": ["terazi.css", "terazi.svg"], "models/name": ["waves", "names"], "own-figures/file": ["figures.json", "figures.csv", "none.svg"], "method/name": ["waves", "waves.json", "waves.csv"], "v1/complaint_id": ["1"], "detail/complaint_id": ["1"],
    }  # fmt: skip
    return known, {"Authorization": f"Bearer {secret}"}


def _telling(home: Settings) -> list[str]:
    """Records in which something was planted, and some others of every kind."""
    engine = open_engine(home)
    record = table_of(Record)
    with engine.connect() as connection:
        rows = connection.execute(select(record.c.record_id, record.c.text, record.c.title, record.c.visibility).order_by(record.c.record_id)).all()  # fmt: skip
    engine.dispose()
    masked = [row.record_id for row in rows if "[" in row.text + row.title]
    assert len(masked) > 20
    return sorted({*masked, *(row.record_id for row in rows[::25]), *(row.record_id for row in rows if row.visibility != "live")})  # fmt: skip


def _asked(app: Litestar, known: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    brands, releases = known["compared"], known["releases/release_id"][:-1]
    for route, address in addresses(app, known):
        query = QUERIES.get(route, "").format(brands=brands, releases=releases)
        yield route, f"{address}?{query}" if query else address


def _walk(client: TestClient[Litestar], route: str, address: str, key: dict[str, str], found: Places) -> None:
    """An address, and what follows it where it is a list."""
    cursor: str | None = ""
    while cursor is not None:
        here = f"{address}{'&' if '?' in address else '?'}cursor={cursor}" if cursor else address
        answer = client.get(here, headers=key, follow_redirects=False)
        found.add(here, answer.content)
        found.add(f"headers of {here}", str(answer.headers))
        found.statuses.setdefault(route, set()).add(answer.status_code)
        is_list = answer.headers.get("content-type") == "application/json" and b'"next_cursor"' in answer.content
        cursor = answer.json().get("next_cursor") if is_list else None


def test_the_market_is_full_of_it(market: Market) -> None:
    shown = " ".join(" ".join((one.title, one.text, one.thanks_text, *(reply.text for reply in one.replies))) for one in market.world.published())  # fmt: skip
    assert sum(secret in shown for secret in market.secrets) > 40
    assert set(SAID.values()) <= {secret for secret in market.secrets if secret in shown}


def test_every_route_was_walked_and_answers(places: Places) -> None:
    """A route that never answered would prove nothing; the bureau's interface is not installed
    here, nobody brought own figures, and one error is meant."""
    assert len(places.texts) > 500
    silent = {route for route, statuses in places.statuses.items() if not statuses & {200, 302, 307}}
    assert {route for route in silent if "ccdb" not in route and "consumer-complaints" not in route} == {
        "/en/nowhere",
        "/api/v1/own-figures/comparison.svg",
        "/en/own-figures/{file:str}",
        "/tr/own-figures/{file:str}",
    }
    assert not [route for route, statuses in places.statuses.items() if statuses & {400, 401, 403, 500}]


def test_a_new_route_cannot_be_forgotten(home: Settings) -> None:
    with pytest.raises(UnknownParameterError, match="say in `known`"):
        list(addresses(create_app(home), {}))


def test_nothing_planted_is_anywhere(market: Market, places: Places) -> None:
    """Not even "Ben Nurcihan Tepeçınar", a name that stands in no list."""
    assert UNLISTED in market.secrets
    assert not places.holding(set(market.secrets))


def test_nobody_is_greeted_by_name(market: Market, places: Places) -> None:
    """A firm's answer begins with its customer's name."""
    openers = [one for one in common.OPENERS if "{ad}" in one]
    greetings = {opener.format(ad=one.author) for one in market.world.published() for opener in openers
                 if any(reply.text.startswith(opener.format(ad=one.author)) for reply in one.replies)}  # fmt: skip
    assert len(greetings) > 10
    assert not places.holding(set(sorted(greetings)[:60]))


def test_no_pseudonym_leaves(home: Settings, places: Places) -> None:
    engine = open_engine(home)
    with engine.connect() as connection:
        hashes = {row for row in connection.execute(select(table_of(Record).c.author_hash).distinct()).scalars() if row}
    engine.dispose()
    assert len(hashes) > 50
    assert all(re.fullmatch(r"[0-9a-f]{16,}", one) for one in hashes)
    tokens = {token for text in places.texts.values() for token in re.findall(r"[0-9a-f]{16,}", text)}
    assert not tokens & hashes
