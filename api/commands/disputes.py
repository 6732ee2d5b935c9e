"""`terazi disputes`: right of reply, as the operator sees it."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from store.front import AsJson, err, opened, print_json
from store.vocabulary import DisputeState, Grade

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlmodel import Session

    from store.settings import Settings

app = typer.Typer(no_args_is_help=True, help="Right of reply: what brands and authors say is wrong, and what was decided.")  # fmt: skip
Number = Annotated[int, typer.Argument(help="The dispute's number.")]
Because = Annotated[str, typer.Option(help="Why; public.")]
OPERATOR = "operator"


def _write(step: "Callable[[Session, Settings, datetime], Any]") -> Any:
    """Do one step in one transaction."""
    from sqlmodel import Session

    with opened() as (settings, engine), Session(engine) as session:
        told = step(session, settings, datetime.now(UTC))
        session.commit()
    return told


@app.command("list")
def list_(
    state: Annotated[DisputeState | None, typer.Option(help="Only those that stand so.")] = None,
    brand: Annotated[str, typer.Option(help="Only this brand_id.")] = "",
    overdue: Annotated[bool, typer.Option("--overdue", help="Only those whose day for a decision is past.")] = False,
    as_json: AsJson = False,
) -> None:
    """All disputes with their days, those not yet proven too; what is late is marked."""
    from sqlmodel import Session

    from store.disputes import code_of, is_overdue, list_disputes

    now = datetime.now(UTC)
    query = list_disputes(state=state or "", brand_id=brand, overdue_at=now if overdue else None, limit=1000, is_public=False)  # fmt: skip
    with opened() as (settings, engine), Session(engine) as session:
        rows = [
            one.model_dump(mode="json", exclude={"request_key"})
            | {"is_overdue": is_overdue(one, now), "proof_code": code_of(settings, one.dispute_id or 0)}
            for one in session.exec(query)
        ]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        late = "  LATE" if row["is_overdue"] else "" if row["proven_at"] else f"  not proven, code {row['proof_code']}"
        print(f"{row['dispute_id']:>5} {row['state']:<13} due {row['due_at']:.10}  {row['side']:<6} {row['brand_id']:<24} "  # noqa: T201
              f"{row['target_kind']} {row['target_id']}{late}")  # fmt: skip


@app.command()
def check() -> None:
    """Look for authors' codes in what was collected, and close what was not proven in time. The scheduler runs this."""
    from store.disputes import check_disputes

    proven, expired = _write(check_disputes)
    print(f"proven: {proven}  expired: {expired}")  # noqa: T201


@app.command("confirm")
def confirm_(number: Number, because: Because) -> None:
    """Say that its author was shown to be the author in another way, where a source lets nobody edit."""
    from store.disputes import confirm

    _write(lambda session, _, now: confirm(session, number, now, OPERATOR, because))
    err.print(f"dispute {number}: the author is known.", markup=False)


@app.command("review")
def review_(number: Number) -> None:
    """Take a dispute up."""
    from store.disputes import review

    _write(lambda session, _, now: review(session, number, now, OPERATOR))
    err.print(f"dispute {number} is under review.", markup=False)


@app.command("decide")
def decide_(
    number: Number,
    because: Because,
    accept: Annotated[bool, typer.Option("--accept/--reject", help="Whether what is said to be wrong is wrong.")],
    figure: Annotated[float | None, typer.Option(help="The customer base that stands instead.")] = None,
    source: Annotated[str, typer.Option(help="Who says that figure.")] = "",
    url: Annotated[str, typer.Option(help="Where they say it.")] = "",
    grade: Annotated[Grade, typer.Option(help="A regulator, B audited, C estimate.")] = Grade.C,
    erase: Annotated[
        bool, typer.Option("--erase", help="Erase the record's words too, for good, as its author asked.")
    ] = False,
) -> None:
    """Accept or reject a dispute that is under review. An accepted one takes effect at the next scoring and can be undone; an erasure cannot."""
    from store.disputes import decide
    from store.erasure import erase_disputed

    def step(session: "Session", settings: "Settings", now: datetime) -> None:
        told = (source, url, grade) if source or url else None
        row = decide(session, number, now, OPERATOR, because, accept=accept, figure=figure, source=told)
        if erase:
            erase_disputed(session, settings.archive, row, now, OPERATOR, because)

    _write(step)
    done = "accepted" + ", the words are erased" * erase if accept else "rejected"
    err.print(f"dispute {number} is {done}{': run `terazi release`' if accept else ''}.", markup=False)


@app.command()
def undo(number: Number, because: Because) -> None:
    """Take back what an accepted dispute changed, from the next scoring on."""
    from store.disputes import undo_decision

    _write(lambda session, _, now: undo_decision(session, number, now, OPERATOR, because))
    err.print(f"what dispute {number} changed is undone: run `terazi release`.", markup=False)
