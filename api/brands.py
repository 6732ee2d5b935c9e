"""Brands: search, and everything known of one."""

from typing import Annotated, Literal

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from api.answers import BrandAnswer, BrandLine, BrandsFound
from api.choose import fields_of, only
from api.errors import WRONG
from api.queries import Queries
from store.naming import fold

NameAsked = Annotated[
    str,
    QueryParameter(
        description="A name; accents, legal suffixes and small typing mistakes do not matter", max_length=200
    ),
]
LimitAsked = Annotated[int, QueryParameter(description="How many, at most 200", ge=1, le=200)]

BrandSort = Annotated[
    Literal["likeness", "name"], QueryParameter(description="likeness (the likest in front) or name; name without `q`")
]


@get("/brands", sync_to_thread=False, summary="Brands by name", responses=WRONG)
def find_brands(
    queries: NamedDependency[Queries],
    q: NameAsked = "",
    limit: LimitAsked = 20,
    sort: BrandSort = "likeness",
    fields: Annotated[str, fields_of(BrandLine)] = "",
) -> BrandsFound:
    """Brands whose name or alias is like `q`, the likest in front; all in alphabetical order without it."""
    found = queries.find(q, limit)
    if sort == "name":
        found.brands.sort(key=lambda brand: fold(brand.name))
    return only(found, "brands", BrandLine, fields)


@get("/brands/{brand_id:str}", sync_to_thread=False, summary="One brand", responses=WRONG)
def read_brand(queries: NamedDependency[Queries], brand_id: FromPath[str]) -> BrandAnswer:
    """All scores of a brand with their components, its customer bases and names."""
    return queries.brand(brand_id)
