"""When a brand answers: its timed public answers by day and hour of the week, in the time of its own country."""

from api.answers import HourCell
from api.queries import Queries
from api.walks import ZONES


def zone_of(country: str) -> str:
    """The zone the hours of a country are told in."""
    return ZONES.get(country, "UTC")


def hours_of(queries: Queries, brand_id: str) -> list[HourCell]:
    """All 168 hours of the week from Monday on; nothing where no answer of the brand has a known time."""
    rows = queries.walks.ask("SELECT weekday, hour, n FROM reply_hours WHERE brand_id = ?", [brand_id])
    counts = {(row["weekday"], row["hour"]): row["n"] for row in rows}
    return (
        [HourCell(day, hour, counts.get((day, hour), 0)) for day in range(1, 8) for hour in range(24)] if counts else []
    )
