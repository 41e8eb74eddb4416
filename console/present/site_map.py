"""Sites as a map shows them: where they are, how much they are used, and whether they work."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import isnan

import numpy as np
from numpy.typing import NDArray

from console.present.axis_ticks import number_text
from console.present.map_outlines import mercator
from console.present.plot_table import PlotTable, plain_number


class SiteStatus(StrEnum):
    """Whether a site works; each has a glyph of its own, for colour is not enough."""

    IN_SERVICE = "in service"
    DEGRADED = "some EVSEs out of service"
    OUT_OF_SERVICE = "out of service"
    UNKNOWN = "status not known"


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteDot:
    """One site."""

    location_id: str
    name: str
    cpo: str
    latitude: float
    """Degrees, north above 0."""
    longitude: float
    """Degrees, east above 0."""
    evses: int
    utilisation: float
    """Share of the EVSE time in which a vehicle was connected, 0 to 1; nan if not known."""
    status: SiteStatus

    @property
    def key(self) -> str:
        """``NL*ABC:L1``: an id is its CPO's own."""
        return f"{self.cpo}:{self.location_id}"

    @property
    def utilisation_text(self) -> str:
        """``41.2 % connected``."""
        if isnan(self.utilisation):
            return "use not known"
        return f"{number_text(self.utilisation * 100, 1)} % connected"

    def readout(self) -> str:
        """What is read off a site, a line each."""
        title = f"{self.name} ({self.location_id})" if self.name else self.location_id
        evses = f"{self.evses:,} EVSE{'' if self.evses == 1 else 's'}"
        return f"{title}\n{self.cpo}, {evses}\n{self.utilisation_text}\n{self.status.value}"


def places_of(sites: Sequence[SiteDot]) -> NDArray[np.float64]:
    """Where the sites are on the sheet: array of shape (site, 2), see ``mercator``."""
    return mercator(
        np.array([one.longitude for one in sites], np.float64),
        np.array([one.latitude for one in sites], np.float64),
    )


def dot_radius(site: SiteDot) -> float:
    """Pixels: busy sites are larger, and none is too small to point at."""
    return 3.5 if isnan(site.utilisation) else 3.5 + 4.5 * min(1.0, max(0.0, site.utilisation))


def drawing_order(site: SiteDot) -> tuple[bool, float]:
    """What does not work lies on top, and small dots on large ones."""
    return site.status in (SiteStatus.DEGRADED, SiteStatus.OUT_OF_SERVICE), -dot_radius(site)


def sites_table(sites: Sequence[SiteDot]) -> PlotTable:
    """A row a site."""
    rows = [
        (
            one.location_id,
            one.name,
            one.cpo,
            plain_number(one.latitude),
            plain_number(one.longitude),
            str(one.evses),
            plain_number(one.utilisation),
            one.status.value,
        )
        for one in sites
    ]
    columns = ("location_id", "name", "cpo", "latitude", "longitude", "evses")
    return PlotTable((*columns, "utilisation_share", "status"), rows)


def sites_summary(sites: Sequence[SiteDot]) -> str:
    """The map in words."""
    if not sites:
        return "No sites."
    parts = [
        f"{sum(one.status is status for one in sites):,} {status.value}"
        for status in SiteStatus
        if any(one.status is status for one in sites)
    ]
    known = [one for one in sites if not isnan(one.utilisation)]
    busiest = max(known, key=lambda one: one.utilisation, default=None)
    end = "" if busiest is None else f" Busiest: {busiest.readout().replace(chr(10), ', ')}."
    return f"{len(sites):,} sites: {', '.join(parts)}.{end}"
