"""Versions and their details <-> OCPI JSON (version_information_endpoint.asciidoc)."""

from collections.abc import Sequence

from core.domain.credentials import VersionLink
from core.domain.platform import Endpoint
from core.ocpi.credentials_codec import url_of_wire
from core.ocpi.modules import InterfaceRole
from core.ocpi.wire import JsonObject, WireObject, wire_object


def versions_from_json(value: object) -> tuple[VersionLink, ...]:
    """What a platform says it speaks: a list, or one object where a peer forgot the list.

    Raises:
        WireError: OCPI does not allow it; the path says where.
    """
    found = WireObject({"data": value if isinstance(value, list) else [value]})
    return tuple(
        VersionLink(one.text("version", 16), url_of_wire(one, "url"))
        for one in found.objects("data")
    )


def versions_to_json(links: Sequence[VersionLink]) -> list[JsonObject]:
    """The list as OCPI writes it."""
    return [{"version": one.version, "url": one.url} for one in links]


def endpoints_from_json(value: object) -> tuple[Endpoint, ...]:
    """The endpoints of the details of a version; one module is there at most once a half.

    Raises:
        WireError: OCPI does not allow it; the path says where.
    """
    found = value[0] if isinstance(value, list) and len(value) == 1 else value
    wire = wire_object(found, "data")
    endpoints = tuple(_endpoint(one) for one in wire.objects("endpoints"))
    if not endpoints:
        raise wire.refused("endpoints", "wanted at least one, found none")
    halves = {(one.module, one.interface): one for one in reversed(endpoints)}
    return tuple(one for one in endpoints if halves[one.module, one.interface] is one)


def _endpoint(wire: WireObject) -> Endpoint:
    interface = wire.text("role").upper() if wire.has("role") else InterfaceRole.SENDER.value
    if interface not in set(InterfaceRole):
        raise wire.refused("role", f"wanted SENDER or RECEIVER, found {interface!r}")
    return Endpoint(wire.text("identifier", 64).lower(), interface, url_of_wire(wire, "url"))


def details_to_json(version: str, endpoints: Sequence[Endpoint]) -> JsonObject:
    """The details as OCPI writes them."""
    return {
        "version": version,
        "endpoints": [
            {"identifier": one.module, "role": one.interface, "url": one.url} for one in endpoints
        ],
    }
