"""What each source asks first, to the letter, and what it signs with: the addresses, parameters and headers its contract names."""

import asyncio
import base64
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from crawler import memory
from crawler.helpers.feed_pace import due, hourly
from crawler.page import Page
from crawler.source import SOURCES, Signature
from store.settings import Settings
from tests.crawler.test_shop_accounts import visit_of

NOW = datetime(2026, 9, 5, 9, 0, tzinfo=UTC)
A, B = {"brand": "Acme"}, {"brand": "Beta"}
PLACES = "id,displayName,rating,userRatingCount,reviews"
CALL = ("f.req=%5B%5B%5B%22oCPfdb%22%2C%22%5Bnull%2C%5B2%2C2%2C%5B199%5D%2Cnull%2C%5Bnull%2Cnull%2Cnull%2Cnull%2Cnull%2Cnull%2Cnull%2C"
        "null%2Cnull%5D%5D%2C%5B%5C%22com.acme%5C%22%2C7%5D%5D%22%2Cnull%2C%22generic%22%5D%5D%5D")  # fmt: skip
SINCE = "updated_since=2010-01-01T00%3A00%3A00Z&order_by=updated_at&order_type=asc&per_page=100&page=1"
FIRST: list[tuple[str, tuple[str, ...], list[dict[str, Any]]]] = [
    ("zendesk", ("Acme=36001", "Beta=36002"), [
        {"url": "/api/v2/incremental/tickets/cursor.json?start_time=0&include=metric_sets", "pause_s": 6.1,
         "context": {"brand 36001": "Acme", "brand 36002": "Beta"}}]),
    ("freshdesk", ("Acme",), [
        {"url": f"/api/v2/tickets?{SINCE}&include=stats%2Cdescription", "context": A},
        {"url": f"/api/v2/tickets?{SINCE}&filter=deleted", "context": A},
        {"url": "/api/v2/surveys/satisfaction_ratings?created_since=2010-01-01T00%3A00%3A00Z&per_page=100", "context": A}]),
    ("freshdesk", ("Acme=5",), [
        {"url": f"/api/v2/tickets?{SINCE}&include=stats%2Cdescription", "context": {"brand 5": "Acme"}},
        {"url": f"/api/v2/tickets?{SINCE}&filter=deleted", "context": {"brand 5": "Acme"}}]),
    ("chatwoot", ("Acme",), [
        {"url": "/api/v1/accounts/7/conversations?status=all&assignee_type=all&sort_by=last_activity_at_desc&page=1", "context": A},
        {"url": "/api/v1/accounts/7/csat_survey_responses?sort=-created_at&page=1", "context": A}]),
    ("app_store", ("Acme=de/123",), [
        {"url": "https://itunes.apple.com/de/rss/customerreviews/page=1/id=123/sortBy=mostRecent/json",
         "context": A | {"country": "de", "app": "123"}}]),
    ("app_store_connect", ("Acme=id123",), [
        {"url": "https://api.appstoreconnect.apple.com/v1/apps/123/customerReviews?limit=200&sort=-createdDate&include=response",
         "context": A | {"app": "123"}}]),
    ("google_play", ("Acme=com.acme",), [
        {"url": "https://androidpublisher.googleapis.com/androidpublisher/v3/applications/com.acme/reviews?maxResults=100",
         "context": A | {"app": "com.acme"}}]),
    ("google_play_web", ("Acme=com.acme",), [
        {"url": "https://play.google.com/_/PlayStoreUi/data/batchexecute?hl=tr&gl=tr", "method": "POST", "body": CALL,
         "headers": {"Content-Type": "application/x-www-form-urlencoded"}, "context": A | {"app": "com.acme"}}]),
    ("google_places", ("Acme=ChIJa", "Beta=legacy:ChIJb"), [
        {"url": "https://places.googleapis.com/v1/places/ChIJa", "headers": {"X-Goog-FieldMask": PLACES}, "context": A | {"target": "ChIJa"}},
        {"url": "https://maps.googleapis.com/maps/api/place/details/json?place_id=ChIJb&fields=place_id,name,rating,user_ratings_total,reviews"
                "&language=tr&reviews_no_translations=true&reviews_sort=newest", "context": B | {"target": "ChIJb"}}]),
    ("yelp", ("Acme=acme-istanbul", "Beta=beta-seattle:en_US"), [
        {"url": "https://api.yelp.com/v3/businesses/acme-istanbul", "context": A | {"business": "acme-istanbul", "locale": "tr_TR"}},
        {"url": "https://api.yelp.com/v3/businesses/beta-seattle", "context": B | {"business": "beta-seattle", "locale": "en_US"}}]),
    ("tripadvisor", ("Acme=1", "Beta=2:tr,de"), [
        {"url": "https://api.content.tripadvisor.com/api/v1/location/1/details?language=en", "context": A | {"place": "1", "languages": "tr,en"}},
        {"url": "https://api.content.tripadvisor.com/api/v1/location/2/details?language=en", "context": B | {"place": "2", "languages": "tr,de"}}]),
    ("trustpilot", ("Acme=acme.com", "Beta=0123456789abcdef01234567"), [
        {"url": "https://api.trustpilot.com/v1/business-units/find?name=acme.com", "context": A},
        {"url": "https://api.trustpilot.com/v1/business-units/0123456789abcdef01234567", "context": B}]),
    ("trustpilot_pages", ("Acme=acme.com",), [
        {"url": "https://www.trustpilot.com/review/acme.com?languages=all&page=1&sort=recency", "context": A}]),
    ("bbb", ("Acme=https://www.bbb.org/us/ny/new-york/profile/movers/acme-0121-1/addressId/5?x=1",), [
        {"url": f"https://www.bbb.org/us/ny/new-york/profile/movers/acme-0121-1/{part}", "context": A}
        for part in ("complaints", "customer-reviews")]),
]  # fmt: skip


