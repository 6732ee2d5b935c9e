"""The application: JSON under /api/v1, pages under /en and /tr, charts under /charts."""

from functools import cache
from typing import Any

from litestar import Litestar, MediaType, Request, Response, Router
from litestar.config.cors import CORSConfig
from litestar.datastructures import State
from litestar.di import Provide
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import License

from api import disputes, drawings, feeds, own_figures, reconcile, watching
from api.acts import list_acts
from api.alerts import list_alerts
from api.brands import find_brands, read_brand
from api.changes import read_changelog
from api.choose import describe, mend_allow
from api.comparisons import compare_brands
from api.compat.ccdb import handlers as ccdb
from api.compat.ccdb import page as ccdb_page
from api.deltas import download_changes, list_changes
from api.desk import close_desk, open_desk, provide_now, provide_session
from api.errors import answer_problem, problem_of
from api.find import search
from api.incidents import list_incidents, read_incident
from api.limits import Limits
from api.lookups import Lookups, prepare
from api.methods import list_methods
from api.models import list_cards, read_card
from api.moved import brand_moved
from api.operations import Meter, health, metrics, ready
from api.pages import handlers as pages
from api.pages.render import problem_page
from api.queries import BASE
from api.records import list_records, read_record
from api.releases import download, list_releases, read_release
from api.removals import brand_removals, list_removals
from api.sectors import compare_sector, list_sectors
from api.shelf import Shelf
from api.sources import list_sources, read_source
from api.standards import list_standards
from api.timeline import brand_timeline, sector_timeline
from api.told import brand_themes, brand_triage, reply_habits, sector_themes, sector_triage
from api.waves import brand_waves, sector_waves, source_waves
from api.web import provide_queries, provide_shelf, refuse_unknown
from api.weighted import weigh_sector
from api.wire import Ready, Wire
from store.settings import Settings
from store.windows import windows_of

VERSION = "1"
METHODS: list[Any] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]
EXPOSED = [
    "ETag", "X-Release", "Accept-Ranges", "Content-Range", "Content-Length", "Link", "Deprecation", "Sunset", "Retry-After",
    "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "RateLimit-Policy",
]  # fmt: skip


def create_app(settings: Settings) -> Litestar:
    """The application over the settings' releases. Without one it answers 503 until the first is published."""
    shelf = Shelf(settings.releases, settings.home / "cache" / "api", prepare)
    json_api = Router(
        BASE,
        route_handlers=[
            list_sectors,
            compare_sector,
            weigh_sector,
            find_brands,
            read_brand,
            brand_themes,
            brand_triage,
            reply_habits,
            sector_themes,
            sector_triage,
            brand_waves,
            sector_waves,
            source_waves,
            list_records,
            read_record,
            list_sources,
            read_source,
            list_methods,
            list_cards,
            read_card,
            list_releases,
            read_release,
            download,
            list_changes,
            download_changes,
            list_acts,
            *disputes.HANDLERS,
            compare_brands,
            *watching.HANDLERS,
            *own_figures.HANDLERS,
            list_incidents,
            read_incident,
            list_removals,
            brand_removals,
            brand_timeline,
            sector_timeline,
            brand_moved,
            list_standards,
            search,
            list_alerts,
            read_changelog,
        ],
    )

    def open_the_desk(app: Litestar) -> None:
        open_desk(app.state, settings)

    def close_the_desk(app: Litestar) -> None:
        close_desk(app.state)

    app = Litestar(
        [
            json_api,
            ccdb.router,
            *ccdb_page.handlers,
            drawings.router,
            feeds.router,
            reconcile.router,
            *pages.routers,
            pages.choose_language,
            pages.stylesheet,
            health,
            ready,
            metrics,
        ],
        state=State({"shelf": shelf, "ccdb_ui": settings.ccdb_ui, "settings": settings}),
        dependencies={
            "queries": Provide(provide_queries),
            "shelf": Provide(provide_shelf),
            "session": Provide(provide_session),
            "now": Provide(provide_now, sync_to_thread=False),
        },
        guards=[refuse_unknown],
        exception_handlers={Exception: _answer_error},
        cors_config=CORSConfig(
            allow_origins=["*"], allow_methods=METHODS, allow_headers=["Authorization"], expose_headers=EXPOSED
        ),
        on_startup=[shelf.refresh, open_the_desk],
        on_shutdown=[shelf.close, close_the_desk],
        openapi_config=OpenAPIConfig(
            "Terazi",
            VERSION,
            path="/schema",
            render_plugins=[JsonRenderPlugin()],
            license=License("MIT", "MIT"),
            description="How a brand does for its size, sector and mix of complaints, with the uncertainty shown. Every answer names its release.",
        ),
    )
    describe(app)
    mend_allow(app)
    counted: Ready = Lookups(Wire(app.asgi_handler), lambda: app.state.shelf)
    if settings.requests_a_minute:
        counted = Limits(counted, settings, cache(lambda: windows_of(settings, app.state.engine)))
    app.state.meter = app.asgi_handler = Meter(counted, shelf)
    return app


def _answer_error(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    problem = problem_of(error)
    if page := problem_page(problem, request.scope["path"]):
        headers = dict(getattr(error, "headers", None) or {})
        return Response(page, status_code=problem.status, media_type=MediaType.HTML, headers=headers)
    return answer_problem(request, error)
