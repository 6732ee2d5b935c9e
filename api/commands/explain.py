"""`terazi explain`: how a brand's numbers came to be."""

from datetime import datetime
from typing import Annotated

import typer
from rich.console import Console

from store.front import AsJson, lent, print_json, utc

app = typer.Typer()


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
    from store.settings import Settings

    settings = Settings()
    if vs or since or incidents:
        queries, brand_id = find_brand(settings, brand)
        sector = str(queries.brand_row(brand_id)["sector_id"])
        other = find_brand(settings, vs)[1] if vs else ""
        lent["ask_store"](sector, brand_id, other, utc(since), incidents, language, as_json)
        return
    answer = explain_brand(settings, brand, language)
    if as_json:
        print_json(answer)
        return
    out = Console(highlight=False, soft_wrap=True)
    for score_ in answer["scores"]:
        out.print(f"[bold]{answer['name']}[/]  {score_['sector_id']} {score_['period']} {score_['dimension']}")
        for sentence in score_["steps"]:
            out.print(f"  {sentence}", markup=False)
