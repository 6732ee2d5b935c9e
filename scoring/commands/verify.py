"""`terazi verify`: calculate a release again from its own files."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from store.front import AsJson, err, print_json

app = typer.Typer()


@app.command()
def verify(
    release: Annotated[
        str, typer.Argument(help="A release's folder, or the id of one under TERAZI_HOME; default: the latest.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Check a release's files and calculate every score again from them, bit for bit. No database, no network; exit status 1 on any fault."""
    from scoring.verify import verify as run_verify
    from store.finish import hash_of
    from store.release import open_folder, open_release
    from store.settings import Settings

    is_folder = (Path(release) / "release.json").exists() and release
    opened = open_folder(Path(release)) if is_folder else open_release(Settings().releases, release)
    found, manifest_hash = run_verify(opened), hash_of(opened.folder / "release.json")
    if as_json:
        print_json(asdict(found) | {"manifest_sha256": manifest_hash})
        raise typer.Exit(bool(found.faults))
    out = Console(highlight=False, soft_wrap=True)
    out.print(f"release [bold]{found.release_id}[/]  release.json has SHA-256 {manifest_hash}")
    out.print(f"  {len(opened.manifest['files']):,} files, hashes and formats compared")
    out.print("  calculated again, bit for bit: " + ", ".join(f"{n:,} {name}" for name, n in found.rows.items() if n))
    for fault in found.faults:
        out.print(f"  {fault}", markup=False)
    err.print(f"{len(found.faults):,} faults" if found.faults else "everything is as published")
    raise typer.Exit(bool(found.faults))
