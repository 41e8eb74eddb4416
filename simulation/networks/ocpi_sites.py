"""OCPI locations as JSON, 2.2.1 or 2.3.0, -> EVSEs: a list, or a whole answer with its ``data``.

A location that OCPI does not allow is refused with its place, and the others are taken. EVSEs that
are planned or removed are not there to charge at.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from core.domain.errors import SourceError, WireError
from core.domain.location import Evse, Location, PowerType
from core.ocpi.location_codec import location_from_json
from core.ocpi.wire import parsed, wire_object
from simulation.networks.found_evse import (
    MOST_KW,
    BroughtNetwork,
    FoundEvse,
    PlugKind,
    RefusedPlace,
)

ABSENT: Final = frozenset({"PLANNED", "REMOVED"})


def network_of_locations(text: str, source: str) -> BroughtNetwork:
    """The EVSEs of a file of locations.

    Raises:
        SourceError: Not JSON, or neither a list of locations nor an answer that has one.
    """
    evses: list[FoundEvse] = []
    refused: list[RefusedPlace] = []
    for index, one in enumerate(_locations(parsed(text, source), source)):
        place = f"[{index}]"
        try:
            location = location_from_json(one, place)
            absent = _absent_evses(one, place)
        except WireError as error:
            refused.append(RefusedPlace(place, str(error)))
            continue
        for evse in location.evses:
            if evse.evse_uid in absent:
                continue
            problem = _problem(location, evse)
            if problem:
                refused.append(RefusedPlace(f"{place} EVSE {evse.evse_uid}", problem))
            else:
                evses.append(_found(location, evse))
    return BroughtNetwork(tuple(evses), _names(evses), tuple(refused))


def _locations(value: object, source: str) -> Iterable[object]:
    if isinstance(value, dict) and "data" in value:
        value = value["data"]
    if isinstance(value, dict) and "evses" in value:
        value = [value]
    if not isinstance(value, list):
        raise SourceError(source, "wanted a list of OCPI locations, or an answer with it as data")
    return value


def _absent_evses(value: object, place: str) -> frozenset[str]:
    evses = wire_object(value, place).objects("evses")
    return frozenset(one.text("uid", 36) for one in evses if one.fields.get("status") in ABSENT)


def _problem(location: Location, evse: Evse) -> str:
    if location.latitude is None or location.longitude is None:
        return "coordinates: missing"
    if evse.max_power_kw > MOST_KW:
        return f"max_electric_power: wanted at most {MOST_KW} kW, found {evse.max_power_kw}"
    return ""


def _found(location: Location, evse: Evse) -> FoundEvse:
    strongest = max(evse.connectors, key=lambda one: one.max_power_kw)
    assert location.latitude is not None
    assert location.longitude is not None
    return FoundEvse(
        cpo=location.cpo,
        area=location.location_id,
        area_name=location.name,
        location_id=location.location_id,
        latitude_deg=float(location.latitude),
        longitude_deg=float(location.longitude),
        country_code=location.country_code,
        time_zone=location.time_zone,
        kind=PlugKind.DC if strongest.power_type is PowerType.DC else PlugKind.AC,
        max_power_kw=strongest.max_power_kw,
    )


def _names(evses: Iterable[FoundEvse]) -> dict[str, str]:
    return dict(_key_and_name(evses))


def _key_and_name(evses: Iterable[FoundEvse]) -> Iterator[tuple[str, str]]:
    for cpo in sorted({one.cpo for one in evses}):
        yield cpo, cpo.partition("*")[2]
