"""Shops and app stores: whom they are told to collect, and what they sign with."""

import asyncio
import json
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Engine

from crawler.errors import PageError
from crawler.source import SOURCES, Signature
from crawler.sources.apps import app_store, app_store_connect, google_play
from crawler.visit import Visit
from crawler.web import Web
from store.errors import SetupError
from store.settings import Settings


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("123", "/tr/rss/customerreviews/page=1/id=123/sortBy=mostRecent/json"),
        ("de/123", "/de/rss/customerreviews/page=1/id=123/sortBy=mostRecent/json"),
        (
            "https://apps.apple.com/us/app/acme/id123?l=tr",
            "/us/rss/customerreviews/page=1/id=123/sortBy=mostRecent/json",
        ),
    ],
)
def test_an_app_is_named_in_three_ways(settings: Settings, engine: Engine, said: str, asked: str) -> None:
    (ask,) = app_store.start(visit_of(settings, "app_store", f"Acme={said}", engine=engine))
    assert ask.url == f"https://itunes.apple.com{asked}"


@pytest.mark.parametrize("source_id", ["app_store", "hepsiburada", "trendyol", "amazon"])
def test_a_target_that_names_nothing_is_refused(settings: Settings, source_id: str) -> None:
    start = SOURCES[source_id].start
    assert start is not None
    with pytest.raises(PageError):
        list(start(visit_of(settings, source_id, "Acme=kulaklık")))


@pytest.mark.parametrize("source_id", ["google_play", "trendyol_seller"])
def test_an_own_account_is_named_by_target_or_environment(
    settings: Settings, engine: Engine, source_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, start = SOURCES[source_id].maybe_keys[0], SOURCES[source_id].start
    assert start is not None
    monkeypatch.delenv(name, raising=False)
    with pytest.raises(SetupError, match=name):
        list(start(visit_of(settings, source_id)))
    monkeypatch.setenv(name, "4711")
    assert "/4711/" in next(iter(start(visit_of(settings, source_id, engine=engine)))).url


def visit_of(settings: Settings, source_id: str, *brands: str, engine: Any = None) -> Visit:
    """As much of a visit as `start` and `sign` need."""
    source = SOURCES[source_id]
    web: Any = SimpleNamespace(hide=lambda _secret: None, at=lambda url: url, fetch=None)
    run: Any = SimpleNamespace(resumes={})
    nothing: Any = None
    return Visit(settings, engine, source, run, web, nothing, nothing, "", brands)


@pytest.mark.parametrize(
    ("source", "key"),
    [(app_store_connect, "ASC_PRIVATE_KEY"), (google_play, "GOOGLE_PLAY_SERVICE_ACCOUNT_JSON")],
    ids=["apple", "google"],
)
def test_a_key_that_is_none_is_said_without_showing_it(
    settings: Settings, source: Any, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for value in ("not-a-key-at-all", json.dumps({"private_key": "not-a-key-at-all"})):
        monkeypatch.setenv(key, value)
        with pytest.raises(SetupError) as wrong:
            asyncio.run(source.sign(visit_of(settings, source.SOURCE.source_id)))
        assert "not-a-key" not in str(wrong.value)


def test_a_signature_that_ran_out_is_made_anew(settings: Settings) -> None:
    nothing: Any = None
    run: Any = SimpleNamespace(run_id=1)
    made: list[Signature] = []
    web = Web(nothing, settings, run, SOURCES["app_store_connect"])

    async def sign() -> Signature:
        made.append(Signature({"n": str(len(made))}, good_for_s=0.0 if not made else 1000.0))
        return made[-1]

    async def walk() -> list[str]:
        await web.begin(sign)
        return [(await web._signed()).headers["n"] for _ in range(3)]

    assert asyncio.run(walk()) == ["1", "1", "1"]
