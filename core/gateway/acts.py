"""What the network itself does with messages: keeps, authorises, takes CDRs, answers what it has.

One table says which desk looks at which call. A push is kept before it is sent on; what cannot be
kept for what it says is refused, what only lacks its beginning goes on to whoever knows that.
"""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from anyio import CancelScope

from core.domain.errors import NotFoundError, RoamingError, StoreError, WireError
from core.gateway.answers import answer_of_error, done, refused
from core.gateway.authorisation_desk import AuthorisationDesk
from core.gateway.cdr_desk import CdrDesk, refused_with_violations
from core.gateway.hub_request import HubAnswer, HubRequest
from core.gateway.kept_desk import KeptDesk
from core.gateway.relay import Heard, Relay, not_here
from core.gateway.use import Use
from core.ocpi.envelope import read_envelope
from core.ocpi.json_bytes import value_of_json
from core.ocpi.modules import InterfaceRole, ModuleId
from core.ocpi.peek import key_of
from core.ocpi.route import Direct, Open, Route
from core.ocpi.status_code import StatusCode
from core.ocpi.wire import wire_object
from core.service.authorise_session import release_unstarted
from core.service.carry_cdrs import carry_on
from core.service.fresh_known import FreshKnown
from core.service.keep_pushed import Kept, Push, keep_pushed
from core.service.quote_tariff import quote_tariff
from core.service.read_kept import partner_of_session
from core.service.runtime import Runtime

_KEPT: Final = frozenset(
    {
        ModuleId.INVOICE_RECONCILIATION,
        ModuleId.LOCATIONS,
        ModuleId.SESSIONS,
        ModuleId.TARIFFS,
        ModuleId.TOKENS,
    }
)
_OBJECTS: Final = {
    ModuleId.LOCATIONS: "Location",
    ModuleId.TARIFFS: "Tariff",
    ModuleId.TOKENS: "Token",
    ModuleId.SESSIONS: "Session",
    ModuleId.INVOICE_RECONCILIATION: "InvoiceReconciliationRecord",
}
_PUSHES: Final = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_HOUSEKEEPING_S: Final = 30.0


@dataclass(slots=True, kw_only=True)
class Acts:
    """Everything the network does by itself, plugged into the relay."""

    runtime: Runtime
    known: FreshKnown
    use: Use
    relay: Relay
    cdrs: CdrDesk
    authorisations: AuthorisationDesk
    kept: KeptDesk

    async def keep(self, request: HubRequest, found: Route) -> HubAnswer | Heard | None:
        """Look at what passes, before it is sent on."""
        try:
            return await self._keep(request, found)
        except RoamingError as error:
            return answer_of_error(request.received_at, error)

    async def _keep(self, request: HubRequest, found: Route) -> HubAnswer | Heard | None:
        if _is_cdr(request):
            return await self.cdrs.keep(request)
        if _is_push(request):
            return await self._before_telling(request, found)
        if isinstance(found, Direct | Open) and _is_question(request):
            return await self._before_asking(request, found)
        cpo = _receiver(found) if isinstance(found, Direct | Open) else None
        if cpo is not None and isinstance(found, Direct | Open) and _is_start(request):
            return await self.authorisations.keep_start(request, cpo, found.sender)
        if cpo is not None and request.rest[:1] == ("STOP_SESSION",):
            return await self._before_stopping(request, cpo)
        return None

    async def _before_stopping(self, request: HubRequest, cpo: str) -> HubAnswer | None:
        """Nobody stops another party's driver; of a session that the hub lacks the CPO decides."""
        session_id = wire_object(value_of_json(request.body)).text("session_id", 36)
        partner = await self.use(partner_of_session, self.runtime, cpo, session_id)
        if partner is None or request.platform.speaks_for(partner):
            return None
        return done(request.received_at, {"result": "UNKNOWN_SESSION", "timeout": 0})

    async def _before_telling(self, request: HubRequest, found: Route) -> HubAnswer | Heard | None:
        """Keep a push. Where the hub answers for many, and lacks its beginning, it says so.

        Whoever knows the object is told of the change all the same; its owner then tells the whole.
        """
        partner = _receiver(found) if isinstance(found, Direct | Open) else None
        pushed = await self._pushed(request, partner)
        if isinstance(pushed, HubAnswer):
            return pushed
        if pushed is not None or partner is not None:
            return None

        async def heard(answer: HubAnswer) -> HubAnswer:
            is_told = read_envelope(answer.body).is_success
            return _kept_answer(request, None) if is_told else answer

        return heard

    async def _before_asking(self, request: HubRequest, found: Direct | Open) -> HubAnswer | Heard:
        """Who names a partner wants its word; else the network's own will do, if it has one."""
        if isinstance(found, Open):
            own = await self.authorisations.ask(request, found.sender)
            if own is not None:
                return own
        return await self.authorisations.keep(request, found.sender, _receiver(found))

    async def itself(self, request: HubRequest) -> HubAnswer:
        """Answer what is asked of the hub itself."""
        try:
            return await self._itself(request)
        except RoamingError as error:
            return answer_of_error(request.received_at, error)

    async def _itself(self, request: HubRequest) -> HubAnswer:
        if request.method == "GET":
            return await self.kept.one(request)
        if _is_cdr(request):
            return await self.cdrs.take(request)
        if _is_push(request):
            pushed = await self._pushed(request, None)
            return pushed if isinstance(pushed, HubAnswer) else _kept_answer(request, pushed)
        if _is_question(request):
            return await self._question(request)
        return await not_here(request)

    async def _question(self, request: HubRequest) -> HubAnswer:
        """The network's own word, else that of the token's partner, or of whoever knows it."""
        sender = request.from_party.upper() if request.from_party else request.platform.parties[0]
        own = await self.authorisations.ask(request, sender)
        return own or await self.relay.answer_without_hub(request)

    async def tariffs(self, request: HubRequest) -> HubAnswer:
        """Answer tariffs as every module is, and beside them what a session would cost.

        ``GET sender/tariffs/{country_code}/{party_id}/{tariff_id}/quote`` is ours, not OCPI's.
        """
        if request.method != "GET" or len(request.rest) != 4 or request.rest[3] != "quote":
            return await self.relay.answer(request)
        owner = key_of(*request.rest[:2])
        assert owner is not None, request.rest
        try:
            known = await self.use(self.known.now)
            told = quote_tariff(known, owner, request.rest[2], request.query, request.received_at)
        except RoamingError as error:
            return answer_of_error(request.received_at, error)
        return self.relay.addressed(request, done(request.received_at, told))

    async def collect(self, request: HubRequest) -> HubAnswer:
        """Answer a list of what all have."""
        try:
            return await self.kept.collect(request)
        except RoamingError as error:
            return answer_of_error(request.received_at, error)

    async def _pushed(self, request: HubRequest, partner: str | None) -> Kept | HubAnswer | None:
        """What became of a push; None where others have to know its beginning."""
        try:
            push = _push_of(request, partner)
            known = await self.use(self.known.now)
            return await self.use(keep_pushed, self.runtime, push, known)
        except NotFoundError:
            return None
        except WireError as error:
            if request.method != "PATCH" and len(request.rest) <= 3:
                return refused_with_violations(request, _OBJECTS[request.module], error)
            return answer_of_error(request.received_at, error)

    async def run(self) -> None:
        """Take up what a dead process left, then let go what never started, until cancelled."""
        try:
            while True:
                with suppress(StoreError):
                    await self.use(carry_on, self.runtime)
                    await self.use(release_unstarted, self.runtime)
                await asyncio.sleep(_HOUSEKEEPING_S)
        finally:
            with CancelScope(shield=True):
                await self.cdrs.intake.close()
                await self.authorisations.close()


