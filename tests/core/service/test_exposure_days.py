"""Exposure over days: what is known now, less what moved since; it is what each day itself said."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.domain.environment import Environment
from core.domain.money import Money
from core.domain.settlement_rules import CreditLine, CreditMode
from core.service.carry_cdrs import carry
from core.service.credit_exposure import view_exposure
from core.service.default_partner import take_default
from core.service.exposure_days import exposure_days
from core.service.hold_prefund import hold_prefund
from core.service.open_books import open_books
from core.service.rematch_movement import deposit_by_hand
from core.service.runtime import Runtime
from core.service.settle_cycles import settle_until
from tests.books import DAY
from tests.builders import DP, START, a_cdr
from tests.core.service.test_credit_exposure import BY_HAND
from tests.core.service.test_settle_by_rules import ASKED, june, open_by, receive

LINES = (
    CreditLine(demand_partner=DP, limit_minor=5000),
    CreditLine(demand_partner=DP, limit_minor=9000, valid_from=june(4).date()),
)


def used_of(found, partner=DP):
    return [one.used_minor for one in found.partners[partner]]


def test_a_debt_is_drawn_from_the_session_to_the_bank(runtime):
    open_by(runtime, credit_lines=LINES)
    carry(runtime, [a_cdr(), a_cdr("2", start=START + 3 * DAY)])
    settle_until(runtime, june(5))
    receive(runtime, ASKED, "20260603-NLXYZ-EUR")  # on the 4th
    found = exposure_days(runtime, Environment.SIMULATION, 5)
    assert [day.day for day in found.days] == [31, 1, 2, 3, 4]
    # The first session on the 1st, asked for on the 3rd less the share, paid when the second is.
    assert used_of(found) == [0, 1210, 1210, ASKED, 1210]
    assert [one.limit_minor for one in found.partners[DP]] == [5000, 5000, 5000, 5000, 9000]
    assert used_of(found)[-1] == found.now.partners[0].used_minor


def test_live_days_say_what_they_said_when_they_were_today(database_url):
    """Whatever happens, a day's figure is that which was seen at its end."""
    clock = [START]
    runtime = open_books(database_url, lambda: clock[0])
    wallet = CreditLine(demand_partner=DP, mode=CreditMode.PREFUNDED)
    open_by(runtime, credit_lines=(wallet,))
    seen = []
    for number in range(6):
        clock[0] = START + number * DAY + timedelta(hours=10)
        if number == 0:
            carry(runtime, [a_cdr()])
        if number == 1:
            deposit_by_hand(runtime, receive(runtime, 3000), DP, BY_HAND)
            hold_prefund(runtime, "A-1", DP, Money(500, "EUR"))
        if number == 3:
            settle_until(runtime, clock[0])
            carry(runtime, [a_cdr("late", start=START + timedelta(hours=5))])
        if number == 4:
            settle_until(runtime, clock[0] + 3 * DAY)
        if number == 5:
            take_default(runtime, DP, "insolvent")
        (one,) = (one for one in view_exposure(runtime).partners if one.demand_partner == DP)
        seen.append((one.used_minor, one.lodged_minor))
    found = exposure_days(Runtime(runtime.database, lambda: clock[0]), Environment.LIVE, 6)
    assert [(one.used_minor, one.lodged_minor) for one in found.partners[DP]] == seen
    assert len(set(seen)) > 3
    runtime.database.close()


@pytest.mark.parametrize("count", [1, 40])
def test_empty_books_have_empty_days(memory, count):
    open_by(memory)
    found = exposure_days(memory, Environment.SIMULATION, count)
    assert len(found.days) == count
    assert set(used_of(found)) == {0}
    assert replace(found.now, clock=None) == found.now
