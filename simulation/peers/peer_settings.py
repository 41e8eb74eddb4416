"""Who a peer of our own is, where it listens, and how it behaves."""

from dataclasses import dataclass, field
from typing import Final, Self

from core.domain.errors import InvalidValueError
from core.domain.platform import PlatformRole
from core.ocpi.modules import InterfaceRole, ModuleId
from core.ocpi.ocpi_version import OcpiVersion
from simulation.peers.quirks import Quirks

Half = tuple[ModuleId, InterfaceRole]

_OF_CPO: Final[tuple[Half, ...]] = (
    (ModuleId.LOCATIONS, InterfaceRole.SENDER),
    (ModuleId.TARIFFS, InterfaceRole.SENDER),
    (ModuleId.SESSIONS, InterfaceRole.SENDER),
    (ModuleId.CDRS, InterfaceRole.SENDER),
    (ModuleId.TOKENS, InterfaceRole.RECEIVER),
    (ModuleId.COMMANDS, InterfaceRole.RECEIVER),
    (ModuleId.HUB_CLIENT_INFO, InterfaceRole.RECEIVER),
)
_OF_DP: Final[tuple[Half, ...]] = (
    (ModuleId.LOCATIONS, InterfaceRole.RECEIVER),
    (ModuleId.TARIFFS, InterfaceRole.RECEIVER),
    (ModuleId.SESSIONS, InterfaceRole.RECEIVER),
    (ModuleId.CDRS, InterfaceRole.RECEIVER),
    (ModuleId.TOKENS, InterfaceRole.SENDER),
    (ModuleId.COMMANDS, InterfaceRole.SENDER),
    (ModuleId.HUB_CLIENT_INFO, InterfaceRole.RECEIVER),
)
_HALVES: Final = {"CPO": _OF_CPO, "EMSP": _OF_DP}


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerSettings:
    """One peer."""

    role: str
    """CPO or EMSP."""
    party: str
    """``NL*ABC``."""
    name: str = ""
    host: str = "127.0.0.1"
    port: int = 0
    """0 lets the system choose."""
    versions: tuple[OcpiVersion, ...] = tuple(OcpiVersion)
    """What it speaks."""
    token_a: str | None = None
    """With which a hub may register here; None where this peer is the one that registers."""
    quirks: Quirks = field(default_factory=Quirks)

    def __post_init__(self) -> None:
        if self.role not in _HALVES:
            raise InvalidValueError(f"role: wanted CPO or EMSP, found {self.role!r}")
        _ = self.own_role

    @property
    def own_role(self) -> PlatformRole:
        """The role as it stands in the credentials."""
        return PlatformRole(self.role, self.party, name=self.name or self.party)

    @property
    def halves(self) -> tuple[Half, ...]:
        """The interfaces that it has."""
        return _HALVES[self.role]

    @classmethod
    def of(cls, role: str, party: str, *versions: OcpiVersion) -> Self:
        """A peer with everything else as usual."""
        return cls(role=role, party=party, versions=versions or tuple(OcpiVersion))
