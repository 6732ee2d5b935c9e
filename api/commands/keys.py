"""`terazi keys`: who may write."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from store.front import AsJson, err, opened, print_json
from store.vocabulary import Scope

app = typer.Typer(no_args_is_help=True, help="Keys that may write through the API.")
Name = Annotated[str, typer.Argument(help="Who holds it; public in the book of acts.")]


@app.command()
def add(
    name: Name,
    scope: Annotated[list[Scope], typer.Option(help="What it may do; give it once for each.")],
    brand: Annotated[str, typer.Option(help="The brand_id its holder speaks for (scope `state`).")] = "",
) -> None:
    """Make a key. It is printed once and cannot be read again."""
    from sqlmodel import Session

    from store.keys import make_key

    with opened() as (_, engine), Session(engine) as session:
        secret = make_key(session, name, scope, datetime.now(UTC), brand)
        session.commit()
    print(secret)  # noqa: T201
    err.print("Hand it over now: only its hash is kept. Send it as [bold]Authorization: Bearer KEY[/].")


@app.command()
def revoke(name: Name, because: Annotated[str, typer.Option(help="Why; public.")]) -> None:
    """End a key for good."""
    from sqlmodel import Session

    from store.keys import revoke_key

    with opened() as (_, engine), Session(engine) as session:
        revoke_key(session, name, datetime.now(UTC), because)
        session.commit()
    err.print(f"{name} is revoked.", markup=False)


@app.command("list")
def list_(as_json: AsJson = False) -> None:
    """All keys, ended ones too."""
    from sqlmodel import Session, select

    from store.tables import ApiKey

    with opened() as (_, engine), Session(engine) as session:
        rows = [
            row.model_dump(mode="json", exclude={"key_hash"})
            for row in session.exec(select(ApiKey).order_by(ApiKey.name))
        ]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        ended = f"  revoked {row['revoked_at']:.10}" if row["revoked_at"] else ""
        print(f"{row['name']:<24} {','.join(row['scopes']):<24} {row['brand_id']}{ended}")  # noqa: T201
