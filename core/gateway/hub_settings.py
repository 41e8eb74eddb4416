"""What whoever starts the hub decides: who it is, where it listens, how much it takes."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from core.domain.platform import PlatformRole

DEFAULT_PORT: Final = 8020


@dataclass(frozen=True, slots=True)
class HubIdentity:
    """Who the hub is to its peers."""

    party: str = "NL*NWC"
    """Key of its own party; messages to it are for the hub, or for everybody."""
    name: str = "NetworkCore"

    def __post_init__(self) -> None:
        PlatformRole("HUB", self.party)  # refuses what is no key of a party


@dataclass(frozen=True, slots=True, kw_only=True)
class HubSettings:
    """One process of the hub."""

    host: str = "127.0.0.1"
    port: int = DEFAULT_PORT
    public_url: str = ""
    """How peers reach it, ``https://hub.example``; empty where that is host and port."""
    identity: HubIdentity = field(default_factory=HubIdentity)
    allow_private: bool = False
    """Whether peers may be in networks that are not public: loopback, private, link-local."""
    body_bytes_max: int = 1_000_000
    depth_max: int = 32
    """How deep the JSON of a request may be nested."""
    rate_per_s: float = 500.0
    """Requests of one platform, on average."""
    burst: int = 1_000
    """Requests of one platform at once, when it was silent before."""
    in_flight_max: int = 512
    """Requests that are answered at the same time; what comes then is told to come again."""
    refresh_s: float = 0.5
    """How old the hub's view of its platforms may become."""
    drain_s: int = 10
    """How long what is being answered may take when the hub is asked to stop."""
    certificate: Path | None = None
    """TLS chain in PEM; None where a proxy in front does TLS."""
    certificate_key: Path | None = None

    @property
    def base_url(self) -> str:
        """Where OCPI begins, ``https://hub.example/ocpi``; no slash at the end."""
        scheme = "http" if self.certificate is None else "https"
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.public_url.rstrip('/') or f'{scheme}://{host}:{self.port}'}/ocpi"
