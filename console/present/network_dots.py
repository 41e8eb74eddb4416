"""The sites of a scenario as dots of a map: by class, use or price, imputed ones marked."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from math import isnan, nan
from typing import Final

import numpy as np
from numpy.typing import NDArray

from console.present.axis_ticks import number_text
from console.present.heat_grid import PERCENT, HeatGrid
from console.present.plain_rows import Cell, Head, Row, row_of
from console.present.plot_table import PlotTable, plain_number
from console.present.site_map import SiteDot, SiteStatus
from simulation.networks.network_map import NetworkMap, SiteRun
from simulation.networks.reach import Reach, ReachPart

IMPUTED: Final = "price imputed"
PUBLISHED: Final = "price published"
NOT_REACHED: Final = "not reached"
_HOURS: Final = 24
_SCALED_PCT: Final = 98
"""Of the sites have a colour of their own; one dear site would make all others alike."""


class Colouring(Enum):
    """What the colours of the map say."""

    CLASS = "Class of charge point"
    USE = "Use"
    PRICE = "Price"


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkDot(SiteDot):
    """One site of a scenario."""

    charge_point_class: str
    price: float
    """In whole units of the currency a kWh, with VAT."""
    currency: str
    is_imputed: bool
    is_reached: bool
    kind: str
    """What its glyph says: class, or whether its price is published."""
    shade: float
    """Where it stands on the ramp, 0 to 1; nan: it has no place there."""

    def readout(self) -> str:
        """What is read off a site, a line each."""
        evses = f"{self.evses:,} EVSE{'' if self.evses == 1 else 's'}"
        mark = f", {IMPUTED}" if self.is_imputed else ""
        lines = (
            f"{self.name} ({self.location_id})",
            f"{self.cpo}, {evses}, {self.charge_point_class}",
            f"{number_text(self.price, 3)} {self.currency}/kWh{mark}",
            self.utilisation_text,
            "" if self.is_reached else NOT_REACHED,
        )
        return "\n".join(filter(None, lines))


def network_dots(
    found: NetworkMap, colouring: Colouring, reached: Sequence[bool] | None, run: SiteRun | None
) -> tuple[NetworkDot, ...]:
    """A dot a site.

    Args:
        found: The network.
        colouring: What the colours say.
        reached: By site; None: whoever it is asked for, all are.
        run: Of which the use is; None: not known.
    """
    imputed = found.scenario.imputed_tariffs
    use = np.full(len(found.price), nan) if run is None else np.minimum(run.utilisation, 1.0)
    shades = _shades(found, colouring, use)
    return tuple(
        NetworkDot(
            location_id=part.location_id,
            name=part.name,
            cpo=part.cpo,
            latitude=float(part.latitude_deg),
            longitude=float(part.longitude_deg),
            evses=part.evse_count,
            utilisation=used,
            status=SiteStatus.UNKNOWN,
            charge_point_class=part.charge_point_class,
            price=price,
            currency=found.currency,
            is_imputed=part.tariff_id in imputed,
            is_reached=reached is None or reached[at],
            kind=_kind(part.charge_point_class, part.tariff_id in imputed, colouring),
            shade=shade,
        )
        for at, (part, used, price, shade) in enumerate(
            zip(found.scenario.location, use.tolist(), found.price.tolist(), shades, strict=True)
        )
    )


def _kind(charge_point_class: str, is_imputed: bool, colouring: Colouring) -> str:  # noqa: FBT001 (a fact of the site)
    if colouring is Colouring.CLASS:
        return charge_point_class
    return IMPUTED if is_imputed else PUBLISHED


def _shades(found: NetworkMap, colouring: Colouring, use: NDArray[np.float64]) -> list[float]:
    shades: list[float] = np.full(len(use), nan).tolist()
    if colouring is Colouring.USE:
        shades = use.tolist()
    elif colouring is Colouring.PRICE:
        shades = np.minimum(found.price / price_top(found), 1.0).tolist()
    return shades


def price_top(found: NetworkMap) -> float:
    """The top of the scale of prices: the next tenth above all but the dearest sites."""
    high = float(np.percentile(found.price, _SCALED_PCT))
    return max(0.1, float(np.ceil(high * 10 - 1e-9)) / 10)


def reached_by(found: NetworkMap, demand_partner: str) -> tuple[bool, ...]:
    """Which sites the drivers of a partner can use; it is one of the scenario's."""
    (reach,) = (part.reach for part in found.scenario.demand_partner if part.key == demand_partner)
    return tuple("*" in reach or part.cpo in reach for part in found.scenario.location)


