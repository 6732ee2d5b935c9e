"""One search over everything that has a name: brands, sectors, sources."""

from typing import Annotated, Literal

import msgspec
from litestar import get
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from msgspec import Meta
from rapidfuzz import fuzz

from api.answers import Address, ReleaseNote
from api.brands import LimitAsked
from api.choose import fields_of, only
from api.errors import WRONG
from api.queries import BASE, Queries
from api.search import NEAR
from store.naming import fold

What = Literal["brand", "sector", "source"]
Asked = Annotated[str, QueryParameter(description="Words; accents and small typing mistakes do not matter", min_length=1, max_length=200)]  # fmt: skip


class NameFound(msgspec.Struct):
    """Something with a name like the one asked for."""

    what: What
    id: str
    name_en: str
    name_tr: str
    similarity: Annotated[float, Meta(description="0-100; 100 when the folded names are equal")]
    address: Address


class NamesFound(msgspec.Struct):
    """What was found, the likest in front."""

    release: ReleaseNote
    query: str
    hits: list[NameFound]


@get("/search", sync_to_thread=False, summary="Brands, sectors and sources by name", responses=WRONG)
def search(
    queries: NamedDependency[Queries],
    q: Asked,
    limit: LimitAsked = 20,
    fields: Annotated[str, fields_of(NameFound)] = "",
) -> NamesFound:
    """What has a name like `q`: brands (aliases too), sectors in both languages, sources."""
    brands = queries.search.find(q, limit)
    hits = [NameFound("brand", one.brand_id, queries.names[one.brand_id], queries.names[one.brand_id], one.similarity, f"{BASE}/brands/{one.brand_id}") for one in brands]  # fmt: skip
    hits += [NameFound("sector", one.sector_id, one.name_en, one.name_tr, _like(q, one.name_en, one.name_tr, one.sector_id), one.address) for one in queries.sectors.values()]  # fmt: skip
    hits += [NameFound("source", one.source_id, one.name, one.name, _like(q, one.name, one.source_id), one.address) for one in queries.sources.sources]  # fmt: skip
    found = sorted((hit for hit in hits if hit.similarity >= NEAR), key=lambda hit: (-hit.similarity, hit.what, fold(hit.name_en)))  # fmt: skip
    return only(NamesFound(queries.note, q, found[:limit]), "hits", NameFound, fields)


def _like(query: str, *names: str) -> float:
    asked = fold(query)
    return round(max((fuzz.token_set_ratio(asked, fold(name)) for name in names), default=0.0), 1) if asked else 0.0
