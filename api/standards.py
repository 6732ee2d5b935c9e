"""The frozen standard a release was scored against: reference rates, priors and scales."""

from typing import Annotated

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
from litestar import get
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from msgspec import Meta

from api.answers import ReleaseNote
from api.brands import LimitAsked
from api.choose import fields_of, only
from api.cursors import read_cursor, write_cursor
from api.errors import WRONG
from api.incidents import SectorAsked
from api.queries import Queries
from api.records import CursorAsked

DimensionOnly = Annotated[str, QueryParameter(description="Only this dimension", max_length=40)]
QuantityOnly = Annotated[str, QueryParameter(description="Only this quantity", max_length=40)]


class StandardValue(msgspec.Struct):
    """One number of the standard."""

    dimension: Annotated[str, Meta(description="Empty where it holds for all")]
    quantity: Annotated[str, Meta(description="What it is", examples=["rate"])]
    sector: str
    stratum: Annotated[str, Meta(description="Platform, issue and difficulty; empty for a whole sector")]
    bin: Annotated[int, Meta(description="Number of a time bin or of a place in a list; -1 for a single number")]
    value: float | None


class Standard(msgspec.Struct):
    """A page of the standard of a release, in its canonical order."""

    release: ReleaseNote
    standard_hash: Annotated[str, Meta(description="Names the standard; scores of one hash are on one footing")]
    found_count: int
    values: list[StandardValue]
    next_cursor: Annotated[str | None, Meta(description="Give it as `cursor` for what follows; null at the end")]


@get("/standards", sync_to_thread=True, summary="The standard scores stand on", responses=WRONG)
def list_standards(
    queries: NamedDependency[Queries],
    sector_id: SectorAsked = "",
    dimension: DimensionOnly = "",
    quantity: QuantityOnly = "",
    cursor: CursorAsked = "",
    limit: LimitAsked = 50,
    fields: Annotated[str, fields_of(StandardValue)] = "",
) -> Standard:
    """Reference rates, priors and scales of the release. They are the same for every brand of a sector."""
    chosen = {"sector": sector_id, "dimension": dimension, "quantity": quantity}
    table = _filtered(queries, chosen)
    after = read_cursor(cursor, queries.release_id, "standards", chosen) if cursor else 0
    values = [msgspec.convert(row, StandardValue) for row in table.slice(after, limit).to_pylist()]
    more = write_cursor(queries.release_id, "standards", chosen, after + limit) if after + limit < table.num_rows else None  # fmt: skip
    return only(Standard(queries.note, queries.note.standard_hash, table.num_rows, values, more), "values", StandardValue, fields)  # fmt: skip


def _filtered(queries: Queries, chosen: dict[str, str]) -> pa.Table:
    found = queries.further("standard", "sector")
    table = found.table if found else pa.table({name: pa.array([], pa.string()) for name in (*chosen, "stratum", "bin", "value")})  # fmt: skip
    for name, value in chosen.items():
        if value:
            table = table.filter(pc.equal(table.column(name), pa.scalar(value)))
    return table
