"""The register of charge points of the Bundesnetzagentur as CSV, of any year, -> EVSEs.

Its forms differ: commas or semicolons between fields, decimal points or commas (both in one file),
lines of legal text before the header, other names of the columns since 2022. It names operators,
but no parties: their keys are invented.
"""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Final

from core.domain.errors import InvalidValueError
from simulation.networks.found_evse import (
    MOST_KW,
    BroughtNetwork,
    FoundEvse,
    PlugKind,
    RefusedPlace,
)
from simulation.networks.party_keys import party_keys
from simulation.networks.table_rows import number_of, number_within, rows_of_table

Row = dict[str, str]
COLUMNS: Final = {
    "operator": ("Betreiber",),
    "address": ("Adresse", "Straße"),
    "number": ("Hausnummer",),
    "town": ("Postleitzahl Ort", "Ort"),
    "postcode": ("Postleitzahl",),
    "longitude": ("Längengrad [DG]", "Längengrad"),
    "latitude": ("Breitengrad [DG]", "Breitengrad"),
    "power": (
        "Anschlussleistung [kW]",
        "Anschlussleistung",
        "Nennleistung Ladeeinrichtung [kW]",
    ),
    "points": ("Anzahl Ladepunkte",),
    **{f"plugs_{at}": (f"Steckertypen{at}",) for at in range(1, 7)},
    **{
        f"power_{at}": (f"P{at} [kW]", f"Nennleistung Stecker{at}", f"Leistung Stecker{at} [kW]")
        for at in range(1, 7)
    },
}
WANTED: Final = ("operator", "longitude", "latitude", "power", "points")
MOST_POINTS: Final = 500
ZERO: Final = Decimal(0)
WEST_EAST: Final = (Decimal(5), Decimal(16))
SOUTH_NORTH: Final = (Decimal(47), Decimal(56))
"""Germany, generously: what lies outside has its coordinates exchanged or mistyped."""


def network_of_register(text: str, source: str) -> BroughtNetwork:
    """The EVSEs of the register.

    Raises:
        SourceError: It has no header of the register.
    """
    rows = list(rows_of_table(text, source, COLUMNS, WANTED))
    names = {row["operator"] for _, row in rows}
    keys = party_keys((name for name in names if name), "DE")
    sites = _Sites()
    evses: list[FoundEvse] = []
    refused: list[RefusedPlace] = []
    for line, row in rows:
        try:
            evses.extend(_evses(row, keys, sites))
        except InvalidValueError as error:
            refused.append(RefusedPlace(f"line {line}", str(error)))
    used = {one.cpo for one in evses}
    cpo_names = {key: name[:100] for name, key in sorted(keys.items()) if key in used}
    return BroughtNetwork(tuple(evses), cpo_names, tuple(refused))


class _Sites:
    """Ids of places: facilities of an operator at one address are one site."""

    def __init__(self) -> None:
        self._ids: dict[tuple[str, str], str] = {}

    def site(self, cpo: str, address: str, postcode: str) -> str:
        """The id of the site there."""
        count = len(self._ids) + 1
        return self._ids.setdefault((cpo, address), f"{postcode or 'site'}-{count}")


def _evses(row: Row, keys: dict[str, str], sites: _Sites) -> Iterator[FoundEvse]:
    if not row["operator"]:
        raise InvalidValueError("Betreiber: wanted a name, found none")
    longitude = number_within(row["longitude"], "Längengrad", *WEST_EAST)
    latitude = number_within(row["latitude"], "Breitengrad", *SOUTH_NORTH)
    cpo, town = keys[row["operator"]], row.get("town", "")
    postcode = row.get("postcode") or "".join(re.findall(r"^\d{5}", town))
    street = f"{row.get('address', '')} {row.get('number', '')}".strip()
    name = f"{street}, {town}".strip(", ") or row["operator"]
    site = sites.site(cpo, name, postcode)
    for kind, power_kw in _points(row):
        yield FoundEvse(
            cpo=cpo,
            area=site,
            area_name=name,
            location_id=site,
            latitude_deg=float(latitude),
            longitude_deg=float(longitude),
            country_code="DE",
            time_zone="Europe/Berlin",
            kind=kind,
            max_power_kw=power_kw,
        )


def _points(row: Row) -> Iterable[tuple[PlugKind, Decimal]]:
    """Each charge point; where its own power is not told, its part of the facility's.

    Raises:
        InvalidValueError: A power or the number of points cannot be.
    """
    count = number_of(row["points"], "Anzahl Ladepunkte")
    if count != count.to_integral_value() or not 1 <= count <= MOST_POINTS:
        raise InvalidValueError(f"Anzahl Ladepunkte: wanted 1 to 500, found {row['points']}")
    points: list[tuple[PlugKind, Decimal]] = []
    for at in range(1, int(count) + 1):
        plugs = row.get(f"plugs_{at}") or row.get("plugs_1", "")
        told = _strongest(row.get(f"power_{at}", ""))
        if told == 0:
            whole = number_within(row["power"], "Anschlussleistung", ZERO, MOST_KW * MOST_POINTS)
            told = round(whole / count, 1)
        if not 0 < told <= MOST_KW:
            raise InvalidValueError(f"P{at}: wanted at most {MOST_KW} kW, found {told}")
        kind = PlugKind.DC if re.search(r"\bDC\b|Combo|CCS|CHAdeMO", plugs) else PlugKind.AC
        points.append((kind, told))
    return points


def _strongest(told: str) -> Decimal:
    """Of the plugs of a point, as ``22`` or ``50; 43``; 0 where none is told."""
    parts = [one for one in re.split(r"[;/]", told) if one.strip()]
    return max((number_of(one, "power") for one in parts), default=ZERO)
