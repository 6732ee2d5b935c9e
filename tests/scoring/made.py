"""Small hand-made cases: records, replies, brands and customer bases put straight into a database."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session

from crawler.pipelines.keep import Intake
from store.brandbook import add_sectors, open_brand
from store.records import CrawledRecord, CrawledReply
from store.runs import open_run
from store.session import upsert
from store.settings import Settings
from store.tables import Exposure
from store.vocabulary import RecordKind, RunKind, Speaker

_LETTERS = str.maketrans("0123456789", "abcdefghij")  # numbers alone would make every answer one template
NOW = datetime(2026, 11, 1, tzinfo=UTC)


def record(
    key: str, brand: str, *, hours_ago: float, answered_after: float | None = None, answer: str = "", **fields: Any
) -> CrawledRecord:
    """A complaint seen just now, opened `hours_ago`, answered by the brand after so many hours."""
    posted = NOW - timedelta(hours=hours_ago)
    replies: tuple[CrawledReply, ...] = ()
    if answered_after is not None:
        text = answer or f"Sayın müşterimiz, {key.translate(_LETTERS)} konusunu çözdük."
        replies = (CrawledReply(speaker=Speaker.BRAND, text=text, posted_at=posted + timedelta(hours=answered_after)),)
    given = {"source_id": "site", "kind": RecordKind.COMPLAINT, "country": "TR", "sector_label": "tr-cargo", "text": f"Kargom on gündür gelmedi, şube ilgisiz {key}",
             "posted_at": posted, "retrieved_at": NOW} | fields  # fmt: skip
    return CrawledRecord(source_key=key, brand_label=brand, replies=replies, **given)


def keep(engine: Engine, settings: Settings, records: list[CrawledRecord]) -> Intake:
    """Store records as a crawl would."""
    with open_run(engine, settings, RunKind.CRAWL, "site", "test") as run:
        intake = Intake(engine, settings, run)
        for one in records:
            intake.take(one)
        intake.flush()
        return intake


def base(
    engine: Engine, brands: Mapping[str, float], *, sector: str = "tr-cargo", grade: str = "A", factor: float = 1.05
) -> None:
    """Open brands with a customer base each."""
    with Session(engine) as session:
        add_sectors(session, [{"sector_id": sector, "name_en": "Cargo", "name_tr": "Kargo", "country": "TR"}])
        rows = [
            {"brand_id": open_brand(session, name, sector, because="test", at=NOW), "unit": "customers", "period": "2026", "figure": figure,
             "low": figure / factor, "high": figure * factor, "grade": grade, "source_name": "a regulator", "source_url": "https://example.org",
             "as_of_on": date(2026, 9, 30), "run_id": 0}
            for name, figure in brands.items()
        ]  # fmt: skip
        upsert(session, Exposure, rows, on=("brand_id", "unit", "period", "source_name"))
        session.commit()
