"""Where objections and defaults meet what cycles kept back, and months that were closed."""

from datetime import timedelta
from decimal import Decimal

import pytest

from core.domain.agreement import PayoutCondition
from core.domain.dispute import DisputeStatus
from core.domain.instruction import InstructionKind
from core.ledger.dispute_posting_rules import entry_for_dispute_of_settled, entry_for_dispute_won
from core.service.carry_cdrs import carry
from core.service.close_period import close_period
from core.service.credit_cdr import credit_cdrs
from core.service.default_partner import take_default
from core.service.dispute_session import decide_dispute, open_dispute
from core.service.export_payments import export_payments
from core.service.read_bank_statement import take_bank_file
from core.service.refund_session import Asked, refund_session
from core.service.rematch_movement import ByHand, deposit_by_hand
from core.service.runtime import Runtime
from core.service.settle_cycles import settle_until
from core.service.verify_books import verify_books
from tests.bank_files import pain_002
from tests.books import DAY, MONTH, NOW
from tests.builders import CPO, DP, START, a_cdr, a_credit, a_priced, an_agreement
from tests.core.ledger.test_posting_rules import post
from tests.core.service.test_settle_by_rules import (
    CPO_PART,
    a_reserve,
    balance,
    held,
    june,
    open_by,
    paid,
    receive,
)
from tests.duty_books import approve_as_second

KEY = "cdr:NL*ABC:1"
RESERVED = 54
HOUR = timedelta(hours=1)


def disputed_after_payout(runtime):
    """A session was paid but for its reserve of 0.54 until the 3rd of July, and is disputed."""
    open_by(runtime, holdbacks=(a_reserve(reserve_bp=500, reserve_days=30),))
    carry(runtime, [a_cdr()])
    settle_until(runtime, june(4))
    open_dispute(runtime, KEY, "charged twice")
    assert balance(runtime, f"2120:{CPO}") == -RESERVED


def test_a_reserve_that_was_due_while_it_was_disputed_is_paid_when_the_dispute_is_won(runtime):
    disputed_after_payout(runtime)
    settle_until(runtime, june(3) + 40 * DAY)
    assert held(runtime) == {}
    decide_dispute(runtime, KEY, DisputeStatus.WON, "meter values are right")
    assert balance(runtime, f"2100:{CPO}") == -RESERVED
    settle_until(runtime, june(3) + 3 * MONTH)
    assert balance(runtime, f"2110:{CPO}") == balance(runtime, f"2100:{CPO}") == 0
    given = [one for (_, party, _), one in paid(runtime).items() if party == CPO]
    assert sum(given) == CPO_PART
    assert verify_books(runtime).count == 0


def test_what_comes_out_of_a_reserve_fills_no_reserve(runtime):
    disputed_after_payout(runtime)
    settle_until(runtime, june(3) + 40 * DAY)
    decide_dispute(runtime, KEY, DisputeStatus.WON, "meter values are right")
    settle_until(runtime, june(3) + 42 * DAY)
    payouts = [one for (_, party, _), one in paid(runtime).items() if party == CPO]
    assert (payouts, held(runtime)) == ([CPO_PART - RESERVED, RESERVED], {})


def test_a_payout_that_came_back_fills_no_reserve_again(runtime):
    open_by(runtime, holdbacks=(a_reserve(reserve_bp=500, reserve_days=30),))
    carry(runtime, [a_cdr()])
    settle_until(runtime, june(4))
    (file,) = export_payments(runtime).files
    refused = pain_002(file.batch.batch_id, file_status="<GrpSts>RJCT</GrpSts>")
    take_bank_file(runtime, refused, "status.xml")
    settle_until(runtime, NOW + 2 * DAY)
    payouts = [one for (_, party, _), one in paid(runtime).items() if party == CPO]
    assert payouts == [CPO_PART - RESERVED] * 2
    assert list(held(runtime).values()) == [RESERVED]


def test_a_reserve_goes_back_to_where_its_holdback_waits(runtime):
    disputed_after_payout(runtime)
    decide_dispute(runtime, KEY, DisputeStatus.WON, "meter values are right")
    assert balance(runtime, f"2110:{CPO}") == -RESERVED
    settle_until(runtime, june(3) + 31 * DAY)
    assert paid(runtime)["2026-07-03", CPO, InstructionKind.PAYOUT] == RESERVED
    assert verify_books(runtime).count == 0


def test_of_what_was_held_a_reserve_gets_what_it_lacks_and_the_rest_is_owed():
    session = post(a_priced(), an_agreement())
    opened = entry_for_dispute_of_settled(session, "d1", "?", START, 300)
    won = entry_for_dispute_won(opened, "?", START, 100)
    legs = sorted((leg.account, leg.amount_minor) for leg in won.postings)
    assert legs == [(f"2100:{CPO}", -200), (f"2110:{CPO}", -100), (f"2120:{CPO}", 300)]
    assert (won.reverses, won.due_at) == (None, START)


