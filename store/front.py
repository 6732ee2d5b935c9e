"""What the commands of all rooms share: an opened store, a way to print, and the options they all have."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

if TYPE_CHECKING:  # SQLAlchemy and pydantic take longer to load than most commands to run
    from sqlalchemy import Engine

    from store.runs import OpenRun
    from store.settings import Settings

VERSION = "0.1.0"
err = Console(stderr=True)
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON on standard output, for programs.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress.")]
lent: dict[str, Callable[..., Any]] = {}
"""What a command of one room needs of another room, by name: terazi.py, which alone sees them all, lends it."""


@contextmanager
def opened(settings: "Settings | None" = None) -> "Iterator[tuple[Settings, Engine]]":
    """Settings and an engine on a database that stands at this version's tables."""
    from store.migrate import migrate
    from store.session import open_engine
    from store.settings import Settings

    settings = settings or Settings()
    engine = open_engine(settings)
    migrate(engine)
    try:
        yield settings, engine
    finally:
        engine.dispose()


@contextmanager
def waiting(what: str, quiet: bool) -> Iterator[None]:
    """A spinner for a person who waits."""
    if quiet or not err.is_terminal:
        yield
        return
    with err.status(what):
        yield


@contextmanager
def progress(quiet: bool = False) -> Iterator[Callable[[str, float], None]]:
    """A bar for a person who waits; yields what tells it what is being done and which share of it is."""
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True, disable=quiet or not err.is_terminal) as bar:
        task = bar.add_task("", total=1.0)
        yield lambda what, share: bar.update(task, description=what, completed=share)


@contextmanager
def counting(what: str, quiet: bool = False) -> Iterator[Callable[[int], None]]:
    """A line for a person who waits for nobody knows how many; yields what tells it how many there are so far."""
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description} {task.completed:,.0f}"), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True, disable=quiet or not err.is_terminal) as line:
        task = line.add_task(what, total=None)
        yield lambda count: line.update(task, completed=count)


def utc(moment: datetime | None) -> datetime | None:
    """A moment as it was typed, in UTC."""
    return moment.replace(tzinfo=UTC) if moment else None


def print_json(found: object) -> None:
    """Print a result for programs. JSON has no NaN: what is not known is null."""
    known = json.loads(json.dumps(found, default=str), parse_constant=lambda _: None)
    print(json.dumps(known, indent=1, ensure_ascii=False))  # noqa: T201


def tell(run: "OpenRun", what: str, as_json: bool, then: str = "") -> None:
    """Print how a run ended: its counts, what it skipped and why, its notices, and what to do next."""
    state = run.state.value if run.state else "ok"
    notices = [
        {"level": level.value, "code": code, "message": message, "place": place, "count": n}
        for level, code, message, place, n in run.notices
    ]
    if as_json:
        facts = {"run_id": run.run_id, "state": state, "counts": run.counts, "skipped": run.skipped}
        print_json(facts | {"notices": notices})
        return
    out = Console(highlight=False, soft_wrap=True)
    out.print(f"{what}: [bold]{state}[/]  " + ", ".join(f"{n:,} {name}" for name, n in run.counts.items() if n))
    for reason, n in run.skipped.items():
        out.print(f"  left out: {n:,}  {reason}")
    for notice in (one for one in notices if one["level"] != "info"):
        where = f"{notice['place']}, " if notice["place"] else ""
        out.print(f"  {notice['level']}: {notice['message']} ({where}{notice['count']:,} times)", markup=False)
    if quiet_ones := sum(one["level"] == "info" for one in notices):
        out.print(f"  and {quiet_ones} remarks: --json or the source page show them")
    if then and state == "ok":
        out.print(f"Next: [bold]{then}[/]")
