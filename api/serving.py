"""The application under uvicorn, as it is served."""

import gc
from threading import Thread
from typing import Any

import uvicorn
from litestar import Litestar
from uvicorn.supervisors import Multiprocess

from api import charts
from api.app import create_app
from api.quick import quick
from store.migrate import migrate
from store.session import open_engine
from store.settings import Settings


def options(app: Litestar, settings: Settings) -> dict[str, Any]:
    """How uvicorn serves pages and API. No log of who asked: addresses are personal data, /metrics has the counts."""
    http = quick(app.state.meter.at_once)
    return {"host": settings.host, "port": settings.port, "http": http, "server_header": False, "access_log": False}


class Served(uvicorn.Config):
    """The application as each process makes it for itself: it is handed to a new one as settings."""

    def __init__(self, settings: Settings, workers: int = 1) -> None:
        super().__init__(
            "",
            host=settings.host,
            port=settings.port,
            workers=workers,
            timeout_worker_healthcheck=60,
            access_log=False,
            server_header=False,
        )
        self.settings = settings

    def load(self) -> None:
        """Make the application, and begin what takes long before anybody asks for it."""
        app = create_app(self.settings)
        app.on_startup += [Thread(target=one, daemon=True).start for one in (app.state.shelf.warm, charts.wake)] + [
            _settle
        ]
        self.app = app
        for name, value in options(app, self.settings).items():
            setattr(self, name, value)
        super().load()


def serve(settings: Settings, workers: int = 1) -> None:
    """Serve until told to stop: in this process, or in as many that share one socket; one that dies is started again."""
    config = Served(settings, workers)
    if workers == 1:
        uvicorn.Server(config).run()
        return
    engine = open_engine(settings)
    migrate(engine)  # once, before all of them open it
    engine.dispose()
    Multiprocess(config, [config.bind_socket()]).run()


def _settle() -> None:
    """What stands now stays for good: the collector need not look through it while somebody waits for an answer."""
    gc.collect()
    gc.freeze()
