"""`terazi brands`: people's decisions on names. Each is a new dated row, scoring follows it, and it can be undone."""

import getpass
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from store.front import AsJson, opened, print_json

if TYPE_CHECKING:
    from sqlmodel import Session

    from store.tables import BrandDecision

app = typer.Typer(
    no_args_is_help=True, help="Say that two brands are one, or that a label means another; list and undo it."
)
Because = Annotated[str, typer.Option(help="Why. Kept, and published.")]
By = Annotated[str, typer.Option(help="Who decides; default: the user of this machine. Stands in the book of acts.")]


@app.command()
def merge(
    brand: Annotated[str, typer.Argument(help="The brand that goes on in the other: its id, or its name.")],
    into: Annotated[str, typer.Argument(help="The brand it is.")],
    because: Because,
    by: By = "",
    as_json: AsJson = False,
) -> None:
    """Two brands are one: labels and customer bases of the first count for the second from the next scoring on."""
    from store import decisions

    _decide(lambda session, at: decisions.merge(session, brand, into, because=because, by=_who(by), at=at), as_json)


@app.command()
def split(
    label: Annotated[str, typer.Argument(help="A source's label, as `terazi brands decisions` or a release shows it.")],
    to: Annotated[str, typer.Option(help="The brand it means: an id or a name; a new name opens a brand.")],
    because: Because,
    by: By = "",
    as_json: AsJson = False,
) -> None:
    """A label means another brand than it was taken for, or one that likeness left unsure."""
    from store import decisions

    _decide(lambda session, at: decisions.split(session, label, to, because=because, by=_who(by), at=at), as_json)


@app.command()
def undo(
    number: Annotated[int, typer.Argument(help="The decision's number.")],
    because: Because,
    by: By = "",
    as_json: AsJson = False,
) -> None:
    """Let a decision fall: the next scoring is as if it had never been made. An undo can be undone."""
    from store import decisions

    _decide(lambda session, at: decisions.undo(session, number, because=because, by=_who(by), at=at), as_json)


@app.command("decisions")
def list_decisions(as_json: AsJson = False) -> None:
    """List every decision, the latest last, and whether it stands."""
    from sqlmodel import Session

    from store import decisions

    with opened() as (_, engine), Session(engine) as session:
        every = decisions.decisions(session)
        stands = {one.decision_id for one in decisions.standing(every)}
        _print([_row(one) | {"stands": one.decision_id in stands} for one in every], as_json)


def _decide(make: "Callable[[Session, datetime], BrandDecision]", as_json: bool) -> None:
    from sqlmodel import Session

    with opened() as (_, engine), Session(engine) as session:
        row = _row(make(session, datetime.now(UTC)))
        session.commit()
    _print([row], as_json)


def _who(by: str) -> str:
    return by or getpass.getuser()


def _row(one: "BrandDecision") -> dict[str, object]:
    return one.model_dump(mode="json")


def _print(rows: list[dict[str, object]], as_json: bool) -> None:
    if as_json:
        print_json(rows)
        return
    out = Console(highlight=False, soft_wrap=True)
    for row in rows:
        what = f"{row['label']!r} -> " if row["label"] else f"{row['brand_id']} -> "
        fallen = "" if row.get("stands", True) or row["decision"] == "undo" else "  (undone)"
        of = f" of #{row['undoes_id']}" if row["undoes_id"] else ""
        out.print(f"#{row['decision_id']}  {row['judged_at']}  {row['decision']}{of}  {what}{row['to_brand_id']}  {row['judged_by']}: {row['because']}{fallen}",
                  markup=False)  # fmt: skip
