"""Periods that we author add up exactly and never span a price change."""

from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import example, given

from core.domain.interval import duration_s
from core.domain.price_note import PriceNote
from core.pricing.periods import charging_periods, whole_period
from core.pricing.price import price, price_exactly
from core.pricing.time_zones import zone_named
from tests.builders import START, a_cdr, a_component, a_tariff, a_usage, an_element
from tests.core.pricing.strategies import (
    ENERGIES_KWH,
    SECONDS,
    any_tariffs,
    exact_kwh,
    tariffs,
)

AMSTERDAM = zone_named("Europe/Amsterdam")


# Rounded up at the threshold, 0.0001 would be more than all of it.
@example(3601, 0, Decimal("0.00006"), a_tariff(an_element(min_duration_s=3600)))
@given(SECONDS, SECONDS, exact_kwh(places=6), tariffs())
def test_volumes_add_up_exactly_and_none_is_below_zero(charging_s, parking_s, energy, tariff):
    periods = charging_periods(START, charging_s, parking_s, energy, tariff)
    assert sum(one.energy_kwh for one in periods) == energy
    assert sum(one.charging_s for one in periods) == charging_s
    assert sum(one.parking_s for one in periods) == parking_s
    for one in periods:
        assert min(one.energy_kwh, one.charging_s, one.parking_s) >= 0


@given(SECONDS, SECONDS, ENERGIES_KWH, tariffs())
def test_periods_follow_each_other_without_a_gap(charging_s, parking_s, energy, tariff):
    periods = charging_periods(START, charging_s, parking_s, energy, tariff)
    assert periods[0].start == START
    for one, after in pairwise(periods):
        assert one.start + timedelta(seconds=one.charging_s + one.parking_s) == after.start
        assert not (one.charging_s and one.parking_s)


@given(SECONDS, SECONDS, ENERGIES_KWH, tariffs())
def test_no_period_spans_a_threshold(charging_s, parking_s, energy, tariff):
    edges = {
        edge
        for element in tariff.elements
        for edge in (element.restrictions.min_duration_s, element.restrictions.max_duration_s)
        if edge is not None
    }
    for one in charging_periods(START, charging_s, parking_s, energy, tariff):
        begin = duration_s(START, one.start)
        assert not any(begin < edge < begin + one.charging_s + one.parking_s for edge in edges)


@given(SECONDS, SECONDS, ENERGIES_KWH, tariffs())
def test_what_we_cut_never_spans_a_price_change(charging_s, parking_s, energy, tariff):
    periods = charging_periods(START, charging_s, parking_s, energy, tariff)
    cdr = a_cdr(
        stay_s=charging_s + parking_s,
        energy_kwh=energy,
        periods=periods,
        currency=tariff.currency,
    )
    assert PriceNote.PERIOD_SPANS_PRICE_CHANGE not in price(cdr, tariff).notes


@given(SECONDS, SECONDS, ENERGIES_KWH, any_tariffs())
def test_nor_by_any_other_restriction(charging_s, parking_s, energy, tariff):
    start = START.replace(hour=21)
    periods = charging_periods(start, charging_s, parking_s, energy, tariff, AMSTERDAM)
    usage = a_usage(*periods, end=start + timedelta(seconds=charging_s + parking_s))
    notes = price_exactly(usage, tariff, "Europe/Amsterdam").notes
    assert PriceNote.PERIOD_SPANS_PRICE_CHANGE not in notes
    assert sum(one.energy_kwh for one in periods) == energy


def test_energy_without_any_charging_time_is_taken_before_parking_begins():
    first, second = charging_periods(START, 0, 600, Decimal("0.5"), a_tariff())
    assert (first.energy_kwh, first.charging_s, first.parking_s) == (Decimal("0.5"), 0, 0)
    assert (second.start, second.energy_kwh, second.parking_s) == (START, 0, 600)


def test_what_others_cut_may_and_is_noted():
    overtime = a_tariff(
        an_element(),
        an_element(a_component("TIME", "7.20"), min_duration_s=1800),
    )
    assert price(a_cdr(stay_s=3600), overtime).notes == (PriceNote.PERIOD_SPANS_PRICE_CHANGE,)
    assert price(a_cdr(stay_s=1800), overtime).notes == ()


def test_an_hour_of_charging_is_cut_at_the_thresholds_and_where_parking_begins():
    tariff = a_tariff(
        an_element(max_duration_s=1800), an_element(min_duration_s=1800, max_duration_s=99_999)
    )
    periods = charging_periods(START, 3600, 600, Decimal("20.0001"), tariff)
    assert [(duration_s(START, one.start), one.charging_s, one.parking_s) for one in periods] == [
        (0, 1800, 0),
        (1800, 1800, 0),
        (3600, 0, 600),
    ]
    # 20.0001 / 2 = 10.00005, half up at OCPI's four decimals.
    assert [one.energy_kwh for one in periods] == [Decimal("10.0001"), Decimal("10.0000"), 0]
    assert {one.tariff_id for one in periods} == {"T1"}


def test_a_session_without_any_time_is_one_period():
    (period,) = charging_periods(START, 0, 0, Decimal("0.5"), a_tariff())
    assert (period.energy_kwh, period.charging_s, period.parking_s) == (Decimal("0.5"), 0, 0)


@pytest.mark.parametrize("parking_s", [0, 60])
def test_where_nobody_knows_the_tariff_there_is_one_period(parking_s):
    (period,) = whole_period(START, 600, parking_s, Decimal(5))
    assert (period.charging_s, period.parking_s, period.energy_kwh) == (600, parking_s, 5)
    assert period.tariff_id is None
