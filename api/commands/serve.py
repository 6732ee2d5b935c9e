"""`terazi serve`: pages and API."""

from typing import Annotated

import typer

from store.front import err

app = typer.Typer()


@app.command()
def serve(workers: Annotated[int, typer.Option(min=1, max=64, help="Processes that serve side by side.")] = 1) -> None:
    """Serve the latest release: pages in Turkish and English, and the API, on TERAZI_HOST:TERAZI_PORT."""
    from api.serving import serve as run_server
    from store.settings import Settings

    settings = Settings()
    err.print(
        f"Pages: [bold]http://{settings.host}:{settings.port}/[/]   API: http://{settings.host}:{settings.port}/schema   stop with Ctrl-C"
    )
    run_server(settings, workers)
