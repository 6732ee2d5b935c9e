"""`terazi archive`: the raw pages."""

import json

import typer

from store.front import AsJson, opened

app = typer.Typer(help="The raw pages: kept for a set time, never served.", no_args_is_help=True)


@app.command()
def prune(as_json: AsJson = False) -> None:
    """Delete raw pages older than their source's retention (or `archive_days` of the settings); hashes and dates stay."""
    from crawler.replay import prune as run_prune

    with opened() as (settings, _):
        found = run_prune(settings)
    print(json.dumps(found) if as_json else f"files deleted: {sum(found.values())}  {found or ''}")  # noqa: T201
