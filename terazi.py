"""The front door: `terazi COMMAND`. A room is loaded only when a command asks for it."""

import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich.console import Console

from api.commands import disputes, keys, watch, waves
from crawler.commands import erase
from scoring.commands import figures, match_brand, verify
from store.commands import backup, brands, deltas
from store.errors import SetupError, StoreError
from store.front import AsJson, Quiet, err, opened
from store.settings import Settings

VERSION = "0.1.0"
app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Terazi weighs public complaints: for a brand's size, sector and mix, with the uncertainty shown.",
)
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


def main() -> None:
    """Run the command line; a refusal is one clear line and exit status 1, never a stack trace."""
    from scoring.errors import ScoringError

    try:
        app()
    except (StoreError, ScoringError) as refusal:
        err.print("terazi:", str(refusal), highlight=False, markup=False, soft_wrap=True)
        sys.exit(1)


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
    revisit: Annotated[
        bool,
        typer.Option("--revisit", help="No walk: only look again at the records that are due, at their own addresses."),
    ] = False,
    from_files: Annotated[
        list[Path] | None,
        typer.Option(help="Ask nothing: read saved pages, folders of them or WARC files; may be repeated."),
    ] = None,
    from_archive: Annotated[
        bool, typer.Option(help="Ask nothing: read the archived pages again (the same as `terazi reparse`).")
    ] = False,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Collect a source's public records, politely. What is there already is only looked at again when it is due."""
    from crawler.run import crawl as run_crawl

    if from_archive:
        return reparse(source, quiet, as_json)
    if from_files:
        return _read_files(source, from_files, tuple(brand or ()), quiet, as_json)
    with opened() as (settings, _):
        run = run_crawl(
            settings,
            source,
            limit=limit,
            brands=tuple(brand or ()),
            base_url=base_url,
            revisit=revisit,
            show_progress=not quiet and not as_json,
        )
    _tell(run, f"crawl of {source}", as_json, "terazi score")
    raise typer.Exit(0 if run.state and run.state.value == "ok" else 1)


def _read_files(source: str, paths: list[Path], brands: tuple[str, ...], quiet: bool, as_json: bool) -> None:
    from crawler.replay import from_files

    with opened() as (settings, _), _counted(source, quiet or as_json) as saw:
        run = from_files(settings, source, paths, brands=brands, saw=saw)
    _tell(run, f"files of {source}", as_json, "terazi score")
    raise typer.Exit(0 if run.state and run.state.value == "ok" else 1)


