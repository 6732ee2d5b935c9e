"""Private business figures over HTTP: for the holder of a key that speaks for a brand, and for nobody else (`store.sealed`)."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from litestar import Request, Response, delete, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.openapi.spec import OpenAPIMediaType, OpenAPIType, Operation, RequestBody, Schema
from litestar.params import FromPath, FromQuery, QueryParameter, RawBody
from msgspec import Meta
from sqlmodel import Session

from api import chart_figures, charts
from api.desk import Holder, needs, secret_of
from api.errors import DESK
from api.pages.numbers import Language
from api.pages.render import as_csv
from store import sealed
from store.errors import InputError
from store.private_figures import Beside, beside, published_scores
from store.settings import Settings
from store.vocabulary import Scope

Asked = Request[Any, Any, State]
GUARD = [needs(Scope.STATE)]
KEYED = {code: DESK[code] for code in (400, 401, 403)}
Metric = Annotated[str, QueryParameter(description="Only this figure; all without it", max_length=100)]


class _TakesCsv(Operation):
    """Says in the description that the body is the file itself."""

    def __post_init__(self) -> None:
        told = Schema(type=OpenAPIType.STRING, description="Columns period (2025, 2025Q3, 2025-09), metric, value")
        self.request_body = RequestBody({"text/csv": OpenAPIMediaType(told)}, required=True)


class FiguresFile(msgspec.Struct):
    """A file of figures as it is kept."""

    figures_id: int
    name: str
    stored_at: datetime
    values_count: int
    metrics: list[str]
    first_period: str
    last_period: str


class FigureBeside(msgspec.Struct):
    """One figure beside one dimension of the published scores, over the periods both have; null where there are fewer than five."""

    metric: str
    dimension: str
    periods: list[str]
    values: list[float]
    scores: list[float]
    n: Annotated[int, Meta(description="Periods that both have")]
    rho: Annotated[float | None, Meta(description="Spearman's rank correlation; together is not because")]
    low: Annotated[float | None, Meta(description="Lower end of its 95 % interval")]
    high: Annotated[float | None, Meta(description="Upper end")]


class FiguresBeside(msgspec.Struct):
    """Own figures beside the published scores of the key's brand."""

    brand_id: str
    rows: list[FigureBeside]


@post("/own-figures", sync_to_thread=True, guards=GUARD, operation_class=_TakesCsv, summary="Keep a CSV file of one's own business figures",
      responses={**KEYED, 409: DESK[409]})  # fmt: skip
def keep_figures(
    request: Asked,
    session: NamedDependency[Session],
    now: NamedDependency[datetime],
    body: RawBody,
    name: Annotated[str, QueryParameter(description="What the file is called; one of the same name is replaced", max_length=100)] = "figures.csv",
) -> FiguresFile:  # fmt: skip
    """Scope `state`. It is sealed under the key that sent it: nobody else can read it, and nothing of it goes into a score, release or log."""
    row = sealed.keep(session, secret_of(request), request.user.name, name, body, now)
    session.commit()
    return line_of(row)


@get("/own-figures", sync_to_thread=True, guards=GUARD, summary="One's own files of figures", responses=KEYED)
def list_figures(request: Asked, session: NamedDependency[Session]) -> list[FiguresFile]:
    """Scope `state`."""
    return [line_of(one) for one in sealed.kept(session, secret_of(request), request.user.name)]


@get("/own-figures/comparison", sync_to_thread=True, guards=GUARD, summary="Own figures beside the dimensions over time", responses=KEYED)  # fmt: skip
def compare_figures(request: Asked, session: NamedDependency[Session], metric: Metric = "") -> FiguresBeside:
    """Scope `state`. Rank correlation with a 95 % interval, from five periods on."""
    return FiguresBeside(request.user.brand_id, rows_of(_beside(request, session, metric)))


@get("/own-figures/comparison.csv", sync_to_thread=True, guards=GUARD, media_type="text/csv", summary="The same as CSV: a row for each period",
     responses=KEYED)  # fmt: skip
