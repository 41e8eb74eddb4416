"""A CDR is priced exactly, rounded once a line, and every line says which rule made it."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.cdr import Price
from core.domain.errors import CurrencyMismatchError
from core.domain.money import RoundingMode, exponent_of
from core.domain.priced_cdr import Unit
from core.domain.rounding import RoundedAt, RoundingPolicy
from core.domain.tariff import TariffDimension
from core.pricing.discrepancy import discrepancies
from core.pricing.periods import charging_periods
from core.pricing.price import price
from tests.builders import START, a_cdr, a_component, a_period, a_tariff, an_element
from tests.core.pricing.strategies import ENERGIES_KWH, SECONDS, tariffs

ENERGY, FLAT = TariffDimension.ENERGY, TariffDimension.FLAT
TIME, PARKING_TIME = TariffDimension.TIME, TariffDimension.PARKING_TIME


def by(mode):
    return RoundingPolicy(RoundedAt.LINE, None, mode)


def lines_of(cdr, *elements, currency="EUR", mode=RoundingMode.HALF_UP):
    priced = price(cdr, a_tariff(*elements, currency=currency), rounding=by(mode))
    return [(line.dimension, line.element, line.excl_minor) for line in priced.lines]


def test_the_worked_session_costs_ten_net_and_twelve_ten_gross():
    priced = price(a_cdr(), a_tariff())
    (line,) = priced.lines
    assert (priced.excl_minor, priced.vat_minor, priced.incl_minor) == (1000, 210, 1210)
    assert (line.quantity, line.unit, line.unit_price) == (20, Unit.KWH, Decimal("0.50"))
    assert (line.vat_pct, line.element) == (21, 1)
    assert line.rule == "tariff T1, element 1: ENERGY"
    assert (priced.tariff_id, priced.tariff_version) == ("T1", "2026-01-01T00:00:00Z")


def test_a_tariff_in_another_currency_prices_nothing():
    with pytest.raises(CurrencyMismatchError, match=r"cdr:NL\*ABC:1: EUR, but tariff T1: CHF"):
        price(a_cdr(), a_tariff(currency="CHF"))


def test_flat_is_taken_once_however_many_periods_and_elements():
    cdr = a_cdr(
        periods=(
            a_period(energy_kwh="10", charging_s=1800),
            a_period(START + timedelta(seconds=1800), "10", charging_s=1800),
        )
    )
    twice = (an_element(a_component(FLAT, "0.50")), an_element(a_component(FLAT, "0.70")))
    assert lines_of(cdr, *twice) == [(FLAT, 1, 50)]


def test_a_flat_price_that_begins_later_is_taken_when_it_begins():
    late = an_element(a_component(FLAT, "2"), min_duration_s=1800)
    short = a_cdr(stay_s=1800)
    long = a_cdr(
        periods=(a_period(charging_s=1800), a_period(START + timedelta(seconds=1800), parking_s=60))
    )
    assert lines_of(short, late) == []
    assert lines_of(long, late) == [(FLAT, 1, 200)]


@pytest.mark.parametrize(
    ("begin_s", "element"), [(0, 1), (1799, 1), (1800, 2), (3599, 2), (3600, None)]
)
def test_the_threshold_itself_belongs_to_what_comes_after_it(begin_s, element):
    cdr = a_cdr(stay_s=7200, periods=(a_period(START + timedelta(seconds=begin_s), "1"),))
    elements = (
        an_element(a_component(price="1"), max_duration_s=1800),
        an_element(a_component(price="2"), min_duration_s=1800, max_duration_s=3600),
    )
    found = [one for _, one, _ in lines_of(cdr, *elements)]
    assert found == ([] if element is None else [element])


def test_the_first_element_that_matches_wins_and_dimensions_are_independent():
    cdr = a_cdr(
        periods=(
            a_period(energy_kwh="20", charging_s=3600),
            a_period(START + timedelta(seconds=3600), parking_s=1800),
        ),
        stay_s=5400,
    )
    elements = (
        an_element(a_component(PARKING_TIME, "6")),
        an_element(a_component(price="0.40"), a_component(price="0.90")),
        an_element(a_component(price="0.80"), a_component(TIME, "1.20")),
    )
    assert lines_of(cdr, *elements) == [
        (ENERGY, 2, 800),
        (TIME, 3, 120),
        (PARKING_TIME, 1, 300),
    ]


def test_without_a_component_a_dimension_is_free():
    assert price(a_cdr(), a_tariff(an_element(a_component(PARKING_TIME, "6")))).lines == ()


@pytest.mark.parametrize(
    ("step_size", "energy", "billed"),
    [
        (0, "0.1152", "0.1152"),
        (1, "0.1152", "0.116"),  # The specification's own examples, mod_tariffs step_size:
        (25, "0.1152", "0.125"),  # 115.2 Wh in steps of 1 and of 25.
        (1000, "20", "20"),
        (1000, "20.0001", "21"),
    ],
)
def test_energy_is_billed_in_whole_steps_of_wh(step_size, energy, billed):
    priced = price(a_cdr(energy_kwh=energy), a_tariff(an_element(a_component(step_size=step_size))))
    assert priced.lines[0].quantity == Decimal(billed)
    noted = step_size > 1 and energy != billed
    assert ("step_size_energy" in priced.notes) == noted


def test_time_steps_apply_to_parking_where_any_is_billed_else_to_charging():
    charged = a_period(charging_s=3601)
    parked = a_period(START + timedelta(seconds=3601), parking_s=61)
    element = an_element(
        a_component(TIME, "1", step_size=60), a_component(PARKING_TIME, "2", step_size=60)
    )
    only = price(a_cdr(stay_s=3601, periods=(charged,)), a_tariff(element))
    both = price(a_cdr(stay_s=3662, periods=(charged, parked)), a_tariff(element))
    assert [line.quantity for line in only.lines] == [3660]
    assert [line.quantity for line in both.lines] == [3601, 120]
    assert (only.notes, both.notes) == (("step_size_time",), ("step_size_time",))


def test_the_step_is_taken_on_the_total_and_billed_at_the_last_price():
    cdr = a_cdr(
        stay_s=3630,
        periods=(
            a_period(charging_s=2700),
            a_period(START + timedelta(seconds=2700), charging_s=930),
        ),
    )
    first = an_element(a_component(TIME, "6.60", step_size=1), max_duration_s=2700)
    second = an_element(a_component(TIME, "9.60", step_size=60), min_duration_s=2700)
    priced = price(cdr, a_tariff(first, second))
    # 3630 s become 3660: the last component gets 30 more.
    assert [(line.quantity, line.excl_minor) for line in priced.lines] == [(2700, 495), (960, 256)]


def test_the_last_price_is_the_one_that_applied_last_not_the_one_that_began_last():
    hour = timedelta(seconds=3600)
    cdr = a_cdr(
        stay_s=3 * 3600,
        periods=(
            a_period(energy_kwh="1", charging_s=3600),
            a_period(START + hour, "1", charging_s=3600),
            a_period(START + 2 * hour, "0.5", charging_s=3600),
        ),
    )
    between = an_element(
        a_component(price="0.90", step_size=1), min_duration_s=3600, max_duration_s=7200
    )
    else_ = an_element(a_component(price="0.40", step_size=1000))
    priced = price(cdr, a_tariff(between, else_))
    # 2.5 kWh become 3: element 2 applied last, so it bills 1.5 + 0.5 and its step is the one.
    assert {line.element: line.quantity for line in priced.lines} == {2: 2, 1: 1}


@pytest.mark.parametrize(
    ("vat_pct", "vat_minor"), [("21", 210), ("8.1", 81), ("0", 0), (None, 0), ("5.5", 55)]
)
def test_vat_is_that_of_the_line_and_none_is_none(vat_pct, vat_minor):
    priced = price(a_cdr(), a_tariff(an_element(a_component(vat_pct=vat_pct))))
    assert priced.vat_minor == vat_minor
    assert priced.lines[0].vat_pct == (None if vat_pct is None else Decimal(vat_pct))


def test_vat_is_computed_on_the_cost_before_it_is_rounded():
    # 0.0124 net rounds to 0.01; 21 % of it is 0.0026, which rounds to 0.00; 200 % to 0.02.
    cdr = a_cdr(energy_kwh="0.0248")
    (line,) = price(cdr, a_tariff(an_element(a_component(vat_pct="150")))).lines
    assert (line.excl_minor, line.vat_minor) == (1, 2)  # 0.0186, while 150 % of 0.01 is 0.015


def test_each_line_has_its_own_vat():
    element = an_element(a_component(FLAT, "1", "7"), a_component(price="0.50", vat_pct="19"))
    priced = price(a_cdr(), a_tariff(element))
    assert [line.vat_minor for line in priced.lines] == [7, 190]
    assert (priced.excl_minor, priced.vat_minor) == (1100, 197)


@pytest.mark.parametrize(
    ("currency", "excl_minor", "vat_minor"),
    [("EUR", 1235, 259), ("JPY", 12, 3), ("KWD", 12345, 2592)],
)
def test_a_cost_is_whole_minor_units_of_its_currency(currency, excl_minor, vat_minor):
    # 20 kWh at 0.61725 = 12.345; 21 % = 2.59245.
    tariff = a_tariff(an_element(a_component(price="0.61725")), currency=currency)
    priced = price(a_cdr(currency=currency), tariff)
    assert (priced.excl_minor, priced.vat_minor) == (excl_minor, vat_minor)


@pytest.mark.parametrize(
    ("mode", "minor"),
    [(RoundingMode.HALF_UP, 1235), (RoundingMode.HALF_EVEN, 1234), (RoundingMode.UP, 1235)],
)
def test_a_line_is_rounded_in_the_mode_that_is_asked_for(mode, minor):
    assert lines_of(a_cdr(), an_element(a_component(price="0.61725")), mode=mode) == [
        (ENERGY, 1, minor)
    ]


@pytest.mark.parametrize(
    ("low", "high", "rule"),
    [
        (None, None, "tariff T1, element 1: ENERGY"),
        (0, None, "tariff T1, element 1: ENERGY from 0 s"),
        (None, 60, "tariff T1, element 1: ENERGY until 60 s"),
        (0, 60, "tariff T1, element 1: ENERGY from 0 s until 60 s"),
    ],
)
def test_a_line_says_which_rule_made_it(low, high, rule):
    element = an_element(min_duration_s=low, max_duration_s=high)
    assert price(a_cdr(), a_tariff(element)).lines[0].rule == rule


@given(tariffs(), SECONDS, SECONDS, ENERGIES_KWH, st.sampled_from(RoundingMode))
def test_every_line_is_its_exact_cost_rounded_once(tariff, charging_s, parking_s, energy, mode):
    periods = charging_periods(START, charging_s, parking_s, energy, tariff)
    cdr = a_cdr(
        stay_s=charging_s + parking_s, energy_kwh=energy, periods=periods, currency=tariff.currency
    )
    scale = 10 ** exponent_of(tariff.currency)
    for line in price(cdr, tariff, rounding=by(mode)).lines:
        per = 3600 if line.unit is Unit.SECOND else 1
        exact = Fraction(line.quantity) * Fraction(line.unit_price) * scale / per
        off_by = Fraction(1) if mode is RoundingMode.UP else Fraction(1, 2)
        assert abs(line.excl_minor - exact) <= off_by
        assert abs(line.vat_minor - exact * Fraction(line.vat_pct or 0) / 100) <= off_by
        component = next(
            one
            for one in tariff.elements[line.element - 1].price_components
            if one.type is line.dimension
        )
        assert (component.price, component.vat_pct) == (line.unit_price, line.vat_pct)


@given(tariffs(), SECONDS, SECONDS, ENERGIES_KWH)
def test_no_more_is_billed_than_was_taken_but_for_one_step(tariff, charging_s, parking_s, energy):
    periods = charging_periods(START, charging_s, parking_s, energy, tariff)
    cdr = a_cdr(
        stay_s=charging_s + parking_s, energy_kwh=energy, periods=periods, currency=tariff.currency
    )
    taken = {ENERGY: energy, TIME: charging_s, PARKING_TIME: parking_s}
    per_unit = {ENERGY: 1000, TIME: 1, PARKING_TIME: 1}
    priced = price(cdr, tariff)
    for dimension, volume in taken.items():
        lines = [line for line in priced.lines if line.dimension is dimension]
        billed = sum(line.quantity for line in lines)
        step_max = Decimal(1000) / per_unit[dimension]
        assert billed < volume + step_max
        whole = all(
            any(one.type is dimension for one in element.price_components)
            and element.restrictions.min_duration_s is element.restrictions.max_duration_s is None
            for element in tariff.elements
        )
        if whole:
            assert billed >= volume
    assert sum(line.dimension is FLAT for line in priced.lines) <= 1


@pytest.mark.parametrize(
    ("claimed", "difference"), [(None, None), ("10.00", None), ("10.004", None), ("10.01", 1)]
)
def test_a_total_that_differs_from_ours_is_a_value(claimed, difference):
    found = list(discrepancies(price(a_cdr(total_excl=claimed), a_tariff())))
    if difference is None:
        assert found == []
    else:
        (one,) = found
        assert (one.of, one.ours_minor, one.theirs_minor) == ("before VAT", 1000, 1001)
        assert one.difference_minor == difference


def test_a_total_with_vat_is_compared_too():
    cdr = replace(a_cdr(), total_cost=Price(Decimal("10.00"), Decimal("99.00")))
    (found,) = discrepancies(price(cdr, a_tariff()))
    assert (found.of, found.difference_minor) == ("with VAT", 9900 - 1210)
