"""Worked postings of all that is not a session's own: FX, prefunds, defaults, periods."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.defaulted_claim import CpoRisk, DefaultedClaim, Settled
from core.domain.entry import EntryKind
from core.domain.instruction import Instruction, InstructionKind
from core.domain.money import Money
from core.ledger.default_posting_rules import (
    entry_for_default,
    entry_for_set_off,
    entry_for_settled,
    entry_for_shared_loss,
    entry_for_write_off,
    entry_for_written_back,
)
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


def a_collection():
    return Instruction(
        instruction_id="2026-06-03:NL*XYZ:EUR",
        cycle_id="2026-06-03",
        kind=InstructionKind.COLLECTION,
        party=DP,
        currency="EUR",
        amount_minor=1000,
        value_at=AT,
    )


def a_claim(**changes):
    fields = {
        "collection": a_collection(),
        "parties": frozenset({DP}),
        "account": "1200:NL*XYZ",
        "owed_minor": 0,
        "lost_minor": 0,
        "changed_at": AT,
    }
    return DefaultedClaim(**(fields | changes))


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
    collection = a_collection()
    entry = entry_for_default(collection, 1000, funds, "insolvent", AT)
    assert legs(entry) == expected
    assert entry.due_at is None
    assert ("1110", "EUR") not in left(entry_for_instruction(collection, AT), entry)


def test_what_nobody_pays_is_bad_debt():
    lost = entry_for_write_off(a_claim(owed_minor=600), "1", "insolvent", AT)
    assert legs(lost) == [("5300", 600), ("1200:NL*XYZ", -600)]
    assert (lost.kind, lost.due_at) == (EntryKind.WRITTEN_OFF, None)
    assert lost.entry_id == "written_off:2026-06-03:NL*XYZ:EUR:1"


def test_what_comes_of_a_loss_is_owed_again_so_that_it_pays_it():
    back = entry_for_written_back(a_claim(lost_minor=600), 200, "bank:B:2", ("found", AT))
    assert legs(back) == [("1200:NL*XYZ", 200), ("5300", -200)]
    assert (back.kind, back.due_at) == (EntryKind.WRITTEN_OFF, None)


def test_what_was_never_paid_is_taken_back_of_what_is_owed_then_the_loss_then_the_deposit():
    claim = a_claim(owed_minor=300, lost_minor=200, drawn_minor=100)
    after, did = claim.taken_back(550)
    assert (did, after.owed_minor, after.lost_minor, after.drawn_minor) == (
        Settled(300, 200, 50),
        0,
        0,
        50,
    )
    assert claim.taken_back(900)[1].total == 600
    event = ("taken back", AT)
    used = entry_for_set_off("taken_back:c:used", DP, "1200:NL*XYZ", Money(550, "EUR"), event)
    settled = entry_for_settled(claim, did, "taken_back:c", event)
    assert legs(used) == [("1200:NL*XYZ", 550), ("2400:NL*XYZ", -550)]
    assert legs(settled) == [
        ("2400:NL*XYZ", 550),
        ("1200:NL*XYZ", -300),
        ("5300", -200),
        ("2200:NL*XYZ", -50),
    ]
    assert (used.due_at, settled.due_at) == (AT, None)


def test_a_cpo_bears_of_a_loss_what_waited_for_the_money_and_has_it_back():
    risk = CpoRisk(
        hold_id="2026-06-03:UNFUNDED:NL*ABC:NL*XYZ:EUR",
        cpo="NL*ABC",
        currency="EUR",
        at_risk_minor=900,
    )
    claim = a_claim(owed_minor=500, came_minor=500, risks=(risk,)).written_off()
    after, ((borne, more),) = claim.shared()
    assert (borne.borne_minor, more) == (450, 450)
    entry = entry_for_shared_loss(after, borne, more, ("no assets", AT))
    assert legs(entry) == [("2100:NL*ABC", 450), ("5300", -450)]
    assert (entry.entry_id, entry.due_at) == (f"loss_shared:{risk.hold_id}:1", AT)
    assert after.shared() == (after, ())
    later, _ = after.paid(500)
    ((_, back),) = later.shared()[1]
    assert back == -450


AMOUNTS = st.integers(0, 5000)


@given(AMOUNTS, AMOUNTS, AMOUNTS, AMOUNTS, st.lists(AMOUNTS, max_size=4))
def test_cpos_bear_no_more_than_is_lost_and_none_more_than_waited(owed, lost, drawn, came, risks):
    claim = a_claim(
        owed_minor=owed,
        lost_minor=lost,
        drawn_minor=drawn,
        came_minor=came,
        risks=tuple(
            CpoRisk(hold_id=f"c:UNFUNDED:{at}:DP:EUR", cpo=f"{at}", currency="EUR", at_risk_minor=r)
            for at, r in enumerate(risks)
        ),
    )
    after, _ = claim.written_off().shared()
    assert sum(one.borne_minor for one in after.risks) <= after.lost_minor
    assert all(0 <= one.borne_minor <= one.at_risk_minor for one in after.risks)
    if after.open_minor:
        even, changes = after.paid(after.open_minor)[0].shared()
        assert [one.borne_minor for one in even.risks] == [0] * len(risks)
        assert sum(more for _, more in changes) == -sum(one.borne_minor for one in after.risks)


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
