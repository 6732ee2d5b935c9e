"""A small market with everything a release can hold, published: complaints, reviews, customer bases, a regulator's table."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlmodel import Session

from scoring.publish import publish_release
from scoring.standard import Standard
from store.brandbook import add_sectors, open_brand
from store.records import CrawledRecord, CrawledReply
from store.release import Published, open_release
from store.session import upsert
from store.settings import Settings
from store.tables import OfficialCount
from store.vocabulary import RecordKind, Speaker
from tests.fresh import migrated
from tests.scoring.made import NOW, base, keep, record

CUSTOMERS = {"Alfa": 50_000, "Beta": 80_000, "Gama": 120_000, "Delta": 200_000, "Epsilon": 400_000, "Zeta": 600_000}
COUNTS = {"Alfa": 40, "Beta": 20, "Gama": 25, "Delta": 30, "Epsilon": 35, "Zeta": 80, "Sahipsiz": 5}
STARS: dict[str, Any] = {"rating_worst": 1, "rating_best": 5}


def market() -> list[CrawledRecord]:
    """Complaints about seven brands, some answered, some confirmed; and reviews."""
    complaints = [
        record(f"{brand}-{n}", brand, hours_ago=100 + 17 * n, answered_after=(n * 7919) % 300 / 3 if n % 3 else None, issue=f"issue {n % 4}",
               rating=1 + n % 5, **(STARS if n % 5 else STARS | {"customer_confirms": True, "customer_confirmed_at": NOW - timedelta(hours=20 + 15 * n)}))
        for brand, count in COUNTS.items() for n in range(count)
    ]  # fmt: skip
    reviews = [
        record(f"review-{brand}-{n}", brand, hours_ago=50 + n, kind=RecordKind.REVIEW, rating=5 if (n + len(brand)) % 3 else 1,
               text=f"görüş {brand} {n}", **STARS)
        for brand in COUNTS for n in range(12)
    ]  # fmt: skip
    return [talked(one) if n % 4 else one for n, one in enumerate(complaints)] + reviews


def talked(one: CrawledRecord) -> CrawledRecord:
    """The same with a customer who answers the brand, and a brand that answers again."""
    if not one.replies or one.posted_at is None:
        return one
    at = one.replies[0].posted_at or one.posted_at
    more = (
        CrawledReply(speaker=Speaker.CUSTOMER, text=f"Peki, {one.source_key} ne zaman gelecek?", posted_at=at),
        CrawledReply(speaker=Speaker.BRAND, text="Yarın adresinizde olacak, dağıtımda gecikme yaşandı.", posted_at=at),
    )
    return one.model_copy(update={"replies": (*one.replies, *more)})


def official(session: Session) -> None:
    """A regulator's table of eight insurers in one year."""
    add_sectors(session, [{"sector_id": "xx-auto", "name_en": "Auto", "name_tr": "Oto", "country": "XX"}])
    upsert(session, OfficialCount, [
        {"source_id": "ny_dfs", "entity_key": str(n), "entity_name": f"Insurer {n}", "brand_id": open_brand(session, f"Insurer {n}", "xx-auto", because="test", at=NOW),
         "sector_id": "xx-auto", "period": "2025", "complaints_count": 20 + 3 * n, "upheld_count": 4 + n, "exposure": 100.0 + 30 * n,
         "exposure_unit": "million USD premium", "published_ratio": 0.1 * n, "published_rank": n, "is_set_aside": False, "set_aside_because": "",
         "source_url": "", "read_at": None, "run_id": 0} for n in range(1, 9)
    ], on=("source_id", "entity_key", "period", "sector_id"))  # fmt: skip


def stored(home: Path, records: list[CrawledRecord] | None = None) -> tuple[Settings, Any]:
    """Settings and an engine on a database that holds the market."""
    settings = Settings(home=home)
    engine = migrated(settings)
    base(engine, CUSTOMERS, factor=1.2)
    with Session(engine) as session:
        official(session)
        session.commit()
    keep(engine, settings, market() if records is None else records)
    return settings, engine


def released(home: Path, *, as_of: datetime = NOW, standard: Standard | None = None) -> Published:
    """The market, published."""
    settings, engine = stored(home)
    publish_release(
        engine, settings, title=("t", "t"), is_simulated=True, code_version="test", as_of=as_of, standard=standard
    )
    engine.dispose()
    return open_release(settings.releases)