def dots_table(dots: Sequence[NetworkDot]) -> PlotTable:
    """A row a site."""
    columns = ("location_id", "name", "cpo", "latitude", "longitude", "class", "evses")
    rows = [
        (
            one.location_id,
            one.name,
            one.cpo,
            plain_number(one.latitude),
            plain_number(one.longitude),
            one.charge_point_class,
            str(one.evses),
            plain_number(one.price),
            one.currency,
            str(one.is_imputed),
            plain_number(one.utilisation),
            str(one.is_reached),
        )
        for one in dots
    ]
    rest = ("price_per_kwh", "currency", "price_is_imputed", "utilisation_share", "reached")
    return PlotTable((*columns, *rest), rows)


def dots_summary(dots: Sequence[NetworkDot]) -> str:
    """The map in words."""
    if not dots:
        return "No sites."
    imputed = sum(one.is_imputed for one in dots)
    unreached = sum(not one.is_reached for one in dots)
    known = [one for one in dots if not isnan(one.utilisation)]
    parts = [f"{len(dots):,} sites"]
    if imputed:
        parts.append(f"{imputed:,} with imputed prices")
    if unreached:
        parts.append(f"{unreached:,} not reached")
    if known:
        busiest = max(known, key=lambda one: one.utilisation)
        parts.append(f"busiest {busiest.name}, {busiest.utilisation_text}")
    return f"{', '.join(parts)}."


def reach_heads() -> tuple[Head, ...]:
    """Columns of ``reach_rows``."""
    numbers = (Head(one, is_number=True) for one in ("Sites", "EVSEs", "kW", "Imputed"))
    return (Head("Reached"), *numbers)


def reach_rows(reach: Reach) -> tuple[Row, ...]:
    """All that is reached, of all there is; then by country, class and CPO."""
    network = reach.network
    counts = f"{len(reach.cpos)} of {reach.cpo_count} CPOs"
    return (
        _reach_row(reach.reached, counts, "reached", is_marked=True),
        _reach_row(network, "the whole network", "network"),
        *(_reach_row(one, one.key, f"country:{one.key}") for one in reach.countries),
        *(_reach_row(one, one.key, f"class:{one.key}") for one in reach.classes),
        *(_reach_row(one, f"{one.key} {one.name}", f"cpo:{one.key}") for one in reach.cpos),
    )


def _reach_row(part: ReachPart, name: str, key: str, *, is_marked: bool = False) -> Row:
    imputed = f"{part.imputed_evses:,}" if part.imputed_evses else "\N{EN DASH}"
    return row_of(
        name,
        f"{part.sites:,}",
        f"{part.evses:,}",
        f"{part.power_kw:,.0f}",
        Cell(imputed, tip=f"EVSEs at a price that nobody published: {imputed}"),
        key=key,
        is_marked=is_marked,
    )


def reach_grid(reach: Reach) -> HeatGrid | None:
    """The share of sites with a free EVSE by hour; None without a run."""
    if not reach.usable_by_hour:
        return None
    return HeatGrid(
        rows=("of all sites", "of those reached"),
        columns=tuple(f"{hour:02d}:00 to {hour + 1:02d}:00" for hour in range(_HOURS)),
        column_marks=tuple((hour, f"{hour:02d}") for hour in range(0, _HOURS, 3)),
        values=np.array([reach.usable_by_hour, reach.free_by_hour]),
        unit=PERCENT,
        meaning="have a free EVSE",
        across="hour of the day, local time",
    )
