"""`terazi figures`: a brand's own figures beside its scores. Nothing of the file is kept."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from store.front import AsJson, print_json

app = typer.Typer(no_args_is_help=True, help="Your own business figures beside your scores; they stay in your file.")


@app.callback()
def _group() -> None:
    """A group, so that `compare` keeps its name."""


@app.command()
def compare(
    file: Annotated[Path, typer.Argument(help="CSV: period, metric, value.")],
    brand: Annotated[str, typer.Option(help="The brand_id they are of.")],
    as_json: AsJson = False,
) -> None:
    """How far each figure rises and falls with each dimension, over the periods both have: rank correlation and 95 % interval."""
    from store.private_figures import beside, published_scores, read_figures
    from store.settings import Settings

    rows = beside(read_figures(file), published_scores(Settings().releases, brand))
    if as_json:
        print_json([asdict(row) for row in rows])
        return
    for row in rows:
        said = "too few periods" if row.rho is None else f"{row.rho:+.2f} ({row.low:+.2f} to {row.high:+.2f})"
        print(f"{row.metric:<24} {row.dimension:<16} {row.n:>3} periods  {said}")  # noqa: T201
