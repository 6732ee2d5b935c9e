"""Watch lists: what two releases change reaches whoever follows, signed, once, and never an address inside the house."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import feedparser
import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import update
from sqlmodel import Session

from api.app import create_app
from store.errors import InputError
from store.keys import make_key
from store.outside import checked, send, sign
from store.release import publish
from store.session import table_of
from store.settings import Settings
from store.tables import Delivery, Score, WatchList
from store.vocabulary import DeliveryState, Scope
from store.watching import add_list, deliver, deliveries, feed_token, queue_news, revive, signing_secret, wait
from tests.api import sample

BEGUN = sample.AS_OF + timedelta(hours=1)
LATER = sample.AS_OF + timedelta(days=1)
BRAND = "sahin-kargo"


class Hook(BaseHTTPRequestHandler):
    """Takes what is posted, with its headers."""

    taken: list[tuple[dict[str, str], bytes]]
    status = 204

    def do_POST(self) -> None:
        length = int(self.headers["content-length"])
        self.taken.append(({name.lower(): value for name, value in self.headers.items()}, self.rfile.read(length)))
        self.send_response(self.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing on the screen."""


@pytest.fixture
def hook() -> Iterator[tuple[str, type[Hook]]]:
    kind = type("OwnHook", (Hook,), {"taken": [], "status": 204})
    server = HTTPServer(("127.0.0.1", 0), kind)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/hook?of=us", kind
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def home(own: Settings) -> Settings:
    """A home with one release, which lets webhooks go to loopback."""
    return own.model_copy(update={"webhooks_to_loopback": True})


@pytest.fixture
def app(home: Settings) -> Iterator[TestClient[Litestar]]:
    with TestClient(create_app(home)) as client:
        yield client


@pytest.fixture
def session(app: TestClient[Litestar]) -> Iterator[Session]:
    with Session(app.app.state.engine) as session:
        yield session


def next_release(session: Session, home: Settings) -> None:
    """The same, but that one score left its interval and became a signal."""
    score = table_of(Score)
    its = (score.c.brand_id == BRAND) & (score.c.dimension == "volume")
    session.connection().execute(update(score).where(its).values(score=1.0, low=0.5, high=2.0, signal="better"))
    session.commit()
    publish(session.get_bind(), home.releases, sample.RUN_ID, published_at=LATER, facts=sample.facts(True), extra={})  # type: ignore[arg-type]


def follow(session: Session, home: Settings, **more: str) -> WatchList:
    row = add_list(session, home, BEGUN, "us", "Ours\nBcc: all@example.org", [BRAND], **more)
    session.commit()
    return row


def test_news_reach_a_webhook_signed_and_once(session: Session, home: Settings, hook: tuple[str, type[Hook]]) -> None:
    url, kind = hook
    row = follow(session, home, webhook_url=url, email="desk@example.org")
    assert queue_news(session, home, LATER) == 0  # nothing new yet
    next_release(session, home)
    assert queue_news(session, home, LATER) == 1
    assert queue_news(session, home, LATER) == 0
    session.commit()
    assert deliver(session, home, LATER) == {"waiting": 0, "delivered": 1, "dead": 0}
    assert deliver(session, home, LATER) == {"waiting": 0, "delivered": 0, "dead": 0}
    ((headers, body),) = kind.taken
    assert headers["webhook-id"] == headers["idempotency-key"] == f"watch-{row.watch_id}-{row.release_id}"
    said = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    mac = hmac.new(signing_secret(home, row.watch_id or 0), said, hashlib.sha256).digest()
    assert headers["webhook-signature"] == "v1," + base64.b64encode(mac).decode()
    assert {one["kind"] for one in json.loads(body)["news"]} >= {"score", "signal"}
    (letter,) = (home.home / "outbox").iterdir()
    text = letter.read_text(encoding="utf-8")
    assert "\nBcc:" not in text
    assert "To: desk@example.org" in text