def asked(settings: Settings, engine: Engine, source_id: str, *targets: str) -> list[dict[str, Any]]:
    """The first asks, without what every ask says."""
    start = SOURCES[source_id].start
    assert start is not None
    asks = [ask.as_json() for ask in start(visit_of(settings, source_id, *targets, engine=engine))]
    return [{name: said for name, said in ask.items() if (name, said) != ("method", "GET")} for ask in asks]


@pytest.mark.parametrize(("source_id", "targets", "first"), FIRST, ids=lambda one: one if isinstance(one, str) else "")
def test_what_is_asked_first(
    settings: Settings, engine: Engine, monkeypatch: pytest.MonkeyPatch, source_id: str, targets: tuple[str, ...],
    first: list[dict[str, Any]]
) -> None:  # fmt: skip
    monkeypatch.setenv("CHATWOOT_ACCOUNT_ID", "7")
    assert asked(settings, engine, source_id, *targets) == first


@pytest.mark.parametrize(
    ("source_id", "newest", "said"),
    [
        ("zendesk", NOW, "start_time=1788512400"),
        ("freshdesk", NOW, "since=2026-09-04T09%3A00%3A00Z"),
        ("chatwoot", NOW, "2026-09-04T09:00:00+00:00"),
        ("zendesk", NOW - timedelta(days=40), "start_time=1785142800"),
    ],
)
def test_a_desk_is_asked_from_a_day_before_on_and_never_later_than_its_newest_record(
    settings: Settings, engine: Engine, monkeypatch: pytest.MonkeyPatch, source_id: str, newest: datetime, said: str
) -> None:
    monkeypatch.setattr(memory, "last_ok_at", lambda *_: NOW)
    monkeypatch.setattr(memory, "newest_posted_at", lambda *_: newest)
    monkeypatch.setenv("CHATWOOT_ACCOUNT_ID", "7")
    assert all(said in str(ask) for ask in asked(settings, engine, source_id, "Acme"))


