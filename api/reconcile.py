"""OpenRefine reconciliation, version 0.2: a list of names becomes brands of the latest release, and brands become columns."""

import html
import json
from typing import Annotated, Any

import msgspec
from litestar import MediaType, Request, Response, Router, get, post
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.exceptions import ValidationException
from litestar.params import Body, QueryParameter

from api.feeds import base_of
from api.queries import Queries
from store.naming import fold

BATCH, LIMIT = 100, 10
PROPERTIES = {
    "sector_id": "Sector", "country": "Country", "name": "Name", "records_count": "Records",
    **{f"{dimension}.{figure}": f"{dimension}: {figure}" for dimension in ("composite", "volume", "responsiveness", "resolution", "dialogue", "voices")
       for figure in ("score", "low", "high", "ratio", "band")},
}  # fmt: skip
Text = Annotated[str, QueryParameter(max_length=200_000)]
Batch = Annotated[str, QueryParameter(name="queries", max_length=200_000)]
Most = Annotated[int, QueryParameter(ge=0, le=1000)]
Row = dict[str, Any]


class Form(msgspec.Struct):
    """What a client posts."""

    queries: str = ""
    extend: str = ""


class Wanted(msgspec.Struct):
    """A value to be matched with a property."""

    pid: str
    v: Any = None


class Question(msgspec.Struct):
    """One name to be matched."""

    query: str
    type: str | list[str] = ""
    limit: int = LIMIT
    properties: list[Wanted] = msgspec.field(default_factory=list)
    type_strict: str = ""


class Column(msgspec.Struct):
    """A property asked for."""

    id: str


class Extension(msgspec.Struct):
    """Brands and the properties asked of them."""

    ids: list[str]
    properties: list[Column]


@get("/", sync_to_thread=True, opt={"parameters": ["queries"]})
def ask(
    request: Request[Any, Any, Any], queries: NamedDependency[Queries], asked: Batch = "", extend: Text = ""
) -> Response[bytes]:
    """The manifest; or answers, where `queries` or `extend` is given."""
    return _answer(request, queries, asked, extend)


@post("/", status_code=200, sync_to_thread=True)
def ask_much(
    request: Request[Any, Any, Any],
    queries: NamedDependency[Queries],
    data: Annotated[Form, Body(media_type=RequestEncodingType.URL_ENCODED)],
) -> Response[bytes]:
    """The same as a form, for long lists."""
    return _answer(request, queries, data.queries, data.extend)


def _answer(request: Request[Any, Any, Any], release: Queries, queries: str, extend: str) -> Response[bytes]:
    if queries:
        asked = _decoded(queries, "queries", dict[str, Question])
        if len(asked) > BATCH:
            raise _wrong("queries", f"at most {BATCH} at a time, these are {len(asked)}")
        return _json({key: {"result": candidates(release, question)} for key, question in asked.items()})
    if extend:
        return _json(extended(release, _decoded(extend, "extend", Extension)))
    return _json(manifest(base_of(request)))


def manifest(base: str) -> Row:
    """What the service can do."""
    service = f"{base}/api/v1/reconcile"
    suggest = {what: {"service_url": service, "service_path": f"/suggest/{what}"} for what in ("entity", "type", "property")}  # fmt: skip
    propose = {"service_url": service, "service_path": "/properties"}
    return {
        "versions": ["0.2"],
        "name": "Terazi brands",
        "identifierSpace": f"{base}/en/brands/",
        "schemaSpace": f"{base}/api/v1/sectors/",
        "defaultTypes": [{"id": "brand", "name": "Brand"}],
        "view": {"url": f"{base}/en/brands/{{{{id}}}}"},
        "preview": {"url": f"{service}/preview?id={{{{id}}}}", "width": 420, "height": 140},
        "suggest": suggest,
        "extend": {"propose_properties": propose, "property_settings": []},
        "batchSize": BATCH,
    }


def candidates(release: Queries, question: Question) -> list[Row]:
    """Brands like a name, the likest in front. `match` where exactly one has the same name but for case, accents and legal form."""
    wanted = {question.type} if isinstance(question.type, str) else set(question.type)
    sectors = wanted - {"", "brand"}
    found = []
    for hit in release.search.find(question.query, max(1, min(question.limit, 100)) * (5 if sectors or question.properties else 1)):  # fmt: skip
        row = release.brand_row(hit.brand_id)
        if sectors and row["sector_id"] not in sectors:
            continue
        sector = release.sector(row["sector_id"])
        known = {"sector_id": sector.sector_id, "country": sector.country, "name": row["name"]}
        missed = sum(fold(str(one.v)) != fold(str(known[one.pid])) for one in question.properties if one.pid in known)
        found.append({
            "id": hit.brand_id, "name": row["name"], "description": sector.name_en, "score": round(max(0.0, hit.similarity - 15 * missed), 1),
            "match": False, "type": [{"id": "brand", "name": "Brand"}, {"id": sector.sector_id, "name": sector.name_en}],
            "features": [{"id": "name_similarity", "value": hit.similarity}],
        })  # fmt: skip
    found.sort(key=lambda one: (-one["score"], fold(one["name"])))
    found = found[: max(1, min(question.limit, 100))]
    if found and found[0]["score"] == 100 and (len(found) == 1 or found[1]["score"] < 100):
        found[0]["match"] = True
    return found


