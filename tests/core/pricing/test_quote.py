"""A quote is the price of a session to come, by the engine that bills it after."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.errors import InvalidValueError
from core.domain.price_note import PriceNote
from core.domain.rounding import EXACT
from core.domain.tariff import PriceLimit, ReservationRestriction, TariffDimension, TaxIncluded
from core.pricing.demand import LONGEST_S, Demand
from core.pricing.price import price_exactly
from core.pricing.quote import Plug, curve_over_energy, curve_over_time, quote, stay_longer
from core.pricing.quoted_prices import PricePer, quoted_prices
from core.pricing.round_price import rounded_price
from tests.builders import START, a_component, a_tariff, an_element
from tests.core.pricing.strategies import any_tariffs

ZONE = "Europe/Amsterdam"
ENERGY, TIME = TariffDimension.ENERGY, TariffDimension.TIME
PARKING, FLAT = TariffDimension.PARKING_TIME, TariffDimension.FLAT
PLUG = Plug(start=START, time_zone=ZONE)
"""12:00 on a Monday."""


def demand(energy_kwh="20", charging_s=3600, parking_s=0):
    return Demand(energy_kwh=Decimal(energy_kwh), charging_s=charging_s, parking_s=parking_s)


@pytest.mark.parametrize(
    ("energy_kwh", "stay_s", "power_kw", "wanted"),
    [
        ("20", 3600, None, demand("20", 3600)),
        ("11", None, "22", demand("11", 1800)),
        ("11", 3600, "22", demand("11", 1800, 1800)),
        ("11", 900, "22", demand("5.5", 900)),
        ("10", None, "3", demand("10", 12_000)),
        ("10", None, "7", demand("10", 5143)),
        ("0", 600, "7", demand("0", 0, 600)),
    ],
)
def test_demand_is_told_by_energy_stay_and_power(energy_kwh, stay_s, power_kw, wanted):
    power = None if power_kw is None else Decimal(power_kw)
    assert Demand.of(Decimal(energy_kwh), stay_s, power) == wanted


def test_demand_of_a_vehicle_is_told_by_its_battery():
    found = Demand.of_vehicle(Decimal(60), (20, 80), Decimal(72), None)
    assert found == demand("36", 1800)
    with pytest.raises(InvalidValueError, match="80 to 20 %"):
        Demand.of_vehicle(Decimal(60), (80, 20), Decimal(72), None)


@pytest.mark.parametrize(
    ("refused", "words"),
    [
        (lambda: Demand.of(Decimal(1)), "found neither"),
        (lambda: Demand.of(Decimal(1), None, Decimal(0)), "above 0 kW"),
        (lambda: Demand.of(Decimal(1), -60), "stay: wanted"),
        (lambda: demand("0", LONGEST_S, 1), "stay: wanted"),
        (lambda: demand("0", 10, -5), "stay: wanted"),
        (lambda: demand("-1"), "energy: wanted"),
        (lambda: demand("1", 0), "energy: wanted"),
    ],
)
def test_a_stay_that_cannot_be_is_refused(refused, words):
    with pytest.raises(InvalidValueError, match=words):
        refused()


def test_a_quote_is_the_price_of_the_session_as_it_will_be():
    tariff = a_tariff(
        an_element(a_component(ENERGY, "0.50"), end_time=time(13)),
        an_element(a_component(ENERGY, "0.30"), a_component(PARKING, "6", "21", 60)),
    )
    found = quote(tariff, demand("20", 7200, 600), PLUG)
    assert [one.line.quantity for one in found.price.lines] == [10, 10, 600]
    # Half of the energy before 13:00, half after it, and ten minutes of parking.
    assert found.price.before_taxes == Decimal("5.00") + Decimal("3.00") + Decimal("1.00")
    assert PriceNote.PERIOD_SPANS_PRICE_CHANGE not in found.price.notes
    assert (found.tariff, found.expires) == (tariff, None)
    assert found.explanation.lines[0].title == "Energy"


def test_power_restrictions_are_asked_of_the_mean_power():
    tariff = a_tariff(
        an_element(a_component(ENERGY, "0.30"), max_power_kw=Decimal(22)),
        an_element(a_component(ENERGY, "0.60")),
    )
    slow, fast = (quote(tariff, demand("22", s), PLUG) for s in (3601, 3600))
    assert (slow.price.before_taxes, fast.price.before_taxes) == (Decimal("6.60"), Decimal("13.20"))
    assert PriceNote.UNKNOWN_POWER not in slow.price.notes


def test_no_stay_at_all_costs_what_plugging_in_costs():
    tariff = a_tariff(an_element(a_component(FLAT, "1"), a_component(ENERGY)))
    assert quote(tariff, demand("0", 0), PLUG).price.before_taxes == 1


def test_the_tariff_in_force_at_the_start_is_quoted_and_its_end_is_told():
    turn = START + timedelta(days=1)
    old = a_tariff(tariff_id="OLD", end=turn)
    new = a_tariff(an_element(a_component(price="0.60")), tariff_id="NEW", start=turn)
    today = quote([new, old], demand(), PLUG)
    assert (today.tariff.tariff_id, today.expires) == ("OLD", turn)
    later = quote([new, old], demand(), Plug(start=turn, time_zone=ZONE))
    assert (later.tariff.tariff_id, later.expires) == ("NEW", None)


def test_a_version_to_come_ends_the_quote_where_it_wins():
    turn = START + timedelta(hours=3)
    newer = a_tariff(last_updated=turn)
    weekly = a_tariff(tariff_id="W", start=START - timedelta(days=9), end=START - timedelta(days=2))
    found = quote([a_tariff(), newer, weekly], demand(), PLUG)
    assert found.expires == turn
    assert quote([a_tariff(end=turn)], demand(), PLUG).expires == turn


def test_an_edge_at_which_the_same_tariff_goes_on_is_no_expiry():
    other = a_tariff(
        tariff_id="X",
        start=START + timedelta(hours=1),
        end=START + timedelta(hours=2),
        last_updated=datetime(2020, 1, 1, tzinfo=UTC),
    )
    assert quote([a_tariff(), other], demand(), PLUG).expires is None


def test_a_tariff_that_is_not_valid_is_noted():
    found = quote(a_tariff(end=START - timedelta(days=1)), demand(), PLUG)
    assert PriceNote.TARIFF_NOT_VALID in found.price.notes


def test_prices_are_listed_in_the_order_in_which_a_driver_must_see_them():
    tariff = a_tariff(
        an_element(a_component(FLAT, "1"), a_component(PARKING, "6", "21", 300)),
        an_element(
            a_component(TIME, "3"), a_component(ENERGY, "0.5", "21", 100), max_kwh=Decimal(9)
        ),
        an_element(
            a_component(TIME, "6"),
            a_component(FLAT, "2"),
            a_component(ENERGY, "9"),
            reservation=ReservationRestriction.RESERVATION,
        ),
        min_price=PriceLimit(Decimal(1)),
        max_price=PriceLimit(Decimal(9), Decimal(10)),
    )
    listed = quoted_prices(tariff)
    assert [(one.per, one.what, one.step) for one in listed] == [
        (PricePer.KWH, "Energy", "in steps of 100 Wh"),
        (PricePer.MINUTE, "Connected without charging", "in steps of 5 min"),
        (PricePer.MINUTE, "Charging", ""),
        (PricePer.SESSION, "Fixed price", ""),
        (PricePer.OTHER, "Reservation, per minute", ""),
        (PricePer.OTHER, "Reservation", ""),
        (PricePer.OTHER, "At least, per session", ""),
        (PricePer.OTHER, "At most, per session", ""),
    ]
    assert listed[0].condition == "up to 9 kWh"
    assert (listed[1].before_taxes, listed[1].after_taxes) == (Fraction(1, 10), Fraction(121, 1000))
    assert (listed[-2].before_taxes, listed[-2].after_taxes) == (1, None)
    assert (listed[-1].element, listed[-1].after_taxes) == (0, 10)


@pytest.mark.parametrize(
    ("tax_included", "vat_pct", "before", "after"),
    [
        (None, "20", 1, Fraction(6, 5)),
        (None, None, 1, 1),
        (TaxIncluded.NO, "20", 1, Fraction(6, 5)),
        (TaxIncluded.NO, None, 1, None),
        (TaxIncluded.YES, "20", Fraction(5, 6), 1),
        (TaxIncluded.YES, None, None, 1),
        (TaxIncluded.N_A, "20", 1, 1),
    ],
)
def test_a_listed_price_is_told_before_and_with_taxes(tax_included, vat_pct, before, after):
    tariff = a_tariff(
        an_element(a_component(price="1", vat_pct=vat_pct)),
        tax_included=tax_included,
        max_price=PriceLimit(Decimal(9)),
    )
    one, limit = quoted_prices(tariff)
    assert (one.before_taxes, one.after_taxes) == (before, after)
    assert limit.after_taxes == (9 if tax_included is TaxIncluded.N_A else None)


def test_the_curves_begin_with_nothing_and_end_with_the_quote():
    tariff = a_tariff(an_element(a_component(), a_component(PARKING, "6", "21", 0)))
    found = quote(tariff, demand("20", 3600, 1200), PLUG)
    over_time = curve_over_time(found, 4800, 5)
    assert [one.stay_s for one in over_time] == [0, 1200, 2400, 3600, 4800]
    assert [one.before_taxes for one in over_time] == list(
        map(Decimal, ("0.00", "3.33", "6.67", "10.00", "12.00"))
    )
    over_energy = curve_over_energy(found, 3)
    assert [one.energy_kwh for one in over_energy] == [0, 10, 20]
    assert over_energy[-1].after_taxes == Decimal("12.10")


def test_what_a_longer_stay_changes_is_told_line_by_line():
    tariff = a_tariff(
        an_element(a_component(ENERGY)),
        an_element(a_component(PARKING, "6", "21", 0), min_duration_s=3600),
    )
    found = quote(tariff, demand(), PLUG)
    change = stay_longer(found, 1800)
    assert (change.now.after_taxes, change.then.after_taxes) == (Decimal("12.10"), Decimal("15.73"))
    (line,) = change.lines
    assert (line.title, line.now) == ("Time connected without charging", None)
    assert line.then.before_taxes == 3
    assert stay_longer(quote(a_tariff(), demand(), PLUG), 1800).lines == ()


def test_a_line_that_grows_and_a_limit_that_comes_are_changes():
    tariff = a_tariff(
        an_element(a_component(PARKING, "6", "21", 0)), max_price=PriceLimit(Decimal(4))
    )
    change = stay_longer(quote(tariff, demand("0", 0, 1800), PLUG), 1800)
    assert [(one.title, one.now is None) for one in change.lines] == [
        ("Time connected without charging", False),
        ("Greatest price", True),
    ]


@given(any_tariffs(), st.integers(0, 20_000), st.integers(0, 20_000), st.decimals(0, 90, places=4))
def test_a_quote_has_the_lines_that_the_session_will_have(tariff, charging_s, parking_s, kwh):
    stay = demand(kwh if charging_s else 0, charging_s, parking_s)
    found = quote(tariff, stay, PLUG, EXACT)
    again = stay.within(stay.stay_s)
    assert again == stay
    usage = stay.usage(START, tariff, START.tzinfo, "")
    assert sum(one.energy_kwh for one in usage.charging_periods) == stay.energy_kwh
    assert sum(one.charging_s + one.parking_s for one in usage.charging_periods) == stay.stay_s
    assert PriceNote.VOLUME_DISAGREES_WITH_TIME not in found.price.notes
    utc = quote(replace(tariff), stay, replace(PLUG, time_zone="UTC"), EXACT)
    assert utc.price == rounded_price(price_exactly(usage, tariff, "UTC"), EXACT)
