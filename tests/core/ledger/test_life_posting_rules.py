"""Worked postings of all that is not a session's own: FX, prefunds, defaults, periods."""

from datetime import date, timedelta

import pytest

from core.domain.entry import EntryKind
from core.domain.instruction import Instruction, InstructionKind
from core.domain.money import Money
from core.ledger.default_posting_rules import entry_for_default, entry_for_write_off
from core.ledger.fx_posting_rules import entry_for_fx_close, entry_for_fx_deal
from core.ledger.period_posting_rules import (
    Event,
    entry_for_card_cost,
    entry_for_rounding,
)
from core.ledger.posting_rules import entry_for_instruction
from core.ledger.prefund_posting_rules import (
    entry_for_hold,
    entry_for_hold_release,
    entry_for_prefund_used,
)
from tests.builders import DP, START, a_rate
from tests.core.ledger.test_posting_rules import legs
from tests.sums import balances_of

AT = START + timedelta(days=2)
EVENT = Event(name="2026-06:1", reason="terminal fees", at=AT)


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


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (entry_for_card_cost(EVENT, Money(9, "EUR")), [("5450", 9), ("1115", -9)]),
        (entry_for_card_cost(EVENT, Money(-9, "EUR")), [("5450", -9), ("1115", 9)]),
        (entry_for_rounding(EVENT, "2500:NL", Money(-1, "EUR")), [("5900", -1), ("2500:NL", 1)]),
    ],
)
def test_what_is_posted_beside_sessions_falls_due_for_nobody(entry, expected):
    assert legs(entry) == expected
    assert entry.due_at is None
