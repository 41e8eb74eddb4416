"""The hub between two parties: what a platform sends is routed, sent on, and answered.

Peek, route, forward: what a message says beyond its routing is nobody's business here, so its bytes
pass untouched. The response has FROM and TO swapped, the ids of the request, and no URL of a third
party: those become passages of the hub.
"""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from typing import Final

from core.domain.errors import RoamingError, SourceError
from core.domain.passage import PassageKind
from core.gateway.answers import answer_of_error, done, refused
from core.gateway.broadcast import Broadcaster
from core.gateway.first_answer import first_answer
from core.gateway.forward import Errand, Forwarder, Reply, version_of_platform
from core.gateway.hub_request import Answerer, HubAnswer, HubRequest
from core.gateway.message_log import MessageLog
from core.gateway.onward import onward_url, routing_headers, written_party
from core.gateway.passages import Crossing, Passages
from core.ocpi.directory import Directory, Recipient
from core.ocpi.mask_message import driver_in_path
from core.ocpi.message_objects import carried
from core.ocpi.modules import InterfaceRole, ModuleId
from core.ocpi.peek import Peek, peek
from core.ocpi.response_url import NAME, response_url_of, with_response_url
from core.ocpi.route import (
    Broadcast,
    Direct,
    GetAll,
    HubItself,
    Message,
    Open,
    Refused,
    Route,
    is_undecided,
    route,
)
from core.ocpi.status_code import StatusCode

FindPartner = Callable[[Message], Awaitable[str | None]]
"""Whom a message concerns, by what the hub knows of its object."""


async def knows_nothing(_message: Message) -> str | None:
    """Of a hub that keeps nothing."""
    return None


Heard = Callable[[HubAnswer], Awaitable[HubAnswer]]
"""Told of the answer to what was kept; what it returns is sent back."""
Keep = Callable[[HubRequest, Route], Awaitable[HubAnswer | Heard | None]]
"""An answer stops the message; None: what comes back is of no interest."""
_OUT_OF_REACH: Final = frozenset(
    {
        StatusCode.UNKNOWN_RECEIVER,
        StatusCode.CONNECTION_PROBLEM,
        StatusCode.NO_MATCHING_ENDPOINTS,
    }
)


async def keeps_nothing(_request: HubRequest, _found: Route) -> HubAnswer | Heard | None:
    """Of a hub that lets everything pass."""
    return None


async def not_here(request: HubRequest) -> HubAnswer:
    """Of a hub that does nothing by itself."""
    return refused(
        request.received_at,
        200,
        f"{request.module} {request.method}: name a party in OCPI-to, the hub has none of its own",
        StatusCode.CLIENT_ERROR,
    )


