"""The bureau's API in our OpenAPI description: its parameters stand in one struct, its errors have its own shape."""

from typing import Any

import msgspec
from litestar import Request, Response
from litestar.exceptions import ValidationException
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import Operation

from api.compat.ccdb.asked import Search
from api.errors import answer_problem, problem_of


def parameters(kind: type[Search]) -> tuple[str, ...]:
    """Names of everything that may be asked."""
    return tuple(field.name for field in msgspec.structs.fields(kind))


def operation(kind: type[Search], *, is_exported: bool = False) -> type[Operation]:
    """The description of a handler that reads its query into `kind`."""
    said = msgspec.json.schema(kind)["$defs"][kind.__name__]["properties"]
    query = [
        {"name": name, "in": "query", "required": False, "schema": schema, "description": schema.pop("description", "")}
        for name, schema in said.items()
    ]

    class Described(Operation):
        """An operation with the parameters of the struct."""

        def to_schema(self) -> dict[str, Any]:
            schema = super().to_schema()
            content = schema["responses"]["200"]["content"]
            if is_exported:
                found = next(one for one in content["application/json"]["schema"]["oneOf"] if "$ref" in one)
                content["application/json"]["schema"] = {
                    "anyOf": [found, {"type": "array", "items": {"type": "object"}}]
                }
                content["text/csv"] = {"schema": {"type": "string"}}
            return schema | {"parameters": [one for one in schema.get("parameters", []) if one["in"] == "path"] + query}

    return Described


def _says(description: str, shape: Any) -> ResponseSpec:
    return ResponseSpec(shape, generate_examples=False, description=description, media_type="application/json")


WRONG = {
    400: _says("{parameter: [what is wrong with it]}", dict[str, list[str]]),
    404: _says("There is no such complaint, or no such release.", dict[str, str]),
    503: _says("Nothing has been published yet.", dict[str, str]),
}


def answer_wrong(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """An error as the bureau's user interface expects it."""
    if isinstance(error, ValidationException) and isinstance(error.extra, list):
        messages: dict[str, list[str]] = {}
        for item in error.extra:
            if isinstance(item, dict):
                messages.setdefault(str(item.get("key", "query")), []).append(str(item.get("message", "")))
        return Response(messages, status_code=400)
    problem = problem_of(error)
    if problem.status == 500:
        return answer_problem(request, error)
    name = "detail" if problem.status == 404 else "error"
    return Response({name: problem.detail}, status_code=problem.status)
