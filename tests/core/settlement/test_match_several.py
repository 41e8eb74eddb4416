"""Which collections one receipt pays: the only ones that come to it, or nobody says."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from core.settlement.match_several import paid_together

OPEN = st.lists(st.integers(1, 12), max_size=8).map(
    lambda amounts: {f"C{number}": amount for number, amount in enumerate(amounts)}
)


@given(OPEN, st.integers(1, 60))
def test_it_is_the_one_choice_of_two_or_more_or_none(left, received):
    choices = [
        names
        for count in range(1, len(left) + 1)
        for names in combinations(left, count)
        if sum(left[one] for one in names) == received
    ]
    only = choices[0] if len(choices) == 1 and len(choices[0]) > 1 else ()
    assert tuple(paid_together(left, received)) == only


def test_too_many_to_tell_are_left_to_a_person():
    powers = {f"C{number}": 2**number for number in range(20)}
    assert paid_together(powers, 3) == ("C0", "C1")
    assert paid_together(powers, sum(powers.values())) == ()


def test_a_month_of_days_that_come_to_the_same_is_no_choice_unless_it_is_all_of_them():
    days = {f"C{number}": 1000 for number in range(30)}
    assert paid_together(days, 2000) == ()
    assert len(paid_together(days, 30_000)) == 30
