"""A platform: one OCPI connection of the hub, with the parties behind it and where they listen.

Source: OCPI credentials (a platform has several roles), version_information_endpoint (Endpoint),
mod_hub_client_info (ConnectionStatus). Roles and modules are plain text: both are open on the wire.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.domain.errors import InvalidValueError


class ConnectionStatus(StrEnum):
    """How a party is connected; names and values are OCPI's."""

    CONNECTED = "CONNECTED"
    OFFLINE = "OFFLINE"
    PLANNED = "PLANNED"
    """Invited: it has a first credentials token, and there was no handshake yet."""
    SUSPENDED = "SUSPENDED"
    """Not to be served, now or ever again; a party is never deleted."""


@dataclass(frozen=True, slots=True)
class PlatformRole:
    """One party in one role, behind a platform."""

    role: str
    """OCPI's Role: CPO, EMSP, HUB, NAP, NSP, OTHER, SCSP, or one of a later version."""
    party: str
    """Key ``NL*ABC``, upper case; ids compare without case."""
    wire_party: str = ""
    """Country code and party id as the peer writes them, ``nl*AbC``; the key if it never did."""
    name: str = ""
    """Of its business details."""

    def __post_init__(self) -> None:
        country, star, party_id = self.party.partition("*")
        if (len(country), star, len(party_id)) != (2, "*", 3) or self.party != self.party.upper():
            raise InvalidValueError(f"party: wanted NL*ABC in upper case, found {self.party!r}")
        if not self.role:
            raise InvalidValueError(f"{self.party}: wanted a role, found nothing")

    @property
    def written(self) -> str:
        """Country code and party id as they stand on the wire, ``nl*AbC``."""
        return self.wire_party or self.party


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a platform takes one half of a module, in the version that was agreed."""

    module: str
    """OCPI's ModuleID, or a name of the peer's own."""
    interface: str
    """OCPI's InterfaceRole: SENDER or RECEIVER."""
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """One connection: it has one pair of credentials tokens, whoever is behind it."""

    platform_id: str
    name: str
    roles: tuple[PlatformRole, ...]
    status: ConnectionStatus
    version: str | None = None
    """Which OCPI was agreed, ``2.2.1``; None before the handshake."""
    versions_url: str | None = None
    endpoints: tuple[Endpoint, ...] = ()
    token_is_raw: bool = False
    """Whether the peer wants its token in the header as it is, not in base64."""
    hub_party: str | None = None
    """The party behind which a 2.3.0 platform is itself a hub, ``NL*HUB``."""
    invited: tuple[PlatformRole, ...] = ()
    """What it was registered as; a handshake can claim nothing else."""
    registered_at: datetime | None = None
    """When the last handshake was done, in UTC; None before the first."""

    @property
    def parties(self) -> tuple[str, ...]:
        """Keys of the parties behind it, each once, in their order."""
        return tuple(dict.fromkeys(role.party for role in self.roles))

    def speaks_for(self, party: str) -> bool:
        """Whether a party, by its key in any case, is behind this platform."""
        return party.upper() in self.parties

    def url_of(self, module: str, interface: str) -> str | None:
        """Where it takes one half of a module; None if it does not."""
        for one in self.endpoints:
            if one.module == module and one.interface == interface:
                return one.url
        return None
