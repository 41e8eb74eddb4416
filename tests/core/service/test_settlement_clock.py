"""The report of the clock measures every session once: paid, waiting or come back."""

from core.domain.agreement import ClockHours, ClockOrigin, PayoutCondition, SettlementClock
from core.domain.settlement_rules import CutOffRule, HoldbackRule
from core.service.carry_cdrs import carry
from core.service.export_payments import export_payments
from core.service.read_bank_statement import take_bank_file
from core.service.settle_cycles import settle_until
from core.service.settlement_clock import report_clock
from tests.bank_files import IBANS, Movement, camt
from tests.books import DAY, MONTH
from tests.builders import CPO, START, a_cdr, an_agreement
from tests.core.service.test_settle_by_rules import ASKED, june, open_by, receive
from tests.settlement_books import list_batches, release

HOUR_S = 3600
E2E = "20260603-NLABC-EUR"


def book_payout(runtime, amount, number, **changes):
    """The bank books our payout of the first cycle, or returns it."""
    movement = Movement(
        amount_minor=amount,
        reference=f"OUT-{number}",
        end_to_end_id=E2E,
        iban=IBANS[CPO],
        **changes,
    )
    take_bank_file(runtime, camt(movement, message_id=f"P{number}"), "b.xml")


def test_a_session_is_measured_from_its_end_to_the_money(runtime):
    open_by(runtime)
    carry(runtime, [a_cdr(), a_cdr("2", start=START + 3 * DAY), a_cdr("3", start=START + MONTH)])
    settle_until(runtime, june(10))
    report = report_clock(runtime)
    (line,) = report.by_cpo
    assert (line.cpo, line.waiting, line.overdue, line.came_back) == (CPO, 1, 0, 0)
    found = line.achieved
    assert (found.sessions, found.kept, found.confirmed) == (2, 2, 0)
    assert (found.p50_s, found.p95_s) == (39 * HOUR_S, 39 * HOUR_S)
    assert report.total.achieved == found
    assert report_clock(runtime, june(5)).total.achieved.sessions == 1


def test_the_bank_has_the_last_word(runtime):
    open_by(runtime)
    carry(runtime, [a_cdr()])
    settle_until(runtime, june(4))
    export_payments(runtime)
    release(runtime, list_batches(runtime)[0].batch.batch_id)
    book_payout(runtime, -1089, 1, booked_on=june(5).date())
    found = report_clock(runtime).total.achieved
    # Ended on the 1st at 11:00; the bank's value date is the 5th: 97 hours to its noon.
    assert (found.confirmed, found.kept, found.p50_s) == (1, 0, 97 * HOUR_S)
    book_payout(runtime, 1089, 2, booked_on=june(6).date(), reason="AC04")
    total = report_clock(runtime).total
    assert (total.achieved.sessions, total.came_back) == (0, 1)


def test_what_waits_for_its_partner_is_measured_when_it_is_paid(runtime):
    open_by(runtime, terms=an_agreement(payout_condition=PayoutCondition.FUNDED))
    carry(runtime, [a_cdr()])
    settle_until(runtime, june(4))
    total = report_clock(runtime).total
    assert (total.achieved.sessions, total.waiting) == (0, 1)
    receive(runtime, ASKED, E2E.replace("ABC", "XYZ"))
    settle_until(runtime, june(6))
    found = report_clock(runtime).total.achieved
    assert (found.sessions, found.p50_s, found.kept) == (1, 87 * HOUR_S, 0)


def test_what_is_carried_forward_is_measured_when_it_is_paid(memory):
    rule = HoldbackRule(cpo="*", currency="EUR", payout_minimum_minor=2000)
    open_by(memory, holdbacks=(rule,))
    carry(memory, [a_cdr(), a_cdr("2", start=START + 3 * DAY)])
    settle_until(memory, june(10))
    found = report_clock(memory).total.achieved
    assert (found.sessions, found.p50_s, found.p95_s) == (2, 39 * HOUR_S, (39 + 72) * HOUR_S)


def test_banking_hours_count_from_where_the_clock_started(memory):
    clock = SettlementClock(ClockOrigin.SESSION_END, 48, ClockHours.BANKING)
    calendar = CutOffRule(calendar="TARGET")
    open_by(memory, terms=an_agreement(clock=clock), cut_offs=(calendar,))
    carry(memory, [a_cdr(start=june(5, 10))])
    settle_until(memory, june(20))
    found = report_clock(memory).total.achieved
    # From Friday the 5th at 11:00 to Tuesday the 9th at 02:00, in time by banking hours.
    assert (found.p50_s, found.kept) == (87 * HOUR_S, 1)
