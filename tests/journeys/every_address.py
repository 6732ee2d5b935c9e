"""Every address a reader can ask for with GET: all routes of the application, with what stands for their parameters in this market.

A new route is walked without a word said here, as long as its parameters are known ones; where one is not, `addresses` says so.
"""

from collections.abc import Iterator, Mapping
from itertools import product

from litestar import Litestar
from litestar.enums import HttpMethod
from litestar.routes import HTTPRoute
from litestar.types.internal_types import PathParameterDefinition


class UnknownParameterError(Exception):
    """A route has a parameter of which nobody has said what stands for it."""


def addresses(app: Litestar, known: Mapping[str, list[str]]) -> Iterator[tuple[str, str]]:
    """(route, address) of each. `known`: by a parameter's name behind the part before it ("brands/brand_id"), or behind
    its whole route, what may stand there."""
    for route in app.routes:
        if isinstance(route, HTTPRoute) and HttpMethod.GET in {method for one in route.route_handlers for method in one.http_methods}:  # fmt: skip
            yield from ((route.path, address) for address in _filled(route, known))


def _filled(route: HTTPRoute, known: Mapping[str, list[str]]) -> Iterator[str]:
    parts: list[list[str]] = []
    before = ""
    for part in route.path_components:
        if not isinstance(part, PathParameterDefinition):
            parts.append([part])
            before = part
            continue
        found = known.get(f"{route.path} {part.name}", known.get(f"{before}/{part.name}"))
        if found is None:
            raise UnknownParameterError(f"{route.path}: say in `known` what stands for {before}/{part.name}")
        parts.append(found)
        before = f"{{{part.name}}}"
    for chosen in product(*parts):
        yield "/" + "/".join(one.strip("/") for one in chosen)
