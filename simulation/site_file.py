"""Sites of a network as a CSV file: one line for all like sites that a CPO has in one area.

A line with ``site_count`` above 1 stands for so many sites around a centre: its EVSEs are shared
out evenly and the places are spread by a spiral of the radius ``spread_km``. So a network can be
told by its counts without anybody's list of addresses; the single places are ours, not surveyed.
"""

import csv
from collections.abc import Iterable, Iterator
from decimal import Decimal
from io import StringIO
from math import cos, pi, radians, sin, sqrt
from pathlib import Path
from typing import Any, Final

from pydantic import Field, ValidationError

from core.domain.errors import NotFoundError, SourceError
from core.service.resources import ResourceKind, read_text, resource_path
from core.sessionfile.toml_text import errors_of, problem_of
from simulation.scenario_parts import LocationPart

COLUMNS: Final = (
    "location_id",
    "cpo",
    "name",
    "country_code",
    "time_zone",
    "latitude_deg",
    "longitude_deg",
    "charge_point_class",
    "site_count",
    "evse_count",
    "tariff_id",
    "spread_km",
    "demand_factor",
)
"""Header of the file; those of ``OPTIONAL`` may be empty or absent, in any order."""
OPTIONAL: Final = frozenset({"time_zone", "site_count", "tariff_id", "spread_km", "demand_factor"})
GOLDEN_ANGLE: Final = pi * (3 - sqrt(5))
KM_PER_DEGREE: Final = 111.2
MOST_SITES: Final = 100_000


class SiteLine(LocationPart):
    """One line of the file."""

    evse_count: int = Field(ge=1, le=100_000)
    """Of all its sites together."""
    tariff_id: str = ""
    """Empty: nobody published it; the scenario says what is imputed."""
    site_count: int = Field(default=1, ge=1, le=10_000)
    spread_km: float = Field(default=0.0, ge=0, le=500)
    """Distance of the sites from the centre, root mean square."""


def site_file_path(name: str, source: str) -> Path:
    """The file that a scenario names: of ours, beside the scenario, or a path.

    Raises:
        NotFoundError: There is none.
    """
    beside = Path(source).parent / name
    try:
        return resource_path(ResourceKind.SITES, name)
    except NotFoundError:
        if beside.is_file():
            return beside
        raise


def tables_of_site_file(path: Path) -> list[dict[str, Any]]:
    """Tables of locations as a scenario has them, but ``tariff_id`` may be empty.

    Raises:
        SourceError: It cannot be read or says something impossible; with line and field.
    """
    return tables_of_sites(read_text(path), str(path))


def tables_of_sites(text: str, source: str) -> list[dict[str, Any]]:
    """The same of the text of a file.

    Raises:
        SourceError: As ``tables_of_site_file``.
    """
    lines = csv.DictReader(StringIO(text, newline=""), strict=True)
    _refuse_header(lines.fieldnames or (), source)
    tables: list[dict[str, Any]] = []
    try:
        for row in lines:
            tables.extend(_tables(_site_line(row, source, lines.line_num)))
            if len(tables) > MOST_SITES:
                raise SourceError(source, f"wanted at most {MOST_SITES} sites", lines.line_num)
    except csv.Error as error:
        raise SourceError(source, f"not CSV: {error}", lines.line_num) from error
    if not tables:
        raise SourceError(source, "an empty network: wanted at least one site, found none")
    return tables


def _refuse_header(found: Iterable[str], source: str) -> None:
    found = tuple(found)
    missing = [name for name in COLUMNS if name not in found and name not in OPTIONAL]
    unknown = [name for name in found if name not in COLUMNS]
    if missing or unknown:
        problem = f"missing {', '.join(missing)}" if missing else f"unknown {', '.join(unknown)}"
        raise SourceError(source, f"header: {problem}", 1)


def _site_line(row: dict[Any, Any], source: str, line: int) -> SiteLine:
    if None in row or None in row.values():
        raise SourceError(source, f"wanted as many fields as the header has, found {row}", line)
    try:
        site = SiteLine.model_validate({name: text for name, text in row.items() if text})
    except ValidationError as error:
        problems = "; ".join(problem_of(one) for one in errors_of(error))
        raise SourceError(source, problems, line) from error
    if site.evse_count < site.site_count:
        raise SourceError(
            source, f"evse_count: {site.evse_count} EVSEs at {site.site_count} sites", line
        )
    return site


def _tables(line: SiteLine) -> Iterator[dict[str, Any]]:
    """Its sites; the first of them have the EVSEs that are left over."""
    table = line.model_dump(exclude={"site_count", "spread_km"})
    if line.site_count == 1:
        yield table
        return
    each, rest = divmod(line.evse_count, line.site_count)
    for index, (latitude, longitude) in enumerate(_places(line)):
        yield table | {
            "location_id": f"{line.location_id}-{index + 1}",
            "name": f"{line.name} {index + 1}",
            "latitude_deg": latitude,
            "longitude_deg": longitude,
            "evse_count": each + (index < rest),
        }


def _places(line: SiteLine) -> Iterator[tuple[Decimal, Decimal]]:
    """As the seeds of a sunflower, whose root mean square distance is that of the line."""
    latitude, longitude = float(line.latitude_deg), float(line.longitude_deg)
    narrowing = max(cos(radians(latitude)), 0.01)
    for index in range(line.site_count):
        away = line.spread_km * sqrt((2 * index + 1) / line.site_count) / KM_PER_DEGREE
        turn = index * GOLDEN_ANGLE
        north = latitude + away * sin(turn)
        east = longitude + away * cos(turn) / narrowing
        yield Decimal(f"{_within(north, 90):.4f}"), Decimal(f"{_within(east, 180):.4f}")


def _within(degrees: float, most: float) -> float:
    return max(-most, min(most, degrees))
