"""Worked disputes of a session of 12.10: held before its cut-off, or the reserve after it."""

from datetime import timedelta

import pytest

from core.domain.entry import EntryKind
from core.ledger.dispute_posting_rules import (
    entry_for_dispute,
    entry_for_dispute_lost,
    entry_for_dispute_of_settled,
    entry_for_dispute_won,
)
from core.ledger.posting_rules import entry_for_credit
from tests.builders import START, a_priced, a_rate, an_agreement
from tests.core.ledger.test_posting_rules import legs, post
from tests.sums import balances_of

AT = START + timedelta(days=1)
LATER = START + timedelta(days=9)


def left(*entries):
    return {where: amount for (where, _), amount in balances_of(entries).items() if amount}


def test_before_the_cut_off_payable_and_receivable_wait_and_fall_due_with_the_session():
    session = post(a_priced(), an_agreement())
    opened = entry_for_dispute(session, "d1", "the cable was broken")
    assert legs(opened) == [
        ("1200:NL*XYZ", -1210),
        ("1210:NL*XYZ", 1210),
        ("2100:NL*ABC", 1089),
        ("2120:NL*ABC", -1089),
    ]
    assert opened.kind is EntryKind.DISPUTE_OPENED
    assert (opened.effective_at, opened.due_at) == (session.effective_at, session.due_at)
    assert (opened.source_id, opened.notes) == (session.source_id, ("the cable was broken",))


def test_a_dispute_that_is_won_is_undone_and_the_parties_are_due_again():
    session = post(a_priced(), an_agreement())
    opened = entry_for_dispute(session, "d1", "?")
    won = entry_for_dispute_won(opened, "meter values are right", LATER)
    assert left(session, opened, won) == left(session)
    assert (won.entry_id, won.due_at, won.reverses) == (
        "dispute_won:d1",
        LATER,
        "dispute_opened:d1",
    )


@pytest.mark.parametrize("rate", [None, a_rate()])
def test_a_dispute_that_is_lost_leaves_nothing_with_the_credit(rate):
    session = post(a_priced(), an_agreement(fx_margin_bp=50), rate)
    opened = entry_for_dispute(session, "d1", "?")
    lost = entry_for_dispute_lost(opened, "broken indeed", LATER)
    credit = entry_for_credit(session, "cdr:NL*ABC:1-C", LATER, "broken indeed")
    assert left(session, opened, lost, credit) == {}
    assert (lost.kind, lost.due_at) == (EntryKind.DISPUTE_LOST, LATER)


@pytest.mark.parametrize(("reserve", "held"), [(5_000, 1089), (300, 300)])
def test_of_a_settled_session_the_reserve_waits_as_far_as_there_is_one(reserve, held):
    session = post(a_priced(), an_agreement())
    opened = entry_for_dispute_of_settled(session, "d1", "?", AT, reserve)
    assert legs(opened) == [("2110:NL*ABC", held), ("2120:NL*ABC", -held)]
    assert opened.due_at is None


def test_without_a_reserve_nothing_waits():
    session = post(a_priced(), an_agreement())
    assert entry_for_dispute_of_settled(session, "d1", "?", AT, 0) is None


def test_a_reserve_that_was_held_pays_for_the_credit_when_the_dispute_is_lost():
    session = post(a_priced(), an_agreement())
    opened = entry_for_dispute_of_settled(session, "d1", "?", AT, 5_000)
    lost = entry_for_dispute_lost(opened, "broken indeed", LATER)
    assert legs(lost) == [("2100:NL*ABC", -1089), ("2120:NL*ABC", 1089)]
    assert (lost.due_at, lost.reverses) == (LATER, None)


def test_a_reserve_that_was_held_goes_back_when_the_dispute_is_won():
    session = post(a_priced(), an_agreement())
    opened = entry_for_dispute_of_settled(session, "d1", "?", AT, 5_000)
    won = entry_for_dispute_won(opened, "meter values are right", LATER)
    assert left(opened, won) == {}
    assert won.due_at is None
