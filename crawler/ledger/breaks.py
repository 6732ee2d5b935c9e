"""Break events: a source that withdraws a field or renames a category changes what can be counted; that is no change of its brands."""

from typing import Any

from sqlalchemy import select

from crawler.ledger.months import months_of
from crawler.ledger.renames import Break, renamed_by_month, renamed_in_run, withdrawn_fields
from crawler.pipelines.identify import CATEGORIES
from crawler.visit import Visit
from store.alerts import alerts, open_alert
from store.session import table_of
from store.tables import Run
from store.vocabulary import AlertKind, Level, RunState

MOST_RUNS = 5
LEAST_RECORDS = 50
BY_MONTH = ("issue", "product")


def look_for_breaks(visit: Visit) -> None:
    """Compare a good run with those before it, and the months with each other; each break is told once, and blocks nothing."""
    run = visit.run
    values = {name: dict(counts.most_common(100)) for name, counts in visit.intake.values.items() if counts}
    run.facts |= {"taken": visit.intake.taken, "values": values}
    earlier = _earlier(visit)
    found = []
    if visit.intake.taken >= LEAST_RECORDS:
        found += withdrawn_fields(
            run.facts.get("filled_shares", {}), visit.intake.taken, [one.filled_shares for one in earlier]
        )
        for name in CATEGORIES:
            found += renamed_in_run(
                name, values.get(name, {}), [one.facts.get("values", {}).get(name, {}) for one in earlier]
            )
    if run.counts.get("new", 0) + run.counts.get("changed", 0):
        for name in BY_MONTH:
            found += renamed_by_month(name, months_of(visit.engine, run.source_id, name))
    told = _told(visit)
    for one in found:
        if (one.field, one.old, one.new) not in told:
            _tell(visit, one)
            told.add((one.field, one.old, one.new))


def _earlier(visit: Visit) -> list[Any]:
    """The last good runs of the same command that were large enough."""
    run = table_of(Run)
    wanted = select(run.c.filled_shares, run.c.facts).where(
        run.c.source_id == visit.run.source_id, run.c.command == visit.command, run.c.state == RunState.OK.value,
        run.c.run_id < visit.run.run_id)  # fmt: skip
    with visit.engine.connect() as connection:
        rows = connection.execute(wanted.order_by(run.c.run_id.desc()).limit(4 * MOST_RUNS)).all()
    return [row for row in rows if row.facts.get("taken", 0) >= LEAST_RECORDS][:MOST_RUNS]


def _told(visit: Visit) -> set[tuple[str, str, str]]:
    """What stands as an alert already: categories for ever, a field as long as nobody closed it."""
    known = alerts(visit.engine, is_all=True, source_id=visit.run.source_id)
    return {(one["detail"]["field"], one["detail"]["old"], one["detail"]["new"]) for one in known
            if one["kind"] == AlertKind.BREAK and (one["detail"]["new"] or one["closed_at"] is None)}  # fmt: skip


def _tell(visit: Visit, one: Break) -> None:
    message = one.sentence(visit.run.source_id)
    open_alert(visit.engine, AlertKind.BREAK, visit.run.source_id, message, run_id=visit.run.run_id, detail=vars(one))
    visit.run.notices.add("break", message, level=Level.WARNING)
