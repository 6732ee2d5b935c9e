"""`terazi score`: what is stored, or tables of your own, into explained numbers."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from scoring.commands.standard import AsOf, StandardFile, read_standard
from store.front import AsJson, Quiet, err, opened, tell, utc, waiting

app = typer.Typer(help="Turn what is stored, or your own tables, into explained numbers.")


@app.callback(invoke_without_command=True)
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

    with opened() as (settings, engine), waiting("scoring", quiet or as_json):
        run, scored = run_score(engine, settings, as_of=utc(as_of), standard=read_standard(standard))
    if not as_json:
        for weighed in scored.weighed:
            group, ranked = weighed.group, int((weighed.tier > 0).sum())
            groups = f"{ranked} told apart into {int(weighed.tier.max(initial=0))} groups"
            err.print(
                f"  {group.sector_id} {group.period} {group.dimension}: {len(group.brands)} brands, {groups}",
                highlight=False,
            )
    tell(run, "score", as_json, "terazi release")


@app.command("files")
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
    as_specified: Annotated[
        bool, typer.Option(help="Treat uncertain bases as TERAZI-SPEC 1.0 did (docs/method.md says why not).")
    ] = False,
    seed: Annotated[int, typer.Option(help="Seed of the rank draws.")] = 1,
    as_json: AsJson = False,
) -> None:
    """Score your own tables: no database needed, same bytes for the same input. All faults of the tables are listed at once."""
    from scoring.files import score_files
    from scoring.method import Parameters

    now = not as_specified
    parameters = Parameters(half_life_days=half_life_days, centred_exposure=now, exposure_in_prior=now)
    files = {"complaints": complaints, "exposure": exposure, "voices": voices}
    written = score_files(files, out, parameters, snapshot_h=snapshot_h, seed=seed, standard=read_standard(standard))
    if as_json:
        print(json.dumps([str(path) for path in written]))  # noqa: T201
        return
    for path in written:
        Console(highlight=False, soft_wrap=True).print(str(path), markup=False)