def test_the_signature_is_that_of_standard_webhooks() -> None:
    """The example of the specification's own libraries."""
    secret = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    made = sign(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_what_fails_waits_longer_and_dies_in_sight(session: Session, home: Settings, hook: tuple[str, type[Hook]]) -> None:  # fmt: skip
    url, kind = hook
    kind.status = 500
    row = follow(session, home, webhook_url=url)
    next_release(session, home)
    queue_news(session, home, LATER)
    now, waits = LATER, []
    for _ in range(8):
        deliver(session, home, now)
        (one,) = deliveries(session, owner="us")
        waits.append((one.next_at - now).total_seconds())
        assert deliver(session, home, now)["waiting"] == 0  # not due yet
        now = one.next_at
    assert (one.state, one.attempts_count, one.last_error) == ("dead", 8, "status 500")
    assert all(30 * 4**n <= spent <= 36 * 4**n for n, spent in enumerate(waits))
    assert [found.event_id for found in deliveries(session, state=DeliveryState.DEAD)] == [one.event_id]
    assert deliveries(session, owner="others") == []
    kind.status = 200
    revive(session, one, now)
    assert deliver(session, home, now)["delivered"] == 1
    assert row.watch_id


def test_waits_differ_between_messages() -> None:
    assert len({wait(f"watch-{n}", 3) for n in range(50)}) > 30


@pytest.mark.parametrize("url", ["http://example.org/", "https://127.0.0.1/", "https://10.0.0.8/", "https://169.254.169.254/latest", "https://[::1]/", "https://0.0.0.0/",
                                 "https://[::ffff:127.0.0.1]/", "https://user:pw@93.184.216.34/", "ftp://93.184.216.34/", "https://", "https://2130706433/",
                                 "https://224.0.0.1/", "https://100.64.0.1/", "https://93.184.216.34:99999/", "http://93.184.216.34/"])  # fmt: skip
def test_nothing_inside_the_house_is_asked(url: str) -> None:
    with pytest.raises(InputError):
        checked(url)
    assert send(url, b"x", "id", 1, b"{}").startswith("InputError")


def test_a_public_address_over_tls_may_be_asked() -> None:
    assert checked("https://93.184.216.34/hook") == "93.184.216.34"


def test_the_api_of_a_holder(app: TestClient[Litestar], session: Session, home: Settings) -> None:
    keys = {}
    for name, scope in (("we", Scope.WATCH), ("they", Scope.WATCH), ("judge", Scope.DECIDE)):
        keys[name] = {"Authorization": f"Bearer {make_key(session, name, [scope], datetime.now(UTC))}"}
    session.commit()
    at, asked = "/api/v1/watch-lists", {"name": "Ours", "brand_ids": [BRAND, "ulak-teslimat"]}
    made = app.post(at, json=asked, headers=keys["we"])
    assert made.status_code == 201, made.text
    told: dict[str, Any] = made.json()
    assert told["secret"].startswith("whsec_")
    assert [one["watch_id"] for one in app.get(at, headers=keys["we"]).json()] == [told["watch_id"]]
    assert app.get(at, headers=keys["they"]).json() == []
    for headers, status in ((keys["judge"], 403), ({}, 401)):
        assert app.post(at, json=asked, headers=headers).status_code == status
    refused: list[dict[str, Any]] = [{"brand_ids": ["nobody"]}, {"webhook_url": "https://10.0.0.1/"}, {"email": "x"}, {"brand_ids": []}, {"more": 1}]  # fmt: skip
    for wrong in refused:
        assert app.post(at, json=asked | wrong, headers=keys["we"]).status_code == 400, wrong
    feed = app.get(told["feed"])
    assert (feed.status_code, feed.headers["content-type"].split(";")[0]) == (200, "application/atom+xml")
    assert not feedparser.parse(feed.content).bozo
    assert app.get(told["feed"][:-1] + "x").status_code == 404
    assert app.get(f"{at}/{2**75}/feed/x").status_code == 404
    assert app.delete(f"{at}/{2**75}", headers=keys["we"]).status_code == 404
    assert app.get(f"/api/v1/disputes/{2**75}").status_code == 404
    assert app.get("/api/v1/webhooks/deliveries", headers=keys["we"]).json() == []
    row = Delivery(event_id="watch-1-x", watch_id=told["watch_id"], state="dead", body="{}", next_at=BEGUN)
    session.add(row)
    session.commit()
    assert [one["state"] for one in app.get("/api/v1/webhooks/deliveries", params={"in_state": "dead"}, headers=keys["we"]).json()] == ["dead"]  # fmt: skip
    retry = "/api/v1/webhooks/deliveries/watch-1-x/retry"
    assert [app.post(retry, headers=keys[who]).status_code for who in ("they", "we", "we")] == [404, 200, 409]
    assert app.delete(f"{at}/{told['watch_id']}", headers=keys["they"]).status_code == 404
    assert app.delete(f"{at}/{told['watch_id']}", headers=keys["we"]).status_code == 204
    assert app.get(told["feed"]).status_code == 404


def test_the_feed_has_the_news(app: TestClient[Litestar], session: Session, home: Settings) -> None:
    row = follow(session, home)
    address = f"/api/v1/watch-lists/{row.watch_id}/feed/{feed_token(home, row.watch_id or 0)}"
    assert feedparser.parse(app.get(address).content).entries == []
    next_release(session, home)
    found = feedparser.parse(app.get(address).content)
    assert not found.bozo
    assert {entry.title for entry in found.entries} >= {f"{BRAND}: score", f"{BRAND}: signal"}
    assert "önceki" in found.entries[-1].summary or "sektöründen" in found.entries[-1].summary
