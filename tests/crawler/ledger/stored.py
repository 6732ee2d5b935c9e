"""Records and sightings put straight into a store, by hours since the beginning."""

from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Any, Self

from sqlalchemy import insert

from crawler.pipelines.identify import identify
from store.records import CrawledRecord
from store.session import table_of
from store.settings import Settings
from store.tables import Record, Run, Sighting
from store.vocabulary import RecordKind, RunKind, RunState, Visibility
from tests.fresh import migrated

BEGIN = datetime(2026, 9, 1, tzinfo=UTC)
Span = tuple[Visibility, float, float]


class Stored:
    """A store of its own."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def __enter__(self) -> Self:
        self.engine = migrated(self.settings)
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.engine.dispose()

    def run(self, **facts: Any) -> int:
        """A run that ended well; keywords are its columns."""
        row = {"kind": RunKind.CRAWL.value, "source_id": "site", "command": "crawl site", "process_id": 1, "started_at": BEGIN,
               "ended_at": BEGIN, "state": RunState.OK.value, "skipped": {}, "filled_shares": {}, "checkpoint": {}, "facts": {},
               "parser_version": "1", "error": "", "is_whole": True}  # fmt: skip
        counts = dict.fromkeys((name for name in Run.model_fields if name.endswith("_count")), 0)
        with self.engine.begin() as connection:
            made = connection.execute(insert(table_of(Run)).values(**{**row, **counts, **facts}))
            assert made.inserted_primary_key is not None
            return int(made.inserted_primary_key[0])

    def add(
        self, key: str, *spans: Span, run: int = 1, brand: str = "Acme", how: str = "status 404", **fields: Any
    ) -> None:
        """A record begun at BEGIN with its sightings; `run` is that of the first after the first."""
        visibility, _, last = spans[-1]
        first = at(spans[0][1])
        record = CrawledRecord(source_id="site", source_key=key, kind=RecordKind.COMPLAINT, brand_label=brand, visibility=visibility,
                               retrieved_at=first, **{"posted_at": BEGIN, "text": key} | fields)  # fmt: skip
        row, _ = identify(record, b"secret")
        is_gone = visibility is not Visibility.LIVE
        row |= {"first_seen_at": first, "last_seen_at": at(last), "gone_at": at(spans[-1][1]) if is_gone else None,
                "first_run_id": 1, "last_run_id": run}  # fmt: skip
        sightings: list[dict[str, Any]] = [
            {"record_id": f"site:{key}", "content_hash": str(place), "visibility": seen.value, "first_seen_at": at(begin), "last_seen_at": at(end),
             "first_run_id": 0 if place == 0 else run + place - 1, "last_run_id": run, "said": {}, "how": how if seen is not Visibility.LIVE else ""}
            for place, (seen, begin, end) in enumerate(spans)
        ]  # fmt: skip
        with self.engine.begin() as connection:
            connection.execute(insert(table_of(Record)).values(**row))
            connection.execute(insert(table_of(Sighting)), sightings)


def at(hours: float) -> datetime:
    """A moment, in hours since the beginning."""
    return BEGIN + timedelta(hours=hours)
