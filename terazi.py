"""The front door: `terazi COMMAND`. Commands lie with their rooms; a room is loaded only when a command asks for it."""

import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.commands import disputes, explain, keys, serve, told, watch, waves
from crawler.commands import archive, crawl, erase, importing, schedule, sources
from scoring.commands import ask, figures, match_brand, method, models, release, score, standard, texts, verify
from store.commands import alerts, audit, backup, brands, database, redact
from store.errors import SetupError, StoreError
from store.front import err, lent

if TYPE_CHECKING:
    from sqlalchemy import Engine

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Terazi weighs public complaints: for a brand's size, sector and mix, with the uncertainty shown.",
)
shown = typer.Typer()


@shown.command()
def demo(
    source: Annotated[
        str, typer.Option(help="world: a simulated one on loopback. cfpb: the real open data, needs internet.")
    ] = "world",
    stop: Annotated[bool, typer.Option("--stop", help="End after publishing instead of serving.")] = False,
) -> None:
    """The whole way once: collect, keep, clean, match, score, publish, look at it."""
    sys.path.insert(0, str(Path(__file__).parent))  # the source tree, where it is installed in place
    try:
        from tests.world.demo import run_demo
    except ModuleNotFoundError as missing:
        raise SetupError(
            "the demo's simulated world lies in tests/world of the source tree: run `make demo` there"
        ) from missing

    run_demo(source, serve_after=not stop)


app.add_typer(crawl.app)
app.add_typer(importing.app)
app.add_typer(serve.app)
app.add_typer(schedule.app)
app.add_typer(explain.app)
app.add_typer(method.app)
app.add_typer(audit.app)
app.add_typer(texts.app)
app.add_typer(told.app)
app.add_typer(redact.app)
app.add_typer(models.app)
app.add_typer(sources.app)
app.add_typer(database.app)
app.add_typer(shown)
app.add_typer(keys.app, name="keys")
app.add_typer(disputes.app, name="disputes")
app.add_typer(erase.app)
app.add_typer(watch.app, name="watch")
app.add_typer(figures.app, name="figures")
app.add_typer(watch.webhooks, name="webhooks")
app.add_typer(verify.app)
app.add_typer(waves.app)
app.add_typer(backup.app)
app.add_typer(match_brand.app)
app.add_typer(brands.app, name="brands")
app.add_typer(archive.app, name="archive")
app.add_typer(score.app, name="score")
app.add_typer(standard.app, name="standard")
app.add_typer(release.app, name="release")
app.add_typer(alerts.app, name="alerts")


def _declare_sources(engine: "Engine") -> None:
    from crawler.status import declare_all

    declare_all(engine)


def _draw_ranges(rows: list[dict[str, Any]], path: Path) -> None:
    from api.ranges import draw_ranges

    draw_ranges(rows, path)


lent.update(declare_sources=_declare_sources, draw_ranges=_draw_ranges, ask_store=ask.ask_store)


def main() -> None:
    """Run the command line; a refusal is one clear line and exit status 1, never a stack trace."""
    from scoring.errors import ScoringError

    try:
        app()
    except (StoreError, ScoringError, OSError) as refusal:  # OSError: a folder that is not there, a full disk
        err.print("terazi:", str(refusal), highlight=False, markup=False, soft_wrap=True)
        sys.exit(1)


logging.getLogger("alembic").setLevel(logging.WARNING)

if __name__ == "__main__":
    main()
