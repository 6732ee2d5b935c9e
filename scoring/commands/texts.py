"""`terazi dedup` and `terazi read-replies`: pieces of the evidence, alone, on files of your own."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from store.front import Quiet, progress

app = typer.Typer()


@app.command()
def dedup(
    file: Annotated[Path, typer.Argument(help="JSON lines with id and text and, where known, brand and author.")],
    out: Annotated[Path, typer.Option(help="The CSV to write: id, group, likeness, because.")] = Path("clusters.csv"),
    quiet: Quiet = False,
) -> None:
    """Find copies among texts of your own: each group by its earliest copy, with the reason."""
    from scoring.incidents.dedup import dedup as run_dedup

    with progress(quiet) as saw:
        texts, copies = run_dedup(file, out, saw)
    Console(highlight=False, soft_wrap=True).print(f"{texts:,} texts, {copies:,} of them copies: {out}", markup=False)


@app.command("read-replies")
def read_replies(
    file: Annotated[
        Path, typer.Argument(help="JSON lines with text and, where known, id, position, speaker and brand.")
    ],
    uses: Annotated[int, typer.Option(help="A wording a brand gave this often is a template.")] = 5,
    quiet: Quiet = False,
) -> None:
    """Say of each reply in a file what it is (template, receipt, way elsewhere, claim, answer; customer's yes or no), as JSON lines."""
    from scoring.evidence.replies.read import read_replies as run_read

    with progress(quiet) as saw:
        for row in run_read(file, template_uses=uses, saw=saw):
            print(json.dumps(row, ensure_ascii=False))  # noqa: T201
