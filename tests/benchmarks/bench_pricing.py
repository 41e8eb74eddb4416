"""Pricing: CDRs a second on the scalar engine, with its explained lines, and what a tariff costs.

Each figure is the best of three passes over sessions that differ in energy, start and length. The
baseline is the least that could be called pricing: kWh times a price, rounded, on the same CDRs.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta
from decimal import Decimal
from time import perf_counter

from core.domain.cdr import AuthMethod, Cdr, ChargingPeriod
from core.domain.driver_token import DriverToken, TokenType
from core.domain.money import money
from core.pricing.price import price, price_exactly
from tests.benchmarks.measured_tariffs import START, plain_tariff, ten_elements, three_elements

CDRS = 5_000
PASSES = 3
ZONE = "Europe/Amsterdam"


def run() -> list[dict]:
    """CDRs a second by tariff."""
    cdrs = [_cdr(number) for number in range(CDRS)]
    plain, three, ten = plain_tariff(), three_elements(), ten_elements()
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
