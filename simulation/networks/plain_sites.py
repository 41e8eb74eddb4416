"""A plain CSV of sites or charge points, as anybody keeps one, -> EVSEs.

Columns: cpo (a name, or ``DE*ABC``), latitude, longitude, power_kw; and if there are any: location
(id), name, evse_count, kind (AC or DC), country. Without ``kind``, more than 43 kW is DC.
"""

import re
from collections.abc import Iterator
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
    "cpo": ("cpo", "operator", "party", "betreiber"),
    "latitude": ("latitude", "lat", "latitude_deg"),
    "longitude": ("longitude", "lon", "lng", "longitude_deg"),
    "power": ("power_kw", "power", "max_power_kw", "kw"),
    "location": ("location", "location_id", "site", "id"),
    "name": ("name", "address", "title"),
    "count": ("evse_count", "evses", "count", "points"),
    "kind": ("kind", "current", "power_type"),
    "country": ("country", "country_code"),
}
WANTED: Final = ("cpo", "latitude", "longitude", "power")
KEY: Final = re.compile(r"[A-Z]{2}\*[A-Z0-9]{3}")
ZERO: Final = Decimal(0)
AC_UP_TO_KW: Final = Decimal(43)
MOST_EVSES: Final = 1_000
LATITUDES: Final = (Decimal(-90), Decimal(90))
LONGITUDES: Final = (Decimal(-180), Decimal(180))


def network_of_table(text: str, source: str, country_code: str) -> BroughtNetwork:
    """The EVSEs of a table; ``country_code`` is of rows that name none.

    Raises:
        SourceError: It has no header with those columns.
    """
    rows = list(rows_of_table(text, source, COLUMNS, WANTED))
    named = {row["cpo"] for _, row in rows if row["cpo"] and not KEY.fullmatch(row["cpo"])}
    keys = party_keys(named, country_code)
    evses: list[FoundEvse] = []
    refused: list[RefusedPlace] = []
    for line, row in rows:
        try:
            evses.extend(_evses(row, line, keys, country_code))
        except InvalidValueError as error:
            refused.append(RefusedPlace(f"line {line}", str(error)))
    names = {key: name for name, key in keys.items()}
    used = sorted({one.cpo for one in evses})
    cpo_names = {key: names.get(key, key.partition("*")[2])[:100] for key in used}
    return BroughtNetwork(tuple(evses), cpo_names, tuple(refused))


def _evses(row: Row, line: int, keys: dict[str, str], country_code: str) -> Iterator[FoundEvse]:
    if not row["cpo"]:
        raise InvalidValueError("cpo: wanted a name, found none")
    power_kw = number_within(row["power"], "power_kw", ZERO, MOST_KW)
    latitude = number_within(row["latitude"], "latitude", *LATITUDES)
    longitude = number_within(row["longitude"], "longitude", *LONGITUDES)
    site = row.get("location") or f"line-{line}"
    for _ in range(_count(row)):
        yield FoundEvse(
            cpo=keys.get(row["cpo"], row["cpo"]),
            area=site,
            area_name=row.get("name") or site,
            location_id=site,
            latitude_deg=float(latitude),
            longitude_deg=float(longitude),
            country_code=(row.get("country") or country_code).upper()[:2],
            kind=_kind(row, power_kw),
            max_power_kw=power_kw,
        )


def _count(row: Row) -> int:
    count = number_of(row.get("count") or "1", "evse_count")
    if count != count.to_integral_value() or not 1 <= count <= MOST_EVSES:
        raise InvalidValueError(f"evse_count: wanted 1 to {MOST_EVSES}, found {row['count']}")
    return int(count)


def _kind(row: Row, power_kw: Decimal) -> PlugKind:
    told = row.get("kind", "").upper()
    if told[:2] in tuple(PlugKind):
        return PlugKind(told[:2])
    if told:
        raise InvalidValueError(f"kind: wanted AC or DC, found {row['kind']!r}")
    return PlugKind.AC if power_kw <= AC_UP_TO_KW else PlugKind.DC
