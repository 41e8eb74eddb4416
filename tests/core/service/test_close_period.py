"""Closed months: refused by the database, late items in the open one, balances as known at."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from core.domain.approval import Verdict
from core.domain.errors import ConflictError, InvalidValueError, RuleError, StoreError
from core.service.approvals import decide_approval
from core.service.carry_cdrs import carry
from core.service.close_period import balances_known, close_period, list_periods
from core.service.credit_cdr import credit_cdrs
from core.service.issue_statement import issue_statements
from core.service.open_books import open_books
from core.service.runtime import Runtime
from core.service.settle_cycles import settle_until
from core.service.trace import trace
from core.store.bulk import insert_rows
from core.store.journal_store import append_entries, balances, kept_entry
from core.store.schema import entry, posting, posting_batch
from tests.asked_books import sound
from tests.books import DAY, MONTH, NOW, open_network
from tests.builders import START, a_cdr, a_credit, an_entry
from tests.life_books import close
from tests.sums import trial_balance

JULY = datetime(2026, 7, 1, tzinfo=UTC)


@pytest.fixture
def june(runtime):
    """Books of June: a session on the first, settled on the third; June is closed."""
    open_network(runtime)
    carry(runtime, [a_cdr()])
    settle_until(runtime, START + 5 * DAY)
    close(runtime, "2026-06")
    return runtime


def test_a_period_is_closed_by_two_and_once(runtime):
    open_network(runtime)
    carry(runtime, [a_cdr()])
    proposed = close_period(runtime, "2026-06", "over")
    assert (proposed.closed, proposed.approval.matter.subject) == (None, "2026-06-30")
    assert list_periods(runtime) == []
    closed = close(runtime, "2026-06").closed
    assert (closed.period, closed.end_at, closed.reason) == ("2026-06", JULY, "the month is over")
    assert close_period(runtime, "2026-06", "again").closed == closed
    assert list_periods(runtime) == [closed]
    assert sound(runtime)


@pytest.mark.parametrize("wrong", ["2026-6", "June", "2026-13", ""])
def test_what_is_no_month_is_refused(runtime, wrong):
    with pytest.raises(InvalidValueError, match="wanted a month"):
        close_period(runtime, wrong, "over")


def test_months_are_closed_when_they_are_over_and_in_their_order(june):
    with pytest.raises(RuleError, match="is not over"):
        close_period(june, "2026-07", "over")
    with pytest.raises(RuleError, match="2026-06 is closed, and so is it"):
        close_period(june, "2026-05", "over")


def test_what_is_posted_between_proposal_and_approval_needs_another(memory):
    open_network(memory)
    carry(memory, [a_cdr()])
    first = close_period(memory, "2026-06", "over").approval
    decide_approval(memory, first.approval_id, Verdict.APPROVED, "")
    carry(memory, [a_cdr("2", start=START + DAY)])
    second = close_period(memory, "2026-06", "over")
    assert (second.closed, second.approval.approval_id) == (None, "period_close:2026-06-30:2")
    decide_approval(memory, second.approval.approval_id, Verdict.REJECTED, "not yet")
    with pytest.raises(RuleError, match="rejected: not yet"):
        close_period(memory, "2026-06", "over")


def test_what_comes_late_counts_in_the_open_period_and_keeps_when_it_was_served(june):
    late = a_cdr("late", start=START + 2 * DAY)
    assert carry(june, [late]).posted == 1
    with june.database.reading() as connection:
        kept = kept_entry(connection, late.key).entry
    assert (kept.effective_at, kept.as_served.effective_at) == (JULY, late.end)
    assert kept.notes[-1] == f"served {late.end.isoformat()}"
    assert carry(june, [late]).posted == 0
    settle_until(june, START + 2 * MONTH)
    assert sound(june)


def test_what_was_taken_late_is_known_after_another_close(runtime):
    clock = [NOW]
    moving = Runtime(runtime.database, lambda: clock[0])
    one, other = an_entry("a"), an_entry("a", 999)
    close(moving, "2026-05")
    with moving.database.transaction() as connection:
        append_entries(connection, [one], clock[0])
    close(moving, "2026-06")
    clock[0] += 40 * DAY
    late = an_entry("late")
    with moving.database.transaction() as connection:
        assert append_entries(connection, [one, late], clock[0]) == 1
    close(moving, "2026-07")
    with moving.database.transaction() as connection:
        assert append_entries(connection, [one, late], clock[0]) == 0
        assert kept_entry(connection, "late").entry.effective_at == JULY
    with (
        pytest.raises(ConflictError, match="a: posted already"),
        moving.database.transaction() as connection,
    ):
        append_entries(connection, [other], clock[0])


def test_the_database_refuses_what_counts_in_a_closed_period(june):
    def post():
        with june.database.transaction() as connection:
            head = (9001, "cdr:X", "cdr", 0, 0, None, "cdr:X", "", None, "[]", "sha")
            insert_rows(connection, entry, [head])
            legs = [(9001, 1, "1200:X", "EUR", 100), (9001, 2, "2100:Y", "EUR", -100)]
            insert_rows(connection, posting, legs)
            insert_rows(connection, posting_batch, [(9001, 0)])

    with pytest.raises(StoreError, match="the period is closed"):
        post()


def test_a_credit_of_a_closed_month_counts_in_the_open_one(june):
    credit_cdrs(june, [a_credit(a_cdr(), issued_at=START + DAY)])
    settle_until(june, START + 2 * MONTH)
    assert sound(june)
    assert trace(june, "cdr:NL*ABC:1").entries


def test_balances_and_statements_are_told_as_they_were_known(runtime):
    clock = [START + 10 * DAY]
    moving = Runtime(runtime.database, lambda: clock[0])
    open_network(moving)
    carry(moving, [a_cdr()])
    then = clock[0]
    clock[0] = NOW + 9 * DAY
    carry(moving, [a_cdr("2", start=START + 3 * DAY)])
    assert balances_known(moving)["1200:NL*XYZ", "EUR"] == 2420
    assert balances_known(moving, known_at=then)["1200:NL*XYZ", "EUR"] == 1210
    assert balances_known(moving, before=START) == {}
    (known,) = issue_statements(moving, "NL*XYZ", known_at=then)
    (full,) = issue_statements(moving, "NL*XYZ")
    assert (len(known.movements), len(full.movements)) == (2, 4)
    close(moving, "2026-06")
    carry(moving, [a_cdr("3", start=START + 5 * DAY)])
    assert balances_known(moving)["1200:NL*XYZ", "EUR"] == 3630
    assert balances_known(moving, before=JULY)["1200:NL*XYZ", "EUR"] == 2420
    assert balances_known(moving, known_at=then)["1200:NL*XYZ", "EUR"] == 1210
    with moving.database.reading() as connection:
        kept = {where: amount for where, amount in balances(connection).items() if amount}
    assert balances_known(moving) == kept
    assert set(trial_balance(balances_known(moving, before=JULY)).values()) == {0}


def test_the_time_of_booking_never_goes_back(runtime):
    clock = [NOW]
    moving = Runtime(runtime.database, lambda: clock[0])
    open_network(moving)
    carry(moving, [a_cdr()])
    clock[0] -= timedelta(hours=1)
    carry(moving, [a_cdr("2", start=START + DAY)])
    assert trace(moving, "cdr:NL*ABC:2").entries[0].booked_at == NOW
    assert sound(moving)


def test_closed_books_are_closed_whoever_opens_them(database_url):
    open_books(database_url, lambda: NOW).database.close()
    again = open_books(database_url, lambda: NOW)
    close(again, "2026-06")
    with again.database.reading() as connection:
        assert connection.execute(text("SELECT COUNT(*) FROM period_close")).scalar_one() == 1
    again.database.close()