def compare_figures_csv(request: Asked, session: NamedDependency[Session], metric: Metric = "") -> Response[bytes]:
    """Scope `state`."""
    return Response(as_csv(cells_of(_beside(request, session, metric))), media_type="text/csv")


@get("/own-figures/comparison.svg", sync_to_thread=True, guards=GUARD, media_type="image/svg+xml", summary="The same as a chart of one figure",
     responses={**KEYED, 404: DESK[404]})  # fmt: skip
def compare_figures_svg(
    request: Asked,
    session: NamedDependency[Session],
    metric: Metric = "",
    lang: FromQuery[Language] = "en",
    theme: FromQuery[charts.Theme] = "light",
    size: FromQuery[charts.Size] = "wide",
) -> Response[bytes]:
    """Scope `state`. The first figure where none is named."""
    rows = _beside(request, session, metric)
    drawn = draw([one for one in rows if one.metric == rows[0].metric], charts.Look(lang, theme, size))
    return Response(drawn, media_type="image/svg+xml")


@delete("/own-figures/{figures_id:int}", sync_to_thread=True, guards=GUARD, summary="Forget a file of figures", responses={**KEYED, 404: DESK[404]})  # fmt: skip
def forget_figures(
    request: Asked, session: NamedDependency[Session], figures_id: FromPath[Annotated[int, Meta(ge=1, le=2**31 - 1)]]
) -> None:
    """Scope `state`. Nothing of it is left."""
    if figures_id >= 2**31 or not sealed.forget(session, request.user.name, figures_id):
        raise NotFoundException(f"you keep no figures {figures_id}")
    session.commit()


class Cell(msgspec.Struct):
    """One period of one figure beside one dimension, as a line of the CSV."""

    metric: str
    dimension: str
    period: str
    value: float
    score: float
    periods_count: int
    rho: float | None
    low: float | None
    high: float | None


def rows_of(found: list[Beside]) -> list[FigureBeside]:
    """As the API says it."""
    return [msgspec.convert(asdict(one), FigureBeside) for one in found]


def cells_of(found: list[Beside]) -> list[Cell]:
    """A row for each period."""
    return [Cell(one.metric, one.dimension, period, value, score, one.n, one.rho, one.low, one.high)
            for one in found for period, value, score in zip(one.periods, one.values, one.scores, strict=True)]  # fmt: skip


def draw(rows: list[Beside], look: charts.Look, kind: Literal["svg", "png"] = "svg") -> bytes:
    """A chart of one figure. Raises NotFoundException where none of its periods has a published score. It is drawn anew each time: kept nowhere."""
    its = [one for one in rows if one.periods]
    if not its:
        raise NotFoundException("no period of this figure has a published score")
    return charts.draw(chart_figures.figures(its, look), kind, look.language)


def _beside(request: Asked, session: Session, metric: str) -> list[Beside]:
    return beside_of(request.app.state.settings, session, secret_of(request), request.user, metric)


def beside_of(settings: Settings, session: Session, secret: str, holder: Holder, metric: str = "") -> list[Beside]:
    """What a key keeps beside the scores of its brand. Raises InputError for a figure it does not keep."""
    figures = sealed.together(sealed.kept(session, secret, holder.name))
    if metric and metric not in figures:
        raise InputError(f"you keep no figure {metric!r}; there is {', '.join(sorted(figures)) or 'none'}", field="metric")  # fmt: skip
    chosen = {metric: figures[metric]} if metric else figures
    return beside(chosen, published_scores(settings.releases, holder.brand_id))


def line_of(one: sealed.Kept) -> FiguresFile:
    """A file of figures as the API says it."""
    periods = sorted(period for values in one.figures.values() for period in values)
    count = sum(map(len, one.figures.values()))
    return FiguresFile(one.figures_id, one.name, one.stored_at, count, sorted(one.figures), periods[0], periods[-1])


HANDLERS = [keep_figures, list_figures, compare_figures, compare_figures_csv, compare_figures_svg, forget_figures]
