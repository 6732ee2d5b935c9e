"""`terazi standard`: what brands are measured against."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from store.front import AsJson, err, opened, print_json, utc

if TYPE_CHECKING:
    from scoring.standard import Standard

app = typer.Typer(
    help="The standard brands are measured against: build it, look at it, compare two.", no_args_is_help=True
)
AsOf = Annotated[
    datetime | None,
    typer.Option(help="As of this moment (UTC) instead of now.", formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]),
]
StandardFile = Annotated[Path | None, typer.Option("--standard", help="Measure against this frozen standard file.")]


def read_standard(path: Path | None) -> "Standard | None":
    """The standard of an option, if it was given."""
    from scoring.standard import Standard

    return Standard.read(path) if path else None


@app.command("build")
def standard_build(
    out: Annotated[Path, typer.Option(help="The file to write (Parquet).")], as_of: AsOf = None, as_json: AsJson = False
) -> None:
    """Freeze reference rates and priors from what is stored, with the window they come from."""
    from scoring.method import Parameters
    from scoring.run import standard_of

    with opened() as (settings, engine):
        standard_of(engine, settings, utc(as_of) or datetime.now(UTC), Parameters()).write(out)
    _print_standard(out, as_json)


@app.command("show")
def standard_show(file: Annotated[Path, typer.Argument(help="A standard file.")], as_json: AsJson = False) -> None:
    """Say where a standard comes from and what it holds."""
    _print_standard(file, as_json)


@app.command("diff")
def standard_diff(
    first: Annotated[Path, typer.Argument(help="A standard file.")],
    second: Annotated[Path, typer.Argument(help="Another one.")],
    most: Annotated[int, typer.Option(help="How many differences to print.")] = 40,
    as_json: AsJson = False,
) -> None:
    """Lay two standards side by side: facts, then every value that differs with its ratio. Exit status 1 where they differ."""
    from scoring.standard import Standard, differences

    found = list(differences(Standard.read(first), Standard.read(second)))
    if as_json:
        print_json(found)
    for row in found[:most] if not as_json else ():
        place = " ".join(str(row[name]) for name in ("dimension", "quantity", "sector", "stratum") if row[name])
        ratio = f"  x {row['ratio']:.4g}" if row["ratio"] else ""
        Console(highlight=False, soft_wrap=True).print(
            f"{place} {row['bin']}: {row['first']} -> {row['second']}{ratio}", markup=False
        )
    if not as_json:
        err.print(f"{len(found):,} values differ")
    raise typer.Exit(1 if found else 0)


def _print_standard(path: Path, as_json: bool) -> None:
    from scoring.standard import Standard

    standard = Standard.read(path)
    held = {f"{dimension} {quantity}": len(names) for (dimension, quantity), names in sorted(standard.tables.items())}
    if as_json:
        print_json({"file": str(path), "hash": standard.hash, "facts": standard.facts, "rows": held})
        return
    out = Console(highlight=False, soft_wrap=True)
    out.print(f"{path}  {standard.hash}", markup=False)
    for name, value in (standard.facts | {name: f"{n:,} rows" for name, n in held.items()}).items():
        out.print(f"  {name}: {value}", markup=False)
