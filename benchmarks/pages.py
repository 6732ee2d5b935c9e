"""Every page and question over a release of a million records: the slowest twentieth of each. The addresses stand in benchmarks/addresses.py."""

import logging
import os
import random
import re
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from litestar import Litestar
from litestar.enums import HttpMethod
from litestar.routes import HTTPRoute
from litestar.testing import TestClient
from sqlmodel import Session

from api import charts
from api.app import create_app
from benchmarks.addresses import ASKED, BATCH, EXTENSION, KEYED, LEFT_OUT, POSTED, SENT
from benchmarks.figures import Report, forget_peak_mb, peak_since_mb
from benchmarks.grown import grow
from store.keys import make_key
from store.vocabulary import Scope
from tests.api import sample

Client = TestClient[Litestar]
SLOW_MS = 500


def pages(rows: int = 1_000_000, times: int = 20) -> Report:
    """The 95th percentile in ms of each address, and how long opening took. The database is the one of TERAZI_DATABASE_URL, or SQLite.

    Wrong where an answer was not as it should be, or where the application has an address that nobody asks for here.
    """
    os.environ["TERAZI_RATE_LIMIT"] = "0"
    logging.disable(logging.INFO)
    with tempfile.TemporaryDirectory(prefix="terazi-pages-") as folder:
        settings = sample.build(Path(folder))
        grow(settings, rows)
        report = Report(f"{times} times each address over {rows:,} records, answers in process, {settings.database_url.partition(':')[0] or 'sqlite'}")  # fmt: skip
        began = time.perf_counter()
        forget_peak_mb()
        with TestClient(create_app(settings)) as client:
            report.add("opened for the first time", time.perf_counter() - began, "s", note="laid out once per release")
            began = time.perf_counter()
            client.app.state.shelf.warm()
            report.add("complaints laid out for the bureau's API", time.perf_counter() - began, "s", note="the same")
            charts.wake()
            values = _values(client)
            key = {"Authorization": f"Bearer {_key(client)}"}
            for path in forgotten(client.app):
                report.add(path, None, note="NOBODY ASKS FOR IT")
                report.is_wrong = True
            slowest = [_clock(report, client, asked, values, times, key if asked.startswith(KEYED) else {}) for asked in (*ASKED, *SENT)]  # fmt: skip
        report.add(f"the slowest of {len(slowest)} addresses", max(slowest), "ms", at_most=SLOW_MS)
        report.add("peak memory", peak_since_mb(), "MB")
    return report


def _clock(
    report: Report, client: Client, asked: str, values: dict[str, list[str]], times: int, headers: dict[str, str]
) -> float:
    rng, took, wrong = random.Random(7), [], ""
    for _ in range(times):
        path = asked.format(**{name: rng.choice(some) for name, some in values.items()})
        began = time.perf_counter()
        how, sent = ("POST", POSTED[asked]) if asked in SENT else ("GET", None)
        answer = client.request(how, path, data=sent, headers=headers, follow_redirects=False)
        took.append((time.perf_counter() - began) * 1000)
        wrong = wrong if answer.status_code in (200, 302) else f"{answer.status_code} {path}"
    report.is_wrong |= bool(wrong)
    late = sorted(took)[max(0, int(times * 0.95) - 1)]
    report.add(asked, late, "ms", at_most=SLOW_MS, note=wrong or f"most {max(took):.0f}")
    return late


def _key(client: Client) -> str:
    """A key of a brand that keeps figures of its own."""
    with Session(client.app.state.engine) as session:
        key = make_key(session, "benchmark", [Scope.STATE], sample.AS_OF, "sahin-kargo")
        session.commit()
    lines = [f"{year}-{month:02},revenue,{year * month}" for year in range(2016, 2027) for month in range(1, 13)]
    lines += [f"{year}Q{quarter},revenue,{year}" for year in range(2016, 2027) for quarter in range(1, 5)]
    sent = client.post(
        "/api/v1/own-figures",
        content="\n".join(["period,metric,value", *lines]),
        headers={"Authorization": f"Bearer {key}"},
    )
    sent.raise_for_status()
    return key


def _values(client: Client) -> dict[str, list[str]]:
    """What stands for the names in braces."""

    def of(path: str, items: str, name: str) -> list[str]:
        return [one[name] for one in client.get(path).json()[items]]

    search = "/data-research/consumer-complaints/search/api/v1/"
    releases = of("/api/v1/releases", "releases", "release_id")
    return {
        "record": of("/api/v1/brands/sahin-kargo/records?limit=200&sort=oldest", "records", "record_id"),
        "incident": of("/api/v1/incidents?limit=200&sort=oldest", "incidents", "incident_id"),
        "complaint": [one["_id"] for one in client.get(f"{search}?sort=created_date_asc&no_aggs=true").json()["hits"]["hits"]],
        "cursor": [client.get("/api/v1/brands/sahin-kargo/records?limit=200").json()["next_cursor"]],
        "page_cursor": [client.get("/en/brands/sahin-kargo/records.json").json()["next_cursor"]],
        "brand": ["sahin-kargo", "bulut-ekspres", "ulak-teslimat"], "rival": ["bulut-ekspres", "ulak-teslimat"], "sector": ["tr-cargo", "xx-auto-insurance"],
        "typo": ["sahn krgo", "bulut", "insurance"], "word": ["w7q", "w90q", "w4000q", "kargom"],
        "release": releases[:1], "former": releases[1:2], "source": of("/api/v1/sources", "sources", "source_id"),
        "batch": [BATCH], "extension": [EXTENSION], "dispute": [str(one) for one in of("/api/v1/disputes", "disputes", "dispute_id")],
    }  # fmt: skip


def forgotten(app: Litestar) -> Iterator[str]:
    """Addresses of the application that answer GET or take a list, and are neither asked for nor left out for a reason."""
    ways = [(route.path_format, _way(route.path)) for route in app.routes if isinstance(route, HTTPRoute)
            if {HttpMethod.GET} & set(route.methods)]  # fmt: skip
    asked = [_plain(one) for one in ASKED]
    for path, way in ways:
        # a longer way that fits too is another route's: /brands/x.csv is no brand's name
        if path not in LEFT_OUT and not any(way.fullmatch(one) and path == _nearest(one, ways) for one in asked):
            yield path


def _way(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{\w+:path\\\}", ".+", re.sub(r"\\\{\w+:(str|int)\\\}", "[^/]+", re.escape(path))))


def _plain(asked: str) -> str:
    return re.sub(r"\{\w+\}", "1", asked.partition("?")[0]).rstrip("/") or "/"


def _nearest(asked: str, ways: Iterable[tuple[str, Any]]) -> str:
    """The route that answers an address: the one with the fewest parameters."""
    return min((path for path, way in ways if way.fullmatch(asked)), key=lambda path: path.count("{"))
