"""The command ``serve``: the hub on the wire, until it is interrupted."""

from typing import Annotated

import typer

from console.application.options import Db, books_at, default_books_url
from console.application.terminal import ERR
from core.gateway.compose_hub import compose_hub
from core.gateway.hub_settings import DEFAULT_PORT, HubSettings
from core.gateway.server import serve


def serve_command(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = DEFAULT_PORT,
    db: Db = None,
) -> None:
    """Run the hub: OCPI 2.2.1 and 2.3.0 for every party that was added."""
    settings = HubSettings(host=host, port=port)
    with books_at(db or default_books_url()) as runtime:
        ERR.print(f"versions at {settings.base_url}/versions", markup=False)
        serve(compose_hub(runtime, settings))
