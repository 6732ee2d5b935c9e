"""`terazi migrate` and `terazi doctor`: the set-up."""

from typing import Annotated

import typer
from rich.console import Console

from store.front import AsJson, print_json

app = typer.Typer()


@app.command()
def migrate(revision: Annotated[str, typer.Argument(help="A revision, `head` or `base`.")] = "head") -> None:
    """Bring the database to this version's tables. Other commands do it by themselves."""
    from store.migrate import migrate as run_migrate
    from store.session import open_engine
    from store.settings import Settings

    engine = open_engine(Settings())
    run_migrate(engine, revision)
    Console(highlight=False, soft_wrap=True).print(
        f"the database stands at {revision}: {engine.url.render_as_string(hide_password=True)}"
    )


@app.command()
def doctor(as_json: AsJson = False) -> None:
    """Say what is missing or wrong in the set-up, and what mends it."""
    from store.doctor import examine

    findings = examine()
    if as_json:
        print_json(findings)
    else:
        for finding in findings:
            mark = "ok  " if finding["ok"] else "MEND" if finding["needed"] else "note"
            Console(highlight=False, soft_wrap=True).print(
                f"{mark}  {finding['what']}: {finding['says']}", markup=False
            )
    raise typer.Exit(0 if all(finding["ok"] or not finding["needed"] for finding in findings) else 1)
