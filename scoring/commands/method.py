"""`terazi sensitivity` and `terazi validate`: what the method's choices do, and whether it predicts."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from store.front import AsJson, lent, opened, print_json
from store.settings import Settings

app = typer.Typer()


@app.command()
def sensitivity(
    sector: Annotated[str, typer.Argument(help="A sector's id, as its page's address has it.")],
    weights: Annotated[str, typer.Option(help="Your own weights instead, e.g. volume=0.5,resolution=0.5.")] = "",
    chart: Annotated[Path | None, typer.Option(help="Draw the ranges to this SVG or PNG file.")] = None,
    seed: Annotated[int, typer.Option(help="Seed of the drawn weights.")] = 1,
    as_json: AsJson = False,
) -> None:
    """Say how much a sector's composites depend on weights and other disputed choices."""
    from scoring import questions

    with opened() as (settings, engine):
        if weights:
            own = {name: float(value) for name, _, value in (part.partition("=") for part in weights.split(","))}
            rows = questions.reweighed(engine, settings, sector, own)
        else:
            rows = questions.choices(engine, settings, sector, seed=seed)
    if chart:
        lent["draw_ranges"]([row for row in rows if row.get("scenario", "all") == "all"], chart)
    if as_json:
        print_json(rows)
        return
    _print_rows(rows)


def _print_rows(rows: list[dict[str, Any]]) -> None:
    """Rows as a table with a head."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for name in rows[0] if rows else ():
        table.add_column(name)
    for row in rows:
        table.add_row(
            *(
                f"{value:.2f}" if isinstance(value, float) else "" if value is None else str(value)
                for value in row.values()
            )
        )
    Console(highlight=False, soft_wrap=True).print(table)


@app.command()
def validate(as_json: AsJson = False) -> None:
    """Check the method on the latest release's official tables: does it predict next year better than raw ratio and sector mean?"""
    from scoring.validation import validate_release
    from store.release import open_release

    found = [asdict(one) for one in validate_release(open_release(Settings().releases))]
    if as_json:
        print_json(found)
        return
    out = Console(highlight=False, soft_wrap=True)
    for one in found:
        deviance = one["deviance"]
        out.print(f"[bold]{one['sector_id']}[/]  {one['periods'][0]} to {one['periods'][-1]}")
        out.print(f"  mean Poisson deviance of the next period, {deviance['count']:,} cases: shrunken {deviance['shrunken']:.2f}, "
                  f"raw ratio {deviance['raw_ratio']:.2f}, sector mean {deviance['sector_mean']:.2f}")  # fmt: skip
        for name in ("next_period", "halves"):
            out.print(
                f"  95 % intervals hold the {name.replace('_', ' ')} in {100 * one[name]['share']:.1f} % of {one[name]['count']:,} cases"
            )
        out.print("  mean score by tenth of size: " + " ".join(f"{value:.0f}" for value in one["deciles"]))
        slope = one["slope"]
        out.print(
            f"  score per doubling of size: {slope['per_doubling']:+.2f} ({slope['low']:.2f} to {slope['high']:.2f})"
        )
