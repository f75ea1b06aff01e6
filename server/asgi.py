"""The whole shop as one ASGI app: the mall's WebSocket, and Flask for everything else; jobs run beside them."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from typing import cast

from a2wsgi import WSGIMiddleware
from starlette.applications import Starlette
from starlette.routing import Mount, WebSocketRoute
from starlette.types import ASGIApp

from server import Services, create_app, create_services
from server.config import Config
from server.jobs.convert import Converting
from server.jobs.store import Claim
from server.jobs.supervisor import Supervisor
from server.mall.socket import create_socket, run_ticks

FLASK_THREADS = 16


def create_asgi(config: Config, services: Services | None = None) -> Starlette:
    """The shop. Its lifespan starts the job supervisor and the mall's tick, and ends both in order."""
    made = services or create_services(config)
    flask = create_app(config, made)

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        supervisor = create_supervisor(made)
        supervisor.start()
        ticks = asyncio.create_task(run_ticks(made.mall, made.jobs.clock))
        try:
            yield
        finally:
            ticks.cancel()
            await asyncio.gather(ticks, return_exceptions=True)
            await asyncio.to_thread(supervisor.stop)
            made.placer.stop()

    socket = create_socket(made.mall, made.catalog.layout_version, made.jobs.clock)
    pages = cast(ASGIApp, WSGIMiddleware(flask.wsgi_app, workers=FLASK_THREADS))
    routes = [WebSocketRoute("/ws/mall/{code}", socket), Mount("/", pages)]
    return Starlette(routes=routes, lifespan=lifespan)


def create_supervisor(services: Services) -> Supervisor:
    """Runs conversions; `arkit serve` embeds it."""

    def convert(claim: Claim, stopping: Callable[[], bool]) -> None:
        Converting(services.config, services.jobs, services.files, claim, stopping).run()

    def tidy() -> None:
        services.uploads.tidy(services.jobs.clock())

    return Supervisor(services.jobs, {"convert": convert}, tidy, services.config.workers)


__all__ = ["create_asgi", "create_supervisor"]
