"""The registry of the Portuguese network as CSV, one connector a line, -> EVSEs.

Source: MOBI.E, OCPI export of 2024-06-22 (``../shared/data/mobie_pt_registry``). Its traps: a
power of 11 W where 11 kW is meant, and EVSEs that are planned or already removed.
"""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Final

from simulation.networks.found_evse import FoundEvse, PlugKind

Row = dict[str, str]
ABSENT: Final = frozenset({"PLANNED", "REMOVED"})
AC_STANDARDS: Final = frozenset({"IEC_62196_T1", "IEC_62196_T2", "DOMESTIC_F"})
LEAST_KW: Final = Decimal(1)
AZORES_WEST_OF_DEG: Final = -24
MADEIRA_WEST_OF_DEG: Final = -15


def evses_of_registry(path: Path) -> tuple[FoundEvse, ...]:
    """Every EVSE that is there, in the order of their ids."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["status"] not in ABSENT]
    names = _area_names(rows)
    rows.sort(key=lambda row: row["evse_id"])
    return tuple(_evses(rows, names))


def power_kw(watts: str) -> Decimal:
    """The power of a connector; what is below 1 kW was written in kW."""
    found = Decimal(watts) / 1000
    return found * 1000 if found < LEAST_KW else found


def _area_names(rows: Iterable[Row]) -> dict[str, str]:
    """The name most used for each municipality, by its code."""
    used: dict[str, Counter[str]] = {}
    for row in rows:
        used.setdefault(_area(row), Counter())[row["city"].strip()] += 1
    return {code: names.most_common(1)[0][0] for code, names in used.items()}


def _area(row: Row) -> str:
    return row["location_id"].partition("-")[0]


def _evses(rows: Iterable[Row], names: dict[str, str]) -> Iterator[FoundEvse]:
    for _, connectors in groupby(rows, key=lambda row: row["evse_id"]):
        row = max(connectors, key=lambda one: power_kw(one["max_w"]))
        ac = row["standard"] in AC_STANDARDS
        yield FoundEvse(
            cpo=f"PT*{row['party_id']}",
            area=_area(row),
            area_name=names[_area(row)],
            location_id=row["location_id"],
            latitude_deg=float(row["lat"]),
            longitude_deg=float(row["lon"]),
            country_code="PT",
            time_zone=_time_zone(float(row["lon"])),
            kind=PlugKind.AC if ac else PlugKind.DC,
            max_power_kw=power_kw(row["max_w"]),
        )


def _time_zone(longitude_deg: float) -> str:
    if longitude_deg < AZORES_WEST_OF_DEG:
        return "Atlantic/Azores"
    return "Atlantic/Madeira" if longitude_deg < MADEIRA_WEST_OF_DEG else ""
