"""Which object a message carries, by its module and path, and the same bytes in another version.

Source: the interface tables of OCPI. What carries no object, or one without a table, stays.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from core.domain.errors import SourceError
from core.ocpi.conversion_loss import Loss
from core.ocpi.convert_objects import convert_object
from core.ocpi.json_bytes import json_of_value, value_of_json
from core.ocpi.modules import InterfaceRole, ModuleId
from core.ocpi.object_tables import TABLES
from core.ocpi.ocpi_version import OcpiVersion

_RECEIVER: Final = InterfaceRole.RECEIVER
_OWNER_PARTS: Final = 2
"""Country code and party id, before the ids in paths of receivers."""
_LOCATION_PARTS: Final = ("Location", "EVSE", "Connector")
_OF_MODULE: Final[Mapping[ModuleId, str]] = {
    ModuleId.CDRS: "CDR",
    ModuleId.SESSIONS: "Session",
    ModuleId.TARIFFS: "Tariff",
    ModuleId.TOKENS: "Token",
    ModuleId.INVOICE_RECONCILIATION: "InvoiceReconciliationRecord",
}
_COMMANDS: Final[Mapping[str, str]] = {
    "CANCEL_RESERVATION": "CancelReservation",
    "RESERVE_NOW": "ReserveNow",
    "START_SESSION": "StartSession",
    "STOP_SESSION": "StopSession",
    "UNLOCK_CONNECTOR": "UnlockConnector",
}
_ENDS: Final[Mapping[str, tuple[str | None, str | None]]] = {
    "authorize": ("LocationReferences", "AuthorizationInfo"),
    "charging_preferences": ("ChargingPreferences", None),
}


@dataclass(frozen=True, slots=True)
class Carried:
    """The objects of one exchange; None where there is none."""

    request: str | None = None
    answer: str | None = None


NOTHING: Final = Carried()
_NULL: Final = b"null"


@dataclass(frozen=True, slots=True)
class Rewritten:
    """Bytes in another version, and what that version could not say."""

    body: bytes
    losses: tuple[Loss, ...] = ()


def carried(
    module: ModuleId, interface: InterfaceRole, method: str, rest: tuple[str, ...]
) -> Carried:
    """What a call carries and what its answer does."""
    if module is ModuleId.COMMANDS:
        command = _COMMANDS.get(rest[0].upper()) if rest else None
        return Carried(command, "CommandResponse")
    if module is ModuleId.CHARGING_PROFILES:
        return _of_profiles(interface, method)
    if rest and rest[-1] in _ENDS and len(rest) == 2:
        return Carried(*_ENDS[rest[-1]])
    name = _object_at(module, interface, rest)
    return Carried(answer=name) if method == "GET" else Carried(request=name)


def rewritten(name: str | None, body: bytes, source: OcpiVersion, target: OcpiVersion) -> Rewritten:
    """One object or a list of them as the other version writes it.

    Raises:
        SourceError: Not JSON, or nested deeper than we write.
    """
    known = name is not None and all(name in TABLES[one].objects for one in (source, target))
    if source is target or not body or not known:
        return Rewritten(body)
    assert name is not None
    value = value_of_json(body)
    has_null = _NULL in body
    if not isinstance(value, list):
        found = convert_object(name, value, source, target)
        made = _tidied(name, found.value, target) if has_null else found.value
        return Rewritten(json_of_value(made), found.losses)
    all_found = [convert_object(name, one, source, target) for one in value]
    losses = (
        Loss(f"/{number}{loss.pointer}", loss.problem)
        for number, one in enumerate(all_found)
        for loss in one.losses
    )
    listed = [_tidied(name, one.value, target) if has_null else one.value for one in all_found]
    return Rewritten(json_of_value(listed), tuple(losses))


def _tidied(name: str, value: object, version: OcpiVersion) -> object:
    """Whole objects lose their nulls; in a PATCH a null may mean that something is to go."""
    if not isinstance(value, Mapping):
        return value
    rows = TABLES[version].objects[name]
    if any(row.cardinality.is_required and value.get(row.name) is None for row in rows):
        return value
    try:
        return _without_nulls(value)
    except RecursionError as error:
        raise SourceError("message", "nested too deeply to be rewritten") from error


def _without_nulls(value: object) -> object:
    if isinstance(value, Mapping):
        return {key: _without_nulls(one) for key, one in value.items() if one is not None}
    if isinstance(value, list):
        return [_without_nulls(one) for one in value if one is not None]
    return value


def _of_profiles(interface: InterfaceRole, method: str) -> Carried:
    if interface is not _RECEIVER:
        return Carried("ActiveChargingProfile" if method == "PUT" else None)
    return Carried("SetChargingProfile" if method == "PUT" else None, "ChargingProfileResponse")


def _object_at(module: ModuleId, interface: InterfaceRole, rest: tuple[str, ...]) -> str | None:
    if module is not ModuleId.LOCATIONS:
        return _OF_MODULE.get(module)
    ids = len(rest) - _OWNER_PARTS if interface is _RECEIVER else len(rest)
    return _LOCATION_PARTS[min(max(ids - 1, 0), len(_LOCATION_PARTS) - 1)]
