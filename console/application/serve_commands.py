"""The command ``serve``: the hub on the wire, until it is interrupted."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from console.application.hub_options import key_at
from console.application.options import Db, books_at, default_books_url
from console.application.terminal import ERR
from core.gateway.compose_hub import compose_hub
from core.gateway.hub_settings import DEFAULT_PORT, HubIdentity, HubSettings
from core.gateway.json_log import log_json
from core.gateway.server import listening_socket, serve
from core.service.ready_to_trade import ready_to_trade
from core.service.runtime import Runtime
from core.service.view_platforms import tell_hub_url, view_operator


class LogLevel(StrEnum):
    """How much is logged."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


def serve_command(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port; 0 is any that is free.")
    ] = DEFAULT_PORT,
    public_url: Annotated[
        str, typer.Option(help="How peers reach it, https://hub.example; else host and port.")
    ] = "",
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Call peers in networks that are not public.")
    ] = False,
    party: Annotated[
        str, typer.Option(help="The hub's own party, NL*HUB; else that of the books.")
    ] = "",
    name: Annotated[str, typer.Option(help="What the hub is called.")] = "",
    log: Annotated[LogLevel, typer.Option(help="The least that is logged.")] = LogLevel.INFO,
    key_file: Annotated[
        Path | None, typer.Option(help="The hub's key; made beside the books at the first start.")
    ] = None,
    forget_key: Annotated[
        bool,
        typer.Option("--forget-key", help="The key is lost: take another; all register again."),
    ] = False,
    certificate: Annotated[Path | None, typer.Option(help="TLS chain, PEM.")] = None,
    certificate_key: Annotated[Path | None, typer.Option(help="Its private key, PEM.")] = None,
    db: Db = None,
) -> None:
    """Run the hub: OCPI 2.2.1 and 2.3.0 for every party that was added."""
    log_json(log.value)
    with (
        listening_socket(host, port) as bound,
        books_at(db or default_books_url()) as runtime,
    ):
        settings = HubSettings(
            host=host,
            port=bound.getsockname()[1],
            public_url=public_url,
            identity=_identity(runtime, party, name),
            allow_private=allow_private,
            certificate=certificate,
            certificate_key=certificate_key,
        )
        for lacked in ready_to_trade(runtime, settings.identity.party, settings.identity.name):
            ERR.print(f"made {lacked}", markup=False)
        hub = compose_hub(runtime, settings, key_at(runtime, key_file, forget=forget_key))
        tell_hub_url(runtime, settings.base_url)
        ERR.print(f"versions at {settings.base_url}/versions", markup=False)
        serve(hub, bound)


def _identity(runtime: Runtime, party: str, name: str) -> HubIdentity:
    """Who the hub is: what was said, else the operator of the books, else a name of our own."""
    operator = view_operator(runtime)
    known = HubIdentity() if operator is None else HubIdentity(operator.key, operator.name)
    return HubIdentity(party.upper() or known.party, name or known.name)
