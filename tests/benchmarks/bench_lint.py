"""Lint: milliseconds for a tariff of 200 elements, in the shape that costs most of it.

The best of five passes. The baseline is reading the same tariff's JSON, which lint comes after.
"""

from collections.abc import Callable
from datetime import UTC, datetime, time
from decimal import Decimal
from itertools import product
from time import perf_counter

from core.domain.tariff import (
    DayOfWeek,
    PriceComponent,
    Tariff,
    TariffDimension,
    TariffElement,
    TariffRestrictions,
)
from core.ocpi.tariff_codec import tariff_from_json, tariff_to_json
from core.ocpi.wire import json_text, parsed
from core.pricing.lint import lint
from core.pricing.time_zones import zone_named

PASSES = 5
ELEMENTS = 200
START = datetime(2026, 1, 1, tzinfo=UTC)
ZONE = zone_named("Europe/Amsterdam")
BASELINE = "read 200 elements from JSON"


def run() -> list[dict]:
    """Milliseconds a tariff."""
    weekly, crowded = _weekly(), _crowded()
    text = json_text(tariff_to_json(weekly))
    reading = _milliseconds(lambda: tariff_from_json(parsed(text, "bench")))
    figures = [_figure(BASELINE, reading, None)]
    for name, tariff in (("hours of the week", weekly), ("bands that all overlap", crowded)):
        found = _milliseconds(lambda of=tariff: lint(of, ZONE))
        figures.append(_figure(f"lint 200 elements, {name}", found, reading))
    return figures


def _figure(name: str, value: float, baseline: float | None) -> dict:
    return {
        "name": name,
        "value": value,
        "unit": "ms",
        "baseline": None if baseline is None else BASELINE,
        "ratio": None if baseline is None else value / baseline,
    }


def _milliseconds(work: Callable[[], object]) -> float:
    best = float("inf")
    for _ in range(PASSES):
        began = perf_counter()
        work()
        best = min(best, perf_counter() - began)
    return best * 1_000


def _weekly() -> Tariff:
    """Every hour of every day has prices of its own, and a last element for the rest."""
    hours = list(product(DayOfWeek, range(24)))
    restrictions = [
        TariffRestrictions(
            start_time=time(hour), end_time=time((hour + 1) % 24), day_of_week=(day,)
        )
        for day, hour in hours
    ]
    late = [TariffRestrictions(min_duration_s=3_600 * hour) for hour in range(31, 0, -1)]
    return _tariff(*restrictions, *late, TariffRestrictions())


def _crowded() -> Tariff:
    """Each band of energy overlaps with every other, and none is in another."""
    return _tariff(
        *(
            TariffRestrictions(min_kwh=Decimal(number), max_kwh=Decimal(ELEMENTS + number))
            for number in range(1, ELEMENTS + 1)
        )
    )


def _tariff(*restrictions: TariffRestrictions) -> Tariff:
    components = tuple(
        PriceComponent(type=one, price=Decimal("0.25"), vat_pct=Decimal(21), step_size=1)
        for one in TariffDimension
    )
    assert len(restrictions) == ELEMENTS
    return Tariff(
        tariff_id="T1",
        cpo="NL*ABC",
        currency="EUR",
        elements=tuple(TariffElement(components, one) for one in restrictions),
        last_updated=START,
    )
