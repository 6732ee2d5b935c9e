"""`terazi alerts`: what a person must look at."""

from typing import Annotated

import typer
from rich.console import Console

from store.front import AsJson, err, opened, print_json

app = typer.Typer(help="See what a person must look at, and close it.")


@app.callback(invoke_without_command=True)
def alerts(
    context: typer.Context,
    is_all: Annotated[bool, typer.Option("--all", help="Closed ones too: who closed them, and why.")] = False,
    as_json: AsJson = False,
) -> None:
    """List open alerts: mass removals hold every release back until they are closed, breaks of a source hold nothing back."""
    if context.invoked_subcommand:
        return
    from store.alerts import alerts as found_alerts

    with opened() as (_, engine):
        found = found_alerts(engine, is_all=is_all)
    if as_json:
        print_json(found)
        return
    out = Console(highlight=False, soft_wrap=True)
    for one in found:
        mark = " blocks publication" * (one["blocks"] and one["closed_at"] is None)
        out.print(
            f"#{one['alert_id']}  {one['opened_at']:%Y-%m-%d %H:%M}  {one['kind']}{mark}  {one['message']}  (run {one['run_id']})",
            markup=False,
        )
        if one["closed_at"]:
            out.print(
                f"    closed {one['closed_at']:%Y-%m-%d %H:%M} by {one['closed_by']}: {one['closed_because']}",
                markup=False,
            )
    err.print(f"{len(found)} alerts" if found else "no alerts")


@app.command("close")
def alerts_close(
    number: Annotated[int, typer.Argument(help="The alert's number.")],
    by: Annotated[str, typer.Option(help="Who looked at it. Kept, never published.")],
    because: Annotated[str, typer.Option(help="What was found. Kept, and published with the next release.")],
    as_json: AsJson = False,
) -> None:
    """Close an alert. It stays in the book with who and why, and in logs/alerts.jsonl."""
    from store.alerts import close_alert

    with opened() as (settings, engine):
        closed = close_alert(engine, settings, number, by=by, because=because)
    if as_json:
        print_json(closed)
        return
    Console(highlight=False, soft_wrap=True).print(f"closed #{number}: {closed['message']}", markup=False)
