"""`terazi release`: publish, and lay two releases side by side."""

from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console

from scoring.commands.standard import AsOf, StandardFile, read_standard
from store.commands import deltas
from store.front import VERSION, AsJson, Quiet, lent, opened, print_json, utc, waiting

app = typer.Typer(help="Publish what is stored, or lay two releases side by side.")
app.add_typer(deltas.app)


@app.callback(invoke_without_command=True)
def release(
    context: typer.Context,
    title: Annotated[str, typer.Option(help="What this release is called.")] = "Terazi release",
    simulated: Annotated[bool, typer.Option(help="Say on every page that the world behind it is simulated.")] = False,
    title_tr: Annotated[str, typer.Option(help="The same in Turkish; default: the title.")] = "",
    as_of: AsOf = None,
    standard: StandardFile = None,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Score and publish: an immutable, dated folder of tables that the pages and the API read."""
    if context.invoked_subcommand:
        return
    from scoring.publish import publish_release

    with opened() as (settings, engine), waiting("scoring and publishing", quiet or as_json):
        lent["declare_sources"](engine)
        manifest = publish_release(
            engine,
            settings,
            title=(title, title_tr or title),
            is_simulated=simulated,
            code_version=VERSION,
            as_of=utc(as_of),
            standard=read_standard(standard),
        )
    if as_json:
        print_json(manifest)
        return
    out = Console(highlight=False, soft_wrap=True)
    out.print(f"release [bold]{manifest['release_id']}[/] in {settings.releases / manifest['release_id']}")
    out.print(
        "  " + ", ".join(f"{table['rows']:,} {name}" for name, table in manifest["tables"].items() if table["rows"])
    )
    out.print("Next: [bold]terazi serve[/]")


@app.command("diff")
def release_diff(
    old: Annotated[str, typer.Argument(help="The earlier release's id.")],
    new: Annotated[str, typer.Argument(help="The later one's; default: the latest.")] = "",
    most: Annotated[int, typer.Option(help="Print this many moves; --json has all.")] = 20,
    as_json: AsJson = False,
) -> None:
    """Say who moved between two releases, how far, and because of what: counts, bases and mix, or the method."""
    from scoring.release_diff import release_diff as compare
    from store.release import open_release
    from store.settings import Settings

    releases = Settings().releases
    found = compare(open_release(releases, old), open_release(releases, new))
    if as_json:
        print_json(asdict(found))
        return
    out = Console(highlight=False, soft_wrap=True)
    beyond = sum(move.is_beyond_chance for move in found.moves)
    out.print(f"{found.old_id} -> {found.new_id}: {len(found.moves):,} scores moved, {beyond:,} beyond chance; "
              f"{found.only_old:,} only in the old, {found.only_new:,} only in the new")  # fmt: skip
    for name, (before, after) in found.facts.items():
        out.print(f"  {name}: {before} -> {after}", markup=False)
    for move in found.moves[:most]:
        mark = "  beyond chance" if move.is_beyond_chance else ""
        out.print(
            f"  {move.sector_id} {move.period} {move.dimension} {move.brand_id}: {move.old:.1f} -> {move.new:.1f} ({move.because}){mark}",
            markup=False,
        )