def test_a_session_that_is_disputed_after_its_month_was_closed_is_not_paid_either(runtime):
    open_by(runtime)
    carry(runtime, [a_cdr()])
    proposed = close_period(runtime, "2026-06", "over")
    approve_as_second(runtime, proposed.approval.approval_id)
    assert close_period(runtime, "2026-06", "over").closed is not None
    open_dispute(runtime, KEY, "charged twice")
    settle_until(runtime, START + 2 * MONTH)
    assert [key for key in paid(runtime) if key[1] == CPO] == []
    decide_dispute(runtime, KEY, DisputeStatus.WON, "meter values are right")
    settle_until(runtime, START + 4 * MONTH)
    assert [one for (_, party, _), one in paid(runtime).items() if party == CPO] == [CPO_PART]
    assert verify_books(runtime).count == 0


def test_a_deposit_that_a_default_draws_pays_for_what_waited(runtime):
    open_by(runtime, terms=an_agreement(payout_condition=PayoutCondition.FUNDED))
    by_hand = ByHand(who="test", reason="deposit")
    deposit_by_hand(runtime, receive(runtime, 5000), DP, by_hand)
    carry(runtime, [a_cdr()])
    settle_until(runtime, june(4))
    assert list(held(runtime).values()) == [CPO_PART]
    take_default(runtime, DP, "insolvent")
    settle_until(runtime, START + 3 * MONTH)
    assert (held(runtime), balance(runtime, f"2130:{CPO}")) == ({}, 0)
    assert [one for (_, party, _), one in paid(runtime).items() if party == CPO] == [CPO_PART]
    assert verify_books(runtime).count == 0


@pytest.mark.parametrize("is_disputed", [False, True])
def test_what_is_taken_back_before_it_was_settled_moves_no_money(runtime, is_disputed):
    open_by(runtime)
    carry(runtime, [a_cdr()])
    early = Runtime(runtime.database, lambda: START + 10 * HOUR)
    refund_session(early, KEY, Asked(amount=Decimal("6.05")), "too slow")
    if is_disputed:
        open_dispute(early, KEY, "charged twice")
        decide_dispute(early, KEY, DisputeStatus.LOST, "so it was")
    else:
        credit_cdrs(runtime, [a_credit(a_cdr(), issued_at=START + 11 * HOUR)])
    settle_until(runtime, START + 2 * MONTH)
    assert paid(runtime) == {}
    assert balance(runtime, f"2100:{CPO}") == balance(runtime, f"1200:{DP}") == 0
    assert verify_books(runtime).count == 0


def test_a_refund_before_the_cycle_of_its_session_is_netted_in_it(runtime):
    open_by(runtime)
    carry(runtime, [a_cdr()])
    early = Runtime(runtime.database, lambda: START + 10 * HOUR)
    refund_session(early, KEY, Asked(amount=Decimal("6.05")), "too slow")
    settle_until(runtime, START + 2 * MONTH)
    assert paid(runtime) == {
        ("2026-06-03", CPO, InstructionKind.PAYOUT): CPO_PART - 544,
        ("2026-06-03", DP, InstructionKind.COLLECTION): 1162 - 581,
    }


def test_a_dispute_that_is_won_before_the_cycle_changes_nothing(runtime):
    open_by(runtime)
    carry(runtime, [a_cdr()])
    early = Runtime(runtime.database, lambda: START + 10 * HOUR)
    open_dispute(early, KEY, "charged twice")
    decide_dispute(early, KEY, DisputeStatus.WON, "meter values are right")
    settle_until(runtime, START + 2 * MONTH)
    assert paid(runtime) == {
        ("2026-06-03", CPO, InstructionKind.PAYOUT): CPO_PART,
        ("2026-06-03", DP, InstructionKind.COLLECTION): 1162,
    }


def test_a_refund_is_not_undone_before_it_was_given(runtime):
    open_by(runtime)
    carry(runtime, [a_cdr()])
    settle_until(runtime, june(4))
    refund_session(runtime, KEY, Asked(amount=Decimal("6.05")), "too slow")
    credit_cdrs(runtime, [a_credit(a_cdr())])  # issued on the 2nd of June, and come in July
    settle_until(runtime, START + 2 * MONTH)
    assert [one for (_, party, _), one in paid(runtime).items() if party == CPO] == [CPO_PART] * 2
    assert balance(runtime, f"2100:{CPO}") == balance(runtime, "1110") == 0
    assert verify_books(runtime).count == 0
