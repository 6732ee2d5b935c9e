"""What whoever runs Terazi watches: /health, /ready, and /metrics for Prometheus, freshness of the data included."""

import os
import time
from collections.abc import Iterator
from typing import Annotated, Any

import msgspec
from litestar import MediaType, Response, get
from litestar.datastructures import State
from msgspec import Meta
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

from api.errors import WRONG
from api.shelf import Shelf
from api.wire import Message, Ready, Whole
from store.migrate import is_current

BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)
KINDS = {"api", "charts", "en", "tr", "data-research", "metrics", "health", "ready"}
"""First parts of addresses that are counted apart; what is not among them is `other`, or strangers could fill the memory with names."""


class Readiness(msgspec.Struct):
    """Whether requests can be answered, and what is missing."""

    is_ready: bool
    release: Annotated[str, Meta(description="The release that is served; empty before the first")]
    database: Annotated[str, Meta(description="`ok`, or what is wrong")]


@get("/health", sync_to_thread=False, summary="Whether the process lives", responses={400: WRONG[400]})
def health() -> dict[str, str]:
    """Always the same, as long as anything is answered at all."""
    return {"state": "alive"}


@get(
    "/ready",
    sync_to_thread=True,
    summary="Whether a release is open and the database answers",
    responses={400: WRONG[400]},
)
def ready(state: State) -> Response[Readiness]:
    """200 when requests can be answered, else 503 with what is missing."""
    shelf: Shelf = state.shelf
    queries, database = shelf.at_hand(), _database(state.engine)
    said = Readiness(queries is not None and database == "ok", queries.release_id if queries else "", database)
    return Response(said, status_code=200 if said.is_ready else 503, headers={"cache-control": "no-store"})


def _database(engine: Engine) -> str:
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))
        return "ok" if is_current(engine) else "its tables are of another version: run `terazi migrate`"
    except SQLAlchemyError as wrong:
        return f"does not answer: {type(wrong).__name__}"


@get("/metrics", sync_to_thread=True, include_in_schema=False, media_type=MediaType.TEXT)
def metrics(state: State) -> Response[bytes]:
    """Everything counted, in Prometheus' text format."""
    meter: Meter = state.meter
    return Response(generate_latest(meter.registry), headers={"content-type": CONTENT_TYPE_LATEST})


class Meter:
    """Counts requests and how long they took; wraps the whole application."""

    def __init__(self, app: Ready, shelf: Shelf) -> None:
        self._app, self.registry = app, CollectorRegistry()
        self._count = Counter("terazi_requests", "Requests answered", ["kind", "status"], registry=self.registry)
        self._seconds = Histogram("terazi_request_seconds", "Time to the last byte", ["kind"], registry=self.registry, buckets=BUCKETS)  # fmt: skip
        # where several processes serve, each counts for itself: this says whose counts are read
        Gauge("terazi_process_id", "Number of the process that answered", registry=self.registry).set(os.getpid())
        self.registry.register(Freshness(shelf))

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.perf_counter(), "none"

        async def sent(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = str(message["status"])
            await send(message)

        try:
            await self._app(scope, receive, sent)
        finally:
            self._add(scope["path"], status, began)

    def at_once(self, scope: Any) -> Whole | None:
        """What is known at once, counted."""
        began = time.perf_counter()
        found = self._app.at_once(scope)
        if found is not None:
            self._add(scope["path"], str(found.status), began)
        return found

    def _add(self, path: str, status: str, began: float) -> None:
        first = path.lstrip("/").partition("/")[0]
        kind = first if first in KINDS else "other"
        self._count.labels(kind, status).inc()
        self._seconds.labels(kind).observe(time.perf_counter() - began)


class Freshness:
    """How old what is served is, read when it is asked for."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def collect(self) -> Iterator[Metric]:
        """Gauges of the latest release and its sources; none before the first."""
        queries = self._shelf.at_hand()
        if queries is None:
            return
        published = GaugeMetricFamily("terazi_release_published_timestamp_seconds", "When what is served was published")
        published.add_metric([], queries.note.published_at.timestamp())
        good = GaugeMetricFamily("terazi_source_last_good_timestamp_seconds", "End of the last run that ended ok", labels=["source"])  # fmt: skip
        held = GaugeMetricFamily("terazi_source_records", "Records in the release", labels=["source"])
        alerts = GaugeMetricFamily("terazi_source_open_alerts", "Alerts nobody has closed", labels=["source"])
        for source in queries.sources.sources:
            held.add_metric([source.source_id], source.records_count)
            alerts.add_metric([source.source_id], sum(one.closed_at is None for one in source.alerts))
            if source.last_good_at:
                good.add_metric([source.source_id], source.last_good_at.timestamp())
        yield from (published, good, held, alerts)
