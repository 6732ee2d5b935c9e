"""Rows of a file against the rows that stand: what is new, what changed, what is the same. The same file twice changes nothing."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select, tuple_
from sqlmodel import Session, SQLModel

from store.runs import OpenRun
from store.session import batches, table_of, upsert

BATCH = 200
MOST_TOLD = 20


def keep_rows(
    session: Session, run: OpenRun, model: type[SQLModel], rows: Iterable[Mapping[str, Any]], on: Sequence[str],
    *, whence: Sequence[str] = (),
) -> None:  # fmt: skip
    """Store rows known by their `on` columns and count them; a row that says what stands keeps the run that brought it.

    What a changed row said before goes into a notice. `whence` are columns that say where a row was read: they make no
    change, and are filled in where nothing stood.
    """
    told = 0
    for batch in batches(rows, BATCH):
        standing = _standing(session, model, batch, on)
        fresh = []
        for row in batch:
            before = standing.get(tuple(row[name] for name in on))
            changed = [name for name, value in row.items() if before and name not in whence and before[name] != value]
            run.count("new" if before is None else "changed" if changed else "unchanged")
            if before is None or changed or any(row[name] and not before[name] for name in whence):
                fresh.append({**row, "run_id": run.run_id})
            if before is not None and changed:
                told += 1
                _tell(run, [str(row[name]) for name in on], changed, before, row, is_short=told > MOST_TOLD)
        run.count("records", len(batch))
        upsert(session, model, fresh, on=on)


def _tell(
    run: OpenRun, key: Sequence[str], changed: Sequence[str], before: Any, row: Mapping[str, Any], *, is_short: bool
) -> None:
    """What stood and what stands now; beyond the first few only that there are more."""
    said = "; ".join(f"{name} {before[name]} -> {row[name]}" for name in changed)
    message = "further rows say something else than before" if is_short else f"{', '.join(key)}: {said}"
    run.notices.add("figure-changed", message, place=key[0] if is_short else "")


def _standing(
    session: Session, model: type[SQLModel], batch: Sequence[Mapping[str, Any]], on: Sequence[str]
) -> dict[tuple[Any, ...], Any]:
    table = table_of(model)
    wanted = [tuple(row[name] for name in on) for row in batch]
    found = session.connection().execute(select(table).where(tuple_(*(table.c[name] for name in on)).in_(wanted)))
    return {tuple(row[name] for name in on): row for row in found.mappings()}
