"""Paths of the hub: what was asked, by the parts of the URL after ``/ocpi``.

Parts are split before they are decoded, so an id may hold a slash that is written ``%2F``. Peers
join an endpoint and an id with a slash of their own or without: endpoints end with one, and two in
a row are as one.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Final
from urllib.parse import parse_qsl, unquote_to_bytes

from core.domain.errors import InvalidValueError
from core.ocpi.modules import InterfaceRole, ModuleId
from core.ocpi.ocpi_version import OcpiVersion

PARTS_MAX: Final = 16
_QUERY_FIELDS_MAX: Final = 32
_VERSIONS: Final = {version.value: version for version in OcpiVersion}
_INTERFACES: Final = {"sender": InterfaceRole.SENDER, "receiver": InterfaceRole.RECEIVER}
_FUNCTIONAL: Final = {
    module.value: module
    for module in ModuleId
    if module not in {ModuleId.CREDENTIALS, ModuleId.HUB_CLIENT_INFO}
}


class Place(Enum):
    """The kinds of places that the hub has."""

    VERSIONS = "versions"
    DETAILS = "details"
    CREDENTIALS = "credentials"
    MODULE = "module"
    PASSAGE = "passage"
    """Behind which the URL of a peer is."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a path names."""

    place: Place
    version: OcpiVersion = OcpiVersion.V2_3_0
    """The newest where the path names none."""
    module: ModuleId | None = None
    interface: InterfaceRole | None = None
    rest: tuple[str, ...] = ()
    """After the module, or after ``passage``; decoded."""


def target_of(path: bytes) -> Target | None:
    """What a path after ``/ocpi`` names, as it stands in the request; None if nothing is there."""
    parts = [part for part in path.split(b"/", 2 * PARTS_MAX) if part]
    if not 0 < len(parts) <= PARTS_MAX:
        return None
    try:
        first, *rest = (unquote_to_bytes(part).decode() for part in parts)
    except UnicodeDecodeError:
        return None
    if any("\0" in part for part in (first, *rest)):  # no id has one, nor does a database take it
        return None
    if first == "versions":
        return Target(Place.VERSIONS) if not rest else None
    version = _VERSIONS.get(first)
    return None if version is None else _inside(version, tuple(rest))


def _inside(version: OcpiVersion, parts: tuple[str, ...]) -> Target | None:
    match parts:
        case ():
            return Target(Place.DETAILS, version)
        case ("credentials",):
            return Target(Place.CREDENTIALS, version)
        case ("hubclientinfo", *rest):
            return Target(
                Place.MODULE, version, ModuleId.HUB_CLIENT_INFO, InterfaceRole.SENDER, tuple(rest)
            )
        case ("passage", opaque, *rest):
            return Target(Place.PASSAGE, version, rest=(opaque, *rest))
        case (interface, module, *rest) if interface in _INTERFACES and module in _FUNCTIONAL:
            found = _FUNCTIONAL[module]
            return Target(Place.MODULE, version, found, _INTERFACES[interface], tuple(rest))
        case _:
            return None


def query_of(query: bytes) -> dict[str, str]:
    """The fields of a query; of two with one name the last counts.

    Raises:
        InvalidValueError: There are too many, or there is a NUL in one.
    """
    try:
        found = parse_qsl(
            query.decode("latin-1"), keep_blank_values=True, max_num_fields=_QUERY_FIELDS_MAX
        )
    except ValueError as error:
        raise InvalidValueError(f"query: wanted at most {_QUERY_FIELDS_MAX} fields") from error
    if any("\0" in value for _, value in found):
        raise InvalidValueError("query: wanted no NUL in it")
    return dict(found)


def path_of(version: OcpiVersion, module: ModuleId, interface: InterfaceRole) -> str:
    """Where one half of a module is, after ``/ocpi``; what has ids below it ends with a slash."""
    if module in _FUNCTIONAL.values():
        return f"/{version}/{interface.lower()}/{module}/"
    return f"/{version}/{module}"
