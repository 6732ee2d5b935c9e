"""`terazi sensitivity` and `terazi validate`: what the method's choices do, and whether it predicts."""

from dataclasses import asdict
from itertools import groupby
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from store.front import AsJson, lent, opened, print_json
from store.settings import Settings

if TYPE_CHECKING:
    from scoring.validation import Validation

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

    own = _weights(weights) if weights else {}
    with opened() as (settings, engine):
        if own:
            rows = questions.reweighed(engine, settings, sector, own)
        else:
            rows = questions.choices(engine, settings, sector, seed=seed)
    if chart:
        lent["draw_ranges"]([row for row in rows if row.get("scenario", "all") == "all"], chart)
    if as_json:
        print_json(rows)
    elif own:
        _print_reweighed(rows)
    else:
        _print_choices(rows)


def _weights(said: str) -> dict[str, float]:
    """dimension -> weight, of `volume=0.5,resolution=0.5`."""
    own: dict[str, float] = {}
    for part in said.split(","):
        name, _, value = part.partition("=")
        try:
            own[name.strip()] = float(value)
        except ValueError as wrong:
            raise typer.BadParameter(f"{part!r} is not like volume=0.5", param_hint="--weights") from wrong
    return own


def _print_reweighed(rows: list[dict[str, Any]]) -> None:
    _print_table("", ("brand", "score", "95 % from", "to", "reliability"),
                 [(row["brand"], *(f"{row[name]:.1f}" for name in ("score", "low", "high")), f"{row['reliability']:.2f}") for row in rows])  # fmt: skip


def _print_choices(rows: list[dict[str, Any]]) -> None:
    """A table for each choice: what the published score becomes, and whether a ranked brand changes its group."""
    for scenario, group in groupby(rows, key=lambda row: (row["scenario"], row["runs"])):
        times = f"{scenario[1]:,} runs" if scenario[1] > 1 else "one run"
        some = [row for row in group if row["score_low"] is not None]
        _print_table(f"{scenario[0]} ({times})", ("brand", "published", "lowest", "highest", "group", "groups", "changes"),
                     [(row["brand"], *(f"{row[name]:.1f}" for name in ("score", "score_low", "score_high")), *_groups(row)) for row in some])  # fmt: skip
    Console(highlight=False).print(
        "changes: share of runs that put a ranked brand into another group; * depends on weights"
    )


def _groups(row: dict[str, Any]) -> tuple[str, str, str]:
    if row["tier"] is None:
        return "", "", ""
    depends = "*" if row["depends_on_weights"] and row["scenario"] == "weights" else " "
    low, high = row["tier_low"], row["tier_high"]
    groups = "" if low is None else f"{low}" if low == high else f"{low}-{high}"
    share = row["tier_changed_share"]
    return str(row["tier"]), groups, "" if share is None else f"{100 * share:.0f} % {depends}"


def _print_table(title: str, head: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, title=title or None, title_justify="left", title_style="bold")
    for name in head:
        table.add_column(name, justify="left" if name == "brand" else "right", no_wrap=True, max_width=28)
    for row in rows:
        table.add_row(*row)
    Console(highlight=False).print(table, "")


@app.command()
def validate(as_json: AsJson = False) -> None:
    """Check the method on the latest release, on official tables and on complaints by quarter: does it predict the next period better than raw ratio and sector mean?"""
    from scoring.errors import ScoringError
    from scoring.validation_release import validate_release
    from store.release import open_release

    found = validate_release(open_release(Settings().releases))
    if not found:
        raise ScoringError(
            "this release has nothing to validate on: neither an official table nor a sector with customer bases and a whole quarter of complaints"
        )
    if as_json:
        print_json([asdict(one) for one in found])
        return
    for one in found:
        Console(highlight=False, soft_wrap=True).print(*_told(one), sep="\n")


def _told(one: "Validation") -> list[str]:
    """One sector's four checks in words; what could not be checked is said."""
    counted = "official counts" if one.basis == "official_counts" else "complaints by quarter"
    if not one.periods:
        return [f"[bold]{one.sector_id}[/]  {counted}: too few brands or complaints in any period to check"]
    lines = [f"[bold]{one.sector_id}[/]  {counted}, {one.periods[0]} to {one.periods[-1]}"]
    deviance = one.deviance
    if deviance.count:
        beats = "beats both" if one.beats_both else "does not beat both"
        lines.append(f"  mean Poisson deviance of the next period, {deviance.count:,} cases: shrunken {deviance.shrunken:.2f}, as scored {deviance.as_scored:.2f}, "
                     f"raw ratio {deviance.raw_ratio:.2f}, sector mean {deviance.sector_mean:.2f}: {beats}")  # fmt: skip
    else:
        lines.append("  no period is followed directly by another: nothing to predict")
    for name, held in (("next period", one.next_period), ("other half", one.halves)):
        if held.count:
            lines.append(f"  95 % intervals hold the {name} in {100 * held.share:.1f} % of {held.count:,} cases")
    lines.append("  mean score by tenth of size: " + " ".join(f"{value:.0f}" if isfinite(value) else "-" for value in one.deciles))  # fmt: skip
    if one.slope.count:
        lines.append(f"  score per doubling of size: {one.slope.per_doubling:+.2f} ({one.slope.low:.2f} to {one.slope.high:.2f})")  # fmt: skip
    return lines
