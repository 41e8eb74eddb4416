"""The public cases of period generation: tariff, samples and zone, and the periods they make.

Read from shared/vectors/period_generation, which states no licence; nothing of it is copied.
"""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from core.domain.meter_sample import MeterSample
from core.ocpi.tariff_codec import tariff_from_json
from core.ocpi.wire import parsed
from core.pricing.author_periods import author_periods
from core.pricing.time_zones import zone_named


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


CASES = (
    "01_time_of_day_split",
    "02_current_threshold",
    "03_power_band_switch",
    "04_charging_to_parking",
    "05_wrap_around_window",
    "06_date_window",
    "07_meter_rollback",
    "08_missing_power_signal",
)
OCPI_NAMES = {"max_current_a": "max_current", "max_power_kw": "max_power"}


@pytest.mark.parametrize("case", CASES)
def test_the_public_cases_of_period_generation_come_out(shared_dir, case):
    folder = shared_dir / "vectors" / "period_generation"
    if not folder.is_dir():
        pytest.skip("needs shared/vectors/period_generation")
    given_case = parsed((folder / "fixtures" / f"{case}.json").read_text(), case)
    expected = parsed((folder / "expected" / f"{case}.json").read_text(), case)
    periods = author_periods(
        at(given_case["start_utc"][:-1]),
        at(given_case["end_utc"][:-1]),
        samples_of(given_case),
        tariff_of(given_case["tariff"]),
        zone_named(given_case["timezone"]),
    )
    assert [(one.start, dimensions_of(one)) for one in periods] == [
        (
            at(one["start"][:-1]),
            {part["type"]: pytest.approx(float(part["volume"])) for part in one["dimensions"]},
        )
        for one in expected["periods"]
    ]


def samples_of(case):
    kinds = {"meter": "total_kwh", "power": "power_kw", "current": "current_a"}
    return [
        MeterSample(
            at(one["at"][:-1]),
            **{"energy_kwh" if kind == "meter" else name: Decimal(one[name])},
        )
        for kind, name in kinds.items()
        for one in case.get(f"{kind}_samples", ())
    ]


def tariff_of(case):
    """Made whole: those tariffs have no prices, names of their own, and days that end at 24:00."""
    elements = [
        {
            "price_components": [
                {"type": part["type"], "price": place, "step_size": 1}
                for part in one["price_components"]
            ],
            "restrictions": {
                OCPI_NAMES.get(name, name): "00:00" if value == "24:00" else value
                for name, value in one.get("restrictions", {}).items()
            },
        }
        for place, one in enumerate(case["elements"], start=1)
    ]
    return tariff_from_json({"currency": "EUR", "elements": elements}, bare=True)


def dimensions_of(period):
    volumes = {
        "ENERGY": float(period.energy_kwh),
        "TIME": period.charging_s / 3600,
        "PARKING_TIME": period.parking_s / 3600,
    }
    return {name: volume for name, volume in volumes.items() if volume}


def test_every_public_case_is_looked_at(shared_dir):
    folder = shared_dir / "vectors" / "period_generation" / "fixtures"
    if not folder.is_dir():
        pytest.skip("needs shared/vectors/period_generation")
    assert sorted(path.stem for path in folder.glob("*.json")) == list(CASES)
