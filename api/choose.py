"""`fields=`: only what is asked for of each item of a list."""

import inspect
import re
from collections.abc import Iterator
from typing import TypeVar, cast

import msgspec
from litestar import Litestar
from litestar.enums import HttpMethod
from litestar.exceptions import ValidationException
from litestar.openapi.spec import Schema
from litestar.params import ParameterKwarg, QueryParameter
from litestar.routes import HTTPRoute
from msgspec import Struct

P = TypeVar("P", bound=Struct)
_CHOOSABLE: set[str] = set()


def fields_of(kind: type[Struct]) -> ParameterKwarg:
    """The description of the parameter `fields` of a list of `kind`."""
    _CHOOSABLE.add(kind.__name__)
    one = "|".join(kind.__struct_fields__)
    return QueryParameter(
        description="Only these fields of each item, parted by commas; all without it",
        max_length=1000,
        schema_extra={"pattern": f"^(({one})(,({one})){{0,{len(kind.__struct_fields__) - 1}}})?$"},
    )


def only(page: P, items: str, kind: type[Struct], fields: str) -> P:
    """The page with only `fields` of each of its `items`, which are of `kind`.

    Raises ValidationException naming an unknown field, and for more fields than there are.
    """
    if not fields:
        return page
    asked = fields.split(",")
    known = kind.__struct_fields__
    unknown = [name for name in asked if name not in known]
    if unknown or len(asked) > len(known):
        wrong = f"there is no field {unknown[0]!r}" if unknown else f"there are only {len(known)} fields"
        raise ValidationException(extra=[{"key": "fields", "message": f"{wrong}; known are {', '.join(known)}"}])
    told = msgspec.to_builtins(page)
    told[items] = [{name: item[name] for name in asked} for item in told[items]]
    return cast("P", told)


def describe(app: Litestar) -> None:
    """Finish the description: no field of an item of a list must be there, for `fields=` may leave any of them out; and no schema
    has the name of one of its own fields, which makes generated clients stumble; and what refuses unknown fields says so."""
    closed = {kind.__name__ for kind in _structs(Struct) if kind.__struct_config__.forbid_unknown_fields}
    for schema in app.openapi_schema.components.schemas.values():
        if not isinstance(schema, Schema) or not schema.title:
            continue
        if schema.title in closed:
            schema.additional_properties = False
        if schema.title in _CHOOSABLE:
            schema.required = None
        if re.sub(r"(?<=[a-z])(?=[A-Z])", "_", schema.title).lower() in (schema.properties or {}):
            schema.title += "Answer"


def _structs(kind: type[Struct]) -> Iterator[type[Struct]]:
    for one in kind.__subclasses__():
        yield one
        yield from _structs(one)


def mend_allow(app: Litestar) -> None:
    """Say all methods in `Allow`: Litestar keeps those of the handler that a path was given first."""
    for route in app.routes:
        for handler in route.route_handlers if isinstance(route, HTTPRoute) else ():
            if handler.http_methods == {HttpMethod.OPTIONS}:
                first = inspect.getclosurevars(handler.fn).nonlocals["self"]
                first.methods = route.methods
