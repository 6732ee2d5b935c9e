"""`terazi match-brand`: which brands the names of a file mean. No database."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

app = typer.Typer()


@app.command("match-brand")
def match_brand(
    file: Annotated[
        Path,
        typer.Argument(
            exists=True,
            dir_okay=False,
            help="CSV of names, as a spreadsheet writes it: a column label, name, brand, company, marka or firma; sector where known.",
        ),
    ],
    out: Annotated[
        Path | None, typer.Option(help="Write the answers to this CSV; without it beside FILE as FILE.matched.csv.")
    ] = None,
    column: Annotated[str, typer.Option(help="The head of the names in FILE, where it is none of these.")] = "",
    against: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            dir_okay=False,
            help="CSV of brands: name, and where known aliases (parted by |), brand_id, sector. Without it: the file's own names among each other.",
        ),
    ] = None,
) -> None:
    """Say of each name which brand it means, may mean or that it is none of them; with score, features and why, in English and Turkish."""
    from scoring.names.files import match_file

    out = out or file.with_suffix(".matched.csv")
    counts = match_file(file, against, out, column)
    Console(highlight=False, soft_wrap=True).print(
        f"{out}: " + ", ".join(f"{n:,} {name}" for name, n in counts.items()), markup=False
    )
