"""What moved of a brand between two releases, days or periods: scores beside each other, and the change taken apart exactly (B2)."""

import json
from datetime import date
from math import exp, isclose, log
from typing import Annotated

import msgspec
from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from msgspec import Meta

from api.answers import BrandId, ReleaseNote, Score
from api.errors import WRONG, NotInRelease
from api.kept import quoted
from api.queries import Queries
from api.shelf import Shelf
from api.splitting import Cells, Stand, split

FromAsked = Annotated[str, QueryParameter(name="from", description="A release, a day (the release of that day), or a period of the release shown; the one before by default", max_length=40)]  # fmt: skip
ToAsked = Annotated[str, QueryParameter(name="to", description="The same; the latest by default", max_length=40)]
_CELLS = """
SELECT type, sum(d) AS decay, sum(d * authenticity) AS weight
FROM (SELECT type, authenticity, CASE WHEN ? = 0 THEN 1.0 ELSE pow(2, -age_days / ?) END AS d FROM read_parquet({path})
      WHERE brand = ? AND sector = ? AND NOT coalesce(withdrawn_h <= 24 AND coalesce(first_response_h, 1e9) > withdrawn_h, false))
GROUP BY type ORDER BY type"""


class Moment(msgspec.Struct):
    """One side: a release, and the period of it."""

    name: Annotated[str, Meta(description="What `from` and `to` take")]
    release_id: str
    period: str
    on: Annotated[date, Meta(description="Day the release was published")]
    method: str


class MovedPart(msgspec.Struct):
    """One input's part of the change. Parts of one dimension add up to its `log_ratio`."""

    part: Annotated[str, Meta(description="volume, denominator, mix, authenticity, removals or method; observed or expected in other dimensions")]  # fmt: skip
    log_ratio: Annotated[float, Meta(description="Part of the change of ln(observed/expected)")]
    factor: Annotated[float, Meta(description="The same as a factor: 1.05 raises the ratio by 5 %")]


class MovedDimension(msgspec.Struct):
    """One dimension on both days."""

    dimension: str
    before: Score
    after: Score
    log_ratio: Annotated[float | None, Meta(description="Change of ln(observed/expected); null where one side has none")]  # fmt: skip
    parts: Annotated[list[MovedPart], Meta(description="Empty where a side has nothing observed or expected")]
    is_beyond: Annotated[bool, Meta(description="Whether the later score lies outside the earlier one's 95 % interval")]
    is_base_only: Annotated[bool, Meta(description="Whether the ratio fell only because the customer base is larger")]
    matters: Annotated[list[float], Meta(description="Number of matters, older ones counting less; empty where unknown")]  # fmt: skip


class MovedAnswer(msgspec.Struct):
    """What moved of one brand, and everything that could be chosen instead."""

    release: ReleaseNote
    brand_id: BrandId
    name: str
    before: Moment | None
    after: Moment
    dimensions: list[MovedDimension]
    moments: Annotated[list[Moment], Meta(description="The newest first")]
    citation: str


@get(
    "/brands/{brand_id:str}/moved", summary="What moved of a brand", responses=WRONG, opt={"parameters": ["from", "to"]}
)
async def brand_moved(
    queries: NamedDependency[Queries],
    shelf: NamedDependency[Shelf],
    brand_id: FromPath[str],
    since: FromAsked = "",
    until: ToAsked = "",
) -> MovedAnswer:
    """Two releases, days or periods: what the change of observed over expected is made of. The parts add up exactly."""
    return await moved_of(queries, shelf, brand_id, since, until)


async def moved_of(queries: Queries, shelf: Shelf, brand_id: str, since: str, until: str) -> MovedAnswer:
    """The answer. Raises NotInRelease for an unknown brand, release, day or period."""
    name = queries.brand_row(brand_id)["name"]
    moments = _moments(queries, shelf, brand_id)
    after = _chosen(moments, until) if until else moments[0]
    later = [one for one in moments if one is not after]
    before = _chosen(moments, since) if since else next((one for one in later if (one.on, one.period) < (after.on, after.period)), None)  # fmt: skip
    dimensions = []
    if before:
        old, new = [(await shelf.get(one.release_id), one.period) for one in (before, after)]
        dimensions = _dimensions(brand_id, old, new)
    place = f"/api/v1/brands/{brand_id}/moved?from={before.name if before else ''}&to={after.name}"
    return MovedAnswer(queries.note, brand_id, name, before, after, dimensions, moments, queries.cite(place))


