"""Disputes of sessions: before their cycle, after their payout, won and lost, with a reserve."""

import pytest

from core.domain.dispute import DisputeStatus
from core.domain.errors import (
    ConflictError,
    IllegalTransitionError,
    InvalidValueError,
    NotFoundError,
    RuleError,
)
from core.domain.settlement_rules import HoldbackRule, SettlementRules
from core.ledger.chart_of_accounts import PARTY_ACCOUNTS, Code, code_of
from core.service.carry_cdrs import carry
from core.service.credit_cdr import credit_cdrs
from core.service.dispute_session import decide_dispute, list_disputes, open_dispute
from core.service.operator_log import operator_log
from core.service.register_network import register_network
from core.service.settle_cycles import settle_until
from core.store.cycle_store import instructions_of
from tests.asked_books import balances_of, sound
from tests.books import ABROAD, MONTH, open_network
from tests.builders import CPO, START, a_cdr, a_credit
from tests.settlement_books import ruled_network

KEY = "cdr:NL*ABC:1"
SETTLED = START + 3 * MONTH


def paid(runtime):
    with runtime.database.reading() as connection:
        return [
            (one.party, one.kind, one.amount_minor) for one in instructions_of(connection, None)
        ]


def posted(runtime, **changes):
    open_network(runtime)
    carry(runtime, [a_cdr(**changes)])


@pytest.fixture
def one_session(runtime):
    posted(runtime)
    return runtime


def test_what_is_disputed_before_its_cycle_is_not_paid_until_it_is_won(one_session):
    opened = open_dispute(one_session, KEY, "the cable was broken")
    assert (opened.status, opened.dispute_id) == (DisputeStatus.OPEN, f"{KEY}:1")
    settle_until(one_session, START + 10 * MONTH / 30)
    held = balances_of(one_session)
    assert held["1210:NL*XYZ", "EUR"] == 1210
    assert held["2120:NL*ABC", "EUR"] == -1089
    assert paid(one_session) == [("NL*XYZ", "PAYOUT", 48)]
    decide_dispute(one_session, KEY, DisputeStatus.WON, "meter values are right")
    settle_until(one_session, SETTLED)
    assert ("NL*ABC", "PAYOUT", 1089) in paid(one_session)
    assert ("NL*XYZ", "COLLECTION", 1210) in paid(one_session)
    assert sound(one_session)


@pytest.mark.parametrize("partner", ["NL*XYZ", ABROAD])
@pytest.mark.parametrize("is_settled", [False, True])
def test_a_session_that_lost_leaves_nothing_with_anybody(runtime, partner, is_settled):
    posted(runtime, demand_partner=partner)
    if is_settled:
        settle_until(runtime, START + MONTH / 3)
    open_dispute(runtime, KEY, "charged twice")
    lost = decide_dispute(runtime, KEY, DisputeStatus.LOST, "so it was")
    assert (lost.status, lost.decision) == (DisputeStatus.LOST, "so it was")
    settle_until(runtime, SETTLED)
    left = balances_of(runtime)
    own = {*PARTY_ACCOUNTS, Code.SETTLEMENT, Code.HELD, Code.DISPUTED}
    assert not [where for where, _ in left if code_of(where) in own]
    assert sum(left.get(("1110", currency), 0) for currency in ("EUR", "CHF")) == 0
    assert sound(runtime)


def test_a_dispute_lost_after_the_payout_draws_the_reserve_first(one_session):
    kept = HoldbackRule(cpo=CPO, currency="EUR", reserve_bp=2755, reserve_days=365)
    register_network(one_session, ruled_network(SettlementRules(holdbacks=(kept,))), [])
    settle_until(one_session, START + MONTH / 3)
    open_dispute(one_session, KEY, "charged twice")
    assert balances_of(one_session)["2120:NL*ABC", "EUR"] == -300
    decide_dispute(one_session, KEY, DisputeStatus.LOST, "so it was")
    settle_until(one_session, SETTLED)
    # 1089 are owed back, 300 of them come out of the reserve.
    assert ("NL*ABC", "COLLECTION", 789) in paid(one_session)
    assert not {("2110:NL*ABC", "EUR"), ("2120:NL*ABC", "EUR")} & balances_of(one_session).keys()
    assert sound(one_session)


def test_the_same_twice_changes_nothing_and_other_things_are_refused(one_session):
    opened = open_dispute(one_session, KEY, "?")
    assert open_dispute(one_session, "1", "?") == opened
    with pytest.raises(ConflictError, match="disputed already"):
        open_dispute(one_session, KEY, "another")
    won = decide_dispute(one_session, KEY, DisputeStatus.WON, "right")
    before = balances_of(one_session)
    assert decide_dispute(one_session, KEY, DisputeStatus.WON, "right") == won
    with pytest.raises(IllegalTransitionError):
        decide_dispute(one_session, KEY, DisputeStatus.LOST, "wrong")
    assert balances_of(one_session) == before
    assert open_dispute(one_session, KEY, "again").dispute_id == f"{KEY}:2"
    assert [one.status for one in list_disputes(one_session)] == ["won", "open"]
    assert len(list_disputes(one_session, only_open=True)) == 1


def test_what_cannot_be_disputed_is_refused(one_session):
    with pytest.raises(NotFoundError):
        open_dispute(one_session, "cdr:NL*ABC:9", "?")
    with pytest.raises(NotFoundError, match="nobody disputes"):
        decide_dispute(one_session, KEY, DisputeStatus.WON, "?")
    with pytest.raises(InvalidValueError, match="wanted a reason"):
        open_dispute(one_session, KEY, " ")
    carry(one_session, [a_cdr("short", evse_uid="E2", stay_s=30)])
    with pytest.raises(RuleError, match="not posted"):
        open_dispute(one_session, "short", "?")
    credit_cdrs(one_session, [a_credit(a_cdr())])
    with pytest.raises(RuleError, match="a Credit CDR undid it"):
        open_dispute(one_session, KEY, "?")


def test_a_credit_cdr_that_comes_by_itself_leaves_only_what_was_held(one_session):
    open_dispute(one_session, KEY, "?")
    credit_cdrs(one_session, [a_credit(a_cdr())])
    decide_dispute(one_session, KEY, DisputeStatus.LOST, "the CPO credited it")
    settle_until(one_session, SETTLED)
    assert balances_of(one_session) == {}
    assert sound(one_session)


def test_the_log_says_who_disputed_and_decided(one_session):
    open_dispute(one_session, KEY, "charged twice")
    decide_dispute(one_session, KEY, DisputeStatus.WON, "no")
    acts = operator_log(one_session).latest
    assert {(act.kind.value, act.subject, act.note) for act in acts} == {
        ("disputed", f"{KEY}:1", "charged twice"),
        ("dispute_won", f"{KEY}:1", "no"),
    }
    assert {act.who for act in acts} == {list_disputes(one_session)[0].who}