def extended(release: Queries, asked: Extension) -> Row:
    """Properties of brands; an unknown brand or a figure that is withheld is an empty cell. Raises ValidationException for an unknown property."""
    for one in asked.properties:
        if one.id not in PROPERTIES:
            raise _wrong("extend", f"there is no property {one.id!r}; known are {', '.join(PROPERTIES)}")
    rows = {brand_id: _cells(release, brand_id, [one.id for one in asked.properties]) for brand_id in asked.ids}
    return {"meta": [{"id": one.id, "name": PROPERTIES[one.id]} for one in asked.properties], "rows": rows}


def _cells(release: Queries, brand_id: str, names: list[str]) -> Row:
    if brand_id not in release.names:
        return {name: [] for name in names}
    brand = release.brand(brand_id)
    known: Row = {"sector_id": brand.sector.sector_id, "country": brand.sector.country, "name": brand.name, "records_count": brand.records_count}  # fmt: skip
    for score in reversed(brand.scores):
        known |= {f"{score.dimension}.{figure}": getattr(score, figure) for figure in ("score", "low", "high", "ratio", "band")}  # fmt: skip
    cells = {}
    for name in names:
        value = known.get(name)
        kind = "str" if isinstance(value, str) else "float" if isinstance(value, float) else "int"
        cells[name] = [] if value is None else [{kind: value}]
    return cells


@get("/suggest/entity", sync_to_thread=True)
def suggest_entity(queries: NamedDependency[Queries], prefix: Text = "", cursor: Text = "") -> Response[bytes]:
    """Brands whose name begins like what was typed."""
    found = candidates(queries, Question(prefix)) if prefix else []
    return _json({"result": [{"id": one["id"], "name": one["name"], "description": one["description"], "notable": one["type"]} for one in found]})  # fmt: skip


@get("/suggest/type", sync_to_thread=False)
def suggest_type(queries: NamedDependency[Queries], prefix: Text = "", cursor: Text = "") -> Response[bytes]:
    """Brands, or brands of one sector."""
    types = {"brand": "Brand", **{one.sector_id: one.name_en for one in queries.sectors.values()}}
    return _json({"result": [{"id": key, "name": name} for key, name in types.items() if fold(prefix) in fold(f"{key} {name}")]})  # fmt: skip


@get("/suggest/property", sync_to_thread=False)
def suggest_property(prefix: Text = "", cursor: Text = "") -> Response[bytes]:
    """What can be matched with or added."""
    return _json({"result": [{"id": key, "name": name} for key, name in PROPERTIES.items() if fold(prefix) in fold(f"{key} {name}")]})  # fmt: skip


@get("/properties", sync_to_thread=False)
def propose_properties(type: Text = "", limit: Most = 0) -> Response[bytes]:
    """What a column can be extended with."""
    listed = [{"id": key, "name": name} for key, name in PROPERTIES.items()]
    return _json({"type": type, "properties": listed[:limit] if limit > 0 else listed} | ({"limit": limit} if limit > 0 else {}))  # fmt: skip


@get("/preview", sync_to_thread=True)
def preview(request: Request[Any, Any, Any], queries: NamedDependency[Queries], id: Text) -> Response[bytes]:
    """A small page about a brand."""
    brand = queries.brand(id)
    lines = [f"{score.dimension} {score.period}: {score.score:.0f} ({score.low:.0f}–{score.high:.0f})"
             for score in brand.scores[:3] if score.score is not None and score.low is not None and score.high is not None]  # fmt: skip
    told = "".join(f"<li>{html.escape(line)}</li>" for line in lines) or "<li>Too little data for a score.</li>"
    page = (f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{html.escape(brand.name)}</title></head><body>'
            f"<h1>{html.escape(brand.name)}</h1><p>{html.escape(brand.sector.name_en)}, {brand.records_count} records</p><ul>{told}</ul></body></html>")  # fmt: skip
    return Response(page.encode(), media_type=MediaType.HTML)


def _decoded(text: str, name: str, kind: Any) -> Any:
    try:
        return msgspec.json.decode(text, type=kind)
    except (msgspec.DecodeError, UnicodeEncodeError) as wrong:
        raise _wrong(name, f"is not as the protocol has it: {wrong}") from wrong


def _wrong(name: str, message: str) -> ValidationException:
    return ValidationException(extra=[{"key": name, "message": message}])


def _json(answer: Row) -> Response[bytes]:
    return Response(json.dumps(answer, ensure_ascii=False).encode(), media_type=MediaType.JSON)


router = Router(
    "/api/v1/reconcile",
    route_handlers=[
        ask, ask_much, suggest_entity, suggest_type, suggest_property, propose_properties, preview,
    ],
    include_in_schema=False,
)  # fmt: skip
