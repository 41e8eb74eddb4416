"""One message to one party, and what its answer is worth to whoever sent it.

Bytes pass as they are where both speak one version of OCPI. An answer is passed on if it is OCPI,
whatever it says; what is none becomes an error of the hub (4000-4003), so that a peer always gets
an envelope.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from core.domain.errors import PeerError, RoamingError
from core.domain.platform import Platform
from core.gateway.onward import RequestIds, onward_headers, routing_headers
from core.gateway.peer_client import PeerAnswer, PeerCall, PeerClient, PeerFailure
from core.ocpi.calls import UNROUTED
from core.ocpi.conversion_loss import Loss
from core.ocpi.envelope import Envelope, failure, read_envelope, write_envelope
from core.ocpi.message_objects import NOTHING, Carried, Rewritten, rewritten
from core.ocpi.modules import InterfaceRole, ModuleId
from core.ocpi.ocpi_version import OcpiVersion
from core.ocpi.status_code import StatusCode

_NOT_FOUND: Final = 404
_REFUSES_US: Final = frozenset({401, 403})
_COUNTS: Final = ("X-Total-Count", "X-Limit")
_COUNT: Final = re.compile(r"[0-9]{1,18}")
_NO_HEADERS: Final[Mapping[str, str]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """One message as it is to leave the hub."""

    platform: Platform
    """Who gets it."""
    sender: str
    """As it is written, ``nl*AbC``; the hub itself of a broadcast."""
    receiver: str
    module: ModuleId
    interface: InterfaceRole
    """Which half of the module it goes to."""
    method: str
    url: str
    body: bytes = b""
    correlation_id: str
    version: OcpiVersion
    """In which the sender wrote it, and wants the answer."""
    carried: Carried = NOTHING
    """Which objects it and its answer carry."""
    driver: str | None = None
    """The part of its path that names a driver, for the log to leave out."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as its receiver may have it: always an OCPI envelope."""

    body: bytes
    status_code: int
    http_status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: _NO_HEADERS)
    """Of the peer, by name without case; empty where it gave no answer."""
    is_theirs: bool = True
    """False: the peer gave no answer that could be passed on, this is the hub's own."""
    latency_s: float = 0.0
    problem: str | None = None
    losses: tuple[Loss, ...] = ()
    """What the request and this answer lost on the way between two versions of OCPI."""

    @property
    def is_success(self) -> bool:
        """Whether what was asked was done."""
        return 1000 <= self.status_code < 2000

    @property
    def counts(self) -> tuple[tuple[str, str], ...]:
        """The headers of a page that say how many there are."""
        there = ((name.lower(), self.headers.get(name, "")) for name in _COUNTS)
        return tuple((name, value) for name, value in there if _COUNT.fullmatch(value))


@dataclass(frozen=True, slots=True)
class Sent:
    """What left the hub and what came back, for the message log."""

    errand: Errand
    request_id: str
    at: datetime
    reply: Reply


@dataclass(slots=True, kw_only=True)
class Forwarder:
    """Sends errands."""

    client: PeerClient
    credential_of: Callable[[Platform], str]
    """The Authorization header by which a platform knows the hub."""
    now: Callable[[], datetime]
    note: Callable[[Sent], None] = lambda _sent: None
    """Told of everything that was sent."""
    ids: RequestIds = field(default_factory=RequestIds)

    async def send(self, errand: Errand) -> Reply:
        """Send one; whatever goes wrong is in the reply."""
        at, request_id = self.now(), self.ids.next()
        reply = await self._sent(errand, request_id)
        self.note(Sent(errand, request_id, at, reply))
        return reply

    async def _sent(self, errand: Errand, request_id: str) -> Reply:
        theirs = version_of_platform(errand.platform, errand.version)
        try:
            outgoing = rewritten(errand.carried.request, errand.body, errand.version, theirs)
            credential = self.credential_of(errand.platform)
        except PeerError as error:
            return self.own(StatusCode.CONNECTION_PROBLEM, f"{errand.receiver}: {error}")
        except RoamingError as error:
            return self.own(StatusCode.HUB_ERROR, f"{errand.receiver}: {error}")
        headers = onward_headers(
            credential, request_id, errand.correlation_id, has_body=bool(outgoing.body)
        )
        if errand.module not in UNROUTED:
            headers |= routing_headers(errand.sender, errand.receiver)
        call = PeerCall(errand.method, errand.url, headers, outgoing.body)
        found = await self.client.send(errand.platform.platform_id, call)
        if isinstance(found, PeerFailure):
            reply = self.own(found.status_code, f"{errand.receiver}: {found.problem}")
        else:
            reply = self._reply(errand, found, theirs)
        losses = (*outgoing.losses, *reply.losses)
        return replace(reply, latency_s=found.latency_s, losses=losses)

    def _reply(self, errand: Errand, found: PeerAnswer, theirs: OcpiVersion) -> Reply:
        try:
            envelope = read_envelope(found.body, errand.receiver)
            incoming = self._in_version(errand, envelope, found.body, theirs)
        except RoamingError as error:
            return self._no_ocpi(errand, found, error)
        http_status = found.http_status
        if http_status >= 300 and http_status != _NOT_FOUND:
            if envelope.is_success:
                problem = f"{errand.receiver}: answered HTTP {http_status} and success at once"
                return self.own(StatusCode.HUB_ERROR, problem)
            http_status = 200  # "once at the OCPI layer": what went wrong is in the envelope
        return Reply(
            incoming.body,
            envelope.status_code,
            http_status,
            found.headers,
            problem=None if envelope.is_success else envelope.status_message,
            losses=incoming.losses,
        )

    def _no_ocpi(self, errand: Errand, found: PeerAnswer, error: RoamingError) -> Reply:
        said = f"{errand.receiver}: answered HTTP {found.http_status}"
        if found.http_status == _NOT_FOUND:
            reply = self.own(StatusCode.CLIENT_ERROR, said)
            return replace(reply, http_status=_NOT_FOUND)
        if found.http_status in _REFUSES_US:
            return self.own(StatusCode.CONNECTION_PROBLEM, f"{said} to the hub's credentials")
        return self.own(StatusCode.HUB_ERROR, f"{said}, no OCPI: {error}")

    def _in_version(
        self, errand: Errand, envelope: Envelope, body: bytes, theirs: OcpiVersion
    ) -> Rewritten:
        """The answer as whoever asked reads it; its bytes where there is nothing to change."""
        if theirs is errand.version or envelope.data is None or not envelope.is_success:
            return Rewritten(body)
        found = rewritten(errand.carried.answer, envelope.data, theirs, errand.version)
        timestamp = envelope.timestamp or self.now()
        made = write_envelope(replace(envelope, data=found.body, timestamp=timestamp))
        return Rewritten(made, found.losses)

    def own(self, status_code: StatusCode, problem: str) -> Reply:
        """An answer of the hub in place of one that did not come."""
        body = write_envelope(failure(self.now(), status_code, problem))
        return Reply(body, status_code, is_theirs=False, problem=problem)


def version_of_platform(platform: Platform, otherwise: OcpiVersion) -> OcpiVersion:
    """What was agreed with a platform."""
    return otherwise if platform.version is None else OcpiVersion(platform.version)
