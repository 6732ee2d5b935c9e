"""The questions of `terazi explain` that a release cannot answer by itself."""

from dataclasses import asdict
from datetime import datetime

from rich.console import Console

from store.front import opened, print_json


def ask_store(
    sector: str, brand_id: str, other: str, since: datetime | None, incidents: str, language: str, as_json: bool
) -> None:
    """Answer from the store: one brand beside another, what moved since a day, or every matter's part in a dimension."""
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
        print_json(found)
        return
    for line in lines:
        out.print(line, markup=False)
