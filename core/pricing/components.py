"""Which price component of a tariff pays for what, and how much of it.

Source: OCPI 2.2.1 mod_tariffs. For each period and dimension the first element in list order that
has a component of that dimension and whose restrictions match at the period's start; dimensions
are independent; without a match it is free. FLAT is taken once.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from core.domain.cdr import Cdr, ChargingPeriod
from core.domain.interval import duration_s
from core.domain.tariff import PriceComponent, Tariff, TariffDimension

SPANS_PRICE_CHANGE: Final = "period_spans_price_change"
METERED: Final = (TariffDimension.ENERGY, TariffDimension.TIME, TariffDimension.PARKING_TIME)


@dataclass(slots=True)
class Billable:
    """What one component pays for, gathered over the periods; grows while it is gathered."""

    element: int
    """Counted from 1."""
    component: PriceComponent
    quantity: Decimal
    """kWh, seconds or sessions."""


def billables(cdr: Cdr, tariff: Tariff) -> tuple[list[Billable], tuple[str, ...]]:
    """What each component pays for, the one that applied last at the end, and notes."""
    found: dict[tuple[int, TariffDimension], Billable] = {}
    flat: Billable | None = None
    notes: dict[str, None] = {}
    starts = [duration_s(cdr.start, period.start) for period in cdr.charging_periods]
    ends = [*starts[1:], cdr.duration_s]
    for period, begin_s, end_s in zip(cdr.charging_periods, starts, ends, strict=True):
        flat = flat or _flat(tariff, begin_s)
        for dimension in METERED:
            volume = _volume(period, dimension)
            if not volume:
                continue
            match = _component(tariff, dimension, begin_s)
            if match != _component(tariff, dimension, max(begin_s, end_s - 1)):
                notes[SPANS_PRICE_CHANGE] = None
            if match is not None:
                key = (match[0], dimension)
                one = found.pop(key, None) or Billable(*match, Decimal(0))
                one.quantity += volume
                found[key] = one
    return ([] if flat is None else [flat]) + list(found.values()), tuple(notes)


def _volume(period: ChargingPeriod, dimension: TariffDimension) -> Decimal:
    if dimension is TariffDimension.ENERGY:
        return period.energy_kwh
    if dimension is TariffDimension.TIME:
        return Decimal(period.charging_s)
    return Decimal(period.parking_s)


def _component(
    tariff: Tariff, dimension: TariffDimension, elapsed_s: int
) -> tuple[int, PriceComponent] | None:
    for number, element in enumerate(tariff.elements, start=1):
        if element.restrictions.apply_at(elapsed_s):
            for component in element.price_components:
                if component.type is dimension:
                    return number, component
    return None


def _flat(tariff: Tariff, elapsed_s: int) -> Billable | None:
    match = _component(tariff, TariffDimension.FLAT, elapsed_s)
    return None if match is None else Billable(*match, Decimal(1))


def apply_step_sizes(found: list[Billable]) -> tuple[str, ...]:
    """Round totals up to the step of the last component of their kind; return notes.

    Source: OCPI 2.2.1 mod_tariffs, step_size: once a session, on the total of the dimension; time
    steps apply to parking where any is billed, else to charging time.
    """
    notes = []
    energy = [one for one in found if one.component.type is TariffDimension.ENERGY]
    if _step_up(energy, Decimal(1000)):
        notes.append("step_size_energy")
    parking = [one for one in found if one.component.type is TariffDimension.PARKING_TIME]
    time = [one for one in found if one.component.type is TariffDimension.TIME]
    if _step_up(parking or time, Decimal(1)):
        notes.append("step_size_time")
    return tuple(notes)


def _step_up(billed: list[Billable], steps_per_unit: Decimal) -> bool:
    if not billed or billed[-1].component.step_size <= 1:
        return False
    step = billed[-1].component.step_size / steps_per_unit
    beyond = sum((one.quantity for one in billed), Decimal(0)) % step
    if beyond:
        billed[-1].quantity += step - beyond
    return bool(beyond)
