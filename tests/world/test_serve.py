"""The server: faults, log, time, the consumer-finance API, and nothing left behind."""

import csv
import io
import json
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.world.ccdb import BASE, KEYS
from tests.world.changes import later
from tests.world.serve import WorldServer
from tests.world.shapes import World
from tests.world.truth import build_world

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


@pytest.fixture
def world() -> World:
    return build_world(1, size="small", now=NOW)


@pytest.fixture
def server(world: World) -> Iterator[WorldServer]:
    with WorldServer(world) as server:
        yield server


def get(server: WorldServer, platform: str, path: str, **params: Any) -> tuple[int, str, dict[str, str]]:
    connection = HTTPConnection(server.urls[platform].removeprefix("http://"))
    try:
        connection.request(
            "GET", f"{path}?{urlencode(params, doseq=True)}" if params else path, headers={"User-Agent": "world-test"}
        )
        answer = connection.getresponse()
        return answer.status, answer.read().decode(), dict(answer.getheaders())
    finally:
        connection.close()


def search(server: WorldServer, **params: Any) -> dict[str, Any]:
    status, text, _ = get(server, "cfpb", BASE, **params)
    assert status == 200
    answer: dict[str, Any] = json.loads(text)
    return answer


def test_nothing_is_left_behind(world: World) -> None:
    before = threading.active_count()
    with WorldServer(world) as server:
        idle = HTTPConnection(server.urls["cfpb"].removeprefix("http://"))
        idle.request("GET", "/robots.txt")
        idle.getresponse().read()
    idle.close()
    assert threading.active_count() == before


def test_log_and_robots(server: WorldServer) -> None:
    for platform in server.urls:
        assert get(server, platform, "/robots.txt")[:2] == (200, "User-agent: *\nAllow: /\n")
    assert [(r.platform, r.path, r.user_agent, r.status) for r in server.requests] == [
        (name, "/robots.txt", "world-test", 200) for name in server.urls
    ]


def test_throttle_answers_every_nth(server: WorldServer) -> None:
    server.faults["sikayetvar"].throttle = 3
    answers = [get(server, "sikayetvar", "/tum-markalar") for _ in range(6)]
    assert [status for status, *_ in answers] == [200, 200, 429, 200, 200, 429]
    assert answers[2][2]["Retry-After"] == "1"


def test_redesign_comes_with_status_200(world: World) -> None:
    with WorldServer(world, redesign=2) as server:
        assert "brand-rate" in get(server, "sikayetvar", "/tum-markalar")[1]
        status, text, _ = get(server, "sikayetvar", "/tum-markalar")
        assert status == 200
        assert "brand-rate" not in text
        get(server, "cfpb", BASE)
        assert "hits" not in search(server)


def test_slow_and_robots_status(server: WorldServer) -> None:
    server.faults["cfpb"].slow_s, server.faults["cfpb"].robots_status = 0.15, 503
    began = time.monotonic()
    search(server, size=1)
    assert time.monotonic() - began >= 0.15
    assert get(server, "cfpb", "/robots.txt")[0] == 503


def test_time_passes(server: WorldServer, world: World) -> None:
    paths = {c.complaint_id: f"/{c.brand_slug}/{c.slug}" for c in world.published()}
    changes = server.advance(days=4)
    assert (
        min(
            map(
                len,
                (
                    changes.withdrawn,
                    changes.removed,
                    changes.edited,
                    changes.answered,
                    changes.added,
                    changes.cfpb_closed,
                    changes.cfpb_added,
                ),
            )
        )
        > 0
    )
    for number in changes.removed:
        assert get(server, "sikayetvar", paths[number])[0] in {302, 404}
    assert all("<h1" not in get(server, "sikayetvar", paths[number])[1] for number in changes.withdrawn)
    moved = [get(server, "sikayetvar", paths[number]) for number in changes.edited]
    assert sorted(status for status, *_ in moved) == [200] * (len(moved) - 1) + [301]
    assert search(server)["hits"]["total"]["value"] == len(world.cfpb_rows) + len(changes.cfpb_added)


