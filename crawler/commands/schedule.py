"""`terazi schedule`: crawls, scorings and releases by the clock."""

import os
from typing import Annotated

import typer
from rich.console import Console

from store.front import AsJson, opened, print_json

app = typer.Typer()


@app.command()
def schedule(
    once: Annotated[bool, typer.Option(help="List the jobs and their next times, then stop.")] = False,
    as_json: AsJson = False,
) -> None:
    """Crawl, score and publish by the clock that terazi.toml sets under `schedule`. Jobs are kept in the database."""
    from crawler.schedule import GIVES_WAY, jobs_of, run_forever

    with opened() as (settings, engine):
        jobs = jobs_of(settings, engine)
        if as_json:
            print_json(jobs)
        for job in jobs if not as_json else ():
            Console(highlight=False, soft_wrap=True).print(
                f"{job['command']:<28} {job['cron']:<16} next {job['next_at']}"
            )
        if not once and not as_json:
            os.nice(GIVES_WAY)
            run_forever(settings, engine)
