"""Sales of a period become lines and VAT per category."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.vat import VatCategory
from core.invoicing.assemble import vat_on
from tests.invoices import a_supply, an_invoice, sums_of


def test_ten_thousand_sessions_at_one_price_are_one_line():
    invoice = an_invoice(*[a_supply() for _ in range(10_000)])
    (line,) = invoice.lines
    assert (line.quantity, line.unit_price, line.net_minor) == (
        Decimal(200_000),
        Decimal("0.50"),
        10_000_000,
    )
    assert invoice.sessions == 10_000


def test_each_rate_has_its_own_vat_on_its_sum():
    invoice = an_invoice(
        a_supply(net_minor=104), a_supply(net_minor=104), a_supply(net_minor=50, pct="9")
    )
    told = [(one.vat_pct, one.taxable_minor, one.vat_minor) for one in invoice.vat_totals]
    assert told == [(Decimal(21), 208, 44), (Decimal(9), 50, 5)]
    # 1.04 x 21 % = 0.2184 -> 0.22 a session, 0.44 in all: nothing to round here.
    assert (invoice.session_vat_minor, invoice.rounding_minor, invoice.due_minor) == (49, 0, 307)


@pytest.mark.parametrize(
    ("currency", "net", "vat"),
    [("JPY", 1234, 123), ("KWD", 1_234, 123), ("EUR", 1_234, 123)],
)
def test_vat_is_whole_minor_units_of_any_currency(currency, net, vat):
    """10 % of 1,234 minor units is 123.4 of them, however many decimals they are."""
    invoice = an_invoice(a_supply(net_minor=net, pct="10", currency=currency))
    assert (invoice.net_minor, invoice.vat_minor) == (net, vat)


def test_a_tariff_that_taxes_at_zero_is_zero_rated():
    (total,) = an_invoice(a_supply(pct="0")).vat_totals
    assert total.category is VatCategory.ZERO


def test_a_price_is_never_below_zero_for_the_quantity_says_what_is_taken_away():
    (line,) = an_invoice(a_supply(net_minor=-250, quantity=Decimal(1), unit="C62")).lines
    assert (line.quantity, line.unit_price, line.net_minor) == (Decimal(-1), Decimal("2.50"), -250)


def test_where_the_price_does_not_lead_to_the_amount_it_is_what_each_one_came_to():
    (line,) = an_invoice(a_supply(net_minor=1000, unit_price=Decimal("0.605"))).lines
    assert line.unit_price == Decimal("0.5")


@given(
    st.lists(
        st.tuples(st.integers(1, 100_000), st.sampled_from(["21", "9", "0", "5.5"])), min_size=1
    )
)
def test_rounding_leads_from_the_vat_of_the_total_to_that_of_the_sessions(sales):
    supplies = [a_supply(net_minor=net, pct=pct) for net, pct in sales]
    invoice = an_invoice(*supplies)
    assert invoice.due_minor == sum(one.gross_minor for one in supplies)
    assert abs(invoice.rounding_minor) <= len(sales)
    assert invoice.net_minor == sum(one.taxable_minor for one in invoice.vat_totals)


@given(st.lists(st.integers(1, 100_000), min_size=1))
def test_a_credit_of_everything_takes_back_what_the_invoice_said(nets):
    supplies = [a_supply(net_minor=net) for net in nets]
    invoice = an_invoice(*supplies)
    credit = an_invoice(*[one.reversed() for one in supplies], is_credit=True)
    assert (credit.net_minor, credit.vat_minor) == (invoice.net_minor, invoice.vat_minor)
    assert credit.due_minor == invoice.due_minor


def test_what_is_undone_within_the_period_leaves_no_line():
    supply = a_supply()
    sums = sums_of("EUR", [supply, supply.reversed()])
    assert (sums.lines(1), sums.session_vat_minor) == ((), 0)


def test_vat_is_rounded_half_up():
    assert [vat_on(net, Decimal(10)) for net in (14, 15, -15)] == [1, 2, -2]