@app.command()
def reparse(
    source: Annotated[str, typer.Argument(help="A source's name; `terazi sources` lists them.")],
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Read a source's archived pages again with today's parser: no request is sent, no date of a sighting moves."""
    from crawler.replay import reparse as run_reparse

    with opened() as (settings, _), _counted(source, quiet or as_json) as saw:
        run = run_reparse(settings, source, saw=saw)
    _tell(run, f"reparse of {source}", as_json, "terazi score")


@contextmanager
def _counted(what: str, is_quiet: bool) -> Iterator[Any]:
    """A progress line that counts pages."""
    from rich.progress import Progress

    with Progress(console=err, transient=True, disable=is_quiet) as progress:
        task = progress.add_task(f"{what}: pages", total=None)
        yield lambda count: progress.update(task, completed=count)


archive_app = typer.Typer(help="The raw pages: kept for a set time, never served.", no_args_is_help=True)
app.add_typer(archive_app, name="archive")


@archive_app.command()
def prune(as_json: AsJson = False) -> None:
    """Delete raw pages older than their source's retention (or `archive_days` of the settings); hashes and dates stay."""
    from crawler.replay import prune as run_prune

    with opened() as (settings, _):
        found = run_prune(settings)
    print(json.dumps(found) if as_json else f"files deleted: {sum(found.values())}  {found or ''}")  # noqa: T201


@app.command("import")
def import_(
    kind: Annotated[str, typer.Argument(help="ny-dfs, bcb, cfpb-csv, jsonl, exposures or operator-figures.")],
    file: Annotated[
        Path | None,
        typer.Argument(help="The file, stored whole or not at all. operator-figures has one of its own."),
    ] = None,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Take in a file: a regulator's table, customer bases, or records in the format of docs/record-format.md."""
    from crawler.imports.run import run_import

    with opened() as (settings, _):
        run = run_import(settings, kind, file, show_progress=not quiet and not as_json)
    _tell(run, f"import of {file.name if file else kind}", as_json, "terazi score")


score_app = typer.Typer(help="Turn what is stored, or your own tables, into explained numbers.")
standard_app = typer.Typer(
    help="The standard brands are measured against: build it, look at it, compare two.", no_args_is_help=True
)
app.add_typer(score_app, name="score")
app.add_typer(standard_app, name="standard")
AsOf = Annotated[
    datetime | None,
    typer.Option(help="As of this moment (UTC) instead of now.", formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]),
]
StandardFile = Annotated[Path | None, typer.Option("--standard", help="Measure against this frozen standard file.")]


def _utc(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=UTC) if moment else None


def _standard(path: Path | None) -> Any:
    from scoring.standard import Standard

    return Standard.read(path) if path else None


@score_app.callback(invoke_without_command=True)
def score(
    context: typer.Context,
    as_of: AsOf = None,
    standard: StandardFile = None,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Score everything stored. Publish the result with `terazi release`. `terazi score files` scores your own tables."""
    if context.invoked_subcommand:
        return
    from scoring.run import score as run_score

    with opened() as (settings, engine), _status("scoring", quiet or as_json):
        run, scored = run_score(engine, settings, as_of=_utc(as_of), standard=_standard(standard))
    if not as_json:
        for weighed in scored.weighed:
            group, ranked = weighed.group, int((weighed.tier > 0).sum())
            groups = f"{ranked} told apart into {int(weighed.tier.max(initial=0))} groups"
            err.print(
                f"  {group.sector_id} {group.period} {group.dimension}: {len(group.brands)} brands, {groups}",
                highlight=False,
            )
    _tell(run, "score", as_json, "terazi release")


@score_app.command("files")
def score_own_files(
    complaints: Annotated[
        Path, typer.Option(help="CSV or Parquet, one row a complaint; docs/method.md lists the columns.")
    ],
    exposure: Annotated[
        Path, typer.Option(help="CSV or Parquet, one row a brand: its customer base with 90 % range and grade.")
    ],
    voices: Annotated[
        Path, typer.Option(help="CSV or Parquet, one row a brand and platform: voices and how many are praise.")
    ],
    out: Annotated[Path, typer.Option(help="Folder the answer is written to.")],
    standard: StandardFile = None,
    snapshot_h: Annotated[
        float, typer.Option(help="Hours from the window's begin to the moment the table was taken.")
    ] = 8760.0,
    half_life_days: Annotated[float, typer.Option(help="Age at which a complaint counts half; 0 for no decay.")] = 0.0,
    fixed_nodes: Annotated[
        bool, typer.Option(help="Integrate uncertain bases as TERAZI-SPEC 1.0 did (docs/method.md says why not).")
    ] = False,
    seed: Annotated[int, typer.Option(help="Seed of the rank draws.")] = 1,
    as_json: AsJson = False,
) -> None:
    """Score your own tables: no database needed, same bytes for the same input. All faults of the tables are listed at once."""
    from scoring.files import score_files
    from scoring.method import Parameters

    parameters = Parameters(half_life_days=half_life_days, centred_exposure=not fixed_nodes)
    files = {"complaints": complaints, "exposure": exposure, "voices": voices}
    written = score_files(files, out, parameters, snapshot_h=snapshot_h, seed=seed, standard=_standard(standard))
    if as_json:
        print(json.dumps([str(path) for path in written]))  # noqa: T201
        return
    for path in written:
        Console(highlight=False, soft_wrap=True).print(str(path), markup=False)


@standard_app.command("build")
def standard_build(
    out: Annotated[Path, typer.Option(help="The file to write (Parquet).")], as_of: AsOf = None, as_json: AsJson = False
) -> None:
    """Freeze reference rates and priors from what is stored, with the window they come from."""
    from scoring.method import Parameters
    from scoring.run import standard_of

    with opened() as (settings, engine):
        standard_of(engine, settings, _utc(as_of) or datetime.now(UTC), Parameters()).write(out)
    _print_standard(out, as_json)


@standard_app.command("show")
def standard_show(file: Annotated[Path, typer.Argument(help="A standard file.")], as_json: AsJson = False) -> None:
    """Say where a standard comes from and what it holds."""
    _print_standard(file, as_json)


@standard_app.command("diff")
def standard_diff(
    first: Annotated[Path, typer.Argument(help="A standard file.")],
    second: Annotated[Path, typer.Argument(help="Another one.")],
    most: Annotated[int, typer.Option(help="How many differences to print.")] = 40,
    as_json: AsJson = False,
) -> None:
    """Lay two standards side by side: facts, then every value that differs with its ratio. Exit status 1 where they differ."""
    from scoring.standard import Standard, differences

    found = list(differences(Standard.read(first), Standard.read(second)))
    if as_json:
        print(json.dumps(found, indent=1))  # noqa: T201
    for row in found[:most] if not as_json else ():
        place = " ".join(str(row[name]) for name in ("dimension", "quantity", "sector", "stratum") if row[name])
        ratio = f"  x {row['ratio']:.4g}" if row["ratio"] else ""
        Console(highlight=False, soft_wrap=True).print(
            f"{place} {row['bin']}: {row['first']} -> {row['second']}{ratio}", markup=False
        )
    if not as_json:
        err.print(f"{len(found):,} values differ")
    raise typer.Exit(1 if found else 0)


def _print_standard(path: Path, as_json: bool) -> None:
    standard = _standard(path)
    held = {f"{dimension} {quantity}": len(names) for (dimension, quantity), names in sorted(standard.tables.items())}
    if as_json:
        print(json.dumps({"file": str(path), "hash": standard.hash, "facts": standard.facts, "rows": held}, indent=1))  # noqa: T201
        return
    out = Console(highlight=False, soft_wrap=True)
    out.print(f"{path}  {standard.hash}", markup=False)
    for name, value in (standard.facts | {name: f"{n:,} rows" for name, n in held.items()}).items():
        out.print(f"  {name}: {value}", markup=False)


release_app = typer.Typer(help="Publish what is stored, or lay two releases side by side.")
app.add_typer(release_app, name="release")
release_app.add_typer(deltas.app)


@release_app.callback(invoke_without_command=True)
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
    from crawler.status import declare_all
    from scoring.publish import publish_release

    with opened() as (settings, engine), _status("scoring and publishing", quiet or as_json):
        declare_all(engine)
        manifest = publish_release(
            engine,
            settings,
            title=(title, title_tr or title),
            is_simulated=simulated,
            code_version=VERSION,
            as_of=_utc(as_of),
            standard=_standard(standard),
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


@release_app.command("diff")
def release_diff(
    old: Annotated[str, typer.Argument(help="The earlier release's id.")],
    new: Annotated[str, typer.Argument(help="The later one's; default: the latest.")] = "",
    most: Annotated[int, typer.Option(help="Print this many moves; --json has all.")] = 20,
    as_json: AsJson = False,
) -> None:
    """Say who moved between two releases, how far, and because of what: counts, bases and mix, or the method."""
    from scoring.release_diff import release_diff as compare
    from store.release import open_release

    releases = Settings().releases
    found = compare(open_release(releases, old), open_release(releases, new))
    if as_json:
        print(json.dumps(asdict(found), indent=1, ensure_ascii=False, default=str))  # noqa: T201
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

    with opened() as (settings, engine):
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
    vs: Annotated[str, typer.Option("--vs", help="Lay it beside this brand of its sector.")] = "",
    since: Annotated[
        datetime | None,
        typer.Option(help="Say what moved since this moment (UTC).", formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]),
    ] = None,
    incidents: Annotated[
        str, typer.Option(help="List every matter's part in this dimension, e.g. responsiveness.")
    ] = "",
    language: Annotated[str, typer.Option(help="en or tr")] = "en",
    as_json: AsJson = False,
) -> None:
    """Say step by step how a brand's published numbers came to be; beside another brand; or what moved since a day."""
    from api.explain import explain_brand, find_brand

    settings = Settings()
    if vs or since or incidents:
        queries, brand_id = find_brand(settings, brand)
        sector = str(queries.brand_row(brand_id)["sector_id"])
        _ask_store(
            sector, brand_id, find_brand(settings, vs)[1] if vs else "", _utc(since), incidents, language, as_json
        )
        return
    answer = explain_brand(settings, brand, language)
    if as_json:
        print(json.dumps(answer, indent=1, ensure_ascii=False, default=str))  # noqa: T201
        return
    out = Console(highlight=False, soft_wrap=True)
    for score_ in answer["scores"]:
        out.print(f"[bold]{answer['name']}[/]  {score_['sector_id']} {score_['period']} {score_['dimension']}")
        for sentence in score_["steps"]:
            out.print(f"  {sentence}", markup=False)


def _ask_store(
    sector: str, brand_id: str, other: str, since: datetime | None, incidents: str, language: str, as_json: bool
) -> None:
    """The questions a release cannot answer by itself."""
    from scoring import questions

    out = Console(highlight=False, soft_wrap=True)
    with opened() as (settings, engine):
        if other:
            found = asdict(questions.compare(engine, settings, sector, brand_id, other))
            lines = [
                found[f"sentence_{language}"],
                *(f"  {part['dimension']}: {part['difference']:+.3f}" for part in found["parts"]),
            ]
            lines.append(f"  together: {found['difference']:+.3f} (latent units; the parts add up)")
        elif since:
            moves = questions.moved_since(engine, settings, sector, brand_id, since)
            found = {name: [asdict(part) for part in parts] for name, parts in moves.items()}
            lines = [
                line
                for name, parts in moves.items()
                for line in (name, *(f"  {getattr(part, f'sentence_{language}')}" for part in parts))
            ]
        else:
            rows = questions.incidents_of(engine, settings, sector, brand_id, incidents).to_pylist()
            found = {"dimension": incidents, "incidents": rows}
            lines = ["\t".join(map(str, row.values())) for row in rows]
    if as_json:
        print(json.dumps(found, indent=1, ensure_ascii=False, default=str))  # noqa: T201
        return
    for line in lines:
        out.print(line, markup=False)


@app.command()
def sensitivity(
    sector: Annotated[str, typer.Argument(help="A sector's id, as its page's address has it.")],
    weights: Annotated[str, typer.Option(help="Your own weights instead, e.g. volume=0.5,resolution=0.5.")] = "",
    chart: Annotated[Path | None, typer.Option(help="Draw the ranges to this SVG or PNG file.")] = None,
    seed: Annotated[int, typer.Option(help="Seed of the drawn weights.")] = 1,
    as_json: AsJson = False,
) -> None:
    """Say how much a sector's composites depend on weights and other disputed choices."""
    from scoring import questions

    with opened() as (settings, engine):
        if weights:
            own = {name: float(value) for name, _, value in (part.partition("=") for part in weights.split(","))}
            rows = questions.reweighed(engine, settings, sector, own)
        else:
            rows = questions.choices(engine, settings, sector, seed=seed)
    if chart:
        from api.ranges import draw_ranges

        draw_ranges([row for row in rows if row.get("scenario", "all") == "all"], chart)
    if as_json:
        print(json.dumps(rows, indent=1, default=str))  # noqa: T201
        return
    _print_rows(rows)


def _print_rows(rows: list[dict[str, Any]]) -> None:
    """Rows as a table with a head."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for name in rows[0] if rows else ():
        table.add_column(name)
    for row in rows:
        table.add_row(
            *(
                f"{value:.2f}" if isinstance(value, float) else "" if value is None else str(value)
                for value in row.values()
            )
        )
    Console(highlight=False, soft_wrap=True).print(table)


@app.command()
def validate(as_json: AsJson = False) -> None:
    """Check the method on the latest release's official tables: does it predict next year better than raw ratio and sector mean?"""
    from scoring.validation import validate_release
    from store.release import open_release

    found = [asdict(one) for one in validate_release(open_release(Settings().releases))]
    if as_json:
        print(json.dumps(found, indent=1, default=str))  # noqa: T201
        return
    out = Console(highlight=False, soft_wrap=True)
    for one in found:
        deviance = one["deviance"]
        out.print(f"[bold]{one['sector_id']}[/]  {one['periods'][0]} to {one['periods'][-1]}")
        out.print(f"  mean Poisson deviance of the next period, {deviance['count']:,} cases: shrunken {deviance['shrunken']:.2f}, "
                  f"raw ratio {deviance['raw_ratio']:.2f}, sector mean {deviance['sector_mean']:.2f}")  # fmt: skip
        for name in ("next_period", "halves"):
            out.print(
                f"  95 % intervals hold the {name.replace('_', ' ')} in {100 * one[name]['share']:.1f} % of {one[name]['count']:,} cases"
            )
        out.print("  mean score by tenth of size: " + " ".join(f"{value:.0f}" for value in one["deciles"]))
        slope = one["slope"]
        out.print(
            f"  score per doubling of size: {slope['per_doubling']:+.2f} ({slope['low']:.2f} to {slope['high']:.2f})"
        )


@app.command()
def dedup(
    file: Annotated[Path, typer.Argument(help="JSON lines with id and text and, where known, brand and author.")],
    out: Annotated[Path, typer.Option(help="The CSV to write: id, group, likeness, because.")] = Path("clusters.csv"),
) -> None:
    """Find copies among texts of your own: each group by its earliest copy, with the reason."""
    from scoring.incidents.dedup import dedup as run_dedup

    texts, copies = run_dedup(file, out)
    Console(highlight=False, soft_wrap=True).print(f"{texts:,} texts, {copies:,} of them copies: {out}", markup=False)


@app.command("read-replies")
def read_replies(
    file: Annotated[
        Path, typer.Argument(help="JSON lines with text and, where known, id, position, speaker and brand.")
    ],
    uses: Annotated[int, typer.Option(help="A wording a brand gave this often is a template.")] = 5,
) -> None:
    """Say of each reply in a file what it is (template, receipt, way elsewhere, claim, answer; customer's yes or no), as JSON lines."""
    from scoring.evidence.replies.read import read_replies as run_read

    for row in run_read(file, template_uses=uses):
        print(json.dumps(row, ensure_ascii=False))  # noqa: T201


Language = Annotated[Literal["en", "tr"], typer.Option(help="Of the sentences.")]


@app.command()
def themes(
    name: Annotated[str, typer.Argument(help="A brand's name or a sector's id.")],
    language: Language = "en",
    as_json: AsJson = False,
) -> None:
    """Say what a brand's or sector's complaints are about, in their own words, by the latest release."""
    from api.told import told_of

    found = told_of(Settings(), name, "themes")
    if as_json:
        print(json.dumps(found, indent=1, ensure_ascii=False))  # noqa: T201
        return
    out = Console(highlight=False, soft_wrap=True)
    for theme in found["themes"]:
        out.print(f"[bold]{theme['label']}[/]  {theme[f'sentence_{language}']}")
        for one in theme["quotes"]:
            out.print(f"    “{one['quote']}”  {one['record_id']}", markup=False)
    out.print(found[f"unassigned_{language}"] or "too few complaints for themes", markup=False)


@app.command()
def triage(
    name: Annotated[str, typer.Argument(help="A brand's name or a sector's id.")],
    language: Language = "en",
    as_json: AsJson = False,
) -> None:
    """List which of the newest complaints of a brand or sector to read first, and why, by the latest release."""
    from api.told import told_of

    found = told_of(Settings(), name, "triage")
    if as_json:
        print(json.dumps(found, indent=1, ensure_ascii=False))  # noqa: T201
        return
    out = Console(highlight=False, soft_wrap=True)
    for line in found["records"]:
        record = line["record"]
        out.print(f"{record['record_id']}  {record['title'] or record['issue']}  {record['url']}", markup=False)
        for reason in line["reasons"]:
            out.print(f"    {reason[f'sentence_{language}']}", markup=False)
    out.print(
        f"{len(found['records'])} of {found['of_count']} new complaints. {found[f'rule_{language}']}", markup=False
    )


@app.command()
def redact() -> None:
    """Take personal data out of a text: standard input to standard output, line by line. Sums, dates and product codes stay."""
    from store.redaction import redact as redacted

    for line in sys.stdin:
        text = line.rstrip("\n")
        sys.stdout.write(redacted(text) + line[len(text) :])


@app.command()
def evaluate(
    name: Annotated[str, typer.Argument(help="What to evaluate; a wrong name lists those there are.")],
    data: Annotated[
        Path | None, typer.Option(help="A labelled file; docs/models names each format. `waves` needs none.")
    ] = None,
    card: Annotated[Path | None, typer.Option(help="Write the model card to this Markdown file.")] = None,
    as_json: AsJson = False,
) -> None:
    """Measure a model of the evidence (brands, duplicates, redaction, texts, replies ...) on labelled data."""
    from scoring.evaluations import evaluate as run_evaluate

    found = run_evaluate(name, data)
    if card:
        card.parent.mkdir(parents=True, exist_ok=True)
        card.write_text(found.markdown(), encoding="utf-8")
    if as_json:
        facts = {
            "name": found.name,
            "file": found.file,
            "file_hash": found.file_hash,
            "figures": [asdict(one) for one in found.figures],
        }
        print(json.dumps(facts, indent=1, ensure_ascii=False))  # noqa: T201
    else:
        Console(highlight=False, soft_wrap=True).print(found.markdown(), markup=False)
    raise typer.Exit(0 if all(one.is_met for one in found.figures) else 1)


@app.command()
def train(
    name: Annotated[str, typer.Argument(help="What to train; a wrong name lists those there are.")],
    data: Annotated[Path, typer.Option(help="A labelled file (or a folder of them); docs/models names each format.")],
    out: Annotated[Path, typer.Option(help="Write the weights here.")],
    seed: Annotated[int, typer.Option(help="Seed of whatever is drawn.")] = 1,
    as_json: AsJson = False,
) -> None:
    """Make the weights of a model of the evidence again from labelled data. `evaluate` measures them."""
    from scoring.training import train as run_train

    facts = run_train(name, data, out, seed)
    if as_json:
        print(json.dumps(facts, indent=1, ensure_ascii=False))  # noqa: T201
        return
    Console(highlight=False, soft_wrap=True).print(
        f"{out}: " + ", ".join(f"{key} {value}" for key, value in facts.items()), markup=False
    )


@app.command()
def sources(
    markdown: Annotated[
        bool,
        typer.Option("--markdown", help="Print docs/sources.md, made of the declarations; the database is not asked."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List the sources: what they are, what they need, how they stand. --json has filled shares, notices, robots.txt and alerts."""
    from crawler.catalogue import as_markdown
    from crawler.status import source_status

    if markdown:
        print(as_markdown(), end="")  # noqa: T201
        return
    with opened() as (settings, engine):
        rows = source_status(engine, settings)
    if as_json:
        print(json.dumps(rows, indent=1, ensure_ascii=False, default=str))  # noqa: T201
        return
    out = Console(highlight=False, soft_wrap=True)
    for row in rows:
        lag = "never" if row["lag_hours"] is None else f"{row['lag_hours']:,.0f} h ago"
        needs = " off" * row["is_off"] + (f" needs {', '.join(row['keys_missing'])}" if row["keys_missing"] else "")
        alarm = f" alerts: {len(row['alerts'])}" if row["alerts"] else ""
        out.print(f"[bold]{row['source_id']:<18}[/] tier {row['tier']}  {row['name']}  last run: {row['state']}  "
                  f"last good run: {lag}  records: {row['records_count']:,}{needs}{alarm}")  # fmt: skip


@app.command()
def ledger(
    source: Annotated[str, typer.Option(help="Only this source.")] = "",
    brand: Annotated[str, typer.Option(help="Only this brand, by its name or a source's label for it.")] = "",
    since: Annotated[
        datetime | None,
        typer.Option(help="Only what was noticed since (UTC).", formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List what vanished, what was edited and what came back: last seen, first missed, how it showed, who is behind it."""
    from crawler.ledger.book import by_actor, entries

    with opened() as (_, engine):
        found = entries(engine, source_id=source, brand=brand, since=_utc(since))
    if as_json:
        print(json.dumps([asdict(one) for one in found], indent=1, ensure_ascii=False, default=str))  # noqa: T201
        return
    out = Console(highlight=False, soft_wrap=True)
    for one in found:
        what = {"removal": f"{one.how} (by: {one.actor})", "edit": ", ".join(one.changed)}.get(
            one.change, "stands again"
        )
        out.print(
            f"{one.change:<8} {one.record_id}  {one.brand_label}  {one.last_seen_at:%Y-%m-%d %H:%M} - {one.noticed_at:%Y-%m-%d %H:%M}  {what}",
            markup=False,
        )
    err.print(
        f"{len(found):,} entries; removals by: "
        + (", ".join(f"{who} {n:,}" for who, n in by_actor(found).items()) or "nobody")
    )


alerts_app = typer.Typer(help="See what a person must look at, and close it.")
app.add_typer(alerts_app, name="alerts")


@alerts_app.callback(invoke_without_command=True)
def alerts(
    context: typer.Context,
    is_all: Annotated[bool, typer.Option("--all", help="Closed ones too: who closed them, and why.")] = False,
    as_json: AsJson = False,
) -> None:
    """List open alerts: mass removals hold every release back until they are closed, breaks of a source hold nothing back."""
    if context.invoked_subcommand:
        return
    from store.alerts import alerts as found_alerts

    with opened() as (_, engine):
        found = found_alerts(engine, is_all=is_all)
    if as_json:
        print(json.dumps(found, indent=1, ensure_ascii=False, default=str))  # noqa: T201
        return
    out = Console(highlight=False, soft_wrap=True)
    for one in found:
        mark = " blocks publication" * (one["blocks"] and one["closed_at"] is None)
        out.print(
            f"#{one['alert_id']}  {one['opened_at']:%Y-%m-%d %H:%M}  {one['kind']}{mark}  {one['message']}  (run {one['run_id']})",
            markup=False,
        )
        if one["closed_at"]:
            out.print(
                f"    closed {one['closed_at']:%Y-%m-%d %H:%M} by {one['closed_by']}: {one['closed_because']}",
                markup=False,
            )
    err.print(f"{len(found)} alerts" if found else "no alerts")


@alerts_app.command("close")
def alerts_close(
    number: Annotated[int, typer.Argument(help="The alert's number.")],
    by: Annotated[str, typer.Option(help="Who looked at it. Kept, never published.")],
    because: Annotated[str, typer.Option(help="What was found. Kept, and published with the next release.")],
    as_json: AsJson = False,
) -> None:
    """Close an alert. It stays in the book with who and why, and in logs/alerts.jsonl."""
    from store.alerts import close_alert

    with opened() as (settings, engine):
        closed = close_alert(engine, settings, number, by=by, because=because)
    if as_json:
        print(json.dumps(closed, indent=1, ensure_ascii=False, default=str))  # noqa: T201
        return
    Console(highlight=False, soft_wrap=True).print(f"closed #{number}: {closed['message']}", markup=False)


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
