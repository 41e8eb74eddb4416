"""A session's status follows the table, and nothing else."""

from itertools import product

import pytest

from core.domain.errors import IllegalTransitionError
from core.domain.session import NEXT_STATUS, SessionStatus
from tests.builders import a_session

FINAL = {SessionStatus.COMPLETED, SessionStatus.INVALID}


@pytest.mark.parametrize(("before", "after"), list(product(SessionStatus, SessionStatus)))
def test_a_status_follows_another_only_by_the_table(before, after):
    session = a_session(status=before)
    if after in NEXT_STATUS[before]:
        assert session.with_status(after) == a_session(status=after)
    else:
        with pytest.raises(IllegalTransitionError, match=f"s1: {before} -> {after}") as caught:
            session.with_status(after)
        assert (caught.value.current, caught.value.wanted) == (before, after)


def test_nothing_follows_a_final_status_and_everything_else_can_reach_one():
    assert {one for one in SessionStatus if not NEXT_STATUS[one]} == FINAL
    for status in SessionStatus:
        seen, reachable = set(), {status}
        while reachable - seen:
            one = (reachable - seen).pop()
            seen.add(one)
            reachable |= NEXT_STATUS[one]
        assert reachable & FINAL


def test_no_status_follows_itself_and_nothing_becomes_a_reservation():
    assert all(status not in NEXT_STATUS[status] for status in SessionStatus)
    assert all(SessionStatus.RESERVATION not in after for after in NEXT_STATUS.values())
