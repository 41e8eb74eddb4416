"""Derives the sites of ``dundee`` and ``perth`` from the sessions of the councils; a tool.

Run it with ``python -m simulation.networks.derive_councils`` where ``../shared`` is beside the
checkout. It writes the files of sites, and says how many sessions a port of each class has a day:
the demand in the two scenarios is written by hand from that.
"""

import csv
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Final

from core.service.resources import RESOURCES
from simulation.networks.council_sites import (
    CouncilSite,
    council_sites,
    places_of_names,
    places_of_points,
    sessions_of,
)

DUNDEE: Final = (datetime(2017, 9, 1, tzinfo=UTC), datetime(2018, 9, 1, tzinfo=UTC))
PERTH: Final = (datetime(2018, 9, 1, tzinfo=UTC), datetime(2019, 9, 1, tzinfo=UTC))
"""The last of its three years: use grew every year."""


def dundee_sites(shared: Path) -> tuple[CouncilSite, ...]:
    """Sites of Dundee in its year of data."""
    folder = shared / "dundee_uk"
    sessions = sessions_of(folder, *DUNDEE)
    return council_sites(sessions, places_of_points(folder, sessions))


def perth_sites(shared: Path) -> tuple[CouncilSite, ...]:
    """Sites of Perth & Kinross in the last year of data."""
    folder = shared / "perth_kinross_uk"
    return council_sites(sessions_of(folder, *PERTH), places_of_names(folder))


def sessions_per_port_day(sites: Sequence[CouncilSite]) -> dict[str, float]:
    """Sessions a port and day by class, each port alike."""
    return {
        kind: sum(one.sessions_per_port_day * one.port_count for one in sites if of(one, kind))
        / sum(one.port_count for one in sites if of(one, kind))
        for kind in sorted({one.charge_point_class for one in sites})
    }


def of(site: CouncilSite, kind: str) -> bool:
    """Whether it is of that class."""
    return site.charge_point_class == kind


def lines_of(sites: Sequence[CouncilSite], cpo: str) -> str:
    """The file of sites; tariffs are called by their CPO, and AC or DC."""
    text = StringIO(newline="")
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(
        (
            "location_id",
            "cpo",
            "name",
            "country_code",
            "latitude_deg",
            "longitude_deg",
            "charge_point_class",
            "evse_count",
            "tariff_id",
            "demand_factor",
        )
    )
    mean = sessions_per_port_day(sites)
    for one in sites:
        short = "-".join(part for part in one.name.lower().split(" ") if part.isalnum())
        current = "DC" if one.charge_point_class.startswith("dc") else "AC"
        lines.writerow(
            (
                f"{short[:28]}-{one.charge_point_class}",
                cpo,
                one.name,
                "GB",
                one.latitude_deg,
                one.longitude_deg,
                one.charge_point_class,
                one.port_count,
                f"{cpo.partition('*')[2]}-{current}",
                round(one.sessions_per_port_day / mean[one.charge_point_class], 3),
            )
        )
    return text.getvalue()


def derived_files(shared: Path) -> dict[str, str]:
    """Text of each file of ``resources`` by its path there."""
    return {
        "sites/dundee.csv": lines_of(dundee_sites(shared), "GB*DCC"),
        "sites/perth.csv": lines_of(perth_sites(shared), "GB*PKC"),
    }


def main() -> int:
    """Write the files; 0 done."""
    shared = RESOURCES.parent.parent / "shared" / "data"
    for name, text in derived_files(shared).items():
        (RESOURCES / name).write_text(text, encoding="utf-8")
    for name, sites in (("dundee", dundee_sites(shared)), ("perth", perth_sites(shared))):
        for kind, rate in sessions_per_port_day(sites).items():
            sys.stdout.write(f"{name} {kind}: {rate:.3f} sessions a port and day\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
