"""`terazi watch` and `terazi webhooks`: who follows which brands, and what was sent to them."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from store.front import err, opened
from store.vocabulary import DeliveryState

app = typer.Typer(no_args_is_help=True, help="Watch lists: brands that somebody follows.")
webhooks = typer.Typer(no_args_is_help=True, help="Signed messages to those who follow brands.")


@app.command()
def add(
    name: Annotated[str, typer.Argument(help="What the list is called.")],
    brand: Annotated[list[str], typer.Option(help="A brand_id to follow; give it once for each.")],
    owner: Annotated[str, typer.Option(help="The name of the key it belongs to.")] = "operator",
    webhook: Annotated[str, typer.Option(help="https address that is sent what changed.")] = "",
    email: Annotated[str, typer.Option(help="Address of the letters written to the outbox.")] = "",
) -> None:
    """Make a list. Its feed and its signing secret are printed."""
    from sqlmodel import Session

    from store.watching import add_list, feed_token, shown_secret

    with opened() as (settings, engine), Session(engine) as session:
        row = add_list(session, settings, datetime.now(UTC), owner, name, brand, webhook, email)
        number = row.watch_id or 0
        session.commit()
    print(f"/api/v1/watch-lists/{number}/feed/{feed_token(settings, number)}\n{shown_secret(settings, number)}")  # noqa: T201


@app.command("list")
def list_() -> None:
    """All lists."""
    from sqlmodel import Session

    from store.watching import lists_of

    with opened() as (_, engine), Session(engine) as session:
        for row in lists_of(session):
            print(f"{row.watch_id:>4} {row.owner:<20} {row.name:<30} {','.join(row.brand_ids)}")  # noqa: T201


@app.command()
def remove(number: Annotated[int, typer.Argument(help="The list's number.")]) -> None:
    """End a list."""
    from sqlmodel import Session

    from store.errors import InputError
    from store.tables import WatchList
    from store.watching import remove_list

    with opened() as (_, engine), Session(engine) as session:
        row = session.get(WatchList, number)
        if row is None:
            raise InputError(f"there is no watch list {number}", field="number")
        remove_list(session, row)
        session.commit()


@webhooks.command()
def deliver() -> None:
    """Look for news of the latest release, write letters to the outbox, send what is due. The scheduler runs this."""
    from sqlmodel import Session

    from store.watching import deliver as send_due
    from store.watching import queue_news

    with opened() as (settings, engine), Session(engine) as session:
        count = queue_news(session, settings, datetime.now(UTC))
        session.commit()
        told = send_due(session, settings, datetime.now(UTC))
    err.print(f"digests: {count}  {told}", markup=False)


@webhooks.command("list")
def messages(state: Annotated[DeliveryState | None, typer.Option(help="Only those that stand so, e.g. dead.")] = None) -> None:  # fmt: skip
    """Messages and how they stand."""
    from sqlmodel import Session

    from store.watching import deliveries

    with opened() as (_, engine), Session(engine) as session:
        for row in deliveries(session, state=state or ""):
            print(f"{row.event_id:<40} {row.state:<10} {row.attempts_count} tries  {row.last_error}")  # noqa: T201


@webhooks.command()
def retry(event_id: Annotated[str, typer.Argument(help="A dead message.")]) -> None:
    """Try a dead message again."""
    from sqlmodel import Session

    from store.errors import InputError
    from store.tables import Delivery
    from store.watching import revive

    with opened() as (_, engine), Session(engine) as session:
        row = session.get(Delivery, event_id)
        if row is None:
            raise InputError(f"there is no message {event_id!r}", field="event_id")
        revive(session, row, datetime.now(UTC))
        session.commit()
