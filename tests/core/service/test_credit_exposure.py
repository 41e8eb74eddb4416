"""What the network risks with each partner, and what an authorisation is told."""

import pytest
from sqlalchemy import event

from core.domain.errors import NotFoundError
from core.domain.settlement_rules import CreditLine, CreditMode
from core.service.carry_cdrs import carry
from core.service.credit_exposure import credit_headroom, view_exposure
from core.service.rematch_movement import ByHand, deposit_by_hand
from core.service.settle_cycles import settle_until
from core.settlement.exposure import CreditExposure, decide_authorisation
from tests.books import ABROAD, DAY
from tests.builders import DP, START, a_cdr
from tests.core.service.test_settle_by_rules import ASKED, june, open_by, receive

BY_HAND = ByHand(who="test", reason="deposit")


def exposure_of(runtime, partner=DP):
    return {one.demand_partner: one for one in view_exposure(runtime).partners}[partner]


def may(runtime, asked_minor, open_minor=0):
    with runtime.database.reading() as connection:
        one = credit_headroom(connection, DP, runtime.now().date(), open_minor)
    return decide_authorisation(one, asked_minor)


def an_exposure(line=None, **changes):
    fields = {
        "receivable_minor": 400,
        "waiting_minor": 100,
        "unpaid_minor": 300,
        "open_minor": 200,
        "lodged_minor": 100,
    }
    line = line or CreditLine(demand_partner=DP, limit_minor=2000, stops_at_limit=True)
    return CreditExposure(demand_partner=DP, currency="EUR", line=line, **(fields | changes))


def test_headroom_is_the_limit_and_what_is_lodged_less_what_is_used():
    one = an_exposure()
    assert (one.used_minor, one.at_risk_minor, one.headroom_minor) == (1000, 900, 1100)
    assert not one.is_over
    assert an_exposure(receivable_minor=1501).headroom_minor == -1
    assert an_exposure(receivable_minor=1501).is_over


def test_a_wallet_is_its_own_limit_and_no_limit_is_no_headroom():
    wallet = CreditLine(demand_partner=DP, mode=CreditMode.PREFUNDED)
    assert an_exposure(wallet, lodged_minor=1500).headroom_minor == 500
    assert an_exposure(CreditLine(demand_partner=DP)).headroom_minor is None
    lacking = CreditLine(demand_partner=DP, deposit_minor=150)
    assert an_exposure(lacking).deposit_missing_minor == 50


@pytest.mark.parametrize(
    ("stops", "asked", "allowed"), [(True, 1100, True), (True, 1101, False), (False, 9999, True)]
)
def test_only_who_stops_at_its_limit_is_refused(stops, asked, allowed):
    line = CreditLine(demand_partner=DP, limit_minor=2000, stops_at_limit=stops)
    decision = decide_authorisation(an_exposure(line), asked)
    assert decision.allowed is allowed
    assert bool(decision.reason) is not allowed


def test_a_debt_is_followed_from_the_session_to_the_bank(runtime):
    line = CreditLine(demand_partner=DP, limit_minor=1000, deposit_minor=700, stops_at_limit=True)
    open_by(runtime, credit_lines=(line,))
    assert exposure_of(runtime).headroom_minor == 1000
    carry(runtime, [a_cdr()])
    one = exposure_of(runtime)
    # What happened is posted, though it goes over the limit.
    assert (one.receivable_minor, one.unpaid_minor, one.headroom_minor) == (1210, 0, -210)
    assert one.is_over
    settle_until(runtime, june(4))
    one = exposure_of(runtime)
    assert (one.receivable_minor, one.unpaid_minor, one.is_over) == (0, ASKED, True)
    assert not may(runtime, 1).allowed
    receive(runtime, ASKED, "20260603-NLXYZ-EUR")
    assert exposure_of(runtime).used_minor == 0
    deposit_by_hand(runtime, receive(runtime, 500, number=2), DP, BY_HAND)
    one = exposure_of(runtime)
    assert (one.lodged_minor, one.deposit_missing_minor, one.headroom_minor) == (500, 200, 1500)
    assert may(runtime, 1500).allowed
    assert not may(runtime, 1500, open_minor=1).allowed


def test_a_line_holds_from_its_day_on_and_who_has_none_has_no_limit(runtime):
    lines = [
        CreditLine(demand_partner=DP, limit_minor=100),
        CreditLine(demand_partner=DP, limit_minor=200, valid_from=june(5).date()),
    ]
    open_by(runtime, credit_lines=tuple(lines))
    with runtime.database.reading() as connection:
        limits = [credit_headroom(connection, DP, june(day).date()).limit_minor for day in (4, 5)]
        assert credit_headroom(connection, ABROAD, june(4).date()).headroom_minor is None
        with pytest.raises(NotFoundError, match=r"NL\*ZZZ"):
            credit_headroom(connection, "NL*ZZZ", june(4).date())
    assert limits == [100, 200]


def test_it_is_one_question_that_reads_no_table_from_end_to_end(memory):
    open_by(memory, credit_lines=(CreditLine(demand_partner=DP, limit_minor=100),))
    carry(memory, [a_cdr(str(number), start=START + number * DAY) for number in range(3)])
    asked = []
    with memory.database.reading() as connection:
        event.listen(
            connection.engine,
            "before_cursor_execute",
            lambda _c, _k, statement, values, _x, _m: asked.append((statement, values)),
        )
        credit_headroom(connection, DP, june(4).date())
        ((statement, values),) = [one for one in asked if one[0].startswith("SELECT")]
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).fetchall()
    scans = [row[3] for row in plan if row[3].startswith("SCAN")]
    assert scans == []
