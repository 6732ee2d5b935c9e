"""`terazi waves`: what rose suddenly, and why."""

from typing import Annotated, Literal

import typer
from rich.console import Console

from store.front import AsJson, err

app = typer.Typer()


@app.command()
def waves(
    brand: Annotated[str, typer.Option(help="Only this brand (by name) or sector (by id).")] = "",
    language: Annotated[Literal["en", "tr"], typer.Option(help="Of the sentences.")] = "en",
    as_json: AsJson = False,
) -> None:
    """List sudden rises of the latest release, the newest first of each brand: since when, how sure, of what kind, and what speaks for it."""
    import msgspec

    from api.waves import waves_told
    from store.settings import Settings

    found = waves_told(Settings(), brand)
    if as_json:
        print(msgspec.json.format(msgspec.json.encode(found), indent=1).decode())  # noqa: T201
        return
    out = Console(highlight=False, soft_wrap=True)
    for answer in found:
        whose = answer.brand_id or answer.source_id or answer.sector_id
        for wave in answer.waves:
            now = " [under way]" if wave.is_under_way else ""
            told, kind = (getattr(wave, f"{name}_{language}") for name in ("sentence", "kind"))
            out.print(f"{whose}: {told} {kind}{now}", markup=False)
            for sign in wave.signs:
                out.print(f"    {getattr(sign, f'sentence_{language}')}  ({sign.log_odds:+.1f})", markup=False)
    err.print(f"{sum(len(answer.waves) for answer in found):,} waves")
