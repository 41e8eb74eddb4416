"""What arrived at the hub, and what it answers, between the server and those who act on it.

A request has passed the gate: its sender is known, its size and headers are within limits. Its
body is untouched bytes. An answer is the whole body, ready to be sent: relayed bytes stay as they
came.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from core.domain.platform import Platform
from core.ocpi.modules import InterfaceRole, ModuleId
from core.ocpi.ocpi_version import OcpiVersion


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """What every request past the gate says."""

    version: OcpiVersion
    method: str
    """In upper case."""
    query: Mapping[str, str]
    from_party: str | None = None
    """Of the routing headers, as written, ``nl*AbC``; None where they are absent."""
    to_party: str | None = None
    request_id: str
    """Of the peer, or ours where it sent none; the answer repeats it."""
    correlation_id: str
    body: bytes = b""
    """Nothing, or JSON of an allowed depth."""
    platform: Platform
    """Who asks, by its credentials token."""
    received_at: datetime
    base_url: str
    """Where peers reach this hub, ``https://hub.example/ocpi``; no slash at the end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HubRequest(Arrived):
    """One request to a functional module, or to hubclientinfo."""

    module: ModuleId
    interface: InterfaceRole
    """Which interface of the hub's was asked: SENDER for pulls, RECEIVER for pushes."""
    rest: tuple[str, ...] = ()
    """Parts of the path after the module, percent-decoded; ``("NL", "ABC", "LOC1")``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageRequest(Arrived):
    """One request to a URL that the hub gave out instead of a peer's."""

    passage_id: str
    rest: tuple[str, ...] = ()
    """Parts of the path after the id."""


@dataclass(frozen=True, slots=True)
class HubAnswer:
    """What is sent back; the server adds the ids of the request."""

    body: bytes
    """The whole OCPI response, JSON."""
    http_status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    """Beside Content-Type and the ids: Link, X-Total-Count, Location, OCPI-from-..."""


Answerer = Callable[[HubRequest], Awaitable[HubAnswer]]
"""What answers the requests of one interface of one module."""
PassageAnswerer = Callable[[PassageRequest], Awaitable[HubAnswer]]
