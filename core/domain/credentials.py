"""What two platforms give each other at the handshake: a token, where to begin, and who they are.

Source: OCPI credentials.asciidoc and version_information_endpoint.asciidoc.
"""

from dataclasses import dataclass, field

from core.domain.platform import PlatformRole


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """OCPI's Credentials object."""

    credentials_token: str = field(repr=False)
    """What the other platform authenticates with; a secret, so that it is in no log."""
    versions_url: str
    roles: tuple[PlatformRole, ...]
    hub_party: str | None = None
    """Since 2.3.0: the party of the hub that gives these, ``NL*HUB``; None if it is no hub."""


@dataclass(frozen=True, slots=True)
class VersionLink:
    """One version that a platform speaks, and where its details are."""

    version: str
    """As ``2.2.1``; versions that we do not know are among them."""
    url: str
