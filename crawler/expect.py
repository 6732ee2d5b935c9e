"""Whether a run yielded what its source's declaration expects. A source that silently changed must not pass for a quiet one."""

from crawler import memory
from crawler.visit import Visit
from store.vocabulary import Level, RunState

LEAST_TO_JUDGE = 20
MOST_UNREAD_SHARE = 0.02


def check(visit: Visit) -> None:
    """Compare the run with `source.expects`: too few or too empty fails it, too many warns."""
    if not visit.is_revisit:
        _check_counts(visit)
    elif not any(visit.run.counts.values()):
        visit.run.notices.add("nothing_due", "no record is due to be looked at again", level=Level.INFO)
        visit.run.state = RunState.OK
    _check_unread(visit)
    _check_filled(visit)
    if visit.run.state is None and not visit.run.has_error and _records(visit):
        visit.run.state = RunState.OK


def _check_counts(visit: Visit) -> None:
    run, expects = visit.run, visit.source.expects
    n = _records(visit)
    if n == 0:
        run.state = RunState.EMPTY
    if n < expects.min_records and visit.is_whole and visit.limit is None and not visit.brands:
        run.notices.add("too_few", f"{n} records where at least {expects.min_records} are expected", level=Level.ERROR)
    elif n == 0:
        run.notices.add("too_few", "not one record", level=Level.ERROR)
    if n > expects.max_records:
        run.notices.add("too_many", f"{n} records where at most {expects.max_records} are expected")


def _records(visit: Visit) -> int:
    """Records of this run and of those it goes on with or works beside."""
    return max(
        visit.run.counts.get("records", 0), memory.seen_count(visit.engine, visit.run.source_id, visit.since_run_id)
    )


def _check_unread(visit: Visit) -> None:
    unread, n = max(visit.wrong_count, visit.run.skipped.get("page_unread", 0)), _records(visit)
    if unread > MOST_UNREAD_SHARE * (unread + n):
        visit.run.notices.add("too_many_unread", f"{unread} of {unread + n} pages could not be read", level=Level.ERROR)


def _check_filled(visit: Visit) -> None:
    taken = visit.intake.taken
    shares = visit.run.facts.get("filled_shares", {})
    for name, least in visit.source.expects.filled.items():
        if taken >= LEAST_TO_JUDGE and shares.get(name, 0.0) < least:
            message = (
                f"{name} is filled in {shares.get(name, 0.0):.0%} of {taken} records; at least {least:.0%} is expected"
            )
            visit.run.notices.add("too_empty", message, level=Level.ERROR)
