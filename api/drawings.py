"""Addresses of the charts: /charts/SECTOR/funnel.svg, /charts/SECTOR/intervals.png, /charts/brands/BRAND/timeline.csv, /charts/compare/intervals.svg.

Each comes as SVG, as PNG, and as CSV: the figures it is drawn from.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Sequence
from threading import Lock
from typing import Annotated, Any, Literal, NamedTuple, get_args

import msgspec
from litestar import Request, Response, Router, get
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, FromQuery, QueryParameter

from api import chart_days, chart_hours, chart_moved, chart_waves, charts
from api.comparisons import BrandsAsked, comparison_of, drawn_of
from api.errors import NotInRelease
from api.moved import FromAsked, ToAsked, moved_of
from api.pages.numbers import Language
from api.pages.render import as_csv
from api.pages.texts import word
from api.queries import Queries
from api.shelf import Shelf
from api.timeline import YEAR, timeline
from api.told import habits_of
from api.waves import waves_of

Kind = Literal["svg", "png", "csv"]
MEDIA = {"svg": "image/svg+xml", "png": "image/png", "csv": "text/csv"}
KEPT = 600
LOOKS = ("lang", "theme", "size")
Text = Annotated[str, QueryParameter(max_length=200)]
_drawn: OrderedDict[tuple[Any, ...], bytes] = OrderedDict()
_lock = Lock()


class Plan(NamedTuple):
    """What a chart shows, and how it is drawn."""

    rows: Sequence[msgspec.Struct]
    draw: Callable[[charts.Look], Any]


async def provide_look(
    lang: FromQuery[Language] = "en",
    theme: FromQuery[charts.Theme] = "light",
    size: FromQuery[charts.Size] = "wide",
) -> charts.Look:
    """Language, theme and width as asked for."""
    return charts.Look(lang, theme, size)


@get("/{sector_id:str}/{file:str}", sync_to_thread=True, opt={"parameters": LOOKS})
def sector_chart(
    queries: NamedDependency[Queries],
    look: NamedDependency[charts.Look],
    sector_id: FromPath[str],
    file: FromPath[str],
    period: Text = "",
    dimension: Text = "",
    brand: Text = "",
) -> Response[bytes]:
    """The funnel or the intervals of one comparison; `brand` is named in the funnel."""
    name, kind = _parts(file, ("funnel", "intervals"))
    period, dimension = queries.chosen(sector_id, period, dimension)

    def plan() -> Plan:
        compared = queries.comparison(sector_id, period, dimension)
        if name == "funnel":
            return Plan(compared.scores, lambda look: charts.funnel(compared, look, brand))
        if not compared.groups:
            raise NotInRelease("no brand of this comparison can be placed, so there are no intervals to draw")
        placed = [score for score in compared.scores if score.tier is not None]
        return Plan(placed, lambda look: charts.intervals(compared, look))

    key = (queries.release_id, sector_id, period, dimension, brand if name == "funnel" else "", name)
    return _served(key, plan, kind, look)


@get("/compare/{file:str}", sync_to_thread=True, opt={"parameters": ["brand", *LOOKS]})
def comparison_chart(
    queries: NamedDependency[Queries],
    look: NamedDependency[charts.Look],
    file: FromPath[str],
    brands: BrandsAsked,
    period: Text = "",
) -> Response[bytes]:
    """Chosen brands with their intervals, one panel per dimension."""
    _, kind = _parts(file, ("intervals",))

    def plan() -> Plan:
        compared = comparison_of(queries, brands, period)
        every = [score for brand in compared.brands for score in brand.scores]
        named = {
            word("", name, look.language): [score for score in every if score.dimension == name]
            for name in drawn_of(compared)
        }
        if not every:
            raise NotInRelease("nothing is known of these brands in this period, so there is nothing to draw")
        return Plan(every, lambda look: charts.panels({title: rows for title, rows in named.items() if rows}, look))

    return _served((queries.release_id, *sorted(brands), period, "compare"), plan, kind, look)


@get("/brands/{brand_id:str}/{file:str}", sync_to_thread=True, opt={"parameters": LOOKS})
def brand_chart(
    queries: NamedDependency[Queries],
    look: NamedDependency[charts.Look],
    shelf: NamedDependency[Shelf],
    brand_id: FromPath[str],
    file: FromPath[str],
    dimension: Text = "volume",
    wave: Text = "",
) -> Response[bytes]:
    """A brand: a dimension over its periods, a year of days, hours of answering, a wave (the newest where none is named)."""
    name, kind = _parts(file, ("timeline", "waves", "days", "hours"))
    plans = {
        "timeline": lambda: _over_periods(queries, brand_id, dimension),
        "waves": lambda: _wave(queries, brand_id, wave),
        "days": lambda: _days(queries, shelf, brand_id),
        "hours": lambda: _hours(queries, brand_id),
    }
    key = (queries.release_id, brand_id, dimension if name == "timeline" else wave, name)
    return _served(key, plans[name], kind, look)


@get([f"/brands/{{brand_id:str}}/moved.{kind}" for kind in get_args(Kind)], opt={"parameters": ["from", "to", *LOOKS]})
async def moved_chart(
    request: Request[Any, Any, Any],
    queries: NamedDependency[Queries],
    look: NamedDependency[charts.Look],
    shelf: NamedDependency[Shelf],
    brand_id: FromPath[str],
    since: FromAsked = "",
    until: ToAsked = "",
    dimension: Text = "volume",
) -> Response[bytes]:
    """The waterfall of what moved."""
    _, kind = _parts(request.scope["path"].rpartition("/")[2], ("moved",))
    found = await moved_of(queries, shelf, brand_id, since, until)
    one = next((one for one in found.dimensions if one.dimension == dimension and one.parts), None)
    if one is None:
        raise NotInRelease(f"brand {brand_id!r} has nothing to take apart in dimension {dimension!r}")
    key = (queries.release_id, brand_id, found.before and found.before.name, found.after.name, dimension, "moved")
    plan = Plan(one.parts, lambda look: chart_moved.waterfall(one, look))
    return await asyncio.to_thread(_served, key, lambda: plan, kind, look)


def _over_periods(queries: Queries, brand_id: str, dimension: str) -> Plan:
    scores = [score for score in queries.brand(brand_id).scores if score.dimension == dimension]
    if not any(score.ratio is not None for score in scores):
        raise NotInRelease(f"brand {brand_id!r} has no figures of dimension {dimension!r}")
    return Plan(scores, lambda look: charts.timeline(scores, look))


def _wave(queries: Queries, brand_id: str, wave_id: str) -> Plan:
    lines = waves_of(queries, queries.brand_row(brand_id)["sector_id"], brand_id).waves
    found = next((line for line in lines if wave_id in {"", line.wave_id} and line.days), None)
    if found is None:
        raise NotInRelease(f"brand {brand_id!r} has no such wave in release {queries.release_id}")
    return Plan(found.days, lambda look: chart_waves.wave(found, look))


def _days(queries: Queries, shelf: Shelf, brand_id: str) -> Plan:
    told = timeline(queries, shelf, queries.brand_row(brand_id)["sector_id"], brand_id, "week", YEAR, None)
    return Plan(told.steps, lambda look: chart_days.days(told, look))


def _hours(queries: Queries, brand_id: str) -> Plan:
    cells = habits_of(queries, brand_id).hours
    if not cells:
        raise NotInRelease(f"no answer of brand {brand_id!r} has a known time")
    return Plan(cells, lambda look: chart_hours.grid(cells, look))


def _parts(file: str, names: tuple[str, ...]) -> tuple[str, Kind]:
    name, _, kind = file.partition(".")
    if name not in names or kind not in get_args(Kind):
        offered = ", ".join(f"{known}.svg, {known}.png and {known}.csv" for known in names)
        raise NotInRelease(f"there is no chart {file!r}; there is {offered}")
    return name, "csv" if kind == "csv" else "svg" if kind == "svg" else "png"


def _served(key: tuple[Any, ...], plan: Callable[[], Plan], kind: Kind, look: charts.Look) -> Response[bytes]:
    with _lock:
        found = _drawn.get((*key, kind, look))
    is_new = found is None
    if found is None and kind == "png":
        found = charts.as_png(_served(key, plan, "svg", look).content)
    if found is None:
        made = plan()
        found = as_csv(made.rows) if kind == "csv" else charts.draw(made.draw(look), "svg", look.language)
    if is_new:
        with _lock:
            _drawn[(*key, kind, look)] = found
            while len(_drawn) > KEPT:
                _drawn.popitem(last=False)
    return Response(found, media_type=MEDIA[kind], headers={"Cache-Control": "public, max-age=86400"})


router = Router(
    "/charts",
    route_handlers=[sector_chart, comparison_chart, brand_chart, moved_chart],
    dependencies={"look": Provide(provide_look)},
    include_in_schema=False,
)
