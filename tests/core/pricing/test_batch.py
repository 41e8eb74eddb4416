"""Batch pricing gives the amounts of the scalar engine, to the last minor unit."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.errors import InvalidValueError, RoamingError
from core.domain.money import RoundingMode, exponent_of, rounded
from core.domain.rounding import FOUR_DECIMALS, MINOR_UNIT, UP_PER_CDR, RoundedAt, RoundingPolicy
from core.domain.tariff import (
    DayOfWeek,
    PriceLimit,
    ReservationRestriction,
    TariffDimension,
    TaxIncluded,
)
from core.pricing.batch import price_batch, price_columns
from core.pricing.batch_clock import wall_clock
from core.pricing.batch_columns import Outside, columns_of, usage_at
from core.pricing.batch_plan import BatchLine, line_of
from core.pricing.batch_run import rounded_column
from core.pricing.price import price_exactly
from core.pricing.round_price import rounded_price
from tests.builders import START, a_cdr, a_component, a_period, a_tariff, a_usage, an_element
from tests.core.pricing.strategies import CLOCKS, LEVELS, LIMITS, THRESHOLDS_S, components

AMSTERDAM = "Europe/Amsterdam"
ENERGY, TIME = TariffDimension.ENERGY, TariffDimension.TIME
PARKING, FLAT = TariffDimension.PARKING_TIME, TariffDimension.FLAT
DATES = st.none() | st.sampled_from((date(2026, 6, 2), date(2026, 10, 25), date(2026, 10, 26)))
BY_LINE = [RoundingPolicy(RoundedAt.LINE, None, mode) for mode in RoundingMode]
STARTS = st.builds(
    lambda day, second: day + timedelta(seconds=second),
    st.sampled_from((START, datetime(2026, 3, 28, tzinfo=UTC), datetime(2026, 10, 24, tzinfo=UTC))),
    st.integers(0, 200_000),
)
SOME_S = st.just(0) | st.integers(0, 20_000)
HUGE_KWH = st.decimals(-(10**9), 10**9, places=6)


@st.composite
def elements(draw):
    """Restricted by anything; often by nothing."""
    kind = draw(st.integers(0, 5))
    if kind < 4:
        return an_element(
            *draw(st.lists(components(), min_size=1, max_size=4)),
            reservation=draw(st.sampled_from(ReservationRestriction)) if kind == 3 else None,
        )
    return an_element(
        *draw(st.lists(components(), min_size=1, max_size=4)),
        min_duration_s=draw(THRESHOLDS_S),
        max_duration_s=draw(THRESHOLDS_S),
        start_time=draw(CLOCKS),
        end_time=draw(CLOCKS),
        start_date=draw(DATES),
        end_date=draw(DATES),
        min_kwh=draw(LEVELS),
        max_kwh=draw(LEVELS | st.just(Decimal("12.34567891"))),
        min_power_kw=draw(LEVELS),
        max_power_kw=draw(LEVELS),
        min_current_a=draw(LEVELS),
        max_current_a=draw(LEVELS),
        day_of_week=tuple(draw(st.sets(st.sampled_from(DayOfWeek), max_size=3))),
        reservation=draw(st.none() | st.sampled_from(ReservationRestriction)),
    )


@st.composite
def tariffs(draw):
    return a_tariff(
        *draw(st.lists(elements(), min_size=1, max_size=5)),
        currency=draw(st.sampled_from(("EUR", "JPY", "KWD"))),
        tax_included=draw(st.none() | st.sampled_from(TaxIncluded)),
        min_price=draw(LIMITS),
        max_price=draw(LIMITS),
    )


@st.composite
def periods(draw, start):
    power_kw, current_a = draw(LEVELS), draw(LEVELS)
    return a_period(
        start,
        str(draw(st.just(0) | st.decimals(-10, 90, places=4) | HUGE_KWH)),
        charging_s=draw(SOME_S),
        parking_s=draw(SOME_S),
        reservation_s=draw(st.just(0) | SOME_S),
        min_power_kw=power_kw,
        max_power_kw=power_kw,
        min_current_a=current_a,
        max_current_a=current_a,
    )


@st.composite
def sessions(draw):
    start = draw(STARTS)
    offsets = sorted(draw(st.lists(st.integers(0, 20_000), max_size=3)))
    every = [draw(periods(start + timedelta(seconds=offset))) for offset in (0, *offsets)]
    return a_usage(*every, end=start + timedelta(seconds=25_000))


def scalar(usage, tariff, rounding=MINOR_UNIT, *, expired=False, zone=AMSTERDAM):
    """Amounts before taxes and taxes by line, as the scalar engine has them."""
    exact = price_exactly(usage, tariff, zone, reservation_expired=expired)
    found = {}
    scale = 10 ** exponent_of(tariff.currency)
    for one in rounded_price(exact, rounding).lines:
        before, taxes = found.get(line_of(one.line), (0, 0))
        assert one.before_taxes is not None
        assert one.after_taxes is not None
        before += int(one.before_taxes * scale)
        taxes += int((one.after_taxes - one.before_taxes) * scale)
        found[line_of(one.line)] = before, taxes
    return found


def assert_same(batch, usages, tariff, rounding=MINOR_UNIT, **options):
    for place, usage in enumerate(usages):
        got = {
            line: (int(amounts.before[place]), int(amounts.taxes[place]))
            for line, amounts in batch.lines.items()
        }
        if place in batch.report.refused:
            assert set(got.values()) <= {(0, 0)}
            continue
        wanted = scalar(usage, tariff, rounding, **options)
        assert got == dict.fromkeys(got, (0, 0)) | wanted
        assert batch.before[place] == sum(before for before, _ in wanted.values())
        assert batch.after[place] == sum(before + tax for before, tax in wanted.values())


@settings(max_examples=300)
@given(
    tariffs(), st.lists(sessions(), min_size=1, max_size=5), st.sampled_from(BY_LINE), st.booleans()
)
def test_a_batch_is_the_scalar_engine_to_the_last_minor_unit(tariff, usages, rounding, expired):
    options = {"reservation_expired": expired, "rounding": rounding}
    batch = price_batch(usages, tariff, AMSTERDAM, **options)
    assert batch.report.sessions == len(usages)
    assert_same(batch, usages, tariff, rounding, expired=expired)
    columns, _, outside = columns_of(usages)
    again = price_columns(columns, tariff, AMSTERDAM, **options)
    assert not outside
    assert again.before.tolist() == batch.before.tolist()
    assert again.after.tolist() == batch.after.tolist()


@st.composite
def tariffs_of_one_rate(draw):
    """Limits share taxes by the one rate that all prices have, as few random tariffs do."""
    tariff, vat_pct = draw(tariffs()), draw(st.sampled_from((None, Decimal(0), Decimal(21))))
    elements = tuple(
        replace(
            element,
            price_components=tuple(
                replace(one, vat_pct=vat_pct) for one in element.price_components
            ),
        )
        for element in tariff.elements
    )
    limits = st.builds(
        PriceLimit, st.decimals(0, 40, places=2), st.just(None) | st.just(Decimal(20))
    )
    return replace(tariff, elements=elements, min_price=draw(limits), max_price=draw(limits))


@settings(max_examples=200)
@given(tariffs_of_one_rate(), st.lists(sessions(), min_size=1, max_size=5))
def test_limits_of_one_rate_are_those_of_the_scalar_engine(tariff, usages):
    batch = price_batch(usages, tariff, AMSTERDAM)
    assert_same(batch, usages, tariff)
    moved = tariff.min_price.after_taxes is not None
    if tariff.tax_included is TaxIncluded.N_A or not moved:
        assert Outside.LIMIT_OVER_SEVERAL_RATES not in batch.report.scalar


def test_a_session_of_more_energy_than_can_be_added_up_is_left_out():
    usage = one_session(energy_kwh="5000000000")
    usage = replace(usage, charging_periods=usage.charging_periods * 2)
    batch = price_batch([usage], a_tariff(), AMSTERDAM)
    assert batch.report.scalar == {Outside.AMOUNT_TOO_LARGE: 1}
    assert_same(batch, [usage], a_tariff())


@given(st.lists(sessions(), min_size=1, max_size=4))
def test_columns_hold_all_that_a_price_needs(usages):
    columns, rows, _ = columns_of(usages)
    for row, place in enumerate(rows.tolist()):
        kept, given_one = usage_at(columns, row), usages[place]
        assert kept.charging_periods == given_one.charging_periods
        assert (kept.start, kept.end) == (given_one.start, given_one.end)


@given(st.integers(-(2**61), 2**61), st.integers(1, 2**59), st.sampled_from(RoundingMode))
def test_a_column_is_rounded_as_a_number_is(amount, denominator, mode):
    for one in (amount, denominator // 2, -denominator // 2, 3 * denominator // 2):
        found = rounded_column(np.array([one, 0]), denominator, mode)
        assert found.tolist() == [rounded(Fraction(one, denominator), mode), 0]


ZONES = ("Europe/Amsterdam", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC")


@given(st.sampled_from(ZONES), st.lists(st.integers(0, 4_102_444_799), min_size=1, max_size=3))
@settings(max_examples=30, deadline=None)
def test_a_column_shows_the_wall_clock_of_its_zone(name, instants):
    zone = ZoneInfo(name)
    near = [instant + hour * 3600 for instant in instants for hour in (0, 1, 4000)]
    near = [min(one, 4_102_444_799) for one in near]
    for instant, local_s in zip(near, wall_clock(np.array(near), zone).tolist(), strict=True):
        told = datetime.fromtimestamp(instant, zone).replace(tzinfo=UTC)
        assert int(told.timestamp()) == local_s


@pytest.mark.parametrize(
    "instant",
    ["2026-03-29T00:59:59", "2026-03-29T01:00:00", "2026-10-25T00:59:59", "2026-10-25T01:00:00"],
)
def test_the_second_of_a_clock_change_is_exact(instant):
    at = datetime.fromisoformat(instant).replace(tzinfo=UTC)
    column = np.array([int(at.timestamp()), int(at.timestamp()) - 40_000_000])
    told = at.astimezone(ZoneInfo(AMSTERDAM)).replace(tzinfo=UTC)
    assert wall_clock(column, ZoneInfo(AMSTERDAM))[0] == int(told.timestamp())


def one_session(**period):
    return a_usage(a_period(**({"energy_kwh": "10"} | period)), end=START + timedelta(hours=2))


@pytest.mark.parametrize(
    ("usage", "reason"),
    [
        (one_session(energy_kwh="1.0000001"), Outside.VOLUME_TOO_FINE),
        (one_session(min_power_kw=Decimal("1.0001")), Outside.VOLUME_TOO_FINE),
        (one_session(charging_s=Decimal("1.5")), Outside.FRACTION_OF_A_SECOND),
        (one_session(start=START + timedelta(microseconds=1)), Outside.FRACTION_OF_A_SECOND),
        (one_session(energy_kwh="1E10"), Outside.AMOUNT_TOO_LARGE),
        (replace(one_session(), currency="CHF"), Outside.OTHER_CURRENCY),
    ],
)
def test_a_session_that_fits_no_column_is_left_to_the_scalar_engine(usage, reason):
    others = [one_session(), usage, one_session(energy_kwh="7")]
    batch = price_batch(others, a_tariff(), AMSTERDAM)
    assert batch.report.scalar == {reason: 1}
    assert batch.report.by_plan == 2
    if reason is Outside.OTHER_CURRENCY:
        assert list(batch.report.refused) == [1]
        assert "CHF" in batch.report.refused[1]
    assert_same(batch, others, a_tariff())


def test_a_period_within_a_session_that_begins_between_seconds_is_left_out():
    odd = replace(a_period(energy_kwh="1"), start=START + timedelta(microseconds=5))
    usage = replace(one_session(), charging_periods=(a_period(energy_kwh="1"), odd))
    assert price_batch([usage], a_tariff(), AMSTERDAM).report.scalar == {
        Outside.FRACTION_OF_A_SECOND: 1
    }


@pytest.mark.parametrize(
    ("tariff", "reason"),
    [
        (
            a_tariff(an_element(a_component(price="0.123456789012345678"))),
            Outside.AMOUNT_TOO_LARGE,
        ),
        (a_tariff(an_element(a_component(vat_pct="-1"))), Outside.TAX_RATE),
        (
            a_tariff(an_element(a_component(vat_pct=None)), tax_included=TaxIncluded.NO),
            Outside.TAX_RATE,
        ),
        (
            a_tariff(max_price=PriceLimit(Decimal("0.12345678901234567"))),
            Outside.AMOUNT_TOO_LARGE,
        ),
    ],
)
def test_a_tariff_without_a_plan_is_left_to_the_scalar_engine(tariff, reason):
    batch = price_batch([one_session(), one_session()], tariff, AMSTERDAM)
    assert batch.report.scalar == {reason: 2}
    assert batch.report.by_plan == 0
    assert bool(batch.report.refused) == (tariff.tax_included is TaxIncluded.NO)
    assert_same(batch, [one_session(), one_session()], tariff)


def test_a_total_that_is_rounded_as_a_whole_is_left_to_the_scalar_engine():
    usages = [one_session(energy_kwh="57.344")]
    tariff = a_tariff(an_element(a_component(price="0.33")))
    batch = price_batch(usages, tariff, AMSTERDAM, rounding=UP_PER_CDR)
    assert batch.report.scalar == {Outside.ROUNDED_ELSEWHERE: 1}
    assert batch.before.tolist() == [1893]


def test_a_batch_is_priced_in_minor_units_only():
    with pytest.raises(AssertionError, match="minor units"):
        price_batch([one_session()], a_tariff(), AMSTERDAM, rounding=FOUR_DECIMALS)
    by_invoice = RoundingPolicy(RoundedAt.INVOICE, None, RoundingMode.HALF_UP)
    with pytest.raises(AssertionError, match="as a whole"):
        price_batch([one_session()], a_tariff(), AMSTERDAM, rounding=by_invoice)


def test_a_zone_that_does_not_exist_is_refused_even_without_sessions():
    with pytest.raises(InvalidValueError, match="Mars/Olympus"):
        price_batch([], a_tariff(), "Mars/Olympus")


def test_no_sessions_are_no_amounts():
    batch = price_batch([], a_tariff(), AMSTERDAM)
    assert (len(batch.before), len(batch.after), batch.report.sessions) == (0, 0, 0)


def test_a_limit_over_several_rates_leaves_only_the_sessions_on_which_it_takes_effect():
    tariff = a_tariff(
        an_element(a_component(vat_pct="21"), a_component(FLAT, "1", "7")),
        max_price=PriceLimit(Decimal(3)),
    )
    usages = [one_session(energy_kwh="2"), one_session(energy_kwh="20")]
    batch = price_batch(usages, tariff, AMSTERDAM)
    assert batch.report.scalar == {Outside.LIMIT_OVER_SEVERAL_RATES: 1}
    assert batch.before.tolist() == [200, 300]
    assert_same(batch, usages, tariff)


def test_a_wall_clock_before_1970_is_left_to_the_scalar_engine():
    tariff = a_tariff(an_element(start_time=time(8), end_time=time(20)))
    old = datetime(1950, 6, 1, 10, tzinfo=UTC)
    usages = [
        a_usage(a_period(old, "10"), end=old + timedelta(hours=1)),
        one_session(),
    ]
    batch = price_batch(usages, tariff, AMSTERDAM)
    assert batch.report.scalar == {Outside.OTHER_CALENDAR: 1}
    assert_same(batch, usages, tariff)


def test_a_volume_near_the_bound_is_left_to_the_scalar_engine_and_others_are_not():
    tariff = a_tariff(an_element(a_component(price="0.1234567")), max_price=PriceLimit(Decimal(9)))
    usages = [one_session(energy_kwh="9000"), one_session()]
    batch = price_batch(usages, tariff, AMSTERDAM)
    assert batch.report.scalar == {Outside.AMOUNT_TOO_LARGE: 1}
    assert_same(batch, usages, tariff)


def test_a_session_that_is_outside_for_two_reasons_counts_once():
    tariff = a_tariff(
        an_element(a_component(price="0.1234567"), start_time=time(8), end_time=time(20)),
        an_element(a_component(price="0.2")),
        max_price=PriceLimit(Decimal(9)),
    )
    old = datetime(1950, 6, 1, 10, tzinfo=UTC)
    usages = [a_usage(a_period(old, "9000"), end=old + timedelta(hours=1))]
    batch = price_batch(usages, tariff, AMSTERDAM)
    assert batch.report.scalar == {Outside.AMOUNT_TOO_LARGE: 1}
    assert_same(batch, usages, tariff)


def test_more_sessions_than_are_priced_at_once_stay_in_their_order():
    usages = [one_session(energy_kwh=str(one % 97)) for one in range(300)] * 60
    columns, _, _ = columns_of(usages[:300])
    batch = price_batch(usages, a_tariff(), AMSTERDAM)
    assert batch.before.tolist() == [one % 97 * 50 for one in range(300)] * 60
    assert len(columns) == 300


def test_a_cdr_is_a_session_too():
    batch = price_batch([a_cdr()], a_tariff(), AMSTERDAM)
    assert (batch.currency, batch.tariff_id) == ("EUR", "T1")
    assert batch.tariff_version == "2026-01-01T00:00:00Z"
    assert (batch.before.tolist(), batch.after.tolist()) == ([1000], [1210])
    assert batch.lines[BatchLine.ENERGY].taxes.tolist() == [210]


@pytest.mark.parametrize(
    ("expired", "wanted"), [(False, [300 + 250, 100]), (True, [400 + 500, 100])]
)
def test_a_reservation_has_its_own_prices_and_its_own_flat(expired, wanted):
    tariff = a_tariff(
        an_element(
            a_component(TIME, "5", None, 60),
            a_component(FLAT, "3", None),
            reservation=ReservationRestriction.RESERVATION,
        ),
        an_element(
            a_component(TIME, "10", None, 60),
            a_component(FLAT, "4", None),
            reservation=ReservationRestriction.RESERVATION_EXPIRES,
        ),
        an_element(a_component(FLAT, "1", None)),
    )
    end = START + timedelta(hours=2)
    reserved = a_usage(a_period(reservation_s=1799), end=end)
    charged = a_usage(a_period(energy_kwh="3"), end=end)
    batch = price_batch([reserved, charged], tariff, AMSTERDAM, reservation_expired=expired)
    assert batch.before.tolist() == wanted
    assert batch.lines[BatchLine.RESERVATION].before.tolist() == [wanted[0], 0]
    assert_same(batch, [reserved, charged], tariff, expired=expired)


AT_NOON = time(12, 30)
"""By the wall clock, when the second period begins: 1800 s after the start, on a Monday."""


@pytest.mark.parametrize(
    ("restrictions", "applies"),
    [
        ({"min_duration_s": 1800}, True),
        ({"min_duration_s": 1801}, False),
        ({"max_duration_s": 1800}, False),
        ({"max_duration_s": 1801}, True),
        ({"min_kwh": Decimal(10)}, True),
        ({"min_kwh": Decimal("10.000001")}, False),
        ({"max_kwh": Decimal(10)}, False),
        ({"max_kwh": Decimal("10.000001")}, True),
        ({"min_kwh": Decimal("10.00000001")}, False),
        ({"max_kwh": Decimal("10.00000001")}, True),
        ({"min_power_kw": Decimal(11)}, True),
        ({"min_power_kw": Decimal("11.001")}, False),
        ({"max_power_kw": Decimal(11)}, False),
        ({"max_power_kw": Decimal("11.001")}, True),
        ({"min_current_a": Decimal(16)}, True),
        ({"min_current_a": Decimal("16.001")}, False),
        ({"max_current_a": Decimal(16)}, False),
        ({"max_current_a": Decimal("16.001")}, True),
        ({"start_time": AT_NOON}, True),
        ({"start_time": time(12, 31)}, False),
        ({"end_time": AT_NOON}, False),
        ({"end_time": time(12, 31)}, True),
        ({"start_time": time(20), "end_time": AT_NOON}, False),
        ({"start_time": time(20), "end_time": time(12, 31)}, True),
        ({"start_time": AT_NOON, "end_time": time(3)}, True),
        ({"start_date": date(2026, 6, 1)}, True),
        ({"start_date": date(2026, 6, 2)}, False),
        ({"end_date": date(2026, 6, 1)}, False),
        ({"end_date": date(2026, 6, 2)}, True),
        ({"day_of_week": (DayOfWeek.MONDAY,)}, True),
        ({"day_of_week": (DayOfWeek.SUNDAY, DayOfWeek.TUESDAY)}, False),
    ],
)
def test_a_restriction_at_its_very_bound(restrictions, applies):
    tariff = a_tariff(
        an_element(a_component(price="1", vat_pct=None), **restrictions),
        an_element(a_component(price="2", vat_pct=None)),
    )
    at_the_bound = a_period(
        START + timedelta(minutes=30),
        "7",
        min_power_kw=Decimal(11),
        max_power_kw=Decimal(11),
        min_current_a=Decimal(16),
        max_current_a=Decimal(16),
    )
    first = a_period(energy_kwh="10")
    usages = [a_usage(first, at_the_bound, end=START + timedelta(hours=1))]
    batch = price_batch(usages, tariff, AMSTERDAM)
    assert_same(batch, usages, tariff)
    alone = price_batch([a_usage(first, end=START + timedelta(hours=1))], tariff, AMSTERDAM)
    assert batch.report.by_plan == 1
    assert batch.before[0] - alone.before[0] == (700 if applies else 1400)


def test_steps_of_several_sizes_are_those_of_the_price_that_applied_last():
    tariff = a_tariff(
        an_element(a_component(TIME, "2", None, 600), max_duration_s=3600),
        an_element(a_component(TIME, "3", None, 0)),
        an_element(a_component(PARKING, "6", None, 300), min_duration_s=3600),
    )
    charged = a_period(charging_s=1700)
    later = a_period(START + timedelta(hours=1), charging_s=1700)
    parked = a_period(START + timedelta(hours=2), parking_s=100)
    end = START + timedelta(hours=3)
    usages = [
        a_usage(*every, end=end) for every in ((charged,), (charged, later), (charged, parked))
    ]
    batch = price_batch(usages, tariff, AMSTERDAM)
    # 1800 s at 2; 1700 s at 2 and 1700 at 3; 1700 s at 2 and 300 s of parking at 6.
    assert batch.before.tolist() == [100, 94 + 142, 94 + 50]
    assert_same(batch, usages, tariff)


def test_what_cannot_be_priced_is_told_with_its_place():
    tariff = a_tariff(an_element(a_component(vat_pct=None)), tax_included=TaxIncluded.YES)
    batch = price_batch([one_session(), one_session(energy_kwh="0")], tariff, AMSTERDAM)
    assert batch.report.refused == {0: "its price is unknown, for a tax rate is not stated"}
    with pytest.raises((RoamingError, AssertionError)):
        scalar(one_session(), tariff)
