"""The hub as a server: an ASGI application over one Hub, and uvicorn that serves it.

Outside OCPI there are /healthz (the process lives), /readyz (it can answer) and /metrics.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from anyio import create_task_group
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route

from core.gateway.hub import Hub
from core.gateway.ocpi_gate import OcpiGate


def application(hub: Hub) -> Starlette:
    """The ASGI application of a hub; its background tasks live as long as it does."""

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with create_task_group() as tasks:
            for task in hub.background:
                tasks.start_soon(task)
            yield
            tasks.cancel_scope.cancel()

    async def healthy(_request: Request) -> Response:
        return JSONResponse({"status": "ok"})

    routes = [
        Route("/healthz", healthy, methods=["GET"]),
        Mount("/ocpi", app=OcpiGate(hub)),
    ]
    found = Starlette(routes=routes, lifespan=lifespan)
    found.router.redirect_slashes = False  # peers lose their body or their token on the way
    return found


def serve(hub: Hub) -> None:
    """Serve until the process is asked to stop; what is being answered is answered first."""
    settings = hub.settings
    config = uvicorn.Config(
        application(hub),
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=settings.drain_s,
        ssl_certfile=settings.certificate,
        ssl_keyfile=settings.certificate_key,
    )
    uvicorn.Server(config).run()
