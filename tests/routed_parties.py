"""Platforms of a small network, for tests of routing: what is not said fits."""

from core.domain.platform import ConnectionStatus, Endpoint, Platform, PlatformRole
from core.ocpi.calls import CALLS, modules_of
from core.ocpi.directory import Directory
from core.ocpi.modules import InterfaceRole
from core.ocpi.ocpi_version import OcpiVersion

HUB = "NL*HUB"


def a_platform(
    platform_id: str,
    *roles: str,
    version: OcpiVersion = OcpiVersion.V2_2_1,
    status: ConnectionStatus = ConnectionStatus.CONNECTED,
    endpoints: tuple[Endpoint, ...] | None = None,
    base: str | None = None,
) -> Platform:
    """One with roles as ``CPO NL*ABC``; it takes both halves of every module."""
    base = base or f"https://{platform_id}.example/ocpi"
    return Platform(
        platform_id=platform_id,
        name=platform_id,
        roles=tuple(a_role(one) for one in roles),
        status=status,
        version=version,
        versions_url=f"{base}/versions",
        endpoints=endpoints_at(base, version) if endpoints is None else endpoints,
    )


def a_role(written: str) -> PlatformRole:
    role, party = written.split()
    return PlatformRole(role, party.upper(), party)


def endpoints_at(base: str, version: OcpiVersion) -> tuple[Endpoint, ...]:
    """Both halves of every module of a version."""
    there = {(one, half) for one in modules_of(version) for half in InterfaceRole}
    return tuple(
        Endpoint(module, interface, f"{base}/{version}/{interface.lower()}/{module}")
        for module, interface in sorted(there & set(CALLS))
    )


def a_directory(*platforms: Platform) -> Directory:
    return Directory.of(HUB, platforms)
