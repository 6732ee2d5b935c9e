"""Rows of a file against the rows that stand: what is new, what changed, what is the same. The same file twice changes nothing."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select, tuple_
from sqlmodel import Session, SQLModel

from store.runs import OpenRun
from store.session import batches, table_of, upsert

BATCH = 200


def keep_rows(
    session: Session, run: OpenRun, model: type[SQLModel], rows: Iterable[Mapping[str, Any]], on: Sequence[str]
) -> None:
    """Store rows known by their `on` columns and count them; a row that says what stands keeps the run that brought it."""
    for batch in batches(rows, BATCH):
        standing = _standing(session, model, batch, on)
        fresh = []
        for row in batch:
            before = standing.get(tuple(row[name] for name in on))
            same = before is not None and all(before[name] == value for name, value in row.items())
            run.count("unchanged" if same else "changed" if before else "new")
            if not same:
                fresh.append({**row, "run_id": run.run_id})
        run.count("records", len(batch))
        upsert(session, model, fresh, on=on)


def _standing(
    session: Session, model: type[SQLModel], batch: Sequence[Mapping[str, Any]], on: Sequence[str]
) -> dict[tuple[Any, ...], Any]:
    table = table_of(model)
    wanted = [tuple(row[name] for name in on) for row in batch]
    found = session.connection().execute(select(table).where(tuple_(*(table.c[name] for name in on)).in_(wanted)))
    return {tuple(row[name] for name in on): row for row in found.mappings()}
