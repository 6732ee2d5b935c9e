"""Time passes: whatever the store saw, it saw so much longer ago."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import select, update
from sqlmodel import SQLModel

from store.session import table_of
from store.tables import Record, Run, Sighting
from tests.crawler.process import opened

SEEN: dict[type[SQLModel], tuple[str, ...]] = {
    Record: ("first_seen_at", "last_seen_at", "gone_at"),
    Sighting: ("first_seen_at", "last_seen_at"),
    Run: ("started_at", "ended_at"),
}


def age(home: Path, by: timedelta) -> None:
    """Move every sight and every run back in time. What sources say (posted_at) stays."""
    with opened(home) as engine, engine.begin() as connection:
        for model, names in SEEN.items():
            table = table_of(model)
            (key,) = table.primary_key.columns
            for row in connection.execute(select(table)).all():
                moved = {name: getattr(row, name) - by for name in names if getattr(row, name) is not None}
                connection.execute(update(table).where(key == getattr(row, key.name)).values(**moved))
