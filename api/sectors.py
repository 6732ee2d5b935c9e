"""Sectors and their comparisons."""

from typing import Annotated, Literal

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from api.answers import SectorComparison, Sectors
from api.errors import WRONG
from api.queries import Queries

PeriodAsked = Annotated[str, QueryParameter(description="Period; the latest by default", max_length=40)]
DimensionAsked = Annotated[str, QueryParameter(description="Dimension; volume by default", max_length=40)]
SortAsked = Annotated[Literal["group", "name", "score"], QueryParameter(description="group (then name), name or score")]


@get("/sectors", sync_to_thread=False, summary="All sectors", responses=WRONG)
def list_sectors(queries: NamedDependency[Queries]) -> Sectors:
    """Peer groups with their periods and dimensions."""
    return queries.all_sectors()


@get("/sectors/{sector_id:str}", sync_to_thread=False, summary="A sector's brands side by side", responses=WRONG)
def compare_sector(
    queries: NamedDependency[Queries],
    sector_id: FromPath[str],
    period: PeriodAsked = "",
    dimension: DimensionAsked = "",
    sort: SortAsked = "group",
) -> SectorComparison:
    """Groups that cannot be told apart, every brand's figures with intervals, the funnel's limits."""
    return queries.comparison(sector_id, period, dimension, sort)
