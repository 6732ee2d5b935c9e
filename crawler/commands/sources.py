"""`terazi sources` and `terazi ledger`: how the sources stand, and what became of their records."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated

import typer
from rich.console import Console

from store.front import AsJson, err, opened, print_json, utc

app = typer.Typer()


@app.command()
def sources(
    markdown: Annotated[
        bool,
        typer.Option("--markdown", help="Print docs/sources.md, made of the declarations; the database is not asked."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List the sources: what they are, what they need, how they stand. --json has filled shares, notices, robots.txt and alerts."""
    from crawler.catalogue import as_markdown
    from crawler.status import source_status

    if markdown:
        print(as_markdown(), end="")  # noqa: T201
        return
    with opened() as (settings, engine):
        rows = source_status(engine, settings)
    if as_json:
        print_json(rows)
        return
    out = Console(highlight=False, soft_wrap=True)
    for row in rows:
        lag = "never" if row["lag_hours"] is None else f"{row['lag_hours']:,.0f} h ago"
        needs = " off" * row["is_off"] + (f" needs {', '.join(row['keys_missing'])}" if row["keys_missing"] else "")
        alarm = f" alerts: {len(row['alerts'])}" if row["alerts"] else ""
        out.print(f"[bold]{row['source_id']:<18}[/] tier {row['tier']}  {row['name']}  last run: {row['state']}  "
                  f"last good run: {lag}  records: {row['records_count']:,}{needs}{alarm}")  # fmt: skip


@app.command()
def ledger(
    source: Annotated[str, typer.Option(help="Only this source.")] = "",
    brand: Annotated[str, typer.Option(help="Only this brand, by its name or a source's label for it.")] = "",
    since: Annotated[
        datetime | None,
        typer.Option(help="Only what was noticed since (UTC).", formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List what vanished, what was edited and what came back: last seen, first missed, how it showed, who is behind it."""
    from crawler.ledger.book import by_actor, check_known, entries

    with opened() as (_, engine):
        check_known(engine, source, brand)
        found = entries(engine, source_id=source, brand=brand, since=utc(since))
    if as_json:
        print_json([asdict(one) for one in found])
        return
    out = Console(highlight=False, soft_wrap=True)
    for one in found:
        what = {"removal": f"{one.how} (by: {one.actor})", "edit": ", ".join(one.changed)}.get(
            one.change, "stands again"
        )
        out.print(
            f"{one.change:<8} {one.record_id}  {one.brand_label}  {one.last_seen_at:%Y-%m-%d %H:%M} - {one.noticed_at:%Y-%m-%d %H:%M}  {what}",
            markup=False,
        )
    err.print(
        f"{len(found):,} entries; removals by: "
        + (", ".join(f"{who} {n:,}" for who, n in by_actor(found).items()) or "nobody")
    )
