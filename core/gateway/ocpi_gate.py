"""The gate of the hub: every OCPI request comes through here, and every answer goes out.

Who asks is found by its token; limits are kept; what is left is handed to whom it is for. Whatever
goes wrong inside is told as OCPI wants it, and a peer never sees more than that.
"""

import logging
from secrets import token_hex
from typing import Final

from starlette.types import Receive, Scope, Send

from core.domain.errors import RoamingError, SourceError
from core.domain.hub_view import TokenKind
from core.domain.platform import ConnectionStatus
from core.gateway.answers import answer_of_error, refused
from core.gateway.endpoints import Endpoints
from core.gateway.http_message import (
    BodyTooLargeError,
    Headers,
    PeerLeftError,
    body_of,
    headers_of,
    send_answer,
)
from core.gateway.hub import Hub
from core.gateway.hub_request import Arrived, HubAnswer
from core.gateway.json_limits import expect_json
from core.gateway.ocpi_path import Place, Target, query_of, target_of
from core.gateway.registry import Caller
from core.ocpi.credentials_token import tokens_of_header
from core.ocpi.status_code import StatusCode

_LOG: Final = logging.getLogger("networkcore.hub")
_FIRST_TOKEN_PLACES: Final = frozenset({Place.VERSIONS, Place.DETAILS, Place.CREDENTIALS})
_WITH_BODY: Final = frozenset({"POST", "PUT", "PATCH"})
_PREFIX: Final = b"/ocpi"
_CHALLENGE: Final = (("www-authenticate", "Token"),)


class OcpiGate:
    """The ASGI application behind ``/ocpi``."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._endpoints = Endpoints(hub)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        headers = headers_of(scope)
        request_id = headers.id_or("x-request-id", token_hex(16))
        correlation_id = headers.id_or("x-correlation-id", token_hex(16))
        ids = (("x-request-id", request_id), ("x-correlation-id", correlation_id))
        try:
            answer = await self._answer(scope, receive, headers, (request_id, correlation_id))
        except PeerLeftError:
            return
        await send_answer(send, answer, ids)

    async def _answer(
        self, scope: Scope, receive: Receive, headers: Headers, ids: tuple[str, str]
    ) -> HubAnswer:
        now = self._hub.runtime.now()
        try:
            return await self._admit(scope, receive, headers, ids)
        except BodyTooLargeError:
            return refused(now, 413, f"wanted at most {self._hub.settings.body_bytes_max} bytes")
        except RoamingError as error:
            return answer_of_error(now, error)
        except Exception:  # noqa: BLE001 (the boundary: a peer is told nothing, the log all)
            _LOG.exception("a request failed", extra={"request_id": ids[0]})
            return refused(now, 200, "the hub failed", StatusCode.SERVER_ERROR)

    async def _admit(
        self, scope: Scope, receive: Receive, headers: Headers, ids: tuple[str, str]
    ) -> HubAnswer:
        """Find out who asks for what, and whether it may."""
        now = self._hub.runtime.now()
        caller = await self._caller(headers)
        if caller is None:
            return refused(now, 401, "wanted a credentials token that is known", headers=_CHALLENGE)
        if caller.platform.status is ConnectionStatus.SUSPENDED:
            return refused(now, 403, "this platform is suspended")
        target = target_of(scope["raw_path"].partition(b"?")[0].removeprefix(_PREFIX))
        if target is None:
            return refused(now, 404, "nothing is at this URL")
        if caller.token.kind is TokenKind.FIRST and target.place not in _FIRST_TOKEN_PLACES:
            return refused(now, 401, "this token is for registration only", headers=_CHALLENGE)
        body = await body_of(receive, headers, self._hub.settings.body_bytes_max)
        if body and scope["method"] in _WITH_BODY:
            try:
                expect_json(body, self._hub.settings.depth_max)
            except SourceError as error:
                return refused(now, 400, str(error), StatusCode.INVALID_PARAMETERS)
        arrived = self._arrived(scope, headers, ids, caller, target, body)
        return await self._endpoints.answer(target, arrived, caller)

    async def _caller(self, headers: Headers) -> Caller | None:
        """Who asks; a token that nobody knows may have been made a moment ago elsewhere."""
        tokens = tokens_of_header(headers.text("authorization") or "")
        found = self._hub.registry.caller(tokens)
        if found is None and tokens and self._hub.looks is not None:
            await self._hub.looks.look_for_token()
            found = self._hub.registry.caller(tokens)
        return found

    def _arrived(
        self,
        scope: Scope,
        headers: Headers,
        ids: tuple[str, str],
        caller: Caller,
        target: Target,
        body: bytes,
    ) -> Arrived:
        return Arrived(
            version=target.version,
            method=scope["method"],
            query=query_of(scope["query_string"]),
            from_party=headers.party("ocpi-from"),
            to_party=headers.party("ocpi-to"),
            request_id=ids[0],
            correlation_id=ids[1],
            body=body,
            platform=caller.platform,
            received_at=self._hub.runtime.now(),
            base_url=self._hub.settings.base_url,
        )
