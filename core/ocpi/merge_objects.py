"""What a partial push makes of the object that is kept: PATCH, and parts of a Location.

Sources: OCPI mod_locations (PUT and PATCH of a Location, an EVSE, a Connector), mod_sessions. The
surprises: a PATCH of a session brings only the charging periods that are new; and a part that
changed moves ``last_updated`` of what it is part of.
"""

from collections.abc import Sequence
from typing import Final

from core.domain.errors import NotFoundError, WireError
from core.ocpi.wire import JsonObject, shown

_PARTS: Final = (("evses", "uid"), ("connectors", "id"))
"""The lists of a Location's parts, and what their members are named by."""


def patched(kept: JsonObject, changes: JsonObject) -> JsonObject:
    """The object with the fields that changed; an explicit null takes a field away.

    Raises:
        WireError: ``last_updated`` is missing, without which OCPI knows no PATCH.
    """
    if changes.get("last_updated") is None:
        raise WireError("last_updated", "wanted a value in a PATCH, found nothing")
    merged = kept | changes
    if isinstance(changes.get("charging_periods"), list):
        merged["charging_periods"] = _periods(kept.get("charging_periods"), changes)
    return {name: value for name, value in merged.items() if value is not None}


def _periods(before: object, changes: JsonObject) -> list[object]:
    """Periods by their start: what is told again is replaced, what is new comes after."""
    told = changes["charging_periods"]
    assert isinstance(told, list)
    by_start: dict[object, object] = {}
    for one in (*(before if isinstance(before, list) else ()), *told):
        if not isinstance(one, dict):
            raise WireError("charging_periods", f"wanted objects, found {shown(one)}")
        by_start[str(one.get("start_date_time"))] = one
    return list(by_start.values())


def with_part(
    location: JsonObject, ids: Sequence[str], told: JsonObject, *, is_patch: bool
) -> JsonObject:
    """A Location in which one EVSE or Connector is what its owner told.

    Args:
        location: As it is kept.
        ids: Uid of the EVSE and, of a Connector, its id.
        told: The part, or with ``is_patch`` its fields that changed.
        is_patch: Whether the part must be there.

    Raises:
        NotFoundError: There is no such part to patch, or no EVSE for a new connector.
        WireError: ``last_updated`` is missing, or the part says another id than it is sent to.
    """
    if told.get("last_updated") is None:
        raise WireError("last_updated", "wanted a value, found nothing")
    made = _with_part(location, tuple(ids), told, is_patch=is_patch)
    return made | {"last_updated": told["last_updated"]}


def _with_part(
    whole: JsonObject, ids: tuple[str, ...], told: JsonObject, *, is_patch: bool, depth: int = 0
) -> JsonObject:
    listed, name = _PARTS[depth]
    said = told.get(name) if len(ids) == 1 else None
    if isinstance(said, str) and said.casefold() != ids[0].casefold():
        raise WireError(name, f"wanted {ids[0]!r} as in the URL, found {said!r}")
    parts = whole.get(listed)
    kept = [one for one in parts if isinstance(one, dict)] if isinstance(parts, list) else []
    at = next((i for i, one in enumerate(kept) if _is_named(one, name, ids[0])), None)
    if at is None and (is_patch or len(ids) > 1):
        raise NotFoundError(f"{listed}: nobody told of {ids[0]!r} yet")
    before = {} if at is None else kept[at]
    if len(ids) > 1:
        part = _with_part(before, ids[1:], told, is_patch=is_patch, depth=depth + 1)
        part = part | {"last_updated": told["last_updated"]}
    else:
        part = patched(before, told) if is_patch else {name: ids[0]} | told
    if at is None:
        return whole | {listed: [*kept, part]}
    return whole | {listed: [*kept[:at], part, *kept[at + 1 :]]}


def part_of(location: JsonObject, ids: Sequence[str]) -> JsonObject | None:
    """An EVSE or a Connector of a Location; None where there is none of that id."""
    found: JsonObject | None = location
    for (listed, name), wanted in zip(_PARTS, ids, strict=False):
        parts = None if found is None else found.get(listed)
        of_id = (
            one
            for one in (parts if isinstance(parts, list) else ())
            if isinstance(one, dict) and _is_named(one, name, wanted)
        )
        found = next(of_id, None)
    return found


def _is_named(one: JsonObject, name: str, wanted: str) -> bool:
    return str(one.get(name)).casefold() == wanted.casefold()
