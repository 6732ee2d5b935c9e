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
from store.names.choice import Candidate
from store.naming import fold
from store.vocabulary import Judgement

BATCH, LIMIT = 100, 10
LEAST, MISSED = 0.01, 15
"""The chance from which a brand is offered; what each property that is another takes from the score."""
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
    """Brands a name may mean, the likeliest in front; `score` is 100 x the chance, `match` where scoring too would say so.

    The chances of all candidates and of "none of them" add up to one: two brands of one name are never both a match.
    """
    wanted = {question.type} if isinstance(question.type, str) else set(question.type)
    limit = max(1, min(question.limit, 100))
    hits = [hit.brand_id for hit in release.search.find(question.query, limit * 5)]
    choice = release.matcher.choose(question.query, sectors=wanted - {"", "brand"} or None, also=hits)
    sure = choice.candidates[0].known.brand_id if choice.judgement is Judgement.POSITIVE else ""
    likely = [one for one in choice.candidates if one.chance >= LEAST or one.known.brand_id in hits]
    found = [_candidate(release, question, one, choice.none, is_sure=one.known.brand_id == sure) for one in likely]
    return sorted(found, key=lambda one: (-one["score"], fold(one["name"])))[:limit]


def _candidate(release: Queries, question: Question, one: Candidate, none: float, *, is_sure: bool) -> Row:
    row = release.brand_row(one.known.brand_id)
    sector = release.sector(row["sector_id"])
    known = {"sector_id": sector.sector_id, "country": sector.country, "name": row["name"]}
    missed = sum(
        fold(str(asked.v)) != fold(str(known[asked.pid])) for asked in question.properties if asked.pid in known
    )
    signs = {"log_odds": round(one.log_odds, 2), "chance_of_none": round(100 * none, 2)}
    return {
        "id": row["brand_id"], "name": row["name"], "description": sector.name_en, "score": round(max(0.0, 100 * one.chance - MISSED * missed), 1),
        "match": is_sure and not missed, "type": [{"id": "brand", "name": "Brand"}, {"id": sector.sector_id, "name": sector.name_en}],
        "features": [{"id": name, "value": value} for name, value in signs.items()],
    }  # fmt: skip


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
    found = [queries.brand_row(hit.brand_id) for hit in queries.search.find(prefix, LIMIT)] if prefix else []
    told = [(row, queries.sector(row["sector_id"])) for row in found]
    return _json({"result": [{"id": row["brand_id"], "name": row["name"], "description": sector.name_en,
                              "notable": [{"id": "brand", "name": "Brand"}, {"id": sector.sector_id, "name": sector.name_en}]} for row, sector in told]})  # fmt: skip


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
