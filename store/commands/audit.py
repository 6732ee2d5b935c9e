"""`terazi audit`: does paying somebody earn a score?"""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from store.front import AsJson, print_json
from store.settings import Settings

app = typer.Typer()


@app.command()
def audit(
    members: Annotated[Path, typer.Argument(help="CSV with brand, is_member (1 or 0): who pays a platform.")],
    as_json: AsJson = False,
) -> None:
    """Check that no payment earns a score: the latest release's scores against a membership you know. Your list is read, never kept."""
    from store.errors import StoreError
    from store.membership import slopes_on_membership
    from store.release import open_release

    found = slopes_on_membership(open_release(Settings().releases), members)
    if not found:
        raise StoreError(f"{members}: no dimension has five scored brands, of both kinds within a sector")
    if as_json:
        print_json([one._asdict() for one in found])
        return
    for one in found:
        Console(highlight=False, soft_wrap=True).print(
            f"{one.dimension}: brands that pay stand {one.points:+.1f} points (95 % interval {one.low:.1f} to {one.high:.1f}) from the others"
            f" of their sector; {one.members} of {one.brands} pay"
        )
