"""Questions whether drivers may charge: decided by the network, and by Demand Partners.

POST of tokens/{uid}/authorize by a CPO, and START_SESSION by a Demand Partner, which is the same
question for its own driver. What the network refuses goes nowhere.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from core.domain.authorisation import (
    AllowedType,
    Authorisation,
    AuthorisationAsked,
    RefusalReason,
)
from core.domain.contract_token import AuthorizationInfo, ContractToken, LocationReferences
from core.domain.errors import RoamingError, RuleError
from core.domain.platform import ConnectionStatus
from core.gateway.answers import done, refused
from core.gateway.gathered import Gathered, Pace
from core.gateway.hub_request import HubAnswer, HubRequest
from core.gateway.relay import Heard
from core.gateway.use import Use
from core.ocpi.directory import Directory
from core.ocpi.envelope import read_envelope
from core.ocpi.json_bytes import value_of_json
from core.ocpi.status_code import StatusCode
from core.ocpi.token_codec import (
    authorization_from_json,
    authorization_to_json,
    place_from_json,
    token_from_json,
)
from core.ocpi.wire import JsonObject, present, wire_object
from core.service.authorisation_group import Decided
from core.service.authorise_session import (
    authorise_sessions,
    partner_answered,
)
from core.service.fresh_known import FreshKnown
from core.service.runtime import Runtime

_RANK: Final = (ConnectionStatus.CONNECTED, ConnectionStatus.OFFLINE, ConnectionStatus.PLANNED)
_OF_PARTNER: Final[dict[AllowedType, RefusalReason]] = {
    AllowedType.BLOCKED: RefusalReason.UNKNOWN_TOKEN,
    AllowedType.EXPIRED: RefusalReason.UNKNOWN_TOKEN,
    AllowedType.NO_CREDIT: RefusalReason.NO_CREDIT,
    AllowedType.NOT_ALLOWED: RefusalReason.NO_ROAMING,
}
"""What a Demand Partner's refusal is on record as."""
_NOT_FOUND: Final = 404


def status_in(directory: Directory, party: str) -> ConnectionStatus | None:
    """How a party is connected, by its best platform; None: not over OCPI."""
    found = {one.status for one in directory.platforms_of(party)}
    best = next((one for one in _RANK if one in found), None)
    return best or (ConnectionStatus.SUSPENDED if found else None)


