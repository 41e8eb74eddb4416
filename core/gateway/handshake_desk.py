"""Handshakes that people ask for: taken from the books, done, answered there.

Each is done by one of N processes; one that dies at it is followed by another after a while.
"""

from typing import Final

from anyio import create_task_group, sleep

from core.domain.errors import PeerError, RoamingError, StoreError
from core.domain.handshake_request import HandshakeRequest
from core.domain.hub_view import token_sha
from core.gateway.handshake_caller import Concluded, HandshakeCaller
from core.gateway.hub import Hub
from core.gateway.json_log import FIELDS, LOGGER
from core.ocpi.handshake import Step, begun
from core.service.agree_credentials import Agreed, approach, register, withdraw
from core.service.ask_handshake import answer_handshake, claim_handshakes
from core.service.register_platform import new_token
from core.service.sealed_box import HubKey

_LOOK_S: Final = 1.0


class HandshakeDesk:
    """Does what people ask for."""

    def __init__(self, hub: Hub, caller: HandshakeCaller, key: HubKey) -> None:
        self._hub = hub
        self._handshakes = caller
        self._key = key

    async def run(self) -> None:
        """Look as long as the hub lives."""
        async with create_task_group() as tasks:
            while True:
                try:
                    asked = await self._hub.use(claim_handshakes, self._hub.runtime, self._key)
                except RoamingError as error:
                    asked = []
                    LOGGER.warning("handshakes unread", extra={FIELDS: {"problem": str(error)}})
                for request, token in asked:
                    tasks.start_soon(self._do, request, token)
                await sleep(_LOOK_S)

    async def _do(self, request: HandshakeRequest, token: str) -> None:
        runtime = self._hub.runtime
        try:
            detail = await self._registered(request, token)
            is_done = True
        except RoamingError as error:
            detail, is_done = str(error)[:255], False
        try:
            await self._hub.use(
                answer_handshake, runtime, request.request_id, is_done=is_done, detail=detail
            )
        except StoreError as error:  # another process does it again when the claim is old
            LOGGER.warning("handshake unanswered", extra={FIELDS: {"problem": str(error)}})

    async def _registered(self, request: HandshakeRequest, token: str) -> str:
        """Register with a peer, or renew; what was agreed.

        Raises:
            RoamingError: It failed.
        """
        runtime, platform_id = self._hub.runtime, request.platform_id
        theirs = token or self._hub.registry.peer_token(platform_id)
        if theirs is None:
            raise PeerError("the hub has no token of it; it has to be invited again")
        our_token = new_token()
        await self._hub.use(approach, runtime, platform_id, our_token)
        await self._hub.look()
        began, method = begun(request.versions_url, theirs), "POST" if token else "PUT"
        concluded = await self._handshakes.conclude(began, platform_id, our_token, method)
        try:
            return await self._kept(concluded, platform_id, our_token)
        except RoamingError as error:
            await self._hub.use(withdraw, runtime, platform_id, our_token, str(error)[:255])
            await self._hub.look()
            raise

    async def _kept(self, concluded: Concluded, platform_id: str, our_token: str) -> str:
        handshake = concluded.handshake
        if handshake.step is Step.REFUSED:
            raise PeerError(f"{handshake.status_code}: {handshake.problem}")
        assert handshake.credentials is not None, platform_id
        assert handshake.version is not None, platform_id
        agreed = Agreed(
            platform_id=platform_id,
            used_sha=token_sha(our_token),
            credentials=handshake.credentials,
            version=handshake.version,
            endpoints=handshake.endpoints,
            token_is_raw=concluded.token_is_raw,
            our_token=our_token,
        )
        try:
            await self._hub.use(register, self._hub.runtime, agreed)
        except RoamingError:
            await self._handshakes.take_back(concluded, platform_id)
            raise
        await self._hub.look()
        return f"OCPI {handshake.version}, {len(handshake.endpoints)} endpoints"
