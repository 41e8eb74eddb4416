from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.errors import SourceError
from core.domain.usage import Usage
from core.pricing.periods import charging_periods
from core.pricing.price import price_exactly
from core.pricing.time_zones import zone_named
from simulation.scenario_file import scenario_of
from simulation.scenario_network import network_of
from tests.simulation.conftest import SMALL

PRICES = [Decimal(30 + number % 24 + number // 24 * 40) / 100 for number in range(48)]


def _tariff(small_text, prices):
    listed = ", ".join(str(price) for price in prices)
    text = small_text.replace(
        "vat_pct = 19\n\n[[charge",
        f"vat_pct = 19\nenergy_price_by_hour = [{listed}]\n\n[[charge",
        1,
    )
    return network_of(scenario_of(text, "small.toml")).tariffs[0]


def _per_kwh(tariff, start, zone="UTC"):
    usage = Usage(
        start=start,
        end=start + timedelta(seconds=60),
        charging_periods=charging_periods(start, 60, 0, Decimal(1), tariff, zone_named(zone)),
    )
    return price_exactly(usage, tariff, zone).before_taxes


@given(hour=st.integers(0, 23), day=st.integers(0, 3))
def test_prices_of_one_day_are_those_of_every_day(hour, day):
    tariff = _tariff(SMALL, PRICES[:24])
    start = datetime(2026, 3, 2 + day, hour, 10, tzinfo=UTC)

    assert _per_kwh(tariff, start) == PRICES[hour]


@given(hour=st.integers(0, 23), day=st.integers(0, 3))
def test_prices_of_two_days_come_one_after_another_again_and_again(hour, day):
    tariff = _tariff(SMALL, PRICES)
    start = datetime(2026, 3, 2 + day, hour, 10, tzinfo=UTC)

    assert _per_kwh(tariff, start) == PRICES[day % 2 * 24 + hour]


def test_the_hours_are_those_of_the_wall_clock(small_text):
    tariff = _tariff(small_text, PRICES)

    before_midnight = datetime(2026, 3, 2, 22, 30, tzinfo=UTC)
    assert _per_kwh(tariff, before_midnight, "Europe/Lisbon") == PRICES[22]
    assert _per_kwh(tariff, before_midnight, "Europe/Athens") == PRICES[24]
    assert (
        _per_kwh(tariff, datetime(2026, 3, 2, 0, 30, tzinfo=UTC), "America/New_York") == PRICES[43]
    )


def test_equal_neighbours_are_one_element(small_text):
    flat = _tariff(small_text, [Decimal("0.30")] * 20 + [Decimal("0.50")] * 4)

    assert len(flat.elements) == 2 + 2  # the base price and the parking fee after them


def test_prices_of_part_of_a_day_are_refused(small_text):
    with pytest.raises(SourceError, match=r"energy_price_by_hour: wanted 24 prices .* found 23"):
        _tariff(small_text, PRICES[:23])
