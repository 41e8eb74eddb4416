"""A peer's OCPI over HTTP: versions, credentials, and the modules of its role.

It has the same paths as the hub (``core.gateway.ocpi_path``); otherwise it shares the codecs alone.
"""

from dataclasses import replace
from typing import Final, cast

from starlette.types import Receive, Scope, Send

from core.domain.errors import RoamingError
from core.gateway.http_message import Headers, body_of, headers_of, send_answer
from core.gateway.hub_request import HubAnswer
from core.gateway.ocpi_path import Place, Target, query_of, target_of
from core.ocpi.credentials_codec import credentials_to_json
from core.ocpi.credentials_token import tokens_of_header
from core.ocpi.json_bytes import value_of_json
from core.ocpi.modules import InterfaceRole, ModuleId
from core.ocpi.status_code import StatusCode
from core.ocpi.version_codec import details_to_json, versions_to_json
from core.ocpi.wire import split_key
from simulation.peers.peer_handshake import (
    accept_registration,
    own_credentials,
    own_details,
    own_versions,
)
from simulation.peers.peer_modules import PeerModules
from simulation.peers.peer_state import Exchange, PeerState

_PREFIX: Final = b"/ocpi"
_BODY_MAX: Final = 2_000_000
_UNROUTED: Final = frozenset({None, ModuleId.CREDENTIALS, ModuleId.HUB_CLIENT_INFO})
"""What is asked without naming who asks whom."""


class PeerServer:
    """The ASGI application of a peer."""

    def __init__(self, peer: PeerState) -> None:
        self._peer = peer
        self._modules = PeerModules(peer)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        headers = headers_of(scope)
        body = await body_of(receive, headers, _BODY_MAX)
        path = cast("bytes", scope["raw_path"]).partition(b"?")[0]
        answer = await self._answer(scope, headers, path, body)
        ids = [] if self._peer.settings.quirks.bare_headers else self._back(headers, path)
        self._peer.exchanges.append(
            Exchange(
                at=self._peer.now(),
                sent=False,
                method=scope["method"],
                url=path.decode("latin-1"),
                headers={k: v for k, v in headers.by_name.items() if k != "authorization"},
                body=body,
                http_status=answer.http_status,
                answer=answer.body,
            )
        )
        await send_answer(send, answer, ids)

    def _back(self, headers: Headers, path: bytes) -> list[tuple[str, str]]:
        """By what the answer finds back: the ids of the request, and from whom to whom it goes."""
        found = [(name, headers.text(name)) for name in ("x-request-id", "x-correlation-id")]
        target = target_of(path.removeprefix(_PREFIX))
        if target is not None and target.module not in _UNROUTED:
            ours = headers.party("ocpi-to") or self._peer.settings.party
            for way, party in (("from", ours), ("to", headers.party("ocpi-from"))):
                parts = ["", ""] if party is None else list(split_key(party))
                found += [(f"ocpi-{way}-country-code", parts[0])]
                found += [(f"ocpi-{way}-party-id", parts[1])]
        return [(name, value) for name, value in found if value]

    async def _answer(self, scope: Scope, headers: Headers, path: bytes, body: bytes) -> HubAnswer:
        target = target_of(path.removeprefix(_PREFIX)) if path.startswith(_PREFIX) else None
        if target is None:
            return self._modules.failed(404, "nothing is at this URL")
        if target.module is ModuleId.HUB_CLIENT_INFO:
            target = replace(target, interface=InterfaceRole.RECEIVER)
        if not self._may(headers, target):
            return self._modules.failed(401, "wanted a token that is known")
        if self._peer.settings.quirks.redirects and not path.endswith(b"/"):
            query = b"?" + scope["query_string"] if scope["query_string"] else b""
            moved = (path + b"/" + query).decode("latin-1")
            return HubAnswer(b"", 307, (("location", moved),))
        try:
            return await self._at(scope, headers, target, body)
        except RoamingError as error:
            return self._modules.failed(200, str(error), StatusCode.INVALID_PARAMETERS)

    def _may(self, headers: Headers, target: Target) -> bool:
        given = tokens_of_header(headers.text("authorization") or "")
        if self._peer.settings.quirks.raw_token:
            given = given[-1:]
        if self._peer.hub_token is not None and self._peer.hub_token in given:
            return True
        first = self._peer.settings.token_a
        is_free = self._peer.hub_token is None and target.place is not Place.MODULE
        return first is not None and first in given and is_free

    async def _at(self, scope: Scope, headers: Headers, target: Target, body: bytes) -> HubAnswer:
        peer = self._peer
        value = value_of_json(body) if body else None
        match target.place:
            case Place.VERSIONS:
                return self._modules.done(versions_to_json(own_versions(peer)))
            case Place.DETAILS:
                return self._modules.done(
                    details_to_json(target.version, own_details(peer, target))
                )
            case Place.CREDENTIALS:
                return await self._credentials(scope["method"], target, value)
            case Place.MODULE if (target.module, target.interface) in peer.settings.halves:
                query = query_of(scope["query_string"])
                return await self._modules.answer(scope["method"], target, query, value)
            case _:
                return self._modules.failed(
                    404, f"no {scope['method']} here, {headers.text('host')}"
                )

    async def _credentials(self, method: str, target: Target, value: object) -> HubAnswer:
        peer = self._peer
        match method:
            case "GET" if peer.hub_token is not None:
                own = own_credentials(peer, peer.hub_token)
                return self._modules.done(credentials_to_json(own, target.version))
            case "POST" | "PUT":
                return self._modules.done(await accept_registration(peer, target.version, value))
            case "DELETE":
                peer.hub, peer.hub_token = None, None
                return self._modules.done(None)
            case _:
                return self._modules.failed(405, f"{method} is not allowed here")
