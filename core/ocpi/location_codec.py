"""Location with its EVSEs <-> OCPI 2.2.1 JSON (mod_locations).

Our values hold what pricing and VAT need; address, city and the like are not among them, so they
are ignored on the way in and absent on the way out.
"""

from decimal import Decimal
from typing import Final

from core.domain.location import Connector, Evse, Location, PowerType
from core.ocpi.countries import alpha_3_of, country_of_wire
from core.ocpi.wire import JsonObject, WireObject, present, split_key, wire_object

_PHASES: Final[dict[PowerType, int]] = {
    PowerType.AC_1_PHASE: 1,
    PowerType.AC_2_PHASE: 2,
    PowerType.AC_2_PHASE_SPLIT: 2,
    PowerType.AC_3_PHASE: 3,
    PowerType.DC: 1,
}
"""OCPI: ``max_voltage`` is line to neutral for AC, so power is voltage x current x phases."""


def location_from_json(value: object, path: str = "") -> Location:
    """The location that a JSON object describes.

    Args:
        value: The object, with exact numbers (``wire.parsed``).
        path: Where in the message it stands.

    Raises:
        WireError: OCPI does not allow it; the path says where.
    """
    wire = wire_object(value, path)
    coordinates = wire.nested("coordinates") if wire.has("coordinates") else None
    return Location(
        location_id=wire.text("id", 36),
        cpo=wire.party_key(),
        name=wire.text_or_none("name") or wire.text("id", 36),
        country_code=country_of_wire(wire),
        time_zone=wire.text("time_zone"),
        latitude=None if coordinates is None else _degrees(coordinates, "latitude", 90),
        longitude=None if coordinates is None else _degrees(coordinates, "longitude", 180),
        evses=tuple(_evse(evse) for evse in wire.objects("evses")),
    )


def _degrees(wire: WireObject, name: str, most: int) -> Decimal:
    text = wire.text(name, 12)
    digits = text.removeprefix("-").replace(".", "", 1)
    if not (digits.isascii() and digits.isdigit()) or abs(Decimal(text)) > most:
        raise wire.refused(name, f"wanted decimal degrees up to {most}, found {text!r}")
    return Decimal(text)


def _evse(wire: WireObject) -> Evse:
    connectors = tuple(_connector(connector) for connector in wire.objects("connectors"))
    if not connectors:
        raise wire.refused("connectors", "wanted at least one, found none")
    return Evse(
        evse_uid=wire.text("uid", 36),
        evse_id=wire.text_or_none("evse_id", 48),
        connectors=connectors,
    )


def _connector(wire: WireObject) -> Connector:
    power_type = wire.member("power_type", PowerType)
    return Connector(
        connector_id=wire.text("id", 36),
        standard=wire.text("standard"),
        power_type=power_type,
        max_power_kw=_max_power_kw(wire, power_type),
        tariff_ids=wire.texts("tariff_ids", 36),
    )


def _max_power_kw(wire: WireObject, power_type: PowerType) -> Decimal:
    """What the connector says, else voltage x current x phases."""
    power_w = wire.whole_or_none("max_electric_power")
    if power_w is None:
        power_w = wire.whole("max_voltage") * wire.whole("max_amperage") * _PHASES[power_type]
    if power_w <= 0:
        raise wire.refused("max_electric_power", f"wanted above 0 W, found {power_w}")
    return Decimal(power_w) / 1000


def location_to_json(location: Location) -> JsonObject:
    """The location as OCPI writes it, as far as our values know it; power in whole watts."""
    country_code, party_id = split_key(location.cpo)
    return present(
        country_code=country_code,
        party_id=party_id,
        id=location.location_id,
        name=location.name,
        country=alpha_3_of(location.country_code),
        coordinates=_coordinates(location),
        time_zone=location.time_zone,
        evses=[_evse_json(evse) for evse in location.evses],
    )


def _coordinates(location: Location) -> JsonObject | None:
    if location.latitude is None or location.longitude is None:
        return None
    return {"latitude": f"{location.latitude:f}", "longitude": f"{location.longitude:f}"}


def _evse_json(evse: Evse) -> JsonObject:
    return present(
        uid=evse.evse_uid,
        evse_id=evse.evse_id,
        connectors=[_connector_json(connector) for connector in evse.connectors],
    )


def _connector_json(connector: Connector) -> JsonObject:
    return present(
        id=connector.connector_id,
        standard=connector.standard,
        power_type=connector.power_type.value,
        max_electric_power=int(connector.max_power_kw * 1000),
        tariff_ids=list(connector.tariff_ids) or None,
    )
