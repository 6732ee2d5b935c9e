"""The front door: `terazi COMMAND`. A room is loaded only when a command asks for it."""

import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from store.errors import SetupError, StoreError
from store.settings import Settings

VERSION = "0.1.0"
app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Terazi weighs public complaints: for a brand's size, sector and mix, with the uncertainty shown.",
)
err = Console(stderr=True)
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON on standard output, for programs.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress.")]


def main() -> None:
    """Run the command line; a refusal is one clear line and exit status 1, never a stack trace."""
    try:
        app()
    except StoreError as refusal:
        err.print("terazi:", str(refusal), highlight=False, markup=False, soft_wrap=True)
        sys.exit(1)


@contextmanager
def _opened(settings: Settings | None = None) -> Iterator[tuple[Settings, Any]]:
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


def _tell(run: Any, what: str, as_json: bool, then: str = "") -> None:
    """Print how a run ended: its counts, what it skipped and why, its notices, and what to do next."""
    state = run.state.value if run.state else "ok"
    notices = [
        {"level": level.value, "code": code, "message": message, "place": place, "count": n}
        for level, code, message, place, n in run.notices
    ]
    facts = {"run_id": run.run_id, "state": state, "counts": run.counts, "skipped": run.skipped, "notices": notices}
    if as_json:
        print(json.dumps(facts, indent=1, ensure_ascii=False))  # noqa: T201
        return
    out = Console(highlight=False, soft_wrap=True)
    out.print(f"{what}: [bold]{state}[/]  " + ", ".join(f"{n:,} {name}" for name, n in run.counts.items() if n))
    for reason, n in run.skipped.items():
        out.print(f"  left out: {n:,}  {reason}")
    for notice in (one for one in notices if one["level"] != "info"):
        where = f"{notice['place']}, " if notice["place"] else ""
        out.print(f"  {notice['level']}: {notice['message']} ({where}{notice['count']:,} times)", markup=False)
    if quiet_ones := sum(one["level"] == "info" for one in notices):
        out.print(f"  and {quiet_ones} remarks: --json or the source page show them")
    if then and state == "ok":
        out.print(f"Next: [bold]{then}[/]")


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
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Collect a source's public records, politely. What is there already is only looked at again when it is due."""
    from crawler.run import crawl as run_crawl

    with _opened() as (settings, _):
        run = run_crawl(
            settings,
            source,
            limit=limit,
            brands=tuple(brand or ()),
            base_url=base_url,
            show_progress=not quiet and not as_json,
        )
    _tell(run, f"crawl of {source}", as_json, "terazi score")
    raise typer.Exit(0 if run.state and run.state.value == "ok" else 1)


