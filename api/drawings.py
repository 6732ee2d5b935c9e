"""Addresses of the charts: /charts/SECTOR/funnel.svg, /charts/SECTOR/intervals.png, /charts/brands/BRAND/timeline.svg."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Annotated, Any, Literal, get_args

from litestar import Response, Router, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter

from api import chart_waves, charts
from api.errors import NotInRelease
from api.pages.numbers import Language
from api.queries import Queries
from api.waves import waves_of

Kind = Literal["svg", "png"]
MEDIA = {"svg": "image/svg+xml", "png": "image/png"}
KEPT = 600
Text = Annotated[str, QueryParameter(max_length=200)]
_drawn: OrderedDict[tuple[Any, ...], bytes] = OrderedDict()
_lock = Lock()


@get("/{sector_id:str}/{file:str}", sync_to_thread=True)
def sector_chart(
    queries: NamedDependency[Queries],
    sector_id: FromPath[str],
    file: FromPath[str],
    period: Text = "",
    dimension: Text = "",
    brand: Text = "",
    lang: FromQuery[Language] = "en",
    theme: FromQuery[charts.Theme] = "light",
    size: FromQuery[charts.Size] = "wide",
) -> Response[bytes]:
    """The funnel or the intervals of one comparison; `brand` is named in the funnel."""
    name, kind = _parts(file, ("funnel", "intervals"))
    period, dimension = queries.chosen(sector_id, period, dimension)
    look = charts.Look(lang, theme, size)

    def make() -> Any:
        compared = queries.comparison(sector_id, period, dimension)
        if name == "intervals" and not compared.groups:
            raise NotInRelease("no brand of this comparison can be placed, so there are no intervals to draw")
        return charts.funnel(compared, look, brand) if name == "funnel" else charts.intervals(compared, look)

    return _served(
        (queries.release_id, sector_id, period, dimension, brand if name == "funnel" else "", name, kind, look),
        make,
        kind,
        lang,
    )


@get("/brands/{brand_id:str}/{file:str}", sync_to_thread=True)
def brand_chart(
    queries: NamedDependency[Queries],
    brand_id: FromPath[str],
    file: FromPath[str],
    dimension: Text = "volume",
    wave: Text = "",
    lang: FromQuery[Language] = "en",
    theme: FromQuery[charts.Theme] = "light",
    size: FromQuery[charts.Size] = "wide",
) -> Response[bytes]:
    """One dimension of a brand over its periods, or one of its waves (the newest where none is named)."""
    name, kind = _parts(file, ("timeline", "waves"))
    look = charts.Look(lang, theme, size)
    if name == "waves":
        return _wave(queries, brand_id, wave, kind, look)
    scores = [score for score in queries.brand(brand_id).scores if score.dimension == dimension]
    if not any(score.ratio is not None for score in scores):
        raise NotInRelease(f"brand {brand_id!r} has no figures of dimension {dimension!r}")
    return _served(
        (queries.release_id, brand_id, dimension, "timeline", kind, look),
        lambda: charts.timeline(scores, look),
        kind,
        lang,
    )


def _wave(queries: Queries, brand_id: str, wave_id: str, kind: Kind, look: charts.Look) -> Response[bytes]:
    lines = waves_of(queries, queries.brand_row(brand_id)["sector_id"], brand_id).waves
    found = next((line for line in lines if wave_id in {"", line.wave_id} and line.days), None)
    if found is None:
        raise NotInRelease(f"brand {brand_id!r} has no such wave in release {queries.release_id}")
    key = (queries.release_id, brand_id, found.wave_id, "waves", kind, look)
    return _served(key, lambda: chart_waves.wave(found, look), kind, look.language)


def _parts(file: str, names: tuple[str, ...]) -> tuple[str, Kind]:
    name, _, kind = file.partition(".")
    if name not in names or kind not in get_args(Kind):
        raise NotInRelease(
            f"there is no chart {file!r}; there is {', '.join(f'{known}.svg and {known}.png' for known in names)}"
        )
    return name, "svg" if kind == "svg" else "png"


def _served(key: tuple[Any, ...], make: Callable[[], Any], kind: Kind, language: Language) -> Response[bytes]:
    with _lock:
        found = _drawn.get(key)
    if found is None:
        found = charts.draw(make(), kind, language)
        with _lock:
            _drawn[key] = found
            while len(_drawn) > KEPT:
                _drawn.popitem(last=False)
    return Response(found, media_type=MEDIA[kind], headers={"Cache-Control": "public, max-age=86400"})


router = Router("/charts", route_handlers=[sector_chart, brand_chart], include_in_schema=False)
