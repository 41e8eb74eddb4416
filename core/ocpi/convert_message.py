"""The data of a message in another version of OCPI, bytes in and bytes out.

The module says which objects may come, their fields tell which it is: a Location, an EVSE and a
Connector share few, and a PATCH brings no more than some of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from core.domain.errors import RuleError
from core.ocpi.conversion_loss import Loss
from core.ocpi.convert_objects import convert_object
from core.ocpi.json_bytes import json_of_value, value_of_json
from core.ocpi.modules import ModuleId
from core.ocpi.object_tables import TABLES
from core.ocpi.ocpi_version import OcpiVersion

_OBJECTS: Final[Mapping[ModuleId, tuple[str, ...]]] = {
    ModuleId.CDRS: ("CDR",),
    ModuleId.CREDENTIALS: ("Credentials",),
    ModuleId.HUB_CLIENT_INFO: ("ClientInfo",),
    ModuleId.LOCATIONS: ("Location", "EVSE", "Connector"),
    ModuleId.SESSIONS: ("Session", "ChargingPreferences"),
    ModuleId.TARIFFS: ("Tariff",),
    ModuleId.TOKENS: ("Token", "AuthorizationInfo", "LocationReferences"),
}
"""What a module's messages carry, where the versions differ in it or in what is in it."""
_NULL: Final = b"null"
_IN_ONE_VERSION: Final = frozenset({ModuleId.INVOICE_RECONCILIATION})


@dataclass(frozen=True, slots=True)
class ConvertedData:
    """The data of a message in another version."""

    data: bytes
    losses: tuple[Loss, ...]
    """Pointers begin in the data, so in a list with the object's number."""


def convert_data(
    module: ModuleId, data: bytes, source: OcpiVersion, target: OcpiVersion
) -> ConvertedData:
    """The data of a request or an answer, one object or a list, as the other version writes it.

    Raises:
        SourceError: Not JSON.
        RuleError: The other version has no such module.
    """
    if source is target or not data:
        return ConvertedData(data, ())
    if module in _IN_ONE_VERSION:
        raise RuleError(f"{module}: OCPI {OcpiVersion.V2_2_1} has no such module")
    if module not in _OBJECTS:
        return ConvertedData(data, ())
    value = value_of_json(data)
    has_no_null = _NULL not in data
    listed = value if isinstance(value, list) else [value]
    made, losses = [], []
    for index, one in enumerate(listed):
        name = object_name(module, one)
        found = convert_object(name, one, source, target)
        start = f"/{index}" if listed is value else ""
        losses += [Loss(start + loss.pointer, loss.problem) for loss in found.losses]
        made.append(found.value if has_no_null else _tidied(name, found.value, target))
    return ConvertedData(json_of_value(made if listed is value else made[0]), tuple(losses))


def object_name(module: ModuleId, value: object) -> str:
    """Which of a module's objects this is: that with whose fields it shares most."""
    names = _OBJECTS[module]
    if not isinstance(value, Mapping) or len(names) == 1:
        return names[0]
    return max(names, key=lambda name: len(_FIELDS[name] & value.keys()))


def _tidied(name: str, value: object, version: OcpiVersion) -> object:
    """Whole objects lose their nulls; in a PATCH a null may mean that something is to go."""
    rows = TABLES[version].objects[name]
    if not isinstance(value, Mapping):
        return value
    if any(row.cardinality.is_required and value.get(row.name) is None for row in rows):
        return value
    return _without_nulls(value)


def _without_nulls(value: object) -> object:
    if isinstance(value, Mapping):
        return {key: _without_nulls(one) for key, one in value.items() if one is not None}
    if isinstance(value, list):
        return [_without_nulls(one) for one in value if one is not None]
    return value


_FIELDS: Final[Mapping[str, frozenset[str]]] = {
    name: frozenset(row.name for tables in TABLES.values() for row in tables.objects[name])
    for names in _OBJECTS.values()
    for name in names
}
