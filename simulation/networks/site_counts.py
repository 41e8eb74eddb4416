"""From EVSEs to counts by area, CPO and class of charge point, and those as a file of sites.

The counts hold no address and no single EVSE: a centre rounded to about a kilometre, how far the
places lie from it, how many they are, and how many EVSEs they have together.
"""

import csv
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from io import StringIO
from math import cos, radians, sqrt
from statistics import median
from string import ascii_letters, digits
from typing import Final

from simulation.networks.found_evse import FoundEvse, class_of
from simulation.site_file import COLUMNS, KM_PER_DEGREE

CENTRE_DIGITS: Final = 2
ALLOWED: Final = frozenset(f"{ascii_letters}{digits}._-")
LONGEST_ID: Final = 36
ROOM: Final = 6
"""For what makes the sites of a line different from each other."""
MOST_SPREAD_KM: Final = 30.0
"""A place farther from the centre than that was written down wrongly: areas are smaller."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteCount:
    """The sites of one class that a CPO has in an area."""

    cpo: str
    area: str
    area_name: str
    charge_point_class: str
    country_code: str
    time_zone: str
    latitude_deg: float
    longitude_deg: float
    spread_km: float
    site_count: int
    evse_count: int


def site_counts(
    evses: Iterable[FoundEvse], centre_digits: int = CENTRE_DIGITS
) -> tuple[SiteCount, ...]:
    """The counts, by area, CPO and class; centres are rounded to so many digits of a degree."""
    groups: dict[tuple[str, str, str], list[FoundEvse]] = {}
    for evse in evses:
        kind = class_of(evse.kind, evse.max_power_kw)
        groups.setdefault((evse.area, evse.cpo, kind), []).append(evse)
    return tuple(
        _count(kind, group, centre_digits) for (_, _, kind), group in sorted(groups.items())
    )


def _count(kind: str, group: list[FoundEvse], centre_digits: int) -> SiteCount:
    latitude = median(one.latitude_deg for one in group)
    longitude = median(one.longitude_deg for one in group)
    narrowing = cos(radians(latitude))
    away_km = [
        KM_PER_DEGREE
        * sqrt(
            (one.latitude_deg - latitude) ** 2 + (narrowing * (one.longitude_deg - longitude)) ** 2
        )
        for one in group
    ]
    squares = [min(one, MOST_SPREAD_KM) ** 2 for one in away_km]
    return SiteCount(
        cpo=group[0].cpo,
        area=group[0].area,
        area_name=group[0].area_name,
        charge_point_class=kind,
        country_code=group[0].country_code,
        time_zone=group[0].time_zone,
        latitude_deg=round(latitude, centre_digits),
        longitude_deg=round(longitude, centre_digits),
        spread_km=round(sqrt(sum(squares) / len(squares)), 1),
        site_count=len({one.location_id for one in group}),
        evse_count=len(group),
    )


def site_lines(
    counts: Iterable[SiteCount],
    tariff_of: Callable[[SiteCount], str] = lambda _: "",
) -> str:
    """The file of sites that ``simulation.site_file`` reads.

    Args:
        counts: In the order of the lines.
        tariff_of: Id of a tariff; empty where none is known.
    """
    text = StringIO(newline="")
    lines = csv.DictWriter(text, COLUMNS[:-1], lineterminator="\n")  # all are asked for alike
    lines.writeheader()
    used: Counter[str] = Counter()
    for one in counts:
        party = one.cpo.partition("*")[2]
        lines.writerow(
            {
                "location_id": _location_id(one, party, used),
                "cpo": one.cpo,
                "name": f"{one.area_name[:80]} {party} {one.charge_point_class}",
                "country_code": one.country_code,
                "time_zone": one.time_zone,
                "latitude_deg": one.latitude_deg,
                "longitude_deg": one.longitude_deg,
                "charge_point_class": one.charge_point_class,
                "site_count": one.site_count,
                "evse_count": one.evse_count,
                "tariff_id": tariff_of(one),
                "spread_km": one.spread_km,
            }
        )
    return text.getvalue()


def _location_id(count: SiteCount, party: str, used: Counter[str]) -> str:
    """An id that OCPI allows, and that no other line has."""
    tail = f"-{party}-{count.charge_point_class}"
    area = "".join(one if one in ALLOWED else "-" for one in count.area)
    short = f"{area[: LONGEST_ID - len(tail) - ROOM]}{tail}"
    used[short.upper()] += 1
    again = used[short.upper()]
    return short if again == 1 else f"{short}-x{again}"