def test_later_is_pure_and_repeats(world: World) -> None:
    before = repr(world)
    assert repr(later(world, 4)) == repr(later(world, 4))
    assert repr(world) == before
    again, changes = later(later(world, 2)[0], 2)
    assert again.now == NOW + timedelta(days=4)
    assert len({c.complaint_id for c in again.complaints}) == len(again.complaints)
    assert len(changes.withdrawn) >= 3


def test_rows_page_by_search_after(server: WorldServer, world: World) -> None:
    seen: list[dict[str, Any]] = []
    after = ""
    while hits := search(server, size=100, no_aggs="true", **({"search_after": after} if after else {}))["hits"][
        "hits"
    ]:
        seen += [hit["_source"] for hit in hits]
        after = "_".join(map(str, hits[-1]["sort"]))
    assert [int(row["complaint_id"]) for row in seen] == [
        r.complaint_id for r in sorted(world.cfpb_rows, key=lambda r: (r.received_at, r.complaint_id), reverse=True)
    ]
    assert all(set(row) == set(KEYS) for row in seen)
    assert {row["company_response"] for row in seen} >= {"In progress", "Closed with explanation"}


def test_filters_change_the_total(server: WorldServer, world: World) -> None:
    company = world.cfpb_rows[0].company
    first, last = (NOW - timedelta(days=90)).date(), (NOW - timedelta(days=30)).date()
    assert search(server, company=company, size=0)["hits"]["total"]["value"] == sum(
        r.company == company for r in world.cfpb_rows
    )
    assert search(server, date_received_min=first, date_received_max=last, size=0)["hits"]["total"]["value"] == sum(
        first <= r.received_at.date() <= last for r in world.cfpb_rows
    )
    assert search(server, product=["Mortgage"], not_company=[company], size=0)["hits"]["total"]["value"] == sum(
        r.product == "Mortgage" and r.company != company for r in world.cfpb_rows
    )
    assert search(server, no_such=1, size=0)["hits"]["total"]["value"] == len(world.cfpb_rows)


def test_envelope(server: WorldServer, world: World) -> None:
    answer = search(server, size=100)
    assert answer["_meta"]["total_record_count"] == len(world.cfpb_rows)
    assert (answer["_meta"]["is_data_stale"], answer["_meta"]["has_data_issue"]) == (False, False)
    assert answer["_meta"]["break_points"]["2"] == answer["hits"]["hits"][-1]["sort"]
    buckets = answer["aggregations"]["product"]["product"]["buckets"]
    assert sum(bucket["doc_count"] for bucket in buckets) == len(world.cfpb_rows)
    assert "aggregations" not in search(server, size=1, no_aggs="true")


def test_odd_addresses_of_the_api(server: WorldServer, world: World) -> None:
    status, text, headers = get(server, "cfpb", BASE.rstrip("/"))
    assert (status, headers["Content-Type"][:9], text[:9]) == (200, "text/html", "<!doctype")
    assert get(server, "cfpb", BASE, size=10_001)[0] == 400
    assert get(server, "cfpb", BASE, size=25, frm=30)[0] == 400
    assert get(server, "cfpb", BASE, format="json")[0] == 404
    assert get(server, "cfpb", f"{BASE}1")[0] == 404
    number = str(world.cfpb_rows[5].complaint_id)
    document = json.loads(get(server, "cfpb", f"{BASE}{number}")[1])
    assert document["hits"]["hits"][0]["_source"]["complaint_id"] == number


def test_csv_has_all_rows(server: WorldServer, world: World) -> None:
    rows = list(csv.DictReader(io.StringIO(get(server, "cfpb", BASE, format="csv")[1])))
    assert len(rows) == len(world.cfpb_rows)
    assert tuple(rows[0]) == KEYS
