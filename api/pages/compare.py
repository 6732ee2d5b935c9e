"""The page of chosen brands side by side: a choice without scripts, and one address that is the comparison."""

import asyncio
from typing import Annotated, Any
from urllib.parse import urlencode

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from litestar.response import Redirect

from api.answers import BrandLine, ReleaseNote, Score
from api.brands import NameAsked
from api.comparisons import Comparisons, comparison_of, drawn_of
from api.pages.numbers import Language
from api.pages.render import TWINS, answer, three
from api.pages.texts import listed, text
from api.queries import Queries
from api.sectors import PeriodAsked
from store.naming import fold

MOST, OFFERED = 10, 12
BrandsChosen = Annotated[
    list[str] | None,
    QueryParameter(name="brand", description=f"Ids of at most {MOST} brands; give it once for each", max_items=MOST),
]


class Choice(msgspec.Struct):
    """Brands chosen so far, and brands found that could be added."""

    release: ReleaseNote
    query: str
    chosen: list[BrandLine]
    found: list[BrandLine]


@get(three("/compare"), opt={"parameters": ["brand"]})
async def compare(
    request: Request[Any, Any, Any],
    language: NamedDependency[Language],
    queries: NamedDependency[Queries],
    brands: BrandsChosen = None,
    q: NameAsked = "",
    period: PeriodAsked = "",
) -> Response[bytes] | Redirect:
    """Chosen brands side by side; fewer than two: the choice. An address without a release leads to the one that names it."""
    names = sorted(set(brands or ()), key=lambda brand: (fold(str(queries.brand_row(brand)["name"])), brand))
    is_page = not request.scope["path"].endswith(tuple(f".{kind}" for kind in TWINS))
    choice = Choice(queries.note, q, [queries.line(brand) for brand in names], _found(queries, q, names))
    if len(names) < 2:
        return answer(request, language, "compare.html", choice, choice.chosen or choice.found, choice=choice, most=MOST, side=None)  # fmt: skip
    compared = await asyncio.to_thread(comparison_of, queries, names, period)
    if is_page and not q and "release" not in request.query_params:
        pinned = urlencode({"brand": names, "period": compared.period, "release": queries.release_id}, doseq=True)
        return Redirect(f"/{language}/compare?{pinned}", status_code=302)
    called = listed([brand.name for brand in compared.brands], language)
    return answer(request, language, "compare.html", compared, rows_of(compared), choice=choice, most=MOST, side=compared,
                  called=called, title=called if len(names) < 4 else text("compare.count", language, count=len(names)),
                  sector=queries.sector(compared.sector_id), lead=lead_of(compared), pairs=cells_of(compared), drawn=drawn_of(compared), scores=rows_of(compared),
                  names={brand.brand_id: brand.name for brand in compared.brands})  # fmt: skip


def rows_of(compared: Comparisons) -> list[Score]:
    """Every score, dimension by dimension, alphabetical inside."""
    every = [score for brand in compared.brands for score in brand.scores]
    return [score for one in compared.readings for score in every if score.dimension == one.dimension]


def lead_of(compared: Comparisons) -> str:
    """The dimension whose sentence stands on top: the composite where two brands can be compared by it, else the one that says most."""
    known = {one.dimension: len(compared.brands) - len(one.unknown) - len(one.other_mix) for one in compared.readings}
    if known.get("composite", 0) > 1:
        return "composite"
    return max(known, key=lambda name: known[name])


def cells_of(compared: Comparisons) -> dict[tuple[str, str, str], tuple[str, float | None]]:
    """By brand, brand and dimension: who is ahead with which probability; "" where they cannot be told apart, "?" where too little is known, "~" where a mix is too different."""
    found: dict[tuple[str, str, str], tuple[str, float | None]] = {}
    for pair in compared.pairs:
        for one in compared.readings:
            apart = next((two for two in one.told_apart if {two.ahead, two.behind} == {pair.a, pair.b}), None)
            little = (
                "?" if {pair.a, pair.b} & set(one.unknown) else "~" if {pair.a, pair.b} & set(one.other_mix) else ""
            )
            found[pair.a, pair.b, one.dimension] = (apart.ahead, apart.probability) if apart else (little, None)
    return found


def _found(queries: Queries, q: str, names: list[str]) -> list[BrandLine]:
    return [brand for brand in queries.find(q, OFFERED).brands if brand.brand_id not in names] if q.strip() else []
