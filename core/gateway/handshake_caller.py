"""Carries a handshake out: calls what it waits for, until it is agreed or refused.

Peers differ in how they want a token: base64 is tried first, then the token as it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from secrets import token_hex

from core.domain.errors import InvalidValueError, RoamingError
from core.gateway.hub import Hub
from core.gateway.hub_credentials import hub_credentials
from core.gateway.peer_client import PeerAnswer, PeerCall, PeerClient, PeerFailure
from core.ocpi.credentials_token import header_of_token
from core.ocpi.envelope import read_envelope
from core.ocpi.handshake import Handshake, Step, advanced, refused_as
from core.ocpi.json_bytes import json_of_value
from core.ocpi.ocpi_version import OcpiVersion
from core.ocpi.status_code import StatusCode

_JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Concluded:
    """A handshake that is over."""

    handshake: Handshake
    token_is_raw: bool


class HandshakeCaller:
    """Speaks to peers that are not registered yet."""

    def __init__(self, hub: Hub, peers: PeerClient) -> None:
        self._hub = hub
        self._peers = peers

    async def conclude(
        self, handshake: Handshake, platform_id: str, our_token: str = "", method: str = "POST"
    ) -> Concluded:
        """Call until nothing is left to call.

        Args:
            handshake: As it begins.
            platform_id: With whom.
            our_token: What the peer gets from us, where we begin.
            method: How it gets it: POST to register, PUT to renew.
        """
        is_raw = False
        while not handshake.is_over:
            body = self._body(handshake, platform_id, our_token)
            verb = method if body else "GET"
            answer = await self._call(handshake, platform_id, verb, body, is_raw=is_raw)
            if handshake.step is Step.VERSIONS and _wants_other_form(answer):
                is_raw = not is_raw
                answer = await self._call(handshake, platform_id, verb, body, is_raw=is_raw)
            handshake = self._with_answer(handshake, answer)
        return Concluded(handshake, is_raw)

    async def take_back(self, concluded: Concluded, platform_id: str) -> None:
        """Tell a peer that registered us that we are not registered, because of what it said."""
        handshake = concluded.handshake
        assert handshake.credentials is not None, platform_id
        headers = _headers(
            handshake.credentials.credentials_token, is_raw=concluded.token_is_raw, has_body=False
        )
        await self._peers.send(_lane(platform_id), PeerCall("DELETE", handshake.url, headers))

    async def _call(
        self, handshake: Handshake, platform_id: str, method: str, body: bytes, *, is_raw: bool
    ) -> PeerAnswer | PeerFailure:
        headers = _headers(handshake.token, is_raw=is_raw, has_body=bool(body))
        return await self._peers.send(
            _lane(platform_id), PeerCall(method, handshake.url, headers, body)
        )

    def _body(self, handshake: Handshake, platform_id: str, our_token: str) -> bytes:
        if handshake.step is not Step.CREDENTIALS:
            return b""
        assert handshake.version is not None, platform_id
        version = OcpiVersion(handshake.version)
        return json_of_value(hub_credentials(self._hub, platform_id, version, our_token))

    def _with_answer(self, handshake: Handshake, answer: PeerAnswer | PeerFailure) -> Handshake:
        try:
            moved = advanced(handshake, _value_of(answer))
            for one in (moved.url, *(one.url for one in moved.endpoints)):
                self._hub.policy.examine(one)
        except RoamingError as error:
            problem = f"{handshake.step}: {error}"[:255]
            return refused_as(handshake, StatusCode.UNUSABLE_API, problem)
        return moved


def _value_of(answer: PeerAnswer | PeerFailure) -> object:
    """The data of an answer of success.

    Raises:
        RoamingError: It is none.
    """
    if isinstance(answer, PeerFailure):
        raise InvalidValueError(answer.problem)
    if answer.http_status >= 400:
        raise InvalidValueError(f"wanted HTTP 200, found {answer.http_status}")
    envelope = read_envelope(answer.body)
    if not envelope.is_success:
        raise InvalidValueError(f"wanted status 1000, found {envelope.status_code}")
    return envelope.value()


def _wants_other_form(answer: PeerAnswer | PeerFailure) -> bool:
    """Whether the token may have been refused for its form, by HTTP or by OCPI."""
    if isinstance(answer, PeerFailure) or answer.http_status >= 500:
        return False
    if answer.http_status >= 400:
        return True
    try:
        return 2000 <= read_envelope(answer.body).status_code < 3000
    except RoamingError:
        return False


def _lane(platform_id: str) -> str:
    """Registering does not wait behind messages, and does not count as one that failed."""
    return f"handshake {platform_id}"


def _headers(token: str, *, is_raw: bool, has_body: bool) -> Mapping[str, str]:
    headers = {
        "Authorization": header_of_token(token, raw=is_raw),
        "X-Request-ID": token_hex(16),
        "X-Correlation-ID": token_hex(16),
        "Accept": _JSON,
    }
    return headers | {"Content-Type": _JSON} if has_body else headers
