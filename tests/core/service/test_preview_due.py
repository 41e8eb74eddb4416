"""What is due is told beforehand: cycles, windows that are over, and what waits on."""

from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.dispute import DisputeStatus
from core.service.carry_cdrs import carry
from core.service.credit_cdr import credit_cdrs
from core.service.dispute_session import decide_dispute, open_dispute
from core.service.open_books import open_books
from core.service.pipeline import run_due
from core.service.preview_due import preview_due
from tests.books import DAY, now, open_network
from tests.builders import START, a_cdr, a_credit, an_agreement

WINDOW = an_agreement(dispute_window_days=7)
OVER = START + 8 * DAY


def test_sessions_whose_window_is_over_are_in_the_cycles_that_are_told(runtime):
    open_network(runtime, WINDOW)
    carry(runtime, [a_cdr(), a_cdr("2", start=START + 5 * DAY)])
    told = preview_due(runtime, OVER + DAY)
    assert (told.posted, told.voided, told.waiting) == (1, 0, 1)
    assert told.next_at == a_cdr(start=START + 5 * DAY).end + 7 * DAY
    (cycle,) = told.cycles
    assert (cycle.entries, cycle.paid_out, cycle.collected) == (1, {"EUR": 1089}, {"EUR": 1162})
    ran = run_due(runtime, told.until)
    assert (ran.settled.cycles, ran.settled.entries) == (1, 1)
    assert preview_due(runtime, told.until).is_nothing


def test_what_is_disputed_waits_on_and_what_was_credited_is_never_posted(runtime):
    open_network(runtime, WINDOW)
    disputed, credited = a_cdr(), a_cdr("2", start=START + 2 * DAY)
    carry(runtime, [disputed, credited])
    open_dispute(runtime, disputed.key, "charged twice")
    credit_cdrs(runtime, [a_credit(credited)])
    told = preview_due(runtime, START + 20 * DAY)
    assert (told.cycles, told.posted, told.voided, told.waiting) == ((), 0, 1, 1)
    assert (told.next_at, told.is_nothing) == (None, False)
    decide_dispute(runtime, disputed.key, DisputeStatus.WON, "it was not")
    assert preview_due(runtime, START + 20 * DAY).posted == 1


@settings(max_examples=15, deadline=None)
@given(
    starts=st.sets(st.integers(0, 20), min_size=1, max_size=5),
    credited=st.sets(st.integers(0, 20)),
    days=st.lists(st.integers(1, 12), min_size=1, max_size=3),
)
def test_what_is_told_is_what_then_happens(starts, credited, days):
    runtime = open_books("sqlite://", now)
    open_network(runtime, WINDOW)
    cdrs = {day: a_cdr(str(day), start=START + day * DAY) for day in starts}
    carry(runtime, list(cdrs.values()))
    credit_cdrs(runtime, [a_credit(cdrs[day], issued_at=OVER) for day in credited & starts])
    until = START + 5 * DAY
    for more in days:
        until += more * DAY
        told = preview_due(runtime, until)
        settled = run_due(runtime, until).settled
        assert len(told.cycles) == settled.cycles
        assert sum(one.entries for one in told.cycles) == settled.entries
    runtime.database.close()
