"""Deals close what sessions left open, and what remains is gain or loss; the worked session."""

from datetime import date
from decimal import Decimal

import pytest

from core.domain.entry import Entry, EntryKind, Posting
from core.domain.errors import ConflictError, InvalidValueError, RuleError
from core.domain.money import Money
from core.service.carry_cdrs import carry
from core.service.import_rates import import_ecb
from core.service.trade_currency import (
    FxDeal,
    close_position,
    fx_positions,
    money_named,
    record_deal,
)
from core.service.verify_books import verify_books
from core.store.journal_store import append_entries, balances
from tests.books import NOW, open_network, some_cdrs, two_partner_network
from tests.builders import START

EUR_IBAN, SEK_IBAN = "NL91ABNA0417164300", "SE4550000000058398257466"
DEAL = FxDeal(
    deal_id="D1",
    sold_from=EUR_IBAN,
    sold=Money(1224, "EUR"),
    bought_into=SEK_IBAN,
    bought=Money(13500, "SEK"),
    day=date(2026, 6, 3),
    source="bank confirmation 4711",
)
WORKED = (
    ("1200:DE*DP1", 1243, "EUR"),
    ("2900", -1222, "EUR"),
    ("4300", -6, "EUR"),
    ("4100", -15, "EUR"),
    ("2900", 13500, "SEK"),
    ("2100:SE*CPO", -12568, "SEK"),
    ("2110:SE*CPO", -662, "SEK"),
    ("4200", -270, "SEK"),
)
"""The session of 135.00 SEK whose DP settles in EUR, at 11.0450, as it was worked by hand."""


@pytest.fixture
def worked(runtime):
    """Books with the worked session."""
    cleared = Entry(
        entry_id="cdr:SE*CPO:1",
        kind=EntryKind.CDR,
        effective_at=START,
        source_id="cdr:SE*CPO:1",
        terms="hub@2026-01-01",
        postings=tuple(Posting(*leg) for leg in WORKED),
        notes=("rate EUR/SEK@2026-06-03 11.0450",),
    )
    with runtime.database.transaction() as connection:
        append_entries(connection, [cleared], NOW)
    return runtime


def position(runtime):
    return {one.position.currency: one.position.amount_minor for one in fx_positions(runtime)}


def test_the_worked_deal_and_close_leave_a_result_of_two_cents_and_no_position(worked):
    assert position(worked) == {"EUR": -1222, "SEK": 13500}
    record_deal(worked, DEAL, "treasury")
    assert position(worked) == {"EUR": 2}
    assert close_position(worked, "2026-06", "EUR", "month end") == Money(2, "EUR")
    assert position(worked) == {}
    with worked.database.reading() as connection:
        kept = balances(connection)
    assert kept["5100", "EUR"] == 2
    assert kept[f"1130:{EUR_IBAN}", "EUR"] == -1224
    assert kept[f"1130:{SEK_IBAN}", "SEK"] == 13500


def test_a_position_is_closed_once_under_one_name(worked):
    record_deal(worked, DEAL, "treasury")
    closed = [close_position(worked, "2026-06", "EUR", "month end") for _ in range(2)]
    assert closed == [Money(2, "EUR")] * 2
    assert position(worked) == {}


def test_a_deal_is_posted_once_and_another_of_its_name_is_a_conflict(worked):
    record_deal(worked, DEAL, "treasury")
    record_deal(worked, DEAL, "treasury")
    assert position(worked) == {"EUR": 2}
    other = FxDeal(
        **{name: getattr(DEAL, name) for name in DEAL.__slots__ if name != "sold"},
        sold=Money(1225, "EUR"),
    )
    with pytest.raises(ConflictError):
        record_deal(worked, other, "treasury")


def test_a_currency_is_not_closed_while_another_is_open_or_nothing_is(worked):
    with pytest.raises(RuleError, match=r"135\.00 SEK; deal them first"):
        close_position(worked, "2026-06", "EUR", "month end")
    record_deal(worked, DEAL, "treasury")
    close_position(worked, "2026-06", "EUR", "month end")
    with pytest.raises(RuleError, match="nothing is open in EUR"):
        close_position(worked, "2026-07", "EUR", "month end")


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"bought": Money(1, "EUR")}, "two currencies"),
        ({"sold": Money(0, "EUR")}, "above 0"),
        ({"bought": Money(9, "HRK")}, "HRK ended on 2022-12-31"),
        ({"bought": Money(9, "BGN")}, "BGN ended on 2025-12-31"),
    ],
)
def test_a_deal_that_cannot_be_is_refused(memory, changes, problem):
    fields = {name: getattr(DEAL, name) for name in DEAL.__slots__} | changes
    with pytest.raises((InvalidValueError, RuleError), match=problem):
        record_deal(memory, FxDeal(**fields), "treasury")


@pytest.mark.parametrize(
    ("words", "made"),
    [("1224.00 EUR", (1224_00, "EUR")), ("500 JPY", (500, "JPY")), ("1.234 KWD", (1234, "KWD"))],
)
def test_money_is_named_with_the_decimals_of_its_currency(words, made):
    assert money_named(words) == Money(*made)


@pytest.mark.parametrize(
    "words",
    ["", "EUR", "12 XXX", "1.005 EUR", "500.5 JPY", "0 EUR", "-1 EUR", "nan EUR", "much EUR"],
)
def test_what_is_no_money_is_refused(words):
    with pytest.raises(InvalidValueError):
        money_named(words)


def test_books_with_rates_of_the_ecb_deals_and_closes_pass_every_check(memory):
    open_network(memory, network=two_partner_network(fx_rates=()))
    import_ecb(memory, date(2026, 1, 2))
    carry(memory, some_cdrs(4))
    (chf, eur) = fx_positions(memory)
    assert (chf.position.currency, eur.position.currency) == ("CHF", "EUR")
    assert chf.worth is not None
    assert abs(chf.worth.amount_minor + eur.position.amount_minor) < Decimal(100)
    deal = FxDeal(
        deal_id="D2",
        sold_from="CH93",
        sold=-chf.position,
        bought_into="NL91",
        bought=eur.position,
        day=date(2026, 6, 30),
        source="bank",
    )
    record_deal(memory, deal, "treasury")
    assert fx_positions(memory) == ()
    assert verify_books(memory).count == 0
