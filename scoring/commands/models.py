"""`terazi evaluate` and `terazi train`: the models of the evidence."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from store.front import AsJson, print_json

app = typer.Typer()


@app.command()
def evaluate(
    name: Annotated[str, typer.Argument(help="What to evaluate; a wrong name lists those there are.")],
    data: Annotated[
        Path | None, typer.Option(help="A labelled file; docs/models names each format. `waves` needs none.")
    ] = None,
    card: Annotated[Path | None, typer.Option(help="Write the model card to this Markdown file.")] = None,
    as_json: AsJson = False,
) -> None:
    """Measure a model of the evidence (brands, duplicates, redaction, texts, replies ...) on labelled data."""
    from scoring.evaluations import evaluate as run_evaluate

    found = run_evaluate(name, data)
    if card:
        card.parent.mkdir(parents=True, exist_ok=True)
        card.write_text(found.markdown(), encoding="utf-8")
    if as_json:
        facts = {
            "name": found.name,
            "file": found.file,
            "file_hash": found.file_hash,
            "figures": [asdict(one) for one in found.figures],
        }
        print_json(facts)
    else:
        Console(highlight=False, soft_wrap=True).print(found.markdown(), markup=False)
    raise typer.Exit(0 if all(one.is_met for one in found.figures) else 1)


@app.command()
def train(
    name: Annotated[str, typer.Argument(help="What to train; a wrong name lists those there are.")],
    data: Annotated[Path, typer.Option(help="A labelled file (or a folder of them); docs/models names each format.")],
    out: Annotated[Path, typer.Option(help="Write the weights here.")],
    seed: Annotated[int, typer.Option(help="Seed of whatever is drawn.")] = 1,
    as_json: AsJson = False,
) -> None:
    """Make the weights of a model of the evidence again from labelled data. `evaluate` measures them."""
    from scoring.training import train as run_train

    facts = run_train(name, data, out, seed)
    if as_json:
        print_json(facts)
        return
    Console(highlight=False, soft_wrap=True).print(
        f"{out}: " + ", ".join(f"{key} {value}" for key, value in facts.items()), markup=False
    )
