"""Where one has been: back and forward are each other's undoing, whatever was looked at."""

from hypothesis import given
from hypothesis import strategies as st

from console.present.record_link import entry_link, payout_link, session_link
from console.present.visits import KEPT, Visits

A, B, C = session_link("A"), payout_link("B"), entry_link("C")


def visited(*links):
    visits = Visits()
    for link in links:
        visits.visit(link)
    return visits


def test_before_anything_was_looked_at_there_is_no_way():
    visits = Visits()
    assert (visits.current, visits.before, visits.after) == (None, None, None)
    assert visits.trail(3) == ()


def test_one_goes_back_and_forward_by_looking_at_it_again():
    visits = visited(A, B, C)
    visits.visit(B)
    assert (visits.before, visits.current, visits.after) == (A, B, C)
    visits.visit(C)
    assert (visits.before, visits.current, visits.after) == (B, C, None)


def test_another_way_forgets_what_came_after():
    visits = visited(A, B, A, C)
    assert (visits.before, visits.current, visits.after) == (A, C, None)


def test_the_same_twice_is_once():
    assert visited(A, A, A).before is None


def test_the_trail_ends_with_what_is_looked_at():
    assert visited(A, B, C).trail(1) == (B, C)
    assert visited(A, B, C).trail(9) == (A, B, C)


def test_other_books_have_no_trail():
    visits = visited(A, B)
    visits.forget()
    assert (visits.current, visits.before, visits.after) == (None, None, None)


@given(st.lists(st.sampled_from([A, B, C, session_link("D")]), min_size=1, max_size=3 * KEPT))
def test_what_is_before_leads_back_to_what_is_after_it(links):
    visits = visited(*links)
    assert visits.current == links[-1]
    here, before = visits.current, visits.before
    if before is not None:
        visits.visit(before)
        assert (visits.current, visits.after) == (before, here)
    assert len(visits.trail(10 * KEPT)) <= KEPT
