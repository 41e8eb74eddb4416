"""Public charging sessions of a council -> its sites: ports, and how much each is asked for.

Sources: Dundee 2017-18 and Perth & Kinross 2016-19 (``../shared/data/dundee_uk``,
``perth_kinross_uk``; ChargePlace Scotland, open data of the councils). Traps: one site under
several spellings, a test site of the operator, connectors that are only known by their sessions.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import fmean
from typing import Final

TEST_SITE: Final = "***TEST SITE***"
LEAST_SESSIONS: Final = 30
"""In the year; a site with fewer was closed or only tried out."""
PLACE_DIGITS: Final = 3
CLASS_OF: Final[Mapping[str, str]] = {
    "7kW": "slow_7",
    "7kW Dual": "slow_7",
    "Siemens 7 kW Dual": "slow_7",
    "22kW": "ac_22",
    "22kW Dual": "ac_22",
    "22kW Raption": "ac_22",
    "Siemens Semi-Rapid": "ac_22",
    "50kW Raption": "dc_50",
    "Dual Rapid": "dc_50",
    "Triple Rapid": "dc_50",
    "Siemens Triple Rapid": "dc_50",
}
"""The councils' names of their charge points -> our classes."""


@dataclass(frozen=True, slots=True)
class CouncilSession:
    """One session of the file."""

    site: str
    port: tuple[str, str]
    """Charge point and connector."""
    charge_point_class: str
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CouncilSite:
    """The ports of a class at a site."""

    name: str
    charge_point_class: str
    latitude_deg: float
    longitude_deg: float
    port_count: int
    sessions_per_port_day: float
    """While it was in use: from its first day in the file to its last."""


def sessions_of(folder: Path, first: datetime, last: datetime) -> tuple[CouncilSession, ...]:
    """The sessions that began from ``first`` to ``last`` (exclusive); times are taken as UTC."""
    names = {row["site_id"]: site_name(row["site"]) for row in _rows(folder / "sites.csv")}
    return tuple(
        CouncilSession(
            names[row["site_id"]],
            (row["cp"], row["conn"]),
            CLASS_OF[row["cls"]],
            _time(row["start"]).date(),
        )
        for row in _rows(folder / "sessions.csv")
        if row["end"] and row["kwh"] and TEST_SITE not in names.get(row["site_id"], TEST_SITE)
        if first <= _time(row["start"]) < last
    )


def site_name(told: str) -> str:
    """The place without its town: files spell ``Site, Town`` and ``Site``."""
    return told.partition(",")[0].strip().removesuffix(".")


def council_sites(
    sessions: Iterable[CouncilSession], places: Mapping[str, tuple[float, float]]
) -> tuple[CouncilSite, ...]:
    """Each site and class that was used; a site without a place is at the middle of the others."""
    used: dict[tuple[str, str], list[CouncilSession]] = {}
    for one in sessions:
        used.setdefault((one.site, one.charge_point_class), []).append(one)
    middle = (
        fmean(latitude for latitude, _ in places.values()),
        fmean(longitude for _, longitude in places.values()),
    )
    return tuple(
        _site(group, places.get(name, middle))
        for (name, _), group in sorted(used.items())
        if len(group) >= LEAST_SESSIONS
    )


def _site(group: list[CouncilSession], place: tuple[float, float]) -> CouncilSite:
    days = [one.day for one in group]
    ports = len({one.port for one in group})
    return CouncilSite(
        name=group[0].site,
        charge_point_class=group[0].charge_point_class,
        latitude_deg=round(place[0], PLACE_DIGITS),
        longitude_deg=round(place[1], PLACE_DIGITS),
        port_count=ports,
        sessions_per_port_day=len(group) / ports / ((max(days) - min(days)).days + 1),
    )


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def places_of_points(
    folder: Path, sessions: Iterable[CouncilSession]
) -> dict[str, tuple[float, float]]:
    """Where each site is, by its charge points (Dundee)."""
    by_point = {
        row["CP ID"].strip(): (float(row["Latitude"]), float(row["Longitude"]))
        for row in _rows(folder / "locations.csv")
    }
    found: dict[str, tuple[float, float]] = {}
    for one in sessions:
        place = by_point.get(one.port[0].removesuffix(".0"))
        if place is not None:
            found.setdefault(one.site, place)
    return found


def places_of_names(folder: Path) -> dict[str, tuple[float, float]]:
    """Where each site is, by its name (Perth & Kinross)."""
    return {
        row["Site"].rsplit("-", 1)[0].strip(): (float(row["Latitude"]), float(row["Longitude"]))
        for row in _rows(folder / "locations.csv")
    }


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
