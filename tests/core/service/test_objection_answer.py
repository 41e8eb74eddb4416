"""What trace answers of disputes, refunds and windows."""

from decimal import Decimal

from core.domain.dispute import DisputeStatus
from core.service.carry_cdrs import carry
from core.service.credit_cdr import credit_cdrs
from core.service.dispute_session import decide_dispute, open_dispute
from core.service.objection_answer import OBJECTIONS
from core.service.refund_session import Asked, charge_back, refund_session
from core.service.resolve_pending import resolve_pending
from core.service.trace import trace
from tests.books import DAY, open_network
from tests.builders import START, a_cdr, a_credit, an_agreement

KEY = "cdr:NL*ABC:1"


def answer(runtime):
    found = {one.question: one.answer for one in trace(runtime, KEY).answers}
    return found.get(OBJECTIONS)


def test_a_session_that_nobody_objects_to_is_asked_nothing_more(memory):
    open_network(memory)
    carry(memory, [a_cdr()])
    assert answer(memory) is None


def test_disputes_and_what_was_given_back_are_told(memory):
    open_network(memory)
    carry(memory, [a_cdr()])
    open_dispute(memory, KEY, "charged twice")
    assert answer(memory) == "disputed 2026-07-01 (charged twice), not decided yet"
    decide_dispute(memory, KEY, DisputeStatus.WON, "it was not")
    refund_session(memory, KEY, Asked(amount=Decimal(2)), "slow")
    charge_back(memory, KEY, Asked(), "stolen card")
    credit_cdrs(memory, [a_credit(a_cdr())])
    assert answer(memory) == (
        "disputed 2026-07-01 (charged twice), won 2026-07-01 (it was not): the session stands; "
        "refunded 2.00 EUR 2026-07-01 (slow), and that undone; "
        "charged back 12.10 EUR 2026-07-01 (stolen card)"
    )
    story = trace(memory, KEY)
    assert [one.status for one in story.disputes] == [DisputeStatus.WON]
    assert {"dispute_opened", "dispute_won", "refund", "chargeback", "credit"} < {
        one.entry.kind.value for one in story.entries
    }


def test_a_window_is_told_while_it_runs_and_after(memory):
    open_network(memory, an_agreement(dispute_window_days=7))
    carry(memory, [a_cdr()])
    assert answer(memory) == "it waits out its dispute window until 2026-06-08 11:00 UTC"
    resolve_pending(memory, START + 8 * DAY)
    assert answer(memory) == "it waited out its dispute window and was posted 2026-07-01"


def test_what_was_voided_says_why(memory):
    open_network(memory, an_agreement(dispute_window_days=7))
    carry(memory, [a_cdr()])
    open_dispute(memory, KEY, "charged twice")
    decide_dispute(memory, KEY, DisputeStatus.LOST, "so it was")
    assert answer(memory) == (
        "it was never posted: dispute lost: so it was; disputed 2026-07-01 (charged twice), "
        "lost 2026-07-01 (so it was): it was undone"
    )
