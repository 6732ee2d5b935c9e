"""`terazi release delta` and `terazi release apply`: what changed between two releases, as files."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from store.front import AsJson, print_json

app = typer.Typer()


@app.command()
def delta(
    old: Annotated[str, typer.Argument(help="The earlier release's id.")],
    new: Annotated[str, typer.Argument(help="The later one's; default: the latest.")] = "",
    out: Annotated[
        Path | None, typer.Option(help="Folder to write; default: deltas/OLD..NEW beside the releases.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write the rows added, changed and removed between two releases. Applied to the old one they give the new one's bytes."""
    from store.delta import KINDS, changes, delta_folder, read_delta, write_delta
    from store.release import open_release
    from store.settings import Settings

    releases = Settings().releases
    first, second = open_release(releases, old), open_release(releases, new)
    folder = out or delta_folder(releases, old, second.manifest["release_id"])
    said = read_delta(folder) if out is None and folder.exists() else write_delta(first, second, folder)
    if as_json:
        print_json({"folder": str(folder), "tables": dict(changes(said))})
        return
    console = Console(highlight=False, soft_wrap=True)
    console.print(f"{said['old']} -> {said['new']}: {folder}", markup=False)
    for name, about in changes(said):
        console.print(f"  {name}: " + ", ".join(f"{about[kind]:,} {kind}" for kind in KINDS), markup=False)


@app.command()
def apply(
    old: Annotated[str, typer.Argument(help="The earlier release's folder, or its id.")],
    delta: Annotated[Path, typer.Argument(help="The folder of the delta.")],
    out: Annotated[Path, typer.Option(help="Folder the later release is written to.")],
) -> None:
    """Make the later release out of the earlier one and a delta, and check that it is the published one, byte by byte."""
    from store.delta_apply import apply_delta
    from store.release import open_folder, open_release
    from store.settings import Settings

    first = open_folder(Path(old)) if Path(old, "release.json").exists() else open_release(Settings().releases, old)
    made = apply_delta(first, delta, out)
    Console(highlight=False, soft_wrap=True).print(f"release {made.manifest['release_id']} in {out}", markup=False)
