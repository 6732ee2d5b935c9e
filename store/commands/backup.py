"""`terazi backup` and `terazi restore`."""

from pathlib import Path
from typing import Annotated

import typer

from store.front import err, opened

app = typer.Typer()


@app.command()
def backup(out: Annotated[Path, typer.Argument(help="The tar file to write.")]) -> None:
    """Copy everything stored (tables, archive, releases, keys) into one file. Keep it as safe as the home: it holds the author key."""
    from store.backup import backup as make

    with opened() as (settings, engine), err.status("copying"):
        _tell(make(engine, settings, out))
    elsewhere = "TERAZI_DATABASE_URL= " if settings.database_url else ""
    err.print(f"Try it: [bold]{elsewhere}TERAZI_HOME=/tmp/try terazi restore {out}[/]", soft_wrap=True)


@app.command()
def restore(file: Annotated[Path, typer.Argument(help="A file that `terazi backup` wrote.", exists=True)]) -> None:
    """Bring a backup back into an empty TERAZI_HOME and an empty database, of whichever kind."""
    from store.backup import restore as bring
    from store.session import open_engine
    from store.settings import Settings

    settings = Settings()
    engine = open_engine(settings)
    with err.status("restoring"):
        _tell(bring(engine, settings, file))
    engine.dispose()
    err.print("Next: [bold]terazi doctor[/]")


def _tell(counts: dict[str, int]) -> None:
    err.print(", ".join(f"{n:,} {name}" for name, n in counts.items()) or "nothing was stored", highlight=False)
