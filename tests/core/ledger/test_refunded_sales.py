"""What a refund takes back of the sales of its session: to the minor unit of what it posted."""

from datetime import UTC, datetime

import pytest

from core.domain.agreement import Bearer
from core.domain.entry import EntryKind
from core.domain.money import Money
from core.domain.supplied import Sale
from core.ledger.posting_rules import Terms, entry_for_cdr
from core.ledger.refund_posting_rules import entry_for_goodwill, entry_for_refund
from core.ledger.refunded_sales import refunded_sales, shares_refund
from core.ledger.supplies import supplies_of
from core.ledger.true_up_sales import group_of_true_up, true_up_sales
from tests.builders import a_priced, a_session_vat, an_agreement, an_entry, split_of
from tests.core.ledger.test_run_steps import terms_of
from tests.waterfalls import REST, a_rebate, a_step

HUB = "NL*NWC"
AT = datetime(2026, 7, 1, tzinfo=UTC)


def refunded(agreement, amount_minor, before_minor=0):
    """Net and VAT by sale, of a refund of the worked session."""
    priced, vat = a_priced(), a_session_vat(a_priced(), agreement)
    parts = split_of(priced, agreement)
    terms = Terms(agreement=agreement, received_at=AT, rate=None, vat=vat)
    session = entry_for_cdr(priced, parts, terms)
    refund = entry_for_refund(
        session, Bearer.NOBODY, before_minor, Money(amount_minor, "EUR"), ("1", "test", AT)
    )
    sales = supplies_of(priced, parts, agreement, vat, HUB)
    return {one.sale: (one.net_minor, one.vat_minor) for one in refunded_sales(sales, refund, HUB)}


def test_half_a_session_takes_half_of_every_sale_back():
    assert refunded(an_agreement(), 605) == {
        Sale.SESSION_BOUGHT: (-500, -105),
        Sale.SESSION_SOLD: (-500, -105),
        Sale.COMMISSION: (-50, -11),
        Sale.SHARE: (-20, -4),
    }


def test_without_a_share_there_is_none_to_take_back():
    assert set(refunded(an_agreement(dp_share_bp=0), 605)) == {
        Sale.SESSION_BOUGHT,
        Sale.SESSION_SOLD,
        Sale.COMMISSION,
    }


@pytest.mark.parametrize("cut", [1, 7, 604, 1209])
def test_two_refunds_of_the_whole_take_everything_back(cut):
    first, second = refunded(an_agreement(), cut), refunded(an_agreement(), 1210 - cut, cut)
    assert {sale: (first[sale][0] + second[sale][0]) for sale in first} == {
        Sale.SESSION_BOUGHT: -1000,
        Sale.SESSION_SOLD: -1000,
        Sale.COMMISSION: -100,
        Sale.SHARE: -40,
    }


def test_goodwill_takes_no_sale_back():
    goodwill = entry_for_goodwill(an_entry(), Money(100, "EUR"), ("1", "sorry", AT))
    assert not shares_refund(goodwill)
    assert shares_refund(an_entry())


def a_true_up(*notes):
    return an_entry(
        "true_up:waterfall@2020-01-01:2026-06:NL*ABC:*:2",
        kind=EntryKind.TRUE_UP,
        source_id="true_up:waterfall@2020-01-01:2026-06",
        notes=notes,
    )


def test_a_true_up_sells_services_and_a_rebate_is_none():
    agreement = terms_of([a_step(), a_rebate(step_id="promo"), REST])
    vat = a_session_vat(a_priced(), agreement)
    entry = a_true_up("step commission -150 -32 of 4 sessions", "step promo 20 0 of 4 sessions")
    group = group_of_true_up(entry)
    assert (group.cpo, group.demand_partner) == ("NL*ABC", "*")
    (one,) = true_up_sales(entry, agreement, vat, HUB)
    assert (one.sale, one.seller, one.buyer) == (Sale.COMMISSION, HUB, "NL*ABC")
    assert (one.net_minor, one.vat_minor) == (-150, -32)
    assert one.parts[0].name == "Commission on sessions, true-up commission of 2026-06"
