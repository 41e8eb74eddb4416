"""Cycles settle each entry once, in time, never in the past, however often they are called."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from core.domain.instruction import InstructionKind
from core.service.carry_cdrs import carry
from core.service.credit_cdr import credit_cdrs
from core.service.pipeline import everything_due_by, run_due
from core.service.report import summary_of
from core.service.settle_cycles import Settled, settle_until
from core.service.verify_books import verify_books
from core.store.cdr_store import ReceivedCdr, record_cdrs
from core.store.cycle_store import instructions_of, obligations_of
from core.store.journal_store import balances
from tests.books import DAY, MONTH, cut_offs_of, open_network, some_cdrs
from tests.builders import CPO, DP, START, a_cdr, a_credit

NOTHING = Settled(0, 0, 0)


def june(day, hour=2):
    return datetime(2026, 6, day, hour, tzinfo=UTC)


def cycles_of(runtime):
    return [cycle_id for cycle_id, _ in cut_offs_of(runtime)]


def instructions(runtime, cycle_id=None):
    with runtime.database.reading() as connection:
        return {
            (one.cycle_id, one.party, one.kind): one.amount_minor
            for one in instructions_of(connection, cycle_id)
        }


def cleared(runtime):
    """How often each entry with a due time was cleared."""
    with runtime.database.reading() as connection:
        rows = connection.execute(
            text(
                "SELECT e.entry_id, COUNT(c.entry) FROM entry e "
                "LEFT JOIN cycle_entry c ON c.entry = e.id "
                "WHERE e.due_us IS NOT NULL GROUP BY e.entry_id"
            )
        )
        return {row[0]: row[1] for row in rows}


def test_the_worked_session_is_paid_out_and_collected(runtime):
    open_network(runtime)
    carry(runtime, [a_cdr()])
    # It ends on the 1st at 11:00, so 48 hours later the cut-off of the 3rd at 02:00 is in time.
    assert settle_until(runtime, june(3)) == Settled(1, 1, 2)
    assert instructions(runtime) == {
        ("2026-06-03", CPO, InstructionKind.PAYOUT): 1089,
        ("2026-06-03", DP, InstructionKind.COLLECTION): 1210 - 48,
    }
    with runtime.database.reading() as connection:
        owed = {one.account: one.amount_minor for one in obligations_of(connection, "2026-06-03")}
        kept = balances(connection)
    assert owed == {"1200:NL*XYZ": 1210, "2100:NL*ABC": -1089, "2310:NL*XYZ": -48}
    for where in ("1200:NL*XYZ", "2100:NL*ABC", "2310:NL*XYZ", "2400:NL*XYZ", "2400:NL*ABC"):
        assert kept[where, "EUR"] == 0
    assert kept["1110", "EUR"] == 1162 - 1089


def test_what_is_due_later_stays_open(runtime):
    open_network(runtime)
    carry(runtime, [a_cdr()])
    assert settle_until(runtime, june(3) - timedelta(seconds=1)) == NOTHING
    assert summary_of(runtime).receivable == {"EUR": 1210}
    assert settle_until(runtime, june(3)).cycles == 1


def test_settling_again_changes_nothing(runtime):
    open_network(runtime)
    carry(runtime, some_cdrs(30))
    first = settle_until(runtime, START + MONTH)
    summary, paid = summary_of(runtime), instructions(runtime)
    assert first.entries == 30
    assert settle_until(runtime, START + MONTH) == NOTHING
    assert settle_until(runtime, START + 2 * MONTH) == NOTHING
    assert (summary_of(runtime), instructions(runtime)) == (summary, paid)


def test_settling_day_by_day_is_settling_at_once(runtime, memory):
    for books in (runtime, memory):
        open_network(books)
        carry(books, some_cdrs(30))
    for day in range(40):
        settle_until(runtime, START + day * DAY)
    settle_until(memory, START + 39 * DAY)
    assert instructions(runtime) == instructions(memory)
    assert summary_of(runtime) == summary_of(memory)


def test_each_entry_is_cleared_once(runtime):
    open_network(runtime)
    for first in (1, 11, 21):
        carry(runtime, some_cdrs(10, first))
        settle_until(runtime, START + (2 + first // 10) * DAY)
    settle_until(runtime, START + MONTH)
    counts = cleared(runtime)
    assert len(counts) == 30
    assert set(counts.values()) == {1}


def test_what_arrives_late_goes_into_the_next_cycle_never_into_a_past_one(runtime):
    open_network(runtime)
    carry(runtime, [a_cdr("1", start=START + 5 * DAY)])
    settle_until(runtime, START + 8 * DAY)
    before = cycles_of(runtime)
    past = instructions(runtime)
    late = a_cdr("late")
    carry(runtime, [late])
    assert settle_until(runtime, START + MONTH).entries == 1
    after = cycles_of(runtime)
    assert after[: len(before)] == before
    assert min(set(after) - set(before)) > max(before)
    assert {key: value for key, value in instructions(runtime).items() if key in past} == past
    assert verify_books(runtime).count == 0


def test_a_cycle_is_told_when_it_is_done(memory):
    open_network(memory)
    carry(memory, some_cdrs(30))
    told = []
    settled = settle_until(memory, START + MONTH, lambda done, total: told.append((done, total)))
    assert settled.cycles > 2
    assert told == [(number, settled.cycles) for number in range(1, settled.cycles + 1)]


def test_two_that_settle_the_same_books_do_not_pay_twice(runtime):
    open_network(runtime)
    carry(runtime, some_cdrs(30))

    def meanwhile(done, _total):
        if done == 1:
            settle_until(runtime, START + MONTH)

    mine = settle_until(runtime, START + MONTH, meanwhile)
    assert 0 < mine.cycles < len(cycles_of(runtime))
    assert set(cleared(runtime).values()) == {1}
    assert verify_books(runtime).count == 0


def test_a_credited_session_nets_out_before_it_is_paid(runtime):
    open_network(runtime)
    carry(runtime, [a_cdr()])
    credit_cdrs(runtime, [a_credit(a_cdr(), issued_at=june(2, 12))])
    settle_until(runtime, START + MONTH)
    assert instructions(runtime) == {}
    assert set(summary_of(runtime).payable.values()) == {0}
    assert set(cleared(runtime).values()) == {1}
    assert verify_books(runtime).count == 0


def test_a_session_credited_after_its_payout_is_taken_back(runtime):
    open_network(runtime)
    carry(runtime, [a_cdr()])
    settle_until(runtime, june(4))
    credit_cdrs(runtime, [a_credit(a_cdr(), issued_at=june(10, 12))])
    settle_until(runtime, START + MONTH)
    assert instructions(runtime, "2026-06-11") == {
        ("2026-06-11", CPO, InstructionKind.COLLECTION): 1089,
        ("2026-06-11", DP, InstructionKind.PAYOUT): 1162,
    }
    assert verify_books(runtime).count == 0


def test_run_due_takes_up_what_was_left_and_settles_it(runtime):
    open_network(runtime)
    with runtime.database.transaction() as connection:
        record_cdrs(connection, [ReceivedCdr(cdr, cdr.end) for cdr in some_cdrs(3)])
    assert everything_due_by(runtime) is None
    ran = run_due(runtime, START + MONTH)
    assert (ran.taken_up, ran.settled.entries) == (3, 3)
    due = everything_due_by(runtime)
    assert due == max(cdr.end for cdr in some_cdrs(3)) + 3 * DAY


def test_currencies_are_settled_apart(runtime):
    open_network(runtime)
    carry(runtime, some_cdrs(4))
    settle_until(runtime, START + MONTH)
    with runtime.database.reading() as connection:
        paid = instructions_of(connection, None)
    assert Counter((one.party, one.currency) for one in paid).keys() == {
        (CPO, "EUR"),
        (DP, "EUR"),
        ("CH*ALP", "CHF"),
    }
