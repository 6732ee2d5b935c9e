"""Addresses of the pages, the same in both languages: each answers as HTML, and as .json and .csv."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from litestar import Request, Response, Router, get
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath
from litestar.response import Redirect

from api.brands import NameAsked
from api.changes import changelog
from api.errors import NotInRelease
from api.models import lines
from api.pages import dispute_form, own_figures
from api.pages import disputes as reply
from api.pages.cards import card
from api.pages.compare import compare
from api.pages.moved import moved
from api.pages.numbers import LANGUAGES, Language
from api.pages.render import TWINS, answer, three
from api.queries import Queries
from api.records import CursorAsked, KindAsked, VisibilityAsked
from api.sectors import DimensionAsked, PeriodAsked, SortAsked
from api.shelf import Shelf
from api.timeline import YEAR, timeline
from api.told import habits_of, themes_of, triage_of
from api.waves import waves_of

Asked = Request[Any, Any, Any]
ON_PAGE = 100
EXCERPTS = 6
_STATIC = {path.name: path.read_bytes() for path in sorted((Path(__file__).parent / "static").iterdir())}
_MEDIA = {"css": "text/css", "svg": "image/svg+xml"}


def plain(name: str) -> str:
    """A name from an address without a twin's suffix."""
    for kind in TWINS:
        name = name.removesuffix(f".{kind}")
    return name.removeprefix("/")


@get("/", sync_to_thread=False)
def home(request: Asked, language: NamedDependency[Language], queries: NamedDependency[Queries]) -> Response[bytes]:
    """Search, sectors and the rules of reading."""
    sectors = queries.all_sectors()
    return answer(request, language, "home.html", sectors, sectors.sectors)


@get(three("/brands"), sync_to_thread=False)
def brands(
    request: Asked, language: NamedDependency[Language], queries: NamedDependency[Queries], q: NameAsked = ""
) -> Response[bytes]:
    """Brands by name."""
    found = queries.find(q, ON_PAGE)
    return answer(request, language, "brands.html", found, found.brands)


@get("/sectors/{name:str}", sync_to_thread=False)
def sector(
    request: Asked,
    language: NamedDependency[Language],
    queries: NamedDependency[Queries],
    name: FromPath[str],
    period: PeriodAsked = "",
    dimension: DimensionAsked = "",
    sort: SortAsked = "group",
) -> Response[bytes]:
    """A sector's brands side by side."""
    found = queries.sector(plain(name))
    if not found.periods:
        return answer(request, language, "sector_empty.html", found, [found], note=queries.note)
    compared = queries.comparison(found.sector_id, period, dimension, sort)
    return answer(
        request,
        language,
        "sector.html",
        compared,
        compared.scores,
        scores={score.brand_id: score for score in compared.scores},
        letters={group.tier: group.name for group in compared.groups},
        sort=sort,
    )


@get("/brands/{name:str}", sync_to_thread=True)
def brand(
    request: Asked,
    language: NamedDependency[Language],
    queries: NamedDependency[Queries],
    shelf: NamedDependency[Shelf],
    name: FromPath[str],
) -> Response[Any]:
    """Scores of a brand and the evidence behind them; a merged brand's page leads to the one it stands in."""
    if (brand_id := plain(name)) in queries.merged:
        return _moved(request, brand_id, queries.living(brand_id))
    found = queries.brand(brand_id)
    records = queries.records(found.brand_id, limit=EXCERPTS)
    peers = {
        (score.sector_id, score.period, score.dimension): queries.peers(score)
        for score in found.scores
        if score.period == found.scores[0].period
    }
    counted = {row["dimension"]: row for row in queries.compared(found.sector.sector_id, found.scores[0].period)} if found.scores else {}  # fmt: skip
    place = (queries, found.sector.sector_id, found.brand_id)
    told = {
        "themes": themes_of(*place),
        "triage": triage_of(*place),
        "habits": habits_of(queries, found.brand_id),
        "waves": waves_of(*place),
        "days": timeline(queries, shelf, place[1], place[2], "week", YEAR, None),
    }
    return answer(
        request, language, "brand.html", found, found.scores, records=records, peers=peers, counted=counted, **told
    )


def _moved(request: Asked, brand_id: str, living: str) -> Redirect:
    """To the same page of the living brand; for now, as a merge can be undone."""
    path = request.url.path.replace(f"/brands/{brand_id}", f"/brands/{living}", 1)
    return Redirect(f"{path}?{request.url.query}" if request.url.query else path, status_code=307)


