"""How the sources stand: declared or imported, when they last ran well, what they hold, what they complained of."""

from typing import Any

from sqlalchemy import Engine, func, select

from store.session import table_of
from store.tables import Record, Run, Source
from store.vocabulary import RunKind, RunState, Tier


def source_status(engine: Engine) -> list[dict[str, Any]]:
    """One row a source, by name: identity, tier, last run and its state, last good run, records held."""
    from crawler.source import SOURCES

    rows: dict[str, dict[str, Any]] = {
        name: {"source_id": name, "name": source.name, "tier": source.tier.value, "homepage": source.homepage}
        for name, source in SOURCES.items()
    }
    with engine.connect() as connection:
        for known in connection.execute(
            select(*(table_of(Source).c[name] for name in ("source_id", "name", "tier", "homepage")))
        ):
            rows.setdefault(known.source_id, {**known._mapping, "tier": Tier(known.tier).value})
        held = {row.source_id: row.n for row in connection.execute(_records_by_source())}
        runs = {row.source_id: row for row in connection.execute(_last_runs())}
    for source_id, row in rows.items():
        last = runs.get(source_id)
        row |= {
            "records_count": held.get(source_id, 0),
            "last_run_at": last and last.last_at,
            "last_ok_at": last and last.last_ok_at,
        }
    return [rows[name] for name in sorted(rows)]


def _records_by_source() -> Any:
    record = table_of(Record)
    return select(record.c.source_id, func.count().label("n")).group_by(record.c.source_id)


def _last_runs() -> Any:
    run = table_of(Run)
    good = func.max(run.c.ended_at).filter(run.c.state == RunState.OK.value).label("last_ok_at")
    collecting = run.c.kind.in_([RunKind.CRAWL.value, RunKind.IMPORT.value])
    return (
        select(run.c.source_id, func.max(run.c.started_at).label("last_at"), good)
        .where(collecting)
        .group_by(run.c.source_id)
    )
