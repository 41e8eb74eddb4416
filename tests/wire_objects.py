"""Objects of OCPI made of the field tables, for tests of everything that reads or turns them."""

from core.ocpi.object_tables import TABLES, Field
from core.ocpi.ocpi_version import OcpiVersion

_BY_NAME = {
    "country_code": "NL",
    "party_id": "ABC",
    "hub_party_id": "NLHUB",
    "country": "NLD",
    "currency": "EUR",
    "language": "en",
    "latitude": "52.370216",
    "longitude": "4.895168",
    "start_time": "08:00",
    "end_time": "20:00",
    "start_date": "2026-01-01",
    "end_date": "2026-12-31",
    "weekday": 1,
    "postal_code": "1011AB",
    "time_zone": "Europe/Amsterdam",
    "physical_reference": "bay 3",
}
_BY_KIND = {
    "any": {},
    "boolean": True,
    "CiString": "x1",
    "DateTime": "2026-01-31T12:00:00Z",
    "int": 7,
    "number": 2,
    "string": "text",
    "URL": "https://party.example/x",
}
_CLOCKS = {"period_begin": "08:00", "period_end": "20:00"}


def a_wire_object(version: OcpiVersion, name: str, *, full: bool = True) -> dict[str, object]:
    """A valid object: with every field, or only with those that must be there."""
    return {
        row.name: _content(version, row, full=full)
        for row in TABLES[version].objects[name]
        if full or row.cardinality.is_required
    }


def _content(version: OcpiVersion, row: Field, *, full: bool) -> object:
    one = _one(version, row, full=full)
    return [one] if row.cardinality.is_list else one


def _one(version: OcpiVersion, row: Field, *, full: bool) -> object:
    tables = TABLES[version]
    if row.kind in tables.objects:
        return a_wire_object(version, row.kind, full=full)
    if row.kind in tables.enums:
        return min(tables.enums[row.kind].known)
    if row.kind == "string" and row.name in _CLOCKS:
        return _CLOCKS[row.name]
    return _BY_NAME.get(row.name, _BY_KIND[row.kind])
