"""The prices of a week are those by which sessions are billed, minute by minute."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from core.domain.cdr import ChargingPeriod
from core.domain.tariff import (
    DayOfWeek,
    PriceComponent,
    Tariff,
    TariffDimension,
    TariffElement,
    TariffRestrictions,
    TaxIncluded,
)
from core.domain.usage import Usage
from core.pricing.price import price_exactly
from core.pricing.week_prices import SoFar, week_prices

MONDAY = date(2026, 6, 1)
LISBON = ZoneInfo("Europe/Lisbon")
ENERGY = TariffDimension.ENERGY


def a_component(price="0.40", type_=ENERGY, vat="20"):
    vat_pct = None if vat is None else Decimal(vat)
    return PriceComponent(type=type_, price=Decimal(price), vat_pct=vat_pct, step_size=0)


def a_tariff(*elements, **rest):
    return Tariff(
        tariff_id="T",
        cpo="PT*ABC",
        currency="EUR",
        elements=tuple(elements),
        last_updated=datetime(2026, 1, 1, tzinfo=UTC),
        **rest,
    )


def element(price, **restrictions):
    return TariffElement((a_component(price),), TariffRestrictions(**restrictions))


def spans(tariff, dimension=ENERGY, so_far=None, monday=MONDAY, zone=LISBON):
    week = week_prices(tariff, dimension, monday, zone, so_far or SoFar())
    return [(one.start_min, one.end_min, one.element) for one in week.spans]


def test_a_price_without_restrictions_is_one_span_with_its_taxes():
    week = week_prices(a_tariff(element("0.40")), ENERGY, MONDAY, LISBON, SoFar())
    (span,) = week.spans
    assert (span.start_min, span.end_min) == (0, 7 * 1_440)
    assert (span.before_taxes, span.after_taxes) == (Fraction("0.40"), Fraction("0.48"))
    assert span.payable == Fraction("0.48")
    assert span.when == "at any time"
    assert week.skipped == ()


def test_a_window_over_midnight_and_a_gap():
    night = element("0.20", start_time=time(22), end_time=time(6, 30), day_of_week=DAYS[:1])
    assert spans(a_tariff(night)) == [
        (0, 390, 1),
        (390, 1_320, 0),
        (1_320, 1_440, 1),
        (1_440, 10_080, 0),
    ]


DAYS = tuple(DayOfWeek)


def test_how_far_the_session_has_come_decides():
    late = element("0.50", min_duration_s=1_800)
    tariff = a_tariff(late, element("0.30", max_kwh=Decimal(5)))
    assert spans(tariff) == [(0, 10_080, 2)]
    assert spans(tariff, so_far=SoFar(elapsed_s=1_800)) == [(0, 10_080, 1)]
    assert spans(tariff, so_far=SoFar(energy_kwh=Decimal(5))) == [(0, 10_080, 0)]


def test_power_decides_and_parking_is_asked_about_without_any():
    strong = TariffRestrictions(min_power_kw=Decimal(50))
    both = (a_component(), a_component("6", TariffDimension.PARKING_TIME))
    tariff = a_tariff(TariffElement(both, strong))
    weak = SoFar(power_kw=Decimal(22))
    assert spans(tariff, so_far=weak) == [(0, 10_080, 0)]
    assert spans(tariff, so_far=SoFar(power_kw=Decimal(50))) == [(0, 10_080, 1)]
    assert spans(tariff) == [(0, 10_080, 1)]
    parking = spans(tariff, TariffDimension.PARKING_TIME, SoFar(power_kw=Decimal(50)))
    assert parking == [(0, 10_080, 0)]


def test_time_is_told_by_the_minute_and_what_is_unknown_is_unknown():
    tariff = a_tariff(
        TariffElement((a_component("6", TariffDimension.TIME, None),)), tax_included=TaxIncluded.NO
    )
    (span,) = week_prices(tariff, TariffDimension.TIME, MONDAY, LISBON, SoFar()).spans
    assert (span.before_taxes, span.after_taxes, span.payable) == (
        Fraction(1, 10),
        None,
        Fraction(1, 10),
    )


def test_dates_are_those_of_the_week():
    tariff = a_tariff(element("0.20", start_date=MONDAY + timedelta(days=2)), element("0.40"))
    assert spans(tariff) == [(0, 2_880, 2), (2_880, 10_080, 1)]


def test_an_hour_that_clocks_leave_out_is_named():
    spring = week_prices(a_tariff(element("1")), ENERGY, date(2026, 3, 23), LISBON, SoFar())
    sunday = 6 * 1_440
    assert spring.skipped == ((sunday + 60, sunday + 120),)
    autumn = week_prices(a_tariff(element("1")), ENERGY, date(2026, 10, 19), LISBON, SoFar())
    assert autumn.skipped == ()


MINUTES = st.integers(0, 24 * 60 - 1).map(lambda at: time(at // 60, at % 60))
ELEMENTS = st.builds(
    lambda price, start, end, days: element(
        f"0.{price}", start_time=start, end_time=end, day_of_week=tuple(days)
    ),
    st.integers(10, 99),
    st.none() | MINUTES,
    st.none() | MINUTES,
    st.lists(st.sampled_from(DAYS), unique=True, max_size=6),
)


@given(st.lists(ELEMENTS, min_size=1, max_size=4), st.integers(0, 7 * 1_440 - 1))
def test_a_minute_costs_what_a_session_that_begins_there_is_billed(elements, minute):
    tariff = a_tariff(*elements)
    week = week_prices(tariff, ENERGY, MONDAY, LISBON, SoFar())
    span = next(one for one in week.spans if one.start_min <= minute < one.end_min)
    local = datetime.combine(MONDAY, time(), LISBON) + timedelta(minutes=minute)
    start = local.astimezone(UTC)
    period = ChargingPeriod(start=start, energy_kwh=Decimal(1), charging_s=30)
    usage = Usage(start=start, end=start + timedelta(seconds=30), charging_periods=(period,))
    lines = price_exactly(usage, tariff, "Europe/Lisbon").lines
    assert [line.element for line in lines] == ([] if span.is_gap else [span.element])
    assert [one.start_min for one in week.spans[1:]] == [one.end_min for one in week.spans[:-1]]
    assert (week.spans[0].start_min, week.spans[-1].end_min) == (0, 10_080)
