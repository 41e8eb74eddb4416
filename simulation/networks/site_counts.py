"""From EVSEs to counts by area, CPO and class of charge point, and those as a file of sites.

The counts hold no address and no single EVSE: a centre rounded to about a kilometre, how far the
places lie from it, how many they are, and how many EVSEs they have together.
"""

import csv
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from io import StringIO
from math import cos, radians, sqrt
from statistics import median
from typing import Final

from simulation.networks.found_evse import FoundEvse, class_of
from simulation.site_file import COLUMNS, KM_PER_DEGREE

CENTRE_DIGITS: Final = 2
MOST_SPREAD_KM: Final = 30.0
"""A place farther from the centre than that was written down wrongly: areas are smaller."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteCount:
    """The sites of one class that a CPO has in an area."""

    cpo: str
    area: str
    area_name: str
    charge_point_class: str
    latitude_deg: float
    longitude_deg: float
    spread_km: float
    site_count: int
    evse_count: int


def site_counts(evses: Iterable[FoundEvse]) -> tuple[SiteCount, ...]:
    """The counts, by area, CPO and class."""
    groups: dict[tuple[str, str, str], list[FoundEvse]] = {}
    for evse in evses:
        kind = class_of(evse.kind, evse.max_power_kw)
        groups.setdefault((evse.area, evse.cpo, kind), []).append(evse)
    return tuple(_count(kind, group) for (_, _, kind), group in sorted(groups.items()))


def _count(kind: str, group: list[FoundEvse]) -> SiteCount:
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
        latitude_deg=round(latitude, CENTRE_DIGITS),
        longitude_deg=round(longitude, CENTRE_DIGITS),
        spread_km=round(sqrt(sum(squares) / len(squares)), 1),
        site_count=len({one.location_id for one in group}),
        evse_count=len(group),
    )


def site_lines(
    counts: Iterable[SiteCount],
    tariff_of: Callable[[SiteCount], str],
    time_zone_of: Callable[[SiteCount], str],
) -> str:
    """The file of sites that ``simulation.site_file`` reads.

    Args:
        counts: In the order of the lines.
        tariff_of: Id of a tariff; empty where none is known.
        time_zone_of: IANA name; empty for the scenario's.
    """
    text = StringIO(newline="")
    lines = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    lines.writeheader()
    for one in counts:
        country, _, party = one.cpo.partition("*")
        lines.writerow(
            {
                "location_id": f"{one.area}-{party}-{one.charge_point_class}",
                "cpo": one.cpo,
                "name": f"{one.area_name} {party} {one.charge_point_class}",
                "country_code": country,
                "time_zone": time_zone_of(one),
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