@dataclass(slots=True, kw_only=True)
class Relay:
    """Answers every functional module of a hub."""

    directory: Callable[[], Directory]
    """Who can be reached at this moment."""
    forwarder: Forwarder
    broadcaster: Broadcaster
    passages: Passages
    log: MessageLog
    itself: Answerer = not_here
    """Answers what is asked of the hub itself."""
    collect: Answerer = not_here
    """Answers lists of what all have."""
    find_partner: FindPartner = knows_nothing
    keep: Keep = keeps_nothing
    """Told of what passes before it is sent on, and of what nobody can be reached for."""

    async def answer(self, request: HubRequest) -> HubAnswer:
        """Answer one request."""
        try:
            peeked = peek(request.body)
        except SourceError as error:
            status = StatusCode.INVALID_PARAMETERS
            return self._noted(request, refused(request.received_at, 400, str(error), status))
        except RoamingError as error:
            return self._noted(request, answer_of_error(request.received_at, error))
        directory = self.directory()
        message = message_of(request, peeked)
        if is_undecided(directory, message):
            message = message_of(request, peeked, await self.find_partner(message))
        found = route(directory, message)
        if not _passes(found):
            return self._noted(request, await self._by_itself(request, found))
        kept = None if request.method == "GET" else await self.keep(request, found)
        if isinstance(kept, HubAnswer):
            return self._noted(request, kept)
        if isinstance(found, Direct | Open | Broadcast):
            answer = await self._sent_on(request, peeked, found)
        else:
            answer = self._noted(request, await self._by_itself(request, found))
        return answer if kept is None else self.addressed(request, await kept(answer))

    async def answer_without_hub(self, request: HubRequest) -> HubAnswer:
        """Answer a request that named the hub as if it had named nobody."""
        return await self.answer(replace(request, to_party=None))

    async def _by_itself(self, request: HubRequest, found: Route) -> HubAnswer:
        match found:
            case GetAll():
                return await self.collect(request)
            case HubItself():
                return await self.itself(request)
            case Refused():
                return _refusal(request, found)
            case _:
                raise AssertionError(found)

    def _noted(self, request: HubRequest, answer: HubAnswer) -> HubAnswer:
        answer = self.addressed(request, answer)
        self.log.note_own(request, answer)
        return answer

    def addressed(self, request: HubRequest, answer: HubAnswer) -> HubAnswer:
        """An answer of the hub's own, with routing headers if it has none: from the hub."""
        if any(name == "ocpi-from-party-id" for name, _ in answer.headers):
            return answer
        to = request.from_party or next(iter(request.platform.parties), "")
        headers = (*_routing(self.directory().hub, to), *answer.headers)
        return replace(answer, headers=headers)

    async def _sent_on(
        self, request: HubRequest, peeked: Peek, found: Direct | Open | Broadcast
    ) -> HubAnswer:
        match found:
            case Direct(sender, receiver) | Open(sender, (receiver,)):
                return await self._one(request, peeked, sender, receiver)
            case Open(sender, receivers, True):
                return await self._asked(request, sender, receivers)
            case Open(sender, receivers):
                return self._told(request, self._written(request, sender), receivers)
            case Broadcast(_, receivers):
                return self._told(request, self.directory().hub, receivers)

    async def _one(
        self, request: HubRequest, peeked: Peek, sender: str, receiver: Recipient
    ) -> HubAnswer:
        wanted = response_url_of(request.module, request.interface, peeked, request.query)
        errand = self._errand(request, self._written(request, sender), receiver)
        opened = ""
        if wanted is not None:
            try:
                opened = await self._open_passage(request, errand, wanted)
            except RoamingError as error:
                return answer_of_error(request.received_at, error)
            errand = _with_url(request, errand, opened)
        reply = await self.forwarder.send(errand)
        if wanted is not None:
            await self.passages.promise(opened, reply)
        headers = await self._headers(request, errand, reply)
        return HubAnswer(reply.body, reply.http_status, headers)

    async def _asked(
        self, request: HubRequest, sender: str, receivers: Iterable[Recipient]
    ) -> HubAnswer:
        written = self._written(request, sender)
        errands = [self._errand(request, written, one) for one in receivers]
        reply, errand = await first_answer(self.forwarder, errands)
        headers = await self._headers(request, errand, reply)
        return HubAnswer(reply.body, reply.http_status, headers)

    def _told(self, request: HubRequest, says: str, receivers: Iterable[Recipient]) -> HubAnswer:
        errands = [self._errand(request, says, one) for one in receivers]
        self.broadcaster.tell("/".join((request.module, *request.rest[:3])), errands)
        return self._noted(request, done(request.received_at))

    def _errand(self, request: HubRequest, sender: str, receiver: Recipient) -> Errand:
        rest = () if request.module is ModuleId.CDRS and request.method == "POST" else request.rest
        return Errand(
            platform=receiver.platform,
            sender=sender,
            receiver=receiver.written,
            module=request.module,
            interface=request.interface,
            method=request.method,
            url=onward_url(receiver.url, rest, request.query),
            body=request.body,
            correlation_id=request.correlation_id,
            version=request.version,
            carried=carried(request.module, request.interface, request.method, rest),
            driver=driver_in_path(request.module, request.interface, rest),
        )

    async def _open_passage(self, request: HubRequest, errand: Errand, wanted: str) -> str:
        """The hub's URL for the result, instead of the sender's."""
        crossing = Crossing(
            kind=PassageKind.RESPONSE,
            module=errand.module,
            interface=InterfaceRole.SENDER,
            caller=errand.platform,
            caller_party=errand.receiver,
            owner=request.platform,
            owner_party=errand.sender,
            url=wanted,
        )
        theirs = version_of_platform(errand.platform, errand.version)
        return await self.passages.open(crossing, request.base_url, theirs)

    async def _headers(
        self, request: HubRequest, errand: Errand, reply: Reply
    ) -> tuple[tuple[str, str], ...]:
        """What goes back beside the body: routing swapped, paging, no URL of a third party."""
        says = errand.receiver if reply.is_theirs else self.directory().hub
        replaced = await self.passages.replaced(request, errand, reply)
        return (*_routing(says, errand.sender), *reply.counts, *replaced)

    def _written(self, request: HubRequest, sender: str) -> str:
        return request.from_party or written_party(request.platform, sender)


def message_of(request: HubRequest, peeked: Peek, partner: str | None = None) -> Message:
    """A request as routing sees it."""
    return Message(
        version=request.version,
        method=request.method,
        module=request.module,
        interface=request.interface,
        rest=request.rest,
        platform=request.platform,
        from_party=request.from_party,
        to_party=request.to_party,
        peek=peeked,
        partner=partner,
    )


def _passes(found: Route) -> bool:
    """Whether a message is for a party, be it out of reach."""
    if isinstance(found, Refused):
        return found.status_code in _OUT_OF_REACH
    return isinstance(found, Direct | Open | Broadcast)


def _with_url(request: HubRequest, errand: Errand, url: str) -> Errand:
    """The errand with another response_url, in its query or in its body."""
    if NAME in request.query:
        query = {**request.query, NAME: url}
        path = errand.url.partition("?")[0]
        return replace(errand, url=onward_url(path, (), query))
    return replace(errand, body=with_response_url(errand.body, url))


def _routing(says: str, reads: str) -> tuple[tuple[str, str], ...]:
    return tuple((name.lower(), value) for name, value in routing_headers(says, reads).items())


def _refusal(request: HubRequest, found: Refused) -> HubAnswer:
    headers = (("allow", ", ".join(found.allowed)),) if found.allowed else ()
    return refused(
        request.received_at, found.http_status, found.problem, found.status_code, headers
    )
