"""Shops and app stores: what must be refused, and saved pages."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from crawler.ask import Batch, Target
from crawler.errors import Blocked, PageError
from crawler.helpers import feed_pace
from crawler.helpers.countries import two_letters
from crawler.helpers.days import day, day_within
from crawler.page import Page
from crawler.politeness import block_sign
from crawler.replay import from_files
from crawler.source import SOURCES
from crawler.sources.apps import app_store
from crawler.sources.marketplaces import hepsiburada
from store.settings import Settings
from store.tables import Record
from tests.crawler.process import rows
from tests.crawler.test_pages import PAGES, page_of

NOW = datetime(2026, 10, 5, 9, tzinfo=UTC)


def read(source_id: str, said: object, url: str = "https://x.example/a", **context: str) -> Batch:
    """What a source reads from a body."""
    body = said if isinstance(said, str) else json.dumps(said)
    found = SOURCES[source_id].read(Page(url, 200, body.encode(), "h", NOW, NOW, {}, context))
    assert isinstance(found, Batch)
    return found


def changed(case: str, **fields: Any) -> Any:
    """A page of the pairs with one field of its first review changed."""
    said = json.loads((PAGES / case).read_text(encoding="utf-8"))
    items = {"hepsiburada": lambda: said["data"]["approvedUserContent"]["approvedUserContentList"],
             "trendyol_seller": lambda: said["content"], "app_store_connect": lambda: said["data"]}  # fmt: skip
    items[case.partition("/")[0]]()[0].update(fields)
    return said


@pytest.mark.parametrize(
    ("source_id", "said", "words"),
    [
        ("app_store", {"feed": {"author": {}, "id": {"label": "x"}}}, "throttled or wrongly asked"),
        ("app_store", {"feed": {"entry": [{"id": {"label": "1"}}, {"id": {"label": "2"}}]}}, "not one rating"),
        ("trendyol", {"isSuccess": False, "statusCode": 429}, "calls itself a failure"),
        ("trendyol_seller", changed("trendyol_seller/window-first.json", status="ARCHIVED"), "unknown value 'ARCHIVED'"),
        ("hepsiburada", changed("hepsiburada/list-first.json", createdAt="dün"), "not an ISO time"),
        ("hepsiburada", changed("hepsiburada/list-first.json", id=None), "'id' must be str"),
        ("google_play", {"error": {"code": 403}}, "unknown keys error"),
        ("google_play_web", ")]}'\n\n" + json.dumps([["wrb.fr", "oCPfdb", None, None, None, [5], "generic"]]), "not an answer to oCPfdb"),
        ("google_play_web", ")]}'\n\n[[\"di\",1]]", "not an answer to oCPfdb"),
        ("google_play_web", "[[1]]", "not an answer to a call"),
        ("app_store_connect", {"data": [], "links": {"next": "https://elsewhere.example/steal"}}, "without a cursor"),
        ("amazon", "<html><body><span id='productTitle'>x</span></body></html>", "no review card"),
    ],
)  # fmt: skip
def test_what_is_no_answer_is_never_no_reviews(source_id: str, said: object, words: str) -> None:
    with pytest.raises(PageError, match=words):
        read(source_id, said)


@pytest.mark.parametrize(
    ("source_id", "said"),
    [
        ("hepsiburada", "<html><head><title>Güvenlik</title></head></html>"),
        ("trendyol", "<!doctype html><html>403</html>"),
        ("google_play_web", ")]}'\n\n[[\"er\",\"type.googleapis.com/com.google.play.gateway.proto.PlayGatewayError\"]]"),
        ("amazon", "<html><form method='get' action='/errors/validateCaptcha'></form></html>"),
    ],
)  # fmt: skip
def test_a_gate_stops_the_walk(source_id: str, said: str) -> None:
    with pytest.raises(Blocked):
        read(source_id, said)


def test_a_link_to_sign_in_is_no_gate_and_its_form_is() -> None:
    page = (PAGES / "amazon/product-tr.html").read_bytes()
    assert b"/ap/signin" in page
    assert block_sign(200, {}, page, answers="html") == ""
    assert block_sign(200, {}, b'<form name="signIn" action="https://www.amazon.com.tr/ap/signin">', answers="html")


def test_stars_that_say_something_else_than_their_picture_are_refused() -> None:
    page = (PAGES / "amazon/product-tr.html").read_text(encoding="utf-8")
    with pytest.raises(PageError, match="beside the picture"):
        read("amazon", page.replace("a-star-1", "a-star-5", 1))


def test_an_answer_that_is_named_must_be_there() -> None:
    said = json.loads((PAGES / "app_store_connect/list-first.json").read_text(encoding="utf-8"))
    with pytest.raises(PageError, match="named, but not included"):
        read("app_store_connect", said | {"included": []})


def test_a_saved_reviews_page_gives_the_state_its_script_holds(home: Path, tmp_path: Path) -> None:
    answer = json.loads((PAGES / "hepsiburada/list-first.json").read_text(encoding="utf-8"))
    state = json.dumps({"data": {"userReviews": {"data": answer["data"]}}}, ensure_ascii=False)
    saved = tmp_path / "yorumlar.html"
    saved.write_text(f"<html><script>window.HERMES.YORUMLAR_1.STATE = {state};</script></html>", encoding="utf-8")
    run = from_files(Settings(home=home), "hepsiburada", [saved], brands=("Selvi=HBV00000SELV1",))
    assert run.state == "ok", list(run.notices)
    assert {record.source_key for record in rows(home, Record)} == {
        row["id"] for row in answer["data"]["approvedUserContent"]["approvedUserContentList"]
    }
    gate = tmp_path / "gate.html"
    gate.write_text("<html><head><title>Güvenlik doğrulaması</title></head></html>", encoding="utf-8")
    assert from_files(Settings(home=home), "hepsiburada", [gate]).state == "empty"


def test_a_state_that_is_cut_is_refused(tmp_path: Path) -> None:
    saved = tmp_path / "cut.html"
    saved.write_text('<html><script>window.HERMES.YORUMLAR.STATE = {"data": {"user</script></html>', encoding="utf-8")
    with pytest.raises(PageError, match="not JSON after"):
        list(hepsiburada.files(saved))


def test_a_saved_amazon_page_is_read_with_the_operators_brand(home: Path) -> None:
    run = from_files(Settings(home=home), "amazon", [PAGES / "amazon/product-2026.html"], brands=("Selvi=B0SELVI001",))
    assert run.state == "ok", list(run.notices)
    stored = rows(home, Record)
    assert {(record.brand_label, record.sample_kind, record.raw["asin"]) for record in stored} == {
        ("Selvi", "top", "B0SELVI001")
    }


def test_days_and_countries_are_read_strictly() -> None:
    assert day("2021-08-15", "x", UTC) == datetime(2021, 8, 15, 12, tzinfo=UTC)
    assert day_within("Évalué en France le 2 février 2026", "x", UTC) == datetime(2026, 2, 2, 12, tzinfo=UTC)
    assert day_within("Türkiye'de 5 Kasım 2025 tarihinde değerlendirildi", "x", UTC).month == 11
    for said in ("dün", "31 Şubat 2026", "2026"):
        with pytest.raises(PageError):
            day_within(said, "x", UTC)
    with pytest.raises(PageError, match="not a day"):
        day("15.08.2021", "x", UTC)
    assert (two_letters("TUR", "x"), two_letters("XKX", "x")) == ("TR", "XK")
    with pytest.raises(PageError):
        two_letters("TR", "x")


@pytest.mark.parametrize(
    ("minutes", "host", "is_asked"),
    [(30, "https://itunes.apple.com", False), (61, "https://itunes.apple.com", True), (1, "http://127.0.0.1:80", True)],
)
def test_the_app_stores_feed_is_asked_once_in_an_hour(
    monkeypatch: pytest.MonkeyPatch, minutes: int, host: str, is_asked: bool
) -> None:
    before = NOW - timedelta(minutes=minutes)
    monkeypatch.setattr(feed_pace, "last_page", lambda *_: Page(f"{host}/x", 200, b"{}", "h", before, before))
    visit: Any = SimpleNamespace(targets=[Target("Acme", "de/123")], now=lambda: NOW, is_resumed=False)
    if is_asked:
        assert [ask.context["country"] for ask in app_store.start(visit)] == ["de"]
    else:
        with pytest.raises(Blocked, match="not before 2026-10-05 09:30"):
            app_store.start(visit)


@pytest.mark.parametrize(("number", "kept", "follows"), [(3, 50, 4), (9, 50, 10), (10, 50, None), (3, 49, None)])
def test_a_full_page_of_the_app_stores_feed_has_another_behind_it(number: int, kept: int, follows: int | None) -> None:
    full = page_of(PAGES / "app_store" / "feed-full-without-links.json")
    body = full.json().values
    body["feed"]["entry"] = body["feed"]["entry"][:kept]
    url = full.url.replace("page=10", f"page={number}")
    follow = app_store.read(replace(full, url=url, asked=url, body=json.dumps(body).encode())).next
    assert (follow.url if follow else None) == (full.url.replace("page=10", f"page={follows}") if follows else None)


def test_the_bureaus_verdicts_are_a_closed_list() -> None:
    card = page_of(PAGES / "bbb" / "complaints-headings.html")
    with pytest.raises(PageError, match="the status 'Pending' is not known"):
        SOURCES["bbb"].read(replace(card, body=card.body.replace(b"Status: Answered", b"Status: Pending")))
    with pytest.raises(PageError, match="neither complaints nor reviews"):
        SOURCES["bbb"].read(replace(card, body=b"<html><title>Kuzey</title><p>Welcome</p></html>"))
