"""`terazi import`: files people bring."""

from pathlib import Path
from typing import Annotated

import typer

from store.front import AsJson, Quiet, opened, tell

app = typer.Typer()


@app.command("import")
def import_(
    kind: Annotated[str, typer.Argument(help="ny-dfs, bcb, cfpb-csv, jsonl, exposures or operator-figures.")],
    file: Annotated[
        Path | None,
        typer.Argument(help="The file, stored whole or not at all. operator-figures has one of its own."),
    ] = None,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Take in a file: a regulator's table, customer bases, or records in the format of docs/record-format.md."""
    from crawler.imports.run import run_import

    with opened() as (settings, _):
        run = run_import(settings, kind, file, show_progress=not quiet and not as_json)
    tell(run, f"import of {file.name if file else kind}", as_json, "terazi score")
