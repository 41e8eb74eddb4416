"""What a posted session made its parties sell to each other, and what a refund takes back of it."""

from dataclasses import replace
from decimal import Decimal

import pytest

from core.domain.agreement import Bearer, CardTerms, CommissionModel
from core.domain.priced_cdr import LineContext, LineKind, Unit
from core.domain.supplied import Sale
from core.domain.tariff import TariffDimension
from core.domain.vat import RateRef, VatCategory
from core.ledger.noted_vat import noted_vat
from core.ledger.supplies import name_of_line, quantity_of_line, supplies_of, unit_of_line
from tests.builders import CPO, DP, a_priced, a_session_vat, an_agreement, split_of

HUB = "NL*NWC"


def sales(priced, agreement):
    vat = a_session_vat(priced, agreement)
    found = supplies_of(priced, split_of(priced, agreement), agreement, vat, HUB)
    return {one.sale: one for one in found}


def told(one):
    return (one.seller, one.buyer, one.net_minor, one.vat_minor)


def test_a_pool_is_a_commission_on_the_whole_and_a_share_of_the_network():
    found = sales(a_priced(), an_agreement())
    assert {sale: told(one) for sale, one in found.items()} == {
        Sale.SESSION_BOUGHT: (CPO, HUB, 1000, 210),
        Sale.SESSION_SOLD: (HUB, DP, 1000, 210),
        Sale.COMMISSION: (HUB, CPO, 100, 21),
        Sale.SHARE: (DP, HUB, 40, 8),
    }


def test_stacked_terms_let_the_cpo_pay_both():
    found = sales(a_priced(), an_agreement(CommissionModel.STACKED))
    assert told(found[Sale.COMMISSION]) == (HUB, CPO, 60, 13)
    assert told(found[Sale.SHARE]) == (DP, CPO, 40, 8)


def test_fees_of_both_sides_are_sales_of_the_network():
    fees = an_agreement(cpo_session_fee=Decimal("0.40"), dp_session_fee=Decimal("0.35"))
    found = sales(a_priced(), fees)
    assert told(found[Sale.CPO_FEE]) == (HUB, CPO, 40, 8)
    assert told(found[Sale.DP_FEE]) == (HUB, DP, 35, 7)


def test_card_cost_is_no_sale_between_the_three():
    card = CardTerms(fixed=Decimal("0.15"), rate_bp=350, bearer=Bearer.CPO)
    assert set(sales(a_priced(), an_agreement(card=card))) == set(sales(a_priced(), an_agreement()))


def test_wholesale_is_a_part_of_each_line_and_says_so():
    found = sales(a_priced(), an_agreement(wholesale_bp=9_000))
    (part,) = found[Sale.SESSION_SOLD].parts
    assert (part.net_minor, part.unit_price) == (900, Decimal("0.45"))
    assert part.name == "Energy, tariff T1, 90 % of it"


def a_line(priced, **changes):
    return replace(priced.lines[0], **changes)


def a_limit(priced, kind, excl_minor, vat_minor):
    return a_line(
        priced,
        kind=kind,
        component=0,
        element=0,
        quantity=Decimal(1),
        unit=Unit.SESSION,
        dimension=TariffDimension.FLAT,
        vat_pct=None,
        excl_minor=excl_minor,
        vat_minor=vat_minor,
    )


def test_a_limit_is_parted_by_the_rates_of_the_lines_that_it_limits():
    priced = a_priced()
    lines = (
        a_line(priced, excl_minor=600, vat_minor=126),
        a_line(priced, excl_minor=300, vat_minor=27, vat_pct=Decimal(9)),
        a_limit(priced, LineKind.MAX_PRICE, -90, -15),
    )
    found = sales(replace(priced, lines=lines), an_agreement())
    parts = found[Sale.SESSION_SOLD].parts
    assert [(part.vat_pct, part.net_minor) for part in parts[2:]] == [(21, -60), (9, -30)]
    assert parts[2].unit_price is None


@pytest.mark.parametrize("rate", [Decimal(21), None])
def test_a_limit_of_nothing_bears_the_only_rate_there_is(rate):
    priced = a_priced()
    lines = [a_limit(priced, LineKind.MIN_PRICE, 200, 42)]
    if rate is not None:
        lines.insert(0, a_line(priced, excl_minor=0, vat_minor=0, vat_pct=rate))
    found = sales(replace(priced, lines=tuple(lines)), an_agreement())
    part = found[Sale.SESSION_SOLD].parts[-1]
    assert (part.name, part.net_minor) == ("Up to the least price, tariff T1", 200)
    assert part.vat_pct == (rate or 0)


def test_time_is_told_in_hours_and_a_reservation_as_one():
    priced = a_priced()
    line = a_line(
        priced,
        dimension=TariffDimension.TIME,
        unit=Unit.SECOND,
        quantity=Decimal(5_400),
        context=LineContext.RESERVATION,
        tariff_id="R",
    )
    assert (unit_of_line(line), quantity_of_line(line)) == ("HUR", Decimal("1.5"))
    assert name_of_line(line, priced) == "Reservation, charging time, tariff R"


def test_decisions_are_read_again_from_the_notes_as_they_were():
    priced, agreement = a_priced(), an_agreement()
    decided = a_session_vat(priced, agreement)
    read = noted_vat(decided.notes)
    assert read is not None
    assert (read.sold.rate, read.sold.pct, read.sold.place) == (RateRef.TARIFF, None, "NL")
    assert (read.to_cpo.pct, read.share.pct) == (Decimal(21), Decimal(21))
    assert read.sold.text == decided.sold.text


def test_a_reverse_charge_is_read_with_its_code():
    priced = a_priced(demand_partner="DE*STR")
    read = noted_vat(a_session_vat(priced, an_agreement()).notes)
    assert read is not None
    assert (read.sold.category, read.sold.vatex, read.sold.pct) == (
        VatCategory.REVERSE_CHARGE,
        "VATEX-EU-AE",
        0,
    )


def test_a_supply_that_did_not_take_place_has_no_vat():
    read = noted_vat(a_session_vat(a_priced(), an_agreement()).notes)
    assert read is not None
    assert (read.to_dp.category, read.to_dp.place) == (VatCategory.OUTSIDE, "")


def test_a_service_between_others_keeps_who_pays_whom():
    note = (
        "vat service of NL*SIT to CPO | S 21 % in NL by service-at-home | key | text",
        "vat session from CPO, session to DP | S the tariff's rate in NL by x | key | text",
    )
    read = noted_vat(note)
    assert read is not None
    assert [(payer, payee) for payer, payee, _ in read.others] == [("CPO", "NL*SIT")]


def test_entries_of_before_the_table_have_no_decisions():
    assert noted_vat(("rate EUR/CHF@2026-01-02 0.94",)) is None
