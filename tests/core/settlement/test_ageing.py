"""A balance is made of what came last in its direction."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.settlement.ageing import AGES, Movement, balance_by_age

NOTHING = Movement()
amounts = st.integers(0, 10**9)
movements = st.lists(st.builds(Movement, amounts, amounts), min_size=len(AGES), max_size=len(AGES))


@pytest.mark.parametrize(
    ("balance", "moved", "parts"),
    [
        (0, (Movement(5, 5), NOTHING, NOTHING, NOTHING), (0, 0, 0, 0, 0)),
        # 7 came yesterday and 9 before; 10 are still there, so 3 of the 9 are.
        (10, (Movement(7), Movement(9, 20), NOTHING, NOTHING), (7, 3, 0, 0, 0)),
        # What no age explains is older than all of them.
        (10, (Movement(7, 4), NOTHING, NOTHING, Movement(1)), (7, 0, 0, 1, 2)),
        (-10, (Movement(99, 4), Movement(0, 5), NOTHING, NOTHING), (-4, -5, 0, 0, -1)),
    ],
)
def test_worked_balances(balance, moved, parts):
    assert balance_by_age(balance, moved) == parts


@given(st.integers(-(10**9), 10**9), movements)
def test_the_parts_add_up_and_have_the_sign_of_the_balance(balance, moved):
    parts = balance_by_age(balance, moved)
    assert sum(parts) == balance
    assert all(part * balance >= 0 for part in parts)
