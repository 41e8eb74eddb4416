"""What one peer knows: its objects, what was sent to it, and the connection to its hub."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from core.domain.platform import Endpoint
from core.ocpi.modules import InterfaceRole, ModuleId
from core.ocpi.ocpi_version import OcpiVersion
from core.service.open_books import system_clock
from simulation.peers.peer_settings import PeerSettings
from simulation.peers.shelf import Object, Shelf

_EXCHANGES_MAX: Final = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One message and its answer, as this peer saw them."""

    at: datetime
    sent: bool
    """By this peer; else it arrived here."""
    method: str
    url: str
    headers: Mapping[str, str]
    """In lower case, without the token."""
    body: bytes
    http_status: int
    answer: bytes


@dataclass(slots=True, kw_only=True)
class HubLink:
    """The connection to the hub."""

    version: OcpiVersion
    token: str
    """With which this peer calls the hub."""
    endpoints: tuple[Endpoint, ...]
    hub_party: str | None
    """``NL*NWC``, where its credentials say who it is."""

    def url_of(self, module: ModuleId, interface: InterfaceRole) -> str | None:
        """Where the hub takes one half of a module; None if it does not."""
        for one in self.endpoints:
            if (one.module, one.interface) == (module, interface):
                return one.url
        return None


def whole_seconds() -> datetime:
    """The time of this machine in UTC; what a peer states is in seconds, as OCPI's examples are."""
    return system_clock().replace(microsecond=0)


Authorise = Callable[[str, str, Object], Object | None]
"""(token uid, token type, LocationReferences) -> AuthorizationInfo; None: no such token."""
Command = Callable[[str, Object], Awaitable[Object]]
"""(command, its request) -> CommandResponse."""


@dataclass(slots=True, kw_only=True)
class PeerState:
    """One peer between its server and its calls."""

    settings: PeerSettings
    base_url: str = ""
    """``http://127.0.0.1:9101/ocpi``, once it listens."""
    now: Callable[[], datetime] = whole_seconds
    own: dict[ModuleId, Shelf] = field(default_factory=lambda: {one: Shelf() for one in ModuleId})
    received: dict[ModuleId, Shelf] = field(
        default_factory=lambda: {one: Shelf() for one in ModuleId}
    )
    results: list[tuple[str, Object]] = field(default_factory=list)
    """(last part of the response_url, CommandResult), as they arrived."""
    hub: HubLink | None = None
    hub_token: str | None = None
    """With which the hub calls this peer; None before the handshake."""
    registered: asyncio.Event = field(default_factory=asyncio.Event)
    """Set by the first handshake."""
    authorise: Authorise | None = None
    command: Command | None = None
    exchanges: deque[Exchange] = field(default_factory=lambda: deque(maxlen=_EXCHANGES_MAX))

    def linked(self) -> HubLink:
        """The connection, which somebody has made."""
        assert self.hub is not None, "wanted a peer that is connected"
        return self.hub

    def arrived(self, method: str, fragment: str = "") -> tuple[Exchange, ...]:
        """What came here with that method and that in its URL."""
        return tuple(
            one
            for one in self.exchanges
            if not one.sent and one.method == method and fragment in one.url
        )