def _moments(queries: Queries, shelf: Shelf, brand_id: str) -> list[Moment]:
    """Every period of the release shown, and the latest of every other release up to it, the newest first."""
    note, periods = queries.note, sorted({row["period"] for row in queries.scores_of(brand_id)}, reverse=True)
    own = [Moment(period if n else note.release_id, note.release_id, period, note.published_at.date(), _method(note)) for n, period in enumerate(periods or [""])]  # fmt: skip
    others = [Moment(one.release_id, one.release_id, "", one.published_at.date(), _method(one)) for one in shelf.notes() if one.release_id < note.release_id]  # fmt: skip
    return [*own, *others]


def _method(note: ReleaseNote) -> str:
    return f"{note.method_name} {note.method_version}"


def _chosen(moments: list[Moment], asked: str) -> Moment:
    for one in moments:
        if asked in (one.name, one.release_id if one is moments[0] else "", one.period):
            return one
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        known = ", ".join(one.name for one in moments[:8])
        raise NotInRelease(f"{asked!r} is no release, no day and no period of this brand; there is {known}") from None
    releases = [one for one in moments if one.name == one.release_id and one.on <= day]
    if not releases:
        raise NotInRelease(f"no release had been published by {asked}")
    return releases[0]


def _dimensions(brand_id: str, old: tuple[Queries, str], new: tuple[Queries, str]) -> list[MovedDimension]:
    sides = []
    for queries, asked in (old, new):
        scores = queries.brand(brand_id).scores
        period = asked or max((score.period for score in scores), default="")
        sides.append({score.dimension: score for score in scores if score.period == period})
    halves = {_half_life(queries) for queries, _ in (old, new)}
    return [_dimension(brand_id, sides[0][name], score, old[0], new[0], halves) for name, score in sides[1].items() if name in sides[0]]  # fmt: skip


def _dimension(brand_id: str, old: Score, new: Score, before: Queries, after: Queries, halves: set[float]) -> MovedDimension:  # fmt: skip
    stands = [_stand(queries, score, halves) for queries, score in ((before, old), (after, new))]
    found = split(new.dimension, *stands)
    parts = [MovedPart(name, part, exp(part)) for name, part in found]
    change = log(stands[1].ratio / stands[0].ratio) if found else None
    base = sum(part for name, part in found if name == "denominator")
    is_beyond = None not in (old.low, old.high, new.score) and not old.low <= new.score <= old.high  # type: ignore[operator]
    cells = [stand.cells[stand.half_life_days].count for stand in stands if stand.cells]
    return MovedDimension(new.dimension, old, new, change, parts, is_beyond, change is not None and change < 0 <= change - base, cells if len(cells) == 2 else [])  # fmt: skip


def _stand(queries: Queries, score: Score, halves: set[float]) -> Stand:
    observed, expected, ratio = (value or 0.0 for value in (score.observed, score.expected, score.ratio))
    half_life = _half_life(queries)
    cells = {half: _cells(queries, score, half) for half in halves} if score.dimension == "volume" else {}
    own = cells.get(half_life)
    known = own is not None and isclose(own.total, observed, rel_tol=1e-9)
    return Stand(observed, expected, ratio, score.exposure, half_life, cells if known else None)


def _half_life(queries: Queries) -> float:
    said = queries.manifest.get("parameters") or {}
    return float((json.loads(said) if isinstance(said, str) else said).get("half_life_days", 0.0))


def _cells(queries: Queries, score: Score, half_life: float) -> Cells:
    if "case_incidents" not in queries.manifest["tables"]:
        return Cells({}, {})
    query = _CELLS.format(path=quoted(queries.release.path("case_incidents")))
    rows = queries.walks.ask(query, [half_life, half_life, score.brand_id, score.sector_id])
    return Cells({row["type"]: row["decay"] for row in rows}, {row["type"]: row["weight"] for row in rows})
