"""Card cost of a month that is no session's own: by two people, once, given back by another."""

import pytest

from core.domain.approval import Verdict
from core.domain.errors import ConflictError, InvalidValueError, RuleError
from core.domain.money import Money
from core.service.approvals import decide_approval
from core.service.carry_cdrs import carry
from core.service.charge_card_cost import charge_card_cost
from core.service.close_period import balances_known
from core.service.operator_log import operator_log
from core.service.settle_cycles import settle_until
from core.service.verify_books import verify_books
from tests.books import MONTH, open_network
from tests.builders import START, a_cdr
from tests.duty_books import approve_as_second
from tests.life_books import close

FEE = Money(4500, "EUR")


def charged(runtime, amount=FEE, name="INV-7"):
    told = charge_card_cost(runtime, "2026-06", amount, name, "terminal fees")
    if told.entry is None:
        assert balances_known(runtime) == {}
        approve_as_second(runtime, told.approval.approval_id)
        told = charge_card_cost(runtime, "2026-06", amount, name, "terminal fees")
    return told


def test_two_people_post_it_once_in_its_month(runtime):
    told = charged(runtime)
    assert (told.entry.effective_at.month, told.entry.due_at) == (6, None)
    again = charge_card_cost(runtime, "2026-06", FEE, "INV-7", "terminal fees")
    assert (again.approval, again.entry) == (None, told.entry)
    assert balances_known(runtime) == {("5450", "EUR"): 4500, ("1115", "EUR"): -4500}
    assert "card_cost" in {one.kind.value for one in operator_log(runtime).latest}
    with pytest.raises(ConflictError, match=r"posted as 45\.00 EUR, found 46\.00 EUR"):
        charge_card_cost(runtime, "2026-06", Money(4600, "EUR"), "INV-7", "terminal fees")
    assert verify_books(runtime).count == 0


def test_what_was_too_much_is_given_back_by_a_charge_of_its_own(runtime):
    charged(runtime)
    told = charge_card_cost(runtime, "2026-06", Money(-500, "EUR"), "INV-8", "discount")
    approve_as_second(runtime, told.approval.approval_id)
    charge_card_cost(runtime, "2026-06", Money(-500, "EUR"), "INV-8", "discount")
    assert balances_known(runtime)["5450", "EUR"] == 4000


def test_a_closed_month_takes_it_in_the_open_one_and_cycles_leave_it_alone(runtime):
    open_network(runtime)
    carry(runtime, [a_cdr()])
    settle_until(runtime, START + MONTH)
    close(runtime, "2026-06")
    told = charge_card_cost(runtime, "2026-06", FEE, "INV-7", "terminal fees")
    approve_as_second(runtime, told.approval.approval_id)
    charge_card_cost(runtime, "2026-06", FEE, "INV-7", "terminal fees")
    again = charge_card_cost(runtime, "2026-06", FEE, "INV-7", "terminal fees")
    assert again.entry.effective_at.month == 7
    assert again.entry.notes[-1].startswith("served 2026-06-30")
    settle_until(runtime, START + 2 * MONTH)
    assert verify_books(runtime).count == 0


def test_a_rejected_charge_stays_rejected(runtime):
    told = charge_card_cost(runtime, "2026-06", FEE, "INV-7", "terminal fees")
    decide_approval(runtime, told.approval.approval_id, Verdict.REJECTED, "not ours")
    with pytest.raises(RuleError, match="rejected: not ours"):
        charge_card_cost(runtime, "2026-06", FEE, "INV-7", "terminal fees")


@pytest.mark.parametrize(
    ("period", "amount", "name", "error"),
    [
        ("2026-06", Money(0, "EUR"), "INV-7", InvalidValueError),
        ("2026-06", FEE, " ", InvalidValueError),
        ("June", FEE, "INV-7", InvalidValueError),
        ("2026-07", FEE, "INV-7", RuleError),
    ],
)
def test_what_nobody_can_mean_is_refused(runtime, period, amount, name, error):
    with pytest.raises(error):
        charge_card_cost(runtime, period, amount, name, "terminal fees")