@app.command("import")
def import_(
    kind: Annotated[str, typer.Argument(help="ny-dfs, bcb, cfpb-csv, jsonl or exposures.")],
    file: Annotated[Path, typer.Argument(help="The file. It is stored whole or not at all.")],
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Take in a file: a regulator's table, customer bases, or records in the format of docs/record-format.md."""
    from crawler.imports.run import run_import

    with _opened() as (settings, _):
        run = run_import(settings, kind, file, show_progress=not quiet and not as_json)
    _tell(run, f"import of {file.name}", as_json, "terazi score")


@app.command()
def score(
    as_of: Annotated[
        datetime | None,
        typer.Option(
            help="Score the world as of this moment (UTC) instead of now.", formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]
        ),
    ] = None,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Turn what is stored into explained numbers. Publish them with `terazi release`."""
    from scoring.run import score as run_score

    with _opened() as (settings, engine), _status("scoring", quiet or as_json):
        run, scored = run_score(engine, settings, as_of=as_of.replace(tzinfo=UTC) if as_of else None)
    if not as_json:
        for weighed in scored.weighed:
            group = weighed.group
            err.print(
                f"  {group.sector_id} {group.period} {group.dimension}: {len(group.brands)} brands, {int((weighed.tier > 0).sum())} told apart "
                f"into {int(weighed.tier.max(initial=0))} groups",
                highlight=False,
            )
    _tell(run, "score", as_json, "terazi release")


@app.command()
def release(
    title: Annotated[str, typer.Option(help="What this release is called.")] = "Terazi release",
    simulated: Annotated[bool, typer.Option(help="Say on every page that the world behind it is simulated.")] = False,
    as_of: Annotated[
        datetime | None, typer.Option(help="Score as of this moment (UTC).", formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"])
    ] = None,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Score and publish: an immutable, dated folder of tables that the pages and the API read."""
    from scoring.publish import publish_release

    with _opened() as (settings, engine), _status("scoring and publishing", quiet or as_json):
        manifest = publish_release(
            engine,
            settings,
            title=title,
            is_simulated=simulated,
            code_version=VERSION,
            as_of=as_of.replace(tzinfo=UTC) if as_of else None,
        )
    if as_json:
        print(json.dumps(manifest, indent=1, ensure_ascii=False))  # noqa: T201
        return
    out = Console(highlight=False, soft_wrap=True)
    out.print(f"release [bold]{manifest['release_id']}[/] in {settings.releases / manifest['release_id']}")
    out.print(
        "  " + ", ".join(f"{table['rows']:,} {name}" for name, table in manifest["tables"].items() if table["rows"])
    )
    out.print("Next: [bold]terazi serve[/]")


@app.command()
def serve() -> None:
    """Serve the latest release: pages in Turkish and English, and the API, on TERAZI_HOST:TERAZI_PORT."""
    from api.app import serve as run_server

    settings = Settings()
    err.print(
        f"Pages: [bold]http://{settings.host}:{settings.port}/[/]   API: http://{settings.host}:{settings.port}/schema   stop with Ctrl-C"
    )
    run_server(settings)


@app.command()
def schedule(
    once: Annotated[bool, typer.Option(help="List the jobs and their next times, then stop.")] = False,
    as_json: AsJson = False,
) -> None:
    """Crawl, score and publish by the clock that terazi.toml sets under `schedule`. Jobs are kept in the database."""
    from crawler.schedule import jobs_of, run_forever

    with _opened() as (settings, engine):
        jobs = jobs_of(settings, engine)
        if as_json:
            print(json.dumps(jobs, indent=1))  # noqa: T201
        for job in jobs if not as_json else ():
            Console(highlight=False, soft_wrap=True).print(
                f"{job['command']:<28} {job['cron']:<16} next {job['next_at']}"
            )
        if not once and not as_json:
            run_forever(settings, engine)


@app.command()
def explain(
    brand: Annotated[str, typer.Argument(help="A brand's name; without diacritics or with a slip of the pen will do.")],
    language: Annotated[str, typer.Option(help="en or tr")] = "en",
    as_json: AsJson = False,
) -> None:
    """Say step by step how a brand's published numbers came to be."""
    from api.explain import explain_brand

    answer = explain_brand(Settings(), brand, language)
    if as_json:
        print(json.dumps(answer, indent=1, ensure_ascii=False, default=str))  # noqa: T201
        return
    out = Console(highlight=False, soft_wrap=True)
    for score_ in answer["scores"]:
        out.print(f"[bold]{answer['name']}[/]  {score_['sector_id']} {score_['period']} {score_['dimension']}")
        for sentence in score_["steps"]:
            out.print(f"  {sentence}", markup=False)


@app.command()
def sources(as_json: AsJson = False) -> None:
    """List the sources: what they are, what they need, when they last ran well."""
    from crawler.status import source_status

    with _opened() as (_, engine):
        rows = source_status(engine)
    if as_json:
        print(json.dumps(rows, indent=1, ensure_ascii=False, default=str))  # noqa: T201
        return
    for row in rows:
        Console(highlight=False, soft_wrap=True).print(
            f"[bold]{row['source_id']:<14}[/] tier {row['tier']}  {row['name']}  "
            f"last good run: {row['last_ok_at'] or 'never'}  records: {row['records_count']:,}"
        )


@app.command()
def migrate(revision: Annotated[str, typer.Argument(help="A revision, `head` or `base`.")] = "head") -> None:
    """Bring the database to this version's tables. Other commands do it by themselves."""
    from store.migrate import migrate as run_migrate
    from store.session import open_engine

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
        print(json.dumps(findings, indent=1, ensure_ascii=False))  # noqa: T201
    else:
        for finding in findings:
            mark = "ok  " if finding["ok"] else "MEND" if finding["needed"] else "note"
            Console(highlight=False, soft_wrap=True).print(
                f"{mark}  {finding['what']}: {finding['says']}", markup=False
            )
    raise typer.Exit(0 if all(finding["ok"] or not finding["needed"] for finding in findings) else 1)


@app.command()
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


@contextmanager
def _status(what: str, quiet: bool) -> Iterator[None]:
    """A spinner for a person who waits."""
    if quiet or not err.is_terminal:
        yield
        return
    with err.status(what):
        yield


logging.getLogger("alembic").setLevel(logging.WARNING)

if __name__ == "__main__":
    main()
