"""Cards of the models as pages below the method's."""

from typing import Any

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.answers import ReleaseNote
from api.models import Figure, as_html, card_of
from api.pages.numbers import Language
from api.pages.render import TWINS, answer
from api.queries import Queries


class CardPage(msgspec.Struct):
    """A card as a page's twin."""

    release: ReleaseNote
    name: str
    title: str
    figures: list[Figure]
    text: str


@get("/method/{name:str}", sync_to_thread=False)
def card(request: Request[Any, Any, Any], language: NamedDependency[Language], queries: NamedDependency[Queries], name: FromPath[str]) -> Response[bytes]:  # fmt: skip
    """One model: what it does, its figures, its faults."""
    for kind in TWINS:
        name = name.removesuffix(f".{kind}")
    found = card_of(name)
    model = CardPage(queries.note, found.name, found.title, found.figures, found.text)
    return answer(request, language, "card.html", model, found.figures, body=as_html(found))
