"""`terazi archive`: the raw pages."""

import json

import typer

from store.front import AsJson, opened

app = typer.Typer(help="The raw pages, and texts: kept for a set time; pages are never served.", no_args_is_help=True)


@app.command()
def prune(as_json: AsJson = False) -> None:
    """Delete raw pages older than their source's retention (or `archive_days` of the settings), and texts older than its terms allow.

    Hashes, dates and ratings stay.
    """
    from crawler.replay import prune as run_prune
    from crawler.retention import expire

    with opened() as (settings, engine):
        files, texts = run_prune(settings), expire(engine)
    if as_json:
        print(json.dumps({"files": files, "texts": texts}))  # noqa: T201
        return
    print(f"files deleted: {sum(files.values())}  {files or ''}\ntexts deleted: {sum(texts.values())}  {texts or ''}")  # noqa: T201
