"""A session that could be: its price, its curves, and half an hour more."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from core.domain.errors import InvalidValueError
from core.domain.tariff import (
    PriceComponent,
    Tariff,
    TariffDimension,
    TariffElement,
    TariffRestrictions,
)
from core.pricing.demand import LONGEST_S
from core.service.quote_stay import Stay, quote_stay


def component(type_, price):
    return PriceComponent(type=type_, price=Decimal(price), vat_pct=None, step_size=0)


TARIFF = Tariff(
    tariff_id="T",
    cpo="PT*ABC",
    currency="EUR",
    elements=(
        TariffElement(
            (component(TariffDimension.PARKING_TIME, "6"),),
            TariffRestrictions(min_duration_s=7_200),
        ),
        TariffElement((component(TariffDimension.ENERGY, "0.50"),)),
    ),
    last_updated=datetime(2026, 1, 1, tzinfo=UTC),
)


def a_stay(**changes):
    return Stay(
        **{
            "start": datetime(2026, 6, 1, 11, tzinfo=UTC),
            "energy_kwh": Decimal(20),
            "charging_s": 7_200,
            "time_zone": "Europe/Lisbon",
            **changes,
        }
    )


def test_the_price_its_lines_and_what_half_an_hour_more_changes():
    found = quote_stay(TARIFF, a_stay(parking_s=1_800))
    assert found.quote.price.after_taxes == Decimal("13.00")
    assert found.longer.then.after_taxes == Decimal("16.00")
    assert found.quote.explanation.session.startswith(
        "From Monday 2026-06-01 12:00 to 14:30 (Europe/Lisbon), 2 h 30 min"
    )


def test_the_curves_begin_with_nothing_and_pass_through_the_session():
    found = quote_stay(TARIFF, a_stay(parking_s=1_800))
    first, last = found.over_time[0], found.over_time[-1]
    assert (first.stay_s, first.after_taxes) == (0, Decimal("0.00"))
    assert last.stay_s == 13_500
    by_time = {point.stay_s: point.after_taxes for point in found.over_time}
    assert by_time[9_000] == found.quote.price.after_taxes
    assert [point.energy_kwh for point in found.over_energy][-1] == Decimal(30)
    assert found.over_energy[-1].after_taxes == Decimal("15.00")
    assert found.over_energy[-1].stay_s == 10_800  # At the 10 kW of the session.


def test_without_energy_there_is_no_curve_over_it():
    assert quote_stay(TARIFF, a_stay(energy_kwh=Decimal(0))).over_energy == ()


def test_the_longest_stay_has_nothing_beyond_it():
    found = quote_stay(TARIFF, a_stay(parking_s=LONGEST_S - 7_200))
    assert found.longer.extra_s == 0
    assert found.over_time[-1].stay_s <= LONGEST_S


def test_energy_in_no_time_cannot_be():
    with pytest.raises(InvalidValueError):
        quote_stay(TARIFF, a_stay(charging_s=0))
