"""Passages at work: URLs of peers are replaced by the hub's, and the hub's lead to theirs again.

A result comes late: it is passed on as long as the passage is open. It comes twice: the second is
answered 1000 and goes nowhere. It never comes: the log of messages says so; the hub makes up no
result of its own, for only the charge point's operator knows what happened.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from secrets import token_urlsafe
from typing import Final
from urllib.parse import urljoin

from anyio import sleep

from core.domain.errors import InvalidValueError, RoamingError
from core.domain.passage import LIFE, Passage, PassageKind
from core.domain.platform import Platform
from core.gateway.answers import done, refused
from core.gateway.forward import Errand, Forwarder, Reply
from core.gateway.grouped import Grouped
from core.gateway.hub_request import Arrived, HubAnswer, PassageRequest
from core.gateway.json_log import FIELDS, LOGGER
from core.gateway.message_log import MessageLog
from core.gateway.onward import routing_headers
from core.gateway.use import Use
from core.ocpi.envelope import read_envelope
from core.ocpi.link_header import next_link, next_url
from core.ocpi.message_objects import NOTHING, Carried, carried
from core.ocpi.modules import InterfaceRole, ModuleId
from core.ocpi.ocpi_version import OcpiVersion
from core.service.keep_passages import (
    find_passage,
    give_back_result,
    open_passages,
    promise_result,
    take_result,
    tidy_passages,
)
from core.service.runtime import Runtime

_URL_MAX: Final = 2_000
"""Characters; OCPI says 255, what peers write as a Link is longer."""
_METHODS: Final = {
    PassageKind.RESPONSE: "POST",
    PassageKind.PAGE: "GET",
    PassageKind.PLACE: "GET",
}
_PROMISE_S_MAX: Final = 86_400
_TIDY_S: Final = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """What a passage is opened for."""

    kind: PassageKind
    module: ModuleId
    interface: InterfaceRole
    caller: Platform
    """Whom its URL is given to."""
    caller_party: str
    """As it writes itself."""
    owner: Platform
    """Whose URL it is."""
    owner_party: str
    url: str


@dataclass(slots=True, kw_only=True)
class Passages:
    """Opens passages, and answers who comes to one."""

    runtime: Runtime
    use: Use
    forwarder: Forwarder
    platform_of: Callable[[str], Platform | None]
    """A platform by its id, as the hub knows it now."""
    log: MessageLog
    _opened: Grouped[Passage] = field(init=False)

    def __post_init__(self) -> None:
        self._opened = Grouped(self._keep)

    async def open(self, crossing: Crossing, base_url: str, version: OcpiVersion) -> str:
        """The hub's URL for a peer's.

        Raises:
            RoamingError: The URL is none that the hub would call.
        """
        if len(crossing.url) > _URL_MAX:
            raise InvalidValueError(f"URL: wanted at most {_URL_MAX} characters")
        self.forwarder.client.examine_url(crossing.url)
        now = self.runtime.now()
        opened = Passage(
            passage_id=token_urlsafe(18),
            kind=crossing.kind,
            module=crossing.module,
            interface=crossing.interface,
            caller_platform=crossing.caller.platform_id,
            caller=crossing.caller_party,
            owner_platform=crossing.owner.platform_id,
            owner=crossing.owner_party,
            url=crossing.url,
            opened_at=now,
            expires_at=now + LIFE[crossing.kind],
        )
        await self._opened.put(opened)
        return f"{base_url}/{version}/passage/{opened.passage_id}"

    async def promise(self, url: str, reply: Reply) -> None:
        """Keep until when the result behind a passage of ours was promised, if it was."""
        if not (reply.is_theirs and reply.is_success):
            return
        said = read_envelope(reply.body).one_value()
        timeout_s = said.get("timeout") if isinstance(said, dict) else None
        accepted = isinstance(said, dict) and said.get("result") == "ACCEPTED"
        if accepted and isinstance(timeout_s, int) and 0 < timeout_s <= _PROMISE_S_MAX:
            due_at = self.runtime.now() + timedelta(seconds=timeout_s)
            passage_id = url.rpartition("/")[2]
            await self.use(promise_result, self.runtime, passage_id, due_at)

    async def replaced(
        self, request: Arrived, errand: Errand, reply: Reply
    ) -> tuple[tuple[str, str], ...]:
        """Link and Location of a reply, with URLs of the hub in place of the peer's."""
        if not reply.headers:
            return ()
        found = []
        following = next_url(reply.headers.get("Link"))
        if following:
            url = await self._for(request, errand, PassageKind.PAGE, following)
            found.append(("link", next_link(url) if url else ""))
        place = reply.headers.get("Location")
        if place and reply.is_success:
            url = await self._for(request, errand, PassageKind.PLACE, place)
            found.append(("location", url or ""))
        return tuple((name, value) for name, value in found if value)

    async def answer(self, request: PassageRequest) -> HubAnswer:
        """Answer whoever comes to a passage: only the platform that it was given to finds one."""
        found = await self.use(find_passage, self.runtime, request.passage_id)
        owner = None if found is None else self.platform_of(found.owner_platform)
        if (
            found is None
            or owner is None
            or request.rest
            or found.caller_platform != request.platform.platform_id
        ):
            return refused(request.received_at, 404, "nothing is at this URL")
        wanted = _METHODS[found.kind]
        if request.method != wanted:
            said = f"{request.method} is not allowed here; wanted {wanted}"
            return refused(request.received_at, 405, said, headers=(("allow", wanted),))
        if found.kind is PassageKind.RESPONSE:
            return await self._result(request, found, owner)
        return await self._through(request, found, owner)

    async def run(self) -> None:
        """Drop what has expired, and note what is missing, until cancelled."""
        while True:
            await sleep(_TIDY_S)
            try:
                await self.tidy()
            except RoamingError as error:
                LOGGER.warning("passages untidied", extra={FIELDS: {"problem": str(error)}})

    async def tidy(self) -> None:
        """Drop what has expired, and note what is missing.

        Raises:
            RoamingError: The books cannot be written.
        """
        for missing in await self.use(tidy_passages, self.runtime):
            self.log.note_missing(missing, self.runtime.now())

    async def _result(self, request: PassageRequest, found: Passage, owner: Platform) -> HubAnswer:
        """The result of a command goes through once."""
        if not await self.use(take_result, self.runtime, found.passage_id):
            return done(request.received_at)
        try:
            reply = await self.forwarder.send(_errand(request, found, owner))
        except BaseException:
            await self.use(give_back_result, self.runtime, found.passage_id)
            raise
        if not reply.is_success:
            await self.use(give_back_result, self.runtime, found.passage_id)
        return HubAnswer(reply.body, reply.http_status, _routing(found))

    async def _through(self, request: PassageRequest, found: Passage, owner: Platform) -> HubAnswer:
        errand = _errand(request, found, owner)
        reply = await self.forwarder.send(errand)
        links = await self.replaced(request, errand, reply)
        headers = (*_routing(found), *reply.counts, *links)
        return HubAnswer(reply.body, reply.http_status, headers)

    async def _for(
        self, request: Arrived, errand: Errand, kind: PassageKind, url: str
    ) -> str | None:
        """The hub's URL for one that a peer answered; None where it is none that could be called.

        Whoever asked did nothing wrong then, and gets its answer without it.
        """
        try:
            crossing = Crossing(
                kind=kind,
                module=errand.module,
                interface=errand.interface,
                caller=request.platform,
                caller_party=errand.sender,
                owner=errand.platform,
                owner_party=errand.receiver,
                url=urljoin(errand.url, url),
            )
            return await self.open(crossing, request.base_url, request.version)
        except (InvalidValueError, ValueError) as error:
            fields = {"peer": errand.receiver, "problem": str(error)}
            LOGGER.warning("a peer named a URL that is none", extra={FIELDS: fields})
            return None

    async def _keep(self, opened: Sequence[Passage]) -> None:
        await self.use(open_passages, self.runtime, opened)


def _errand(request: PassageRequest, found: Passage, owner: Platform) -> Errand:
    return Errand(
        platform=owner,
        sender=found.caller,
        receiver=found.owner,
        module=ModuleId(found.module),
        interface=InterfaceRole(found.interface),
        method=request.method,
        url=found.url,
        body=request.body,
        correlation_id=request.correlation_id,
        version=request.version,
        carried=_carried(found),
    )


def _carried(found: Passage) -> Carried:
    if found.kind is PassageKind.RESPONSE:
        is_command = found.module == ModuleId.COMMANDS
        return Carried("CommandResult") if is_command else NOTHING
    return carried(ModuleId(found.module), InterfaceRole.SENDER, "GET", ())


def _routing(found: Passage) -> tuple[tuple[str, str], ...]:
    swapped = routing_headers(found.owner, found.caller)
    return tuple((name.lower(), value) for name, value in swapped.items())
