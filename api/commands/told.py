"""`terazi themes` and `terazi triage`: what complaints are about, and which to read first."""

from typing import Annotated, Literal

import typer
from rich.console import Console

from store.front import AsJson, print_json

app = typer.Typer()
Language = Annotated[Literal["en", "tr"], typer.Option(help="Of the sentences.")]


@app.command()
def themes(
    name: Annotated[str, typer.Argument(help="A brand's name or a sector's id.")],
    language: Language = "en",
    as_json: AsJson = False,
) -> None:
    """Say what a brand's or sector's complaints are about, in their own words, by the latest release."""
    from api.told import told_of
    from store.settings import Settings

    found = told_of(Settings(), name, "themes")
    if as_json:
        print_json(found)
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
    from store.settings import Settings

    found = told_of(Settings(), name, "triage")
    if as_json:
        print_json(found)
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
