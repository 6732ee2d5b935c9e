"""The application under uvicorn, as it is served."""

import gc
from threading import Thread
from typing import Any

import uvicorn
from litestar import Litestar

from api import charts
from api.app import create_app
from api.quick import quick
from store.settings import Settings


def options(app: Litestar, settings: Settings) -> dict[str, Any]:
    """How uvicorn serves pages and API. No log of who asked: addresses are personal data, /metrics has the counts."""
    http = quick(app.state.meter.at_once)
    return {"host": settings.host, "port": settings.port, "http": http, "server_header": False, "access_log": False}


def serve(settings: Settings) -> None:
    """Serve until told to stop."""
    app = create_app(settings)
    app.on_startup += [Thread(target=one, daemon=True).start for one in (app.state.shelf.warm, charts.wake)] + [_settle]
    uvicorn.run(app, **options(app, settings))


def _settle() -> None:
    """What stands now stays for good: the collector need not look through it while somebody waits for an answer."""
    gc.collect()
    gc.freeze()
