"""The tariffs that pricing is measured on: one element, three, and ten by time of day."""

from datetime import UTC, datetime, time
from decimal import Decimal

from core.domain.tariff import (
    DayOfWeek,
    PriceComponent,
    PriceLimit,
    Tariff,
    TariffDimension,
    TariffElement,
    TariffRestrictions,
)

START = datetime(2026, 6, 1, tzinfo=UTC)
WORK_DAYS = tuple(DayOfWeek)[:5]


def _tariff(*elements: TariffElement, max_price: PriceLimit | None = None) -> Tariff:
    return Tariff(
        tariff_id="T1",
        cpo="NL*ABC",
        currency="EUR",
        elements=elements,
        last_updated=START,
        max_price=max_price,
    )


def _component(dimension: TariffDimension, unit_price: str, step_size: int = 1) -> PriceComponent:
    return PriceComponent(
        type=dimension, price=Decimal(unit_price), vat_pct=Decimal(21), step_size=step_size
    )


def plain_tariff() -> Tariff:
    return _tariff(TariffElement((_component(TariffDimension.ENERGY, "0.41"),)))


def three_elements() -> Tariff:
    flat, energy = TariffDimension.FLAT, TariffDimension.ENERGY
    day = TariffRestrictions(start_time=time(8), end_time=time(20))
    late = TariffRestrictions(min_duration_s=3_600)
    return _tariff(
        TariffElement((_component(flat, "0.35"), _component(energy, "0.49")), day),
        TariffElement((_component(energy, "0.37"),)),
        TariffElement((_component(TariffDimension.PARKING_TIME, "6", 60),), late),
    )


def ten_elements() -> Tariff:
    """Time of day in steps of 60 s and a limit: nine windows of the week, then parking."""
    windows = [
        TariffElement(
            (
                _component(TariffDimension.ENERGY, f"0.{30 + hour}"),
                _component(TariffDimension.TIME, "1.20", 60),
            ),
            TariffRestrictions(
                start_time=time(hour),
                end_time=time((hour + 3) % 24),
                day_of_week=WORK_DAYS if hour % 2 else (),
            ),
        )
        for hour in (0, 3, 6, 9, 12, 15, 18, 21)
    ]
    always = TariffElement((_component(TariffDimension.ENERGY, "0.25"),))
    parking = TariffElement((_component(TariffDimension.PARKING_TIME, "6", 300),))
    return _tariff(*windows, always, parking, max_price=PriceLimit(Decimal(25), Decimal("30.25")))