def basic(words: str) -> dict[str, str]:
    """A header of HTTP Basic."""
    return {"Authorization": f"Basic {base64.b64encode(words.encode()).decode()}"}


@pytest.mark.parametrize(
    ("source_id", "targets", "env", "headers", "params"),
    [
        ("zendesk", ("Acme",), {"ZENDESK_SUBDOMAIN": "acme", "ZENDESK_EMAIL": "a@acme.example", "ZENDESK_API_TOKEN": "t0"},
         basic("a@acme.example/token:t0"), {}),
        ("freshdesk", ("Acme",), {"FRESHDESK_DOMAIN": "acme", "FRESHDESK_API_KEY": "k0"}, basic("k0:X"), {}),
        ("chatwoot", ("Acme",), {"CHATWOOT_URL": "acme.example", "CHATWOOT_TOKEN": "t0"}, {"api_access_token": "t0"}, {}),
        ("google_places", ("Acme=x",), {"GOOGLE_PLACES_API_KEY": "k0"}, {"X-Goog-Api-Key": "k0"}, {}),
        ("google_places", ("Acme=legacy:x",), {"GOOGLE_PLACES_API_KEY": "k0"}, {}, {"key": "k0"}),
        ("google_places", ("A=x", "B=legacy:x"), {"GOOGLE_PLACES_API_KEY": "k0"}, {"X-Goog-Api-Key": "k0"}, {"key": "k0"}),
        ("yelp", ("Acme=x",), {"YELP_API_KEY": "k0"}, {"Authorization": "Bearer k0"}, {}),
        ("tripadvisor", ("Acme=1",), {"TRIPADVISOR_API_KEY": "k0"}, {}, {"key": "k0"}),
        ("trustpilot", ("Acme=x",), {"TRUSTPILOT_API_KEY": "k0"}, {"apikey": "k0"}, {}),
    ],
)  # fmt: skip
def test_what_is_signed_with(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, source_id: str, targets: tuple[str, ...], env: dict[str, str],
    headers: dict[str, str], params: dict[str, str]
) -> None:  # fmt: skip
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    visit, hidden, lives = visit_of(settings, source_id, *targets), list[str](), list[str]()
    web: Any = visit.web
    web.hide, web.admit, web.base_url = hidden.append, lives.append, ""

    async def signed() -> Signature:
        return await SOURCES[source_id].sign(visit)

    signature = asyncio.run(signed())
    assert (signature.headers, signature.params) == (headers, params)
    secret = [said.removeprefix("Basic ").removeprefix("Bearer ") for said in {**headers, **params}.values()]
    assert set(secret) <= set(hidden)
    homes = {
        "zendesk": "https://acme.zendesk.com",
        "freshdesk": "https://acme.freshdesk.com",
        "chatwoot": "https://acme.example",
    }
    assert lives == ([homes[source_id]] if source_id in homes else [])


@pytest.mark.parametrize("source_id", ["app_store", "google_play"])
def test_a_store_is_asked_once_in_an_hour_but_a_walk_goes_on(
    settings: Settings, engine: Engine, monkeypatch: pytest.MonkeyPatch, source_id: str
) -> None:
    visit = visit_of(settings, source_id, "Acme=123", engine=engine)
    start = SOURCES[source_id].start
    assert start is not None
    last = Page(SOURCES[source_id].base_url, 200, b"", "", visit.now() - timedelta(minutes=50), visit.now())
    monkeypatch.setattr("crawler.helpers.feed_pace.last_page", lambda *_: last)
    with pytest.raises(Exception, match="wants to be left alone"):
        list(start(visit))
    assert hourly(last, visit.now()) == last.retrieved_at + timedelta(hours=1)
    visit.run.resumes = {"command": ""}
    assert len(list(start(visit))) == 1
    assert due(visit, []) == []
