"""Laws that every price obeys, whatever the tariff and the session."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from core.domain.priced_cdr import LineKind
from core.domain.tariff import TariffDimension
from core.pricing.price import booked, price_exactly
from core.pricing.round_price import rounded_price
from core.pricing.taxes import tax_lines
from tests.builders import START, a_cdr, a_component, a_period, a_tariff, a_usage, an_element
from tests.core.pricing.strategies import SECONDS, any_tariffs, sessions

ENERGY, TIME = TariffDimension.ENERGY, TariffDimension.TIME
ZONE = "Europe/Amsterdam"


@given(any_tariffs(), sessions(), st.booleans())
def test_lines_add_up_to_the_totals_and_taxes_to_their_difference(tariff, session, expired):
    exact = price_exactly(session, tariff, ZONE, reservation_expired=expired)
    for total, amounts in (
        (exact.before_taxes, [line.before_taxes for line in exact.lines]),
        (exact.after_taxes, [line.after_taxes for line in exact.lines]),
    ):
        assert total == (None if None in amounts else sum(amounts, Fraction(0)))
    taxes = tax_lines(exact)
    if taxes is not None:
        assert sum(tax.amount for tax in taxes) == exact.after_taxes - exact.before_taxes


@given(any_tariffs(), sessions())
def test_each_line_is_its_quantity_at_its_price(tariff, session):
    for line in price_exactly(session, tariff, ZONE).lines:
        assert sum(line.parts) == line.quantity
        if line.kind is LineKind.COMPONENT:
            component = tariff.elements[line.element - 1].price_components[line.component - 1]
            assert (component.price, component.type) == (line.unit_price, line.dimension)
            per = 3600 if line.unit == "s" else 1
            stated = line.after_taxes if line.gross else line.before_taxes
            assert stated == Fraction(line.quantity) * Fraction(line.unit_price) / per


@given(any_tariffs(), sessions())
def test_nothing_is_negative_where_nothing_negative_comes_in(tariff, session):
    exact = price_exactly(session, tariff, ZONE)
    for amount in (exact.before_taxes, exact.after_taxes):
        assert amount is None or amount >= 0
    for line in exact.lines:
        if line.kind is not LineKind.MAX_PRICE:
            assert (line.before_taxes or 0) >= 0
            assert (line.after_taxes or 0) >= 0


@given(any_tariffs(), sessions())
def test_the_same_session_costs_the_same_whenever_it_is_priced(tariff, session):
    again = replace(tariff, description="another value with the same rules")
    assert price_exactly(session, tariff, ZONE) == price_exactly(session, again, ZONE)


@given(any_tariffs(), sessions(), st.data())
def test_splitting_a_period_where_no_price_changes_leaves_the_price(tariff, session, data):
    """Only where every restriction holds at the cut exactly as it did at the start."""
    unrestricted = tuple(
        an_element(*element.price_components, reservation=element.restrictions.reservation)
        for element in tariff.elements
    )
    tariff = replace(tariff, elements=unrestricted)
    at = data.draw(st.integers(0, len(session.charging_periods) - 1))
    period = session.charging_periods[at]
    ends = [*(one.start for one in session.charging_periods[1:]), session.end]
    length_s = int((ends[at] - period.start).total_seconds())
    assume(length_s > 1)
    cut_s = data.draw(st.integers(1, length_s - 1))

    def part(volume, share):
        first = (Decimal(volume) * share).quantize(Decimal("0.001"))
        return first, volume - first

    share = Decimal(data.draw(st.integers(0, 100))) / 100
    names = ("energy_kwh", "charging_s", "parking_s", "reservation_s")
    parts = {name: part(getattr(period, name), share) for name in names}
    first = replace(period, **{name: halves[0] for name, halves in parts.items()})
    second = replace(
        period,
        start=period.start + timedelta(seconds=cut_s),
        **{name: halves[1] for name, halves in parts.items()},
    )
    assume(any(getattr(first, name) for name in names) or not period.reservation_s)
    periods = session.charging_periods
    split = replace(session, charging_periods=(*periods[:at], first, second, *periods[at + 1 :]))
    # What is charged must not become a period of its own where only reserved time was before.
    assume(flats_agree(session, split))
    whole_price, split_price = price_exactly(session, tariff), price_exactly(split, tariff)
    assert split_price.before_taxes == whole_price.before_taxes
    assert split_price.after_taxes == whole_price.after_taxes


def flats_agree(whole, split):
    def kinds(usage):
        charges = any(
            one.energy_kwh or one.charging_s or one.parking_s or not one.reservation_s
            for one in usage.charging_periods
        )
        return charges, any(one.reservation_s for one in usage.charging_periods)

    return kinds(whole) == kinds(split)


@given(st.decimals(0, 5, places=4), st.sampled_from([0, 1]), SECONDS, SECONDS, st.data())
def test_a_longer_stay_never_costs_less(unit_price, step_size, first_s, second_s, data):
    flat = data.draw(st.booleans())
    components = [a_component(TIME, str(unit_price), "21", step_size)]
    if flat:
        components.append(a_component(TariffDimension.FLAT, "1"))
    tariff = a_tariff(an_element(*components))
    shorter, longer = sorted((first_s, second_s))
    costs = [
        price_exactly(
            a_usage(a_period(charging_s=seconds), end=START + timedelta(seconds=seconds)), tariff
        ).after_taxes
        for seconds in (shorter, longer)
    ]
    assert costs == sorted(costs)


@given(any_tariffs(), sessions())
def test_the_books_and_the_shown_price_agree_to_the_minor_unit(tariff, session):
    tariff = replace(tariff, tax_included=None)
    exact = price_exactly(session, tariff, ZONE)
    cdr = a_cdr(currency=tariff.currency, periods=session.charging_periods, stay_s=25_000)
    priced, shown = booked(cdr, exact), rounded_price(exact)
    scale = 10 ** -shown.before_taxes.as_tuple().exponent
    assert priced.excl_minor == shown.before_taxes * scale
    assert priced.incl_minor == shown.after_taxes * scale
