"""What the commands of all rooms share: an opened store, a way to print, and the options they all have."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from store.settings import Settings

if TYPE_CHECKING:  # SQLAlchemy takes longer to load than most commands to run
    from sqlalchemy import Engine

err = Console(stderr=True)
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON on standard output, for programs.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress.")]


@contextmanager
def opened(settings: Settings | None = None) -> "Iterator[tuple[Settings, Engine]]":
    """Settings and an engine on a database that stands at this version's tables."""
    from store.migrate import migrate
    from store.session import open_engine

    settings = settings or Settings()
    engine = open_engine(settings)
    migrate(engine)
    try:
        yield settings, engine
    finally:
        engine.dispose()
