"""What the hub says of itself in a handshake: its party, and whom a peer reaches through it."""

from core.domain.credentials import Credentials
from core.domain.platform import ConnectionStatus, Platform, PlatformRole
from core.gateway.hub import Hub
from core.ocpi.credentials_codec import credentials_to_json
from core.ocpi.ocpi_version import OcpiVersion
from core.ocpi.wire import JsonObject


def hub_credentials(hub: Hub, platform_id: str, version: OcpiVersion, token: str) -> JsonObject:
    """OCPI's Credentials object for one platform.

    In 2.2.1 the hub has the role HUB. 2.3.0 has no such role: it names the hub's party, and lists
    the parties that are connected; until there are any it lists itself, for a list must not be
    empty.
    """
    identity = hub.settings.identity
    if version is OcpiVersion.V2_2_1:
        roles: tuple[PlatformRole, ...] = (PlatformRole("HUB", identity.party, name=identity.name),)
    else:
        own = PlatformRole("OTHER", identity.party, name=identity.name)
        roles = _reachable(hub, platform_id) or (own,)
    given = Credentials(
        credentials_token=token,
        versions_url=f"{hub.settings.base_url}/versions",
        roles=roles,
        hub_party=identity.party,
    )
    return credentials_to_json(given, version)


def _reachable(hub: Hub, platform_id: str) -> tuple[PlatformRole, ...]:
    """Roles of everybody else who is connected, but of other hubs."""
    found = (
        role
        for one in hub.registry.directory.platforms.values()
        if one.platform_id != platform_id and _is_reachable(one)
        for role in one.roles
        if role.role != "HUB"
    )
    return tuple(dict.fromkeys(found))


def _is_reachable(platform: Platform) -> bool:
    return platform.status is ConnectionStatus.CONNECTED
