"""The credentials endpoint: peers register here, renew what they gave, and leave.

Source: OCPI credentials.asciidoc. POST is for who is invited, PUT and DELETE for who is
registered; anything else is 405. A GET repeats the token that asked, for no other one is known.
"""

from core.domain.errors import IllegalTransitionError
from core.domain.hub_view import TokenKind
from core.gateway.answers import done, refused
from core.gateway.endpoints import not_allowed
from core.gateway.handshake_caller import HandshakeCaller
from core.gateway.hub import Hub
from core.gateway.hub_credentials import hub_credentials
from core.gateway.hub_request import Arrived, HubAnswer
from core.gateway.registry import Caller
from core.ocpi.credentials_codec import credentials_from_json
from core.ocpi.handshake import ALLOWED_METHODS, Registration, Step, called, only
from core.ocpi.json_bytes import value_of_json
from core.service.agree_credentials import Agreed, register, unregister
from core.service.register_platform import new_token


class CredentialsDesk:
    """Answers the credentials endpoint."""

    def __init__(self, hub: Hub, caller: HandshakeCaller) -> None:
        self._hub = hub
        self._handshakes = caller

    async def answer(self, arrived: Arrived, caller: Caller) -> HubAnswer:
        """Answer one request.

        Raises:
            WireError: The credentials are none.
            RuleError: They claim what they may not.
        """
        lasting = caller.token.kind is TokenKind.LASTING
        allowed = ALLOWED_METHODS[Registration.REGISTERED if lasting else Registration.INVITED]
        if arrived.method not in allowed:
            return not_allowed(arrived, *allowed)
        if arrived.method == "GET":
            return self._shown(arrived, caller.text)
        try:
            if arrived.method == "DELETE":
                return await self._delete(arrived, caller)
            return await self._register(arrived, caller)
        except IllegalTransitionError as error:  # another handshake was faster
            return refused(arrived.received_at, 405, str(error))

    async def _register(self, arrived: Arrived, caller: Caller) -> HubAnswer:
        platform_id = arrived.platform.platform_id
        credentials = credentials_from_json(only(value_of_json(arrived.body)))
        self._hub.policy.examine(credentials.versions_url)
        begun = called(credentials, arrived.version)
        concluded = await self._handshakes.conclude(begun, platform_id)
        handshake = concluded.handshake
        if handshake.step is Step.REFUSED:
            return refused(arrived.received_at, 200, handshake.problem, handshake.status_code)
        our_token = new_token()
        agreed = Agreed(
            platform_id=platform_id,
            used_sha=caller.token.sha,
            credentials=credentials,
            version=arrived.version.value,
            endpoints=handshake.endpoints,
            token_is_raw=concluded.token_is_raw,
            our_token=our_token,
        )
        await self._hub.use(register, self._hub.runtime, agreed)
        await self._hub.look()
        return self._shown(arrived, our_token)

    async def _delete(self, arrived: Arrived, caller: Caller) -> HubAnswer:
        platform_id = arrived.platform.platform_id
        await self._hub.use(unregister, self._hub.runtime, platform_id, caller.token.sha)
        await self._hub.look()
        return done(arrived.received_at)

    def _shown(self, arrived: Arrived, token: str) -> HubAnswer:
        platform_id = arrived.platform.platform_id
        shown = hub_credentials(self._hub, platform_id, arrived.version, token)
        return done(arrived.received_at, shown)