def _push_of(request: HubRequest, partner: str | None) -> Push:
    """A push as it is kept; a POST says in its body what it is.

    Raises:
        WireError: It does not.
    """
    is_post = request.method == "POST"
    told = wire_object(value_of_json(request.body)) if is_post else None
    owner = key_of(*request.rest[:2]) if told is None else told.party_key()
    token_type = request.query.get("type")
    if token_type is None and request.module is ModuleId.TOKENS and request.method == "PUT":
        # OCPI's default is RFID; some peers say the type in the body alone.
        token_type = wire_object(value_of_json(request.body)).text_or_none("type", 36)
    assert owner is not None, request.rest
    return Push(
        module=request.module,
        method="PUT" if is_post else request.method,
        owner=owner,
        ids=request.rest[2:] if told is None else (told.text("id", 36),),
        token_type=token_type or "RFID",
        partner=partner if request.module is ModuleId.INVOICE_RECONCILIATION else None,
        version=request.version,
        body=request.body,
    )


def _is_cdr(request: HubRequest) -> bool:
    return request.module is ModuleId.CDRS and request.method == "POST"


def _is_push(request: HubRequest) -> bool:
    is_receiver = request.interface is InterfaceRole.RECEIVER
    return is_receiver and request.module in _KEPT and request.method in _PUSHES


def _is_question(request: HubRequest) -> bool:
    is_sender = request.interface is InterfaceRole.SENDER
    return is_sender and request.module is ModuleId.TOKENS and request.method == "POST"


def _is_start(request: HubRequest) -> bool:
    return request.module is ModuleId.COMMANDS and request.rest[:1] == ("START_SESSION",)


def _receiver(found: Direct | Open) -> str | None:
    """The one party it goes to; None where several are asked."""
    if isinstance(found, Direct):
        return found.receiver.party
    return found.receivers[0].party if len(found.receivers) == 1 and not found.asks_all else None


def _kept_answer(request: HubRequest, kept: Kept | None) -> HubAnswer:
    if kept is None:
        told = f"{request.module} {'/'.join(request.rest[2:])!r}: nobody told of it yet"
        return refused(request.received_at, 404, told, _UNKNOWN.get(request.module, _OTHERWISE))
    return done(request.received_at, http_status=201 if kept.is_new else 200)


_OTHERWISE: Final = StatusCode.CLIENT_ERROR
_UNKNOWN: Final = {
    ModuleId.LOCATIONS: StatusCode.UNKNOWN_LOCATION,
    ModuleId.TOKENS: StatusCode.UNKNOWN_TOKEN,
}
