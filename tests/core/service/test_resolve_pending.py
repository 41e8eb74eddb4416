"""Sessions that wait out a dispute window: apart from the books, posted or voided, once."""

from collections import Counter

import pytest

from core.domain.dispute import DisputeStatus
from core.domain.errors import RuleError
from core.service.carry_cdrs import carry, carry_on
from core.service.credit_cdr import credit_cdrs
from core.service.credit_exposure import view_exposure
from core.service.dispute_session import decide_dispute, open_dispute
from core.service.pipeline import everything_due_by, run_due
from core.service.resolve_pending import Resolved, list_pending, resolve_pending
from core.store.cycle_store import instructions_of
from core.store.journal_store import balances, entries_where
from tests.asked_books import sound
from tests.books import DAY, open_network
from tests.builders import DP, START, a_cdr, a_credit, an_agreement

KEY = "cdr:NL*ABC:1"
WINDOW = an_agreement(dispute_window_days=7)
OVER = START + 8 * DAY


def kinds(runtime):
    with runtime.database.reading() as connection:
        return Counter(one.entry.kind.value for one in entries_where(connection))


def exposed(runtime):
    """What the partner will owe of what waits, and owes of what was posted."""
    one = {one.demand_partner: one for one in view_exposure(runtime).partners}[DP]
    return one.waiting_minor, one.receivable_minor


@pytest.fixture
def waiting(runtime):
    open_network(runtime, WINDOW)
    carried = carry(runtime, [a_cdr()])
    assert (carried.posted, carried.pending) == (0, 1)
    return runtime


def test_what_waits_is_apart_from_the_books(waiting):
    with waiting.database.reading() as connection:
        assert balances(connection) == {}
    assert exposed(waiting) == (1210, 0)
    (one,) = list_pending(waiting)
    assert (one.entry.entry_id, one.resolves_at) == (KEY, a_cdr().end + 7 * DAY)
    assert carry(waiting, [a_cdr()]).pending == 0
    assert carry_on(waiting) == 0
    assert sound(waiting)


def test_it_is_posted_once_when_the_window_is_over_and_settled_in_its_time(waiting):
    assert resolve_pending(waiting, START + 6 * DAY) == Resolved(0, 0)
    assert resolve_pending(waiting, OVER) == Resolved(1, 0)
    assert exposed(waiting) == (0, 1210)
    assert resolve_pending(waiting, OVER) == Resolved(0, 0)
    assert list_pending(waiting) == []
    run_due(waiting, START + 12 * DAY)
    with waiting.database.reading() as connection:
        (paid, *_) = instructions_of(connection, None)
    assert exposed(waiting)[0] == 0
    assert paid.value_at.date() == (START + 9 * DAY).date()
    assert sound(waiting)


def test_everything_is_due_when_what_waits_has_been_settled(waiting):
    until = everything_due_by(waiting)
    assert until > START + 9 * DAY
    run_due(waiting, until)
    assert kinds(waiting) == {"cdr": 1, "cut_off": 2, "instructed": 2}


def test_what_is_disputed_waits_until_it_is_decided(waiting):
    open_dispute(waiting, KEY, "charged twice")
    assert resolve_pending(waiting, OVER) == Resolved(0, 0)
    decide_dispute(waiting, KEY, DisputeStatus.WON, "it was not")
    assert resolve_pending(waiting, OVER) == Resolved(1, 0)
    assert sound(waiting)


def test_what_lost_is_voided_and_never_reaches_the_books(waiting):
    open_dispute(waiting, KEY, "charged twice")
    decide_dispute(waiting, KEY, DisputeStatus.LOST, "so it was")
    assert resolve_pending(waiting, OVER) == Resolved(0, 0)
    assert kinds(waiting) == {}
    assert sound(waiting)
    with pytest.raises(RuleError, match="not posted"):
        open_dispute(waiting, KEY, "again")


def test_a_credit_cdr_voids_what_waits(waiting):
    credit_cdrs(waiting, [a_credit(a_cdr())])
    assert resolve_pending(waiting, START) == Resolved(0, 1)
    assert resolve_pending(waiting, OVER) == Resolved(0, 0)
    assert kinds(waiting) == {}
    assert sound(waiting)


def test_without_a_window_nothing_waits(runtime):
    open_network(runtime)
    assert carry(runtime, [a_cdr()]).pending == 0
    assert list_pending(runtime) == []