class AuthorisationDesk:
    """Decides in groups, one transaction each."""

    def __init__(
        self,
        runtime: Runtime,
        known: FreshKnown,
        directory: Callable[[], Directory],
        use: Use,
    ) -> None:
        self._runtime = runtime
        self._known = known
        self._directory = directory
        self._use = use
        self._gathered: Gathered[AuthorisationAsked, Decided] = Gathered(
            "authorisations", self._decide, pace=Pace(wait_s=0.001)
        )

    async def close(self) -> None:
        """Answer who waits, then nobody."""
        await self._gathered.close()

    def _decide(self, group: Sequence[AuthorisationAsked]) -> list[Decided | RoamingError]:
        directory = self._directory()
        known = self._known.for_places((one.cpo, uid) for one in group for uid in one.evse_uids)
        return authorise_sessions(
            self._runtime, group, known, lambda party: status_in(directory, party)
        )

    async def decide(self, asked: AuthorisationAsked) -> Decided:
        """What the network says by itself.

        Raises:
            StoreError: The books cannot be written.
        """
        return await self._gathered.ask(asked)

    async def answered(
        self, decided: Decided, reason: RefusalReason | None, reference: str | None
    ) -> Authorisation:
        """Keep a partner's last word."""
        return await self._use(partner_answered, self._runtime, decided, reason, reference)

    async def ask(self, request: HubRequest, cpo: str) -> HubAnswer | None:
        """The network's own answer to a CPO; None: the partner has to be asked."""
        decided = await self.decide(question(request, cpo, None))
        if decided.token is None or decided.asks_partner:
            return None
        return self.told(request, decided.authorisation, decided.token)

    async def keep(self, request: HubRequest, cpo: str, partner: str | None) -> HubAnswer | Heard:
        """Look at a question before a partner is asked; and at what it said after."""
        decided = await self.decide(question(request, cpo, partner))
        if partner is not None and not decided.authorisation.allowed:
            return self.told(request, decided.authorisation, decided.token)

        async def heard(answer: HubAnswer) -> HubAnswer:
            return await self._heard(request, cpo, answer, decided)

        return heard

    async def _heard(
        self, request: HubRequest, cpo: str, answer: HubAnswer, decided: Decided
    ) -> HubAnswer:
        envelope = read_envelope(answer.body)
        if not envelope.is_success or envelope.data is None:
            if decided.authorisation.demand_partner is not None and decided.asks_partner:
                await self.answered(decided, RefusalReason.NO_ANSWER, None)
            return answer
        try:
            info = authorization_from_json(envelope.one_value())
            self._expect_own(info, answer)
        except RoamingError as error:  # whoever asked did nothing wrong
            if decided.authorisation.demand_partner is not None and decided.asks_partner:
                await self.answered(decided, RefusalReason.NO_ANSWER, None)
            told = f"the answer of the token's partner is none: {error}"
            return refused(request.received_at, 200, told, StatusCode.HUB_ERROR)
        if not decided.asks_partner:
            decided = await self.decide(question(request, cpo, info.token.demand_partner))
        if info.allowed is not AllowedType.ALLOWED:
            await self.answered(decided, _OF_PARTNER[info.allowed], info.authorization_reference)
            return answer
        if not decided.authorisation.allowed:
            return self.told(request, decided.authorisation, info.token)
        kept = await self.answered(decided, None, info.authorization_reference)
        if not kept.allowed or info.authorization_reference is None:
            stated = info.authorization_reference
            return self.told(request, kept, info.token, stated, answer.headers)
        return answer

    def _expect_own(self, info: AuthorizationInfo, answer: HubAnswer) -> None:
        """Whoever answers names a token of its own: nobody lets drivers charge at others' cost.

        Raises:
            RuleError: It is of a party that is not behind the platform that answered.
        """
        headers, owner = dict(answer.headers), info.token.demand_partner
        parts = (headers.get(f"ocpi-from-{part}", "") for part in ("country-code", "party-id"))
        says = "*".join(parts).upper()
        if not any(one.speaks_for(owner) for one in self._directory().platforms_of(says)):
            raise RuleError(f"{says} answered with a token of {owner}")

    def told(
        self,
        request: HubRequest,
        one: Authorisation,
        token: ContractToken | None,
        stated: str | None = None,
        headers: tuple[tuple[str, str], ...] = (),
    ) -> HubAnswer:
        """What a CPO reads; of a token that nobody knows 404 and 2004, as OCPI has it."""
        if token is None:
            is_unknown = one.reason is RefusalReason.UNKNOWN_TOKEN
            code = StatusCode.UNKNOWN_TOKEN if is_unknown else StatusCode.CLIENT_ERROR
            told = f"{one.reason}: {one.detail}"
            return refused(request.received_at, _NOT_FOUND if is_unknown else 200, told, code)
        place = None
        if one.allowed and one.location_id is not None:
            uids = () if one.evse_uid is None else (one.evse_uid,)
            place = LocationReferences(one.location_id, uids)
        info = AuthorizationInfo(
            allowed=one.allowed_type,
            token=token,
            location=place,
            authorization_reference=(stated or one.reference) if one.allowed else None,
            info=one.detail,
        )
        answer = done(request.received_at, authorization_to_json(info))
        return replace(answer, headers=headers)

    async def keep_start(self, request: HubRequest, cpo: str, partner: str) -> HubAnswer | Heard:
        """Look at a START_SESSION before its CPO is asked, and at whether it took it."""
        wire = wire_object(value_of_json(request.body))
        token = token_from_json(wire.nested("token").fields, "token")
        reference = wire.text_or_none("authorization_reference", 36)
        uid = wire.text_or_none("evse_uid", 36)
        asked = AuthorisationAsked(
            cpo=cpo,
            uid=token.uid,
            token_type=token.type,
            demand_partner=partner,
            location_id=wire.text("location_id", 36),
            evse_uids=() if uid is None else (uid,),
            is_remote=True,
            is_partners_word=True,
            request_id=request.request_id,
        )
        decided = await self.decide(asked)
        if not decided.authorisation.allowed:
            return done(request.received_at, _rejected(decided.authorisation))

        async def heard(answer: HubAnswer) -> HubAnswer:
            if _is_accepted(answer):
                await self.answered(decided, None, reference)
            return answer

        return heard


def question(request: HubRequest, cpo: str, partner: str | None) -> AuthorisationAsked:
    """What a CPO asks; without a body it names no place, which OCPI allows.

    Raises:
        WireError: The place is none.
    """
    body = value_of_json(request.body) if request.body else None
    place = place_from_json(body)
    return AuthorisationAsked(
        cpo=cpo,
        uid=request.rest[0],
        token_type=request.query.get("type") or "RFID",
        demand_partner=partner,
        location_id=None if place is None else place.location_id,
        evse_uids=() if place is None else place.evse_uids,
        is_partners_word=partner is not None,
        request_id=request.request_id,
    )


def _rejected(one: Authorisation) -> JsonObject:
    message = [{"language": "en", "text": f"{one.reason}: {one.detail}"[:512]}]
    return present(result="REJECTED", timeout=0, message=message)


def _is_accepted(answer: HubAnswer) -> bool:
    envelope = read_envelope(answer.body)
    told = envelope.one_value() if envelope.is_success else None
    return isinstance(told, dict) and told.get("result") == "ACCEPTED"
