"""`terazi crawl` and `terazi reparse`: from pages, files or the archive to stored records."""

from pathlib import Path
from typing import Annotated

import typer

from store.errors import SetupError
from store.front import AsJson, Quiet, counting, opened, tell

app = typer.Typer()


@app.command()
def crawl(
    source: Annotated[str, typer.Argument(help="A source's name; `terazi sources` lists them.")],
    limit: Annotated[int | None, typer.Option(help="Stop after this many records.")] = None,
    brand: Annotated[
        list[str] | None, typer.Option(help="Only this brand, by the source's own name for it; may be repeated.")
    ] = None,
    base_url: Annotated[
        str, typer.Option(help="Ask this address instead of the source's own, e.g. a mirror or a simulated one.")
    ] = "",
    revisit: Annotated[
        bool,
        typer.Option("--revisit", help="No walk: only look again at the records that are due, at their own addresses."),
    ] = False,
    from_files: Annotated[
        list[Path] | None,
        typer.Option(help="Ask nothing: read saved pages, folders of them or WARC files; may be repeated."),
    ] = None,
    from_archive: Annotated[
        bool, typer.Option(help="Ask nothing: read the archived pages again (the same as `terazi reparse`).")
    ] = False,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Collect a source's public records, politely. What is there already is only looked at again when it is due."""
    from crawler.run import crawl as run_crawl

    is_asking = limit is not None or bool(base_url) or revisit
    if from_archive + bool(from_files) > 1 or ((from_archive or from_files) and is_asking) or (from_archive and brand):
        raise SetupError(
            "saved and archived pages are read as they are: --from-files goes with --brand alone, --from-archive with nothing"
        )
    if from_archive:
        return reparse(source, quiet, as_json)
    if from_files:
        return _read_files(source, from_files, tuple(brand or ()), quiet, as_json)
    with opened() as (settings, _):
        run = run_crawl(
            settings,
            source,
            limit=limit,
            brands=tuple(brand or ()),
            base_url=base_url,
            revisit=revisit,
            show_progress=not quiet and not as_json,
        )
    tell(run, f"crawl of {source}", as_json, "terazi score")
    raise typer.Exit(0 if run.state and run.state.value == "ok" else 1)


def _read_files(source: str, paths: list[Path], brands: tuple[str, ...], quiet: bool, as_json: bool) -> None:
    from crawler.replay import from_files

    with opened() as (settings, _), counting(f"{source}: pages", quiet or as_json) as saw:
        run = from_files(settings, source, paths, brands=brands, saw=saw)
    tell(run, f"files of {source}", as_json, "terazi score")
    raise typer.Exit(0 if run.state and run.state.value == "ok" else 1)


@app.command()
def reparse(
    source: Annotated[str, typer.Argument(help="A source's name; `terazi sources` lists them.")],
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Read a source's archived pages again with today's parser: no request is sent, no date of a sighting moves."""
    from crawler.replay import reparse as run_reparse

    with opened() as (settings, _), counting(f"{source}: pages", quiet or as_json) as saw:
        run = run_reparse(settings, source, saw=saw)
    tell(run, f"reparse of {source}", as_json, "terazi score")
    raise typer.Exit(0 if run.state and run.state.value == "ok" else 1)
