"""Worked postings of all that is not a session's own: FX, prefunds, defaults, periods."""

from datetime import date, timedelta

import pytest

from core.domain.entry import EntryKind
from core.domain.instruction import Instruction, InstructionKind
from core.domain.money import Money
from core.ledger.balances import balances_of
from core.ledger.default_posting_rules import entry_for_default, entry_for_write_off
from core.ledger.fx_posting_rules import entry_for_fx_close, entry_for_fx_deal
from core.ledger.period_posting_rules import (
    Event,
    entry_for_bank_charges,
    entry_for_card_cost,
    entry_for_incentive,
    entry_for_partner_share,
    entry_for_rounding,
    entry_for_true_up,
)
from core.ledger.posting_rules import entry_for_instruction
from core.ledger.prefund_posting_rules import (
    entry_for_hold,
    entry_for_hold_release,
    entry_for_prefund_used,
)
from tests.builders import DP, START, a_rate
from tests.core.ledger.test_posting_rules import legs

AT = START + timedelta(days=2)
IBAN = "NL91ABNA0417164300"


def left(*entries):
    return {where: amount for (where, _), amount in balances_of(entries).items() if amount}


def test_a_deal_closes_the_position_and_the_rest_is_the_result():
    rate = a_rate("EUR", "SEK", "11.0300", date(2026, 6, 3))
    deal = entry_for_fx_deal(
        "T-1", ("NL91", Money(1224, "EUR")), ("SE45", Money(13500, "SEK")), rate, AT
    )
    assert legs(deal) == [("2900", 1224), ("1130:NL91", -1224)]
    assert legs(deal, "SEK") == [("1130:SE45", 13500), ("2900", -13500)]
    assert deal.notes == ("rate EUR/SEK@2026-06-03 11.0300", "source test")
    close = entry_for_fx_close("2026-06-03", Money(2, "EUR"), "T-1", AT)
    assert legs(close) == [("5100", 2), ("2900", -2)]
    assert close.entry_id == "fx_close:2026-06-03:EUR"


def test_a_prefund_is_put_aside_while_somebody_charges():
    held = entry_for_hold(DP, Money(5_000, "EUR"), "A-1", Money(6_000, "EUR"), AT)
    assert legs(held) == [("2200:NL*XYZ", 5_000), ("2210:NL*XYZ", -5_000)]
    assert held.notes == ("asked 60.00 EUR",)
    free = entry_for_hold_release(held, "nothing started", AT)
    assert left(held, free) == {}
    assert (free.entry_id, free.reverses) == ("hold_released:A-1", "hold:A-1")


def test_a_prefund_pays_what_is_owed():
    used = entry_for_prefund_used(DP, Money(1210, "EUR"), "2026-06-03", AT)
    assert legs(used) == [("2200:NL*XYZ", 1210), ("1200:NL*XYZ", -1210)]
    assert used.due_at == AT


@pytest.mark.parametrize(
    ("funds", "expected"),
    [
        ((0, 0), [("1110", -1000), ("1200:NL*XYZ", 1000)]),
        ((400, 0), [("1110", -1000), ("2200:NL*XYZ", 400), ("1200:NL*XYZ", 600)]),
        (
            (400, 500),
            [("1110", -1000), ("2200:NL*XYZ", 400), ("2110:NL*XYZ", 500), ("1200:NL*XYZ", 100)],
        ),
        ((400, 9_000), [("1110", -1000), ("2200:NL*XYZ", 400), ("2110:NL*XYZ", 600)]),
        ((5_000, 9_000), [("1110", -1000), ("2200:NL*XYZ", 1000)]),
    ],
)
def test_a_default_draws_the_deposit_then_the_reserve_and_the_rest_stays_owed(funds, expected):
    collection = Instruction(
        instruction_id="2026-06-03:NL*XYZ:EUR",
        cycle_id="2026-06-03",
        kind=InstructionKind.COLLECTION,
        party=DP,
        currency="EUR",
        amount_minor=1000,
        value_at=AT,
    )
    entry = entry_for_default(collection, 1000, funds, "insolvent", AT)
    assert legs(entry) == expected
    assert entry.due_at is None
    assert ("1110", "EUR") not in left(entry_for_instruction(collection, AT), entry)


def test_what_nobody_pays_is_bad_debt():
    lost = entry_for_write_off(DP, Money(600, "EUR"), "1", "insolvent", AT)
    assert legs(lost) == [("5300", 600), ("1200:NL*XYZ", -600)]
    assert (lost.kind, lost.due_at) == (EntryKind.WRITTEN_OFF, None)


def an_event(terms="tiers@2026-01-01"):
    return Event(name="2026-06:NL*ABC", terms=terms, reason="tier 2 from 1,000 kWh", at=AT)


def test_a_true_up_is_dated_and_agreed_and_falls_due():
    up = entry_for_true_up(
        an_event(), [("2100:NL*ABC", -121), ("4200", 100), ("1500:NL", 0), ("2500:NL", 21)], "EUR"
    )
    assert legs(up) == [("2100:NL*ABC", -121), ("4200", 100), ("2500:NL", 21)]
    assert (up.entry_id, up.due_at) == ("true_up:2026-06:NL*ABC", AT)
    with pytest.raises(AssertionError):
        entry_for_true_up(an_event(terms=""), [("2100:NL*ABC", -1), ("4200", 1)], "EUR")


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (
            entry_for_incentive(an_event(), DP, Money(12, "EUR")),
            [("5200", 12), ("2300:NL*XYZ", -12)],
        ),
        (
            entry_for_partner_share(an_event(), "NL*HST", Money(60, "EUR")),
            [("4200", 60), ("2350:NL*HST", -60)],
        ),
        (
            entry_for_bank_charges(an_event(), IBAN, Money(9, "EUR")),
            [("5400", 9), (f"1100:{IBAN}", -9)],
        ),
        (entry_for_card_cost(an_event(), Money(9, "EUR")), [("5450", 9), ("1115", -9)]),
        (
            entry_for_rounding(an_event(), "2500:NL", Money(-1, "EUR")),
            [("5900", -1), ("2500:NL", 1)],
        ),
    ],
)
def test_what_is_posted_beside_sessions(entry, expected):
    assert legs(entry) == expected
    owed = any(where[:4] in ("2300", "2350") for where, _ in expected)
    assert (entry.due_at == AT) is owed
