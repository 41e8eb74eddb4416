"""The gate of the hub: every OCPI request comes through here, and every answer goes out.

Who asks is found by its token; limits are kept; what is left is handed to whom it is for. Whatever
goes wrong inside is told as OCPI wants it, and a peer never sees more than that.
"""

import asyncio
from secrets import token_hex
from time import monotonic
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
from core.gateway.json_log import FIELDS, LOGGER
from core.gateway.ocpi_path import Place, Target, query_of, target_of
from core.gateway.rate_limits import RateLimits
from core.gateway.registry import Caller
from core.gateway.request_trail import RequestTrail
from core.ocpi.credentials_token import tokens_of_header
from core.ocpi.status_code import StatusCode

_FIRST_TOKEN_PLACES: Final = frozenset({Place.VERSIONS, Place.DETAILS, Place.CREDENTIALS})
_WITH_BODY: Final = frozenset({"POST", "PUT", "PATCH"})
_PREFIX: Final = b"/ocpi"
_CHALLENGE: Final = (("www-authenticate", "Token"),)
_BODY_S: Final = 20
"""How long a request's body may take to arrive."""


class OcpiGate:
    """The ASGI application behind ``/ocpi``."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._endpoints = Endpoints(hub)
        self._rates = RateLimits(hub.settings.rate_per_s, hub.settings.burst)
        self._in_flight = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":  # OCPI knows no web sockets: whoever wants one is refused
            await send({"type": "websocket.close"})
            return
        began_s, headers = monotonic(), headers_of(scope)
        trail = RequestTrail(
            headers.id_or("x-request-id", _own_id),
            headers.id_or("x-correlation-id", _own_id),
            scope["method"],
        )
        self._in_flight += 1
        self._hub.metrics.in_flight.set(self._in_flight)
        try:
            answer = await self._answer(scope, receive, headers, trail)
            ids = (
                ("x-request-id", trail.request_id),
                ("x-correlation-id", trail.correlation_id),
            )
            await send_answer(send, answer, ids)
            self._tell(trail, answer.http_status, monotonic() - began_s)
        except PeerLeftError:
            self._tell(trail, 499, monotonic() - began_s)
        finally:
            self._in_flight -= 1
            self._hub.metrics.in_flight.set(self._in_flight)

    def _tell(self, trail: RequestTrail, http_status: int, took_s: float) -> None:
        self._hub.metrics.count(trail, http_status, took_s)
        if LOGGER.isEnabledFor(20):
            LOGGER.info("request", extra={FIELDS: trail.fields(http_status, took_s)})

    async def _answer(
        self, scope: Scope, receive: Receive, headers: Headers, trail: RequestTrail
    ) -> HubAnswer:
        now = self._hub.runtime.now()
        try:
            return await self._admit(scope, receive, headers, trail)
        except BodyTooLargeError:
            return refused(now, 413, f"wanted at most {self._hub.settings.body_bytes_max} bytes")
        except RoamingError as error:
            trail.problem = str(error)
            return answer_of_error(now, error, scope["method"])
        except Exception:  # noqa: BLE001 (the boundary: a peer is told nothing, the log all)
            self._hub.metrics.failures.inc()
            LOGGER.exception("failure", extra={FIELDS: trail.fields(200, 0)})
            return refused(now, 200, "the hub failed", StatusCode.SERVER_ERROR)

    async def _admit(
        self, scope: Scope, receive: Receive, headers: Headers, trail: RequestTrail
    ) -> HubAnswer:
        """Find out who asks for what, and whether it may."""
        target = target_of(scope["raw_path"].partition(b"?")[0].removeprefix(_PREFIX))
        if target is not None:
            trail.place = (target.module or target.place).value
            trail.interface = target.interface
            trail.version = target.version
        now, caller = self._hub.runtime.now(), await self._caller(headers)
        if caller is None:
            return refused(now, 401, "wanted a credentials token that is known", headers=_CHALLENGE)
        trail.platform = caller.platform.platform_id
        shut = self._shut(caller, target)
        if shut is not None:
            return shut
        assert target is not None
        try:
            async with asyncio.timeout(_BODY_S):
                body = await body_of(receive, headers, self._hub.settings.body_bytes_max)
        except TimeoutError:
            return refused(now, 408, f"the body took longer than {_BODY_S} s")
        if body and scope["method"] in _WITH_BODY:
            try:
                expect_json(body, self._hub.settings.depth_max)
            except SourceError as error:
                return refused(now, 400, str(error), StatusCode.INVALID_PARAMETERS)
        arrived = self._arrived(scope, headers, trail, caller, target, body)
        return await self._endpoints.answer(target, arrived, caller)

    async def _caller(self, headers: Headers) -> Caller | None:
        """Who asks; a token that nobody knows may have been made a moment ago elsewhere."""
        tokens = tokens_of_header(headers.text("authorization") or "")
        found = self._hub.registry.caller(tokens)
        if found is None and tokens and self._hub.looks is not None:
            await self._hub.looks.look_for_token()
            found = self._hub.registry.caller(tokens)
        return found

    def _shut(self, caller: Caller, target: Target | None) -> HubAnswer | None:
        """Why who asks gets nothing, whatever the body says; None if nothing speaks against it."""
        now = self._hub.runtime.now()
        if caller.platform.status is ConnectionStatus.SUSPENDED:
            return refused(now, 403, "this platform is suspended")
        wait_s = self._rates.wait_s(caller.platform.platform_id, monotonic())
        if wait_s or self._in_flight > self._hub.settings.in_flight_max:
            again = (("retry-after", str(int(wait_s) + 1)),)
            return refused(now, 429, "too many requests; come again later", headers=again)
        if target is None:
            return refused(now, 404, "nothing is at this URL")
        if caller.token.kind is TokenKind.FIRST and target.place not in _FIRST_TOKEN_PLACES:
            return refused(now, 401, "this token is for registration only", headers=_CHALLENGE)
        return None

    def _arrived(
        self,
        scope: Scope,
        headers: Headers,
        trail: RequestTrail,
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
            request_id=trail.request_id,
            correlation_id=trail.correlation_id,
            body=body,
            platform=caller.platform,
            received_at=self._hub.runtime.now(),
            base_url=self._hub.settings.base_url,
        )


def _own_id() -> str:
    return token_hex(16)
