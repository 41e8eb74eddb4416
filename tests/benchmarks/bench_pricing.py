"""Pricing: CDRs a second on the scalar engine, with its explained lines, and what a tariff costs.

Each figure is the best of three passes over sessions that differ in energy, start and length. The
baseline is the least that could be called pricing: kWh times a price, rounded, on the same CDRs.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from time import perf_counter

from core.domain.cdr import AuthMethod, Cdr, ChargingPeriod
from core.domain.driver_token import DriverToken, TokenType
from core.domain.money import money
from core.domain.tariff import (
    DayOfWeek,
    PriceComponent,
    PriceLimit,
    Tariff,
    TariffDimension,
    TariffElement,
    TariffRestrictions,
)
from core.pricing.price import price, price_exactly

CDRS = 5_000
PASSES = 3
ZONE = "Europe/Amsterdam"
START = datetime(2026, 6, 1, tzinfo=UTC)
WORK_DAYS = tuple(DayOfWeek)[:5]


def run() -> list[dict]:
    """CDRs a second by tariff."""
    cdrs = [_cdr(number) for number in range(CDRS)]
    plain, three, ten = _plain_tariff(), _three_elements(), _ten_elements()
    least = _per_second(lambda cdr: money(cdr.energy_kwh * Decimal("0.41"), "EUR"), cdrs)
    figures = [_figure("kWh x price, rounded, no lines", least, None)]
    for name, tariff in (("1 element", plain), ("3 elements", three), ("10 elements", ten)):
        found = _per_second(lambda cdr, of=tariff: price(cdr, of, ZONE), cdrs)
        figures.append(_figure(f"price, {name}, minor units", found, least))
    exact = _per_second(lambda cdr: price_exactly(cdr, three, ZONE), cdrs)
    figures.append(_figure("price_exactly, 3 elements", exact, least))
    return figures


def _figure(name: str, value: float, baseline: float | None) -> dict:
    return {
        "name": name,
        "value": value,
        "unit": "CDR/s",
        "baseline": None if baseline is None else "kWh x price, rounded, no lines",
        "ratio": None if baseline is None else value / baseline,
    }


def _per_second(work: Callable[[Cdr], object], cdrs: Sequence[Cdr]) -> float:
    best = float("inf")
    for _ in range(PASSES):
        began = perf_counter()
        for cdr in cdrs:
            work(cdr)
        best = min(best, perf_counter() - began)
    return len(cdrs) / best


def _cdr(number: int) -> Cdr:
    start = START + timedelta(minutes=number * 7 % 10_080)
    charging_s = 1_800 + number * 37 % 7_200
    energy_kwh = Decimal(5_000 + number * 7_919 % 60_000).scaleb(-3)
    parked = start + timedelta(seconds=charging_s)
    return Cdr(
        cdr_id=str(number),
        cpo="NL*ABC",
        token=DriverToken(
            demand_partner="NL*XYZ", uid="T-1", type=TokenType.RFID, contract_id="NL-XYZ-C1"
        ),
        auth_method=AuthMethod.WHITELIST,
        authorization_reference=None,
        location_id="L1",
        evse_uid="E1",
        connector_id="1",
        start=start,
        end=parked + timedelta(seconds=900),
        currency="EUR",
        energy_kwh=energy_kwh,
        charging_periods=(
            ChargingPeriod(start=start, energy_kwh=energy_kwh, charging_s=charging_s),
            ChargingPeriod(start=parked, parking_s=900),
        ),
        tariff_id="T1",
        country_code="NL",
        source="benchmark",
    )


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


def _plain_tariff() -> Tariff:
    return _tariff(TariffElement((_component(TariffDimension.ENERGY, "0.41"),)))


def _three_elements() -> Tariff:
    flat, energy = TariffDimension.FLAT, TariffDimension.ENERGY
    day = TariffRestrictions(start_time=time(8), end_time=time(20))
    late = TariffRestrictions(min_duration_s=3_600)
    return _tariff(
        TariffElement((_component(flat, "0.35"), _component(energy, "0.49")), day),
        TariffElement((_component(energy, "0.37"),)),
        TariffElement((_component(TariffDimension.PARKING_TIME, "6", 60),), late),
    )


def _ten_elements() -> Tariff:
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