@get("/brands/{brand_id:str}/{file:str}", sync_to_thread=True)
def records(
    request: Asked,
    language: NamedDependency[Language],
    queries: NamedDependency[Queries],
    brand_id: FromPath[str],
    file: FromPath[str],
    cursor: CursorAsked = "",
    kind: KindAsked = "",
    visibility: VisibilityAsked = "",
) -> Response[Any]:
    """All records of a brand, page by page."""
    if brand_id in queries.merged:
        return _moved(request, brand_id, queries.living(brand_id))
    if file not in three("records"):
        raise NotInRelease(f"there is no page {file!r} of a brand")
    page = queries.records(brand_id, cursor=cursor, limit=ON_PAGE // 2, kind=kind, visibility=visibility)
    chosen = {"kind": kind, "visibility": visibility}
    return answer(
        request, language, "records.html", page, page.records, brand_name=queries.names[brand_id], chosen=chosen
    )


@get("/records/{record_id:path}", sync_to_thread=True)
def record(
    request: Asked, language: NamedDependency[Language], queries: NamedDependency[Queries], record_id: FromPath[str]
) -> Response[bytes]:
    """One record."""
    found = queries.record(plain(record_id))
    return answer(
        request,
        language,
        "record.html",
        found,
        [found.record],
        brand_name=queries.names.get(found.record.brand_id or "", ""),
    )


@get(three("/method"), sync_to_thread=False)
def method(request: Asked, language: NamedDependency[Language], queries: NamedDependency[Queries]) -> Response[bytes]:
    """Functions, parameters, rules of reading, limits."""
    return answer(request, language, "method.html", queries.methods, queries.methods.methods, cards=lines())


@get(three("/sources"), sync_to_thread=False)
def sources(request: Asked, language: NamedDependency[Language], queries: NamedDependency[Queries]) -> Response[bytes]:
    """Where records come from and how fresh they are."""
    return answer(request, language, "sources.html", queries.sources, queries.sources.sources)


@get("/sources/{name:str}", sync_to_thread=False)
def source(
    request: Asked, language: NamedDependency[Language], queries: NamedDependency[Queries], name: FromPath[str]
) -> Response[bytes]:
    """One source: how it stands, its runs, notices, robots.txt, mass removals and breaks."""
    found = queries.source(plain(name))
    return answer(request, language, "source.html", found, [found.source], source=found.source)


@get(three("/privacy"), sync_to_thread=False)
def privacy(
    request: Asked, state: State, language: NamedDependency[Language], queries: NamedDependency[Queries]
) -> Response[bytes]:
    """What is stored of people, how long, under which rule, and whom to ask."""
    found = queries.sources
    return answer(request, language, "privacy.html", found, found.sources, contact=state.settings.contact)


@get(three("/releases"))
async def releases(
    request: Asked,
    language: NamedDependency[Language],
    shelf: NamedDependency[Shelf],
    queries: NamedDependency[Queries],
) -> Response[bytes]:
    """The release shown with its files, and all others."""
    shown = queries.files()
    return answer(request, language, "releases.html", shown, shown.files, others=shelf.notes())


@get(three("/changelog"), sync_to_thread=False)
def changes(request: Asked, language: NamedDependency[Language], queries: NamedDependency[Queries]) -> Response[bytes]:
    """What changed in the API, and what is promised about changes to come."""
    told = changelog()
    return answer(request, language, "changelog.html", told, told.changes, note=queries.note)


@get("/", sync_to_thread=False, include_in_schema=False)
def choose_language(request: Asked) -> Redirect:
    """To Turkish or English, whichever the browser prefers."""
    return Redirect(
        f"/{preferred(request.headers.get('accept-language', ''))}",
        status_code=302,
        headers={"Vary": "Accept-Language"},
    )


@get("/static/{file:str}", sync_to_thread=False, include_in_schema=False)
def stylesheet(file: FromPath[str]) -> Response[bytes]:
    """The stylesheet and the mark."""
    if file not in _STATIC:
        raise NotInRelease(f"there is no file {file!r}")
    return Response(_STATIC[file], media_type=_MEDIA[file.rpartition(".")[2]])


def preferred(accepted: str) -> Language:
    """The language with the highest weight among ours; English where none is asked for."""
    weights: dict[str, float] = {}
    for part in accepted.split(","):
        name, _, weight = part.strip().partition(";q=")
        known = name[:2].lower()
        if known in LANGUAGES:
            try:
                weights[known] = max(weights.get(known, 0.0), float(weight or 1))
            except ValueError:
                continue
    return "tr" if weights.get("tr", 0.0) > weights.get("en", 0.0) else "en"


def _say(language: Language) -> Callable[[], Language]:
    return lambda: language


_PAGES = [
    brands,
    compare,
    sector,
    brand,
    moved,
    records,
    record,
    method,
    card,
    sources,
    source,
    releases,
    privacy,
    changes,
    reply.disputes,
    reply.dispute,
    dispute_form.new_dispute,
    dispute_form.send_dispute,
    dispute_form.own_dispute,
    *own_figures.HANDLERS,
]
routers = [
    Router(
        path,
        route_handlers=[home, *(_PAGES if path == f"/{language}" else [])],
        include_in_schema=False,
        dependencies={"language": Provide(_say(language), sync_to_thread=False)},
    )
    for language in LANGUAGES
    for path in three(f"/{language}")
]
