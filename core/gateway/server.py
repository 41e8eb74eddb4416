"""The hub as a server: an ASGI application over one Hub, and uvicorn that serves it.

Outside OCPI there are /healthz (the process lives), /readyz (it can answer) and /metrics.
"""

import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from socket import AddressFamily, create_server, socket
from typing import Final

import uvicorn
from anyio import create_task_group
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route

from core.domain.errors import SourceError
from core.gateway.garbage import collect_less_often
from core.gateway.hub import Hub
from core.gateway.ocpi_gate import OcpiGate

_KEEP_ALIVE_S: Final = 60
_UV_THREADS: Final = "64"
"""Of uvloop, which looks names up: 4 would do for as many parties whose name server hangs."""
_BACKLOG: Final = 2048


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

    async def ready(_request: Request) -> Response:
        told = {"status": "ready"} if hub.is_ready else {"status": "the books cannot be read"}
        return JSONResponse(told, 200 if hub.is_ready else 503)

    async def metrics(_request: Request) -> Response:
        return Response(hub.metrics.exposed(hub.registry), media_type=CONTENT_TYPE_LATEST)

    routes = [
        Route("/healthz", healthy, methods=["GET"]),
        Route("/readyz", ready, methods=["GET"]),
        Route("/metrics", metrics, methods=["GET"]),
        Mount("/ocpi", app=OcpiGate(hub)),
    ]
    found = Starlette(routes=routes, lifespan=lifespan)
    found.router.redirect_slashes = False  # peers lose their body or their token on the way
    return found


def listening_socket(host: str, port: int) -> socket:
    """A socket that is bound; port 0 is any that is free.

    Raises:
        SourceError: The address is taken, or is none of this machine's.
    """
    try:
        family = AddressFamily.AF_INET6 if ":" in host else AddressFamily.AF_INET
        return create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as error:
        problem = f"cannot be listened on: {error.strerror or error}"
        raise SourceError(f"{host}:{port}", problem) from error


def serve(hub: Hub, bound: socket) -> None:
    """Serve until the process is asked to stop; what is being answered is answered first.

    Raises:
        SourceError: The certificate or its key cannot be used.
    """
    settings = hub.settings
    config = uvicorn.Config(
        application(hub),
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=_KEEP_ALIVE_S,
        timeout_graceful_shutdown=settings.drain_s,
        ssl_certfile=settings.certificate,
        ssl_keyfile=settings.certificate_key,
    )
    try:
        config.load()
    except OSError as error:  # ssl.SSLError is one
        told = f"cannot be used for TLS: {error.strerror or error}"
        raise SourceError(str(settings.certificate), told) from error
    # uvicorn stops at these, then raises them again for whoever stood here before: nobody.
    before = {one: signal.signal(one, _ignored) for one in (signal.SIGINT, signal.SIGTERM)}
    collect_less_often()
    os.environ.setdefault("UV_THREADPOOL_SIZE", _UV_THREADS)
    try:
        uvicorn.Server(config).run(sockets=[bound])
    finally:
        for number, action in before.items():
            signal.signal(number, action)


def _ignored(_number: int, _frame: object) -> None:
    """Being asked to stop is no error: the command ends as one that is done."""
