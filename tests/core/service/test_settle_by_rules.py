"""Cycles by a network's own rules: holdbacks, ways to pay, funded payouts, legal entities.

The worked session: 20 kWh at 0.50, gross 12.10; the CPO is owed 10.89, the partner's share is 0.48.
"""

from datetime import UTC, date, datetime, timedelta

import pytest

from core.domain.agreement import ClockHours, ClockOrigin, PayoutCondition, SettlementClock
from core.domain.instruction import InstructionKind
from core.domain.interval import Interval
from core.domain.settlement_rules import (
    CreditLine,
    CreditMode,
    CutOffRule,
    EntityMembership,
    HoldbackRule,
    SettlementRules,
)
from core.service.carry_cdrs import carry
from core.service.choose_terms import choose_terms
from core.service.default_partner import take_default
from core.service.export_payments import export_payments
from core.service.known import known_of
from core.service.read_bank_statement import take_bank_file
from core.service.rematch_movement import (
    ByHand,
    card_receipt_by_hand,
    deposit_by_hand,
    release_match,
)
from core.service.settle_cycles import due_cycles, settle_until
from core.service.take_back import take_back
from core.service.trace import trace
from core.service.verify_books import verify_books
from core.store.cycle_store import instructions_of, obligations_of
from core.store.holdback_store import open_holdbacks
from core.store.journal_store import balances
from tests.bank_files import Movement, camt
from tests.books import DAY, MONTH, cut_offs_of, open_network
from tests.builders import CPO, DP, START, a_cdr, a_priced, an_agreement
from tests.settlement_books import ruled_network, sessions

PAYOUT, COLLECTION = InstructionKind.PAYOUT, InstructionKind.COLLECTION
CPO_PART, ASKED, SHARE = 1089, 1162, 48
LATER = START + MONTH


def june(day, hour=2):
    return datetime(2026, 6, day, hour, tzinfo=UTC)


def open_by(runtime, *, terms=None, **rules):
    open_network(
        runtime,
        terms or an_agreement(),
        network=ruled_network(SettlementRules(**rules)),
    )


def paid(runtime):
    with runtime.database.reading() as connection:
        return {
            (one.cycle_id, one.party, one.kind): one.amount_minor
            for one in instructions_of(connection, None)
        }


def held(runtime):
    with runtime.database.reading() as connection:
        return {one.hold_id: one.amount_minor for one in open_holdbacks(connection)}


def balance(runtime, where):
    with runtime.database.reading() as connection:
        return balances(connection).get((where, "EUR"), 0)


def receive(runtime, amount, quoting=None, number=1):
    """Money comes in at the bank; with a reference it is the collection's."""
    movement = Movement(
        amount_minor=amount,
        reference=f"BANK-{number}",
        end_to_end_id=quoting,
        booked_on=date(2026, 6, 4),
    )
    (match,) = take_bank_file(runtime, camt(movement, message_id=f"M{number}"), "b.xml").matches
    return match.entry.name


def a_reserve(**changes):
    return HoldbackRule(cpo="*", currency="EUR", **changes)


class TestReserve:
    def test_a_part_is_kept_at_the_cut_off_and_paid_after_its_days(self, runtime):
        open_by(runtime, holdbacks=(a_reserve(reserve_bp=500, reserve_days=30),))
        carry(runtime, [a_cdr()])
        settle_until(runtime, june(4))
        assert paid(runtime)["2026-06-03", CPO, PAYOUT] == CPO_PART - 54
        assert balance(runtime, f"2110:{CPO}") == -54
        assert held(runtime) == {"2026-06-03:RESERVE:NL*ABC:EUR": 54}
        settle_until(runtime, june(3) + 29 * DAY)
        assert len(paid(runtime)) == 2
        settle_until(runtime, june(3) + 31 * DAY)
        assert paid(runtime)["2026-07-03", CPO, PAYOUT] == 54
        assert (held(runtime), balance(runtime, f"2110:{CPO}")) == ({}, 0)
        assert verify_books(runtime).count == 0

    def test_settling_day_by_day_is_settling_at_once(self, runtime, memory):
        rule = a_reserve(
            reserve_bp=1000, reserve_days=3, fixed_minor=2000, payout_minimum_minor=1500
        )
        for books in (runtime, memory):
            open_by(books, holdbacks=(rule,))
            carry(books, sessions(5))
            carry(books, sessions(2, first=50, start=START + 9 * DAY))
        for day in range(40):
            settle_until(runtime, START + day * DAY)
        settle_until(memory, START + 39 * DAY)
        assert paid(runtime) == paid(memory)
        assert held(runtime) == held(memory) != {}
        owed = -sum(balance(memory, f"{code}:{CPO}") for code in ("2100", "2110", "2130"))
        given = sum(one for (_, _, kind), one in paid(memory).items() if kind is PAYOUT)
        assert owed + given == 7 * CPO_PART
        for books in (runtime, memory):
            assert verify_books(books).count == 0

    def test_what_is_due_tells_what_will_be_settled(self, runtime):
        open_by(runtime, holdbacks=(a_reserve(reserve_bp=500, reserve_days=2),))
        carry(runtime, sessions(2))
        told = due_cycles(runtime, LATER)
        settled = settle_until(runtime, LATER)
        assert len(told) == settled.cycles == 2
        assert sum(one.entries for one in told) == settled.entries == 2
        given = sum(one for (_, _, kind), one in paid(runtime).items() if kind is PAYOUT)
        assert sum(one.paid_out["EUR"] for one in told) == given == 2 * CPO_PART


class TestWaysToPay:
    def test_a_wallet_is_drawn_and_only_what_it_lacks_is_asked_for(self, runtime):
        open_by(
            runtime,
            credit_lines=(CreditLine(demand_partner=DP, mode=CreditMode.PREFUNDED),),
        )
        name = receive(runtime, 2000)
        deposit_by_hand(runtime, name, DP, ByHand(who="test", reason="top-up"))
        assert balance(runtime, f"2200:{DP}") == -2000
        carry(runtime, [a_cdr(), a_cdr("2", start=START + 3 * DAY)])
        settle_until(runtime, LATER)
        assert (balance(runtime, f"2200:{DP}"), balance(runtime, "1120")) == (0, 0)
        asked = {key: one for key, one in paid(runtime).items() if key[2] is COLLECTION}
        assert asked == {("2026-06-06", DP, COLLECTION): 2 * ASKED - 2000}
        assert verify_books(runtime).count == 0

    def test_a_deposit_that_is_taken_back_meanwhile_is_not_drawn(self, runtime):
        prefunded = CreditLine(demand_partner=DP, mode=CreditMode.PREFUNDED)
        open_by(runtime, credit_lines=(prefunded,))
        by_hand = ByHand(who="test", reason="top-up")
        names = [receive(runtime, 1000 * number, number=number) for number in (2, 5)]
        for name in names:
            deposit_by_hand(runtime, name, DP, by_hand)
        carry(runtime, [a_cdr(), a_cdr("2", start=START + 3 * DAY)])

        def meanwhile(_done, _total):
            if len(names) == 2:
                release_match(runtime, names.pop(), by_hand)

        settle_until(runtime, LATER, meanwhile)
        assert balance(runtime, f"2200:{DP}") == 0
        asked = {key: one for key, one in paid(runtime).items() if key[2] is COLLECTION}
        assert asked == {("2026-06-06", DP, COLLECTION): 2 * ASKED - 2000}
        assert verify_books(runtime).count == 0

    def test_what_is_captured_is_asked_of_nobody_and_the_share_is_paid(self, runtime):
        open_by(runtime, credit_lines=(CreditLine(demand_partner=DP, mode=CreditMode.CAPTURED),))
        carry(runtime, [a_cdr()])
        settle_until(runtime, june(4))
        assert paid(runtime) == {
            ("2026-06-03", CPO, PAYOUT): CPO_PART,
            ("2026-06-03", DP, PAYOUT): SHARE,
        }
        assert balance(runtime, "1115") == 1210
        card_receipt_by_hand(runtime, receive(runtime, 1210), ByHand(who="test", reason="PSP"))
        assert balance(runtime, "1115") == balance(runtime, f"1200:{DP}") == 0
        assert verify_books(runtime).count == 0


class TestFunded:
    TERMS = an_agreement(payout_condition=PayoutCondition.FUNDED)

    def test_a_payout_waits_until_the_bank_confirmed_what_the_partner_was_asked_for(self, runtime):
        open_by(runtime, terms=self.TERMS)
        carry(runtime, [a_cdr()])
        settle_until(runtime, june(4))
        assert paid(runtime) == {("2026-06-03", DP, COLLECTION): ASKED}
        assert balance(runtime, f"2130:{CPO}") == -CPO_PART
        receive(runtime, ASKED - 1, "20260603-NLXYZ-EUR")
        settle_until(runtime, june(6))
        assert len(paid(runtime)) == 1
        receive(runtime, 1, "20260603-NLXYZ-EUR", number=2)
        settle_until(runtime, june(6))
        # Booked on the 4th, which counts from noon: the cut-off of the 5th pays.
        assert paid(runtime)["2026-06-05", CPO, PAYOUT] == CPO_PART
        assert (held(runtime), balance(runtime, f"2130:{CPO}")) == ({}, 0)
        assert verify_books(runtime).count == 0

    def test_a_session_that_is_taken_back_while_it_waits_costs_nobody_anything(self, runtime):
        open_by(runtime, terms=self.TERMS)
        carry(runtime, [a_cdr()])
        settle_until(runtime, june(4))
        take_back(runtime, "cdr:NL*ABC:1", "meter was wrong")
        settle_until(runtime, LATER + 2 * MONTH)
        assert {key[1:] for key in paid(runtime)} == {(DP, COLLECTION), (DP, PAYOUT)}
        assert (held(runtime), balance(runtime, f"2100:{CPO}")) == ({}, 0)
        assert verify_books(runtime).count == 0

    def test_where_the_clock_starts_with_the_funds_the_last_cut_off_in_time_pays(self, runtime):
        clock = SettlementClock(ClockOrigin.FUNDS_CAPTURED, 48)
        open_by(runtime, terms=an_agreement(clock=clock))
        carry(runtime, [a_cdr()])
        settle_until(runtime, june(4))
        receive(runtime, ASKED, "20260603-NLXYZ-EUR")
        settle_until(runtime, june(9))
        assert paid(runtime)["2026-06-06", CPO, PAYOUT] == CPO_PART

    def test_of_a_cycle_only_what_is_over_the_limit_waits(self, runtime):
        open_by(runtime, credit_lines=(CreditLine(demand_partner=DP, limit_minor=2500),))
        carry(runtime, sessions(3, start=june(4)))
        settle_until(runtime, june(7))
        # 12.10 and 12.10 are within 25.00; the third, the latest, goes over it.
        assert paid(runtime)["2026-06-06", CPO, PAYOUT] == 2 * CPO_PART
        assert held(runtime) == {"2026-06-06:UNFUNDED:NL*ABC:NL*XYZ:EUR": CPO_PART}
        receive(runtime, 3 * ASKED, "20260606-NLXYZ-EUR")
        settle_until(runtime, LATER)
        assert (held(runtime), verify_books(runtime).count) == ({}, 0)

    def test_sessions_of_later_cycles_take_no_credit_from_those_before(self, runtime):
        open_by(runtime, credit_lines=(CreditLine(demand_partner=DP, limit_minor=1500),))
        carry(runtime, [a_cdr(), a_cdr("2", start=START + DAY)])
        settle_until(runtime, june(3))
        assert (paid(runtime)["2026-06-03", CPO, PAYOUT], held(runtime)) == (CPO_PART, {})

    def test_what_is_owed_since_a_default_takes_credit(self, runtime):
        open_by(runtime, credit_lines=(CreditLine(demand_partner=DP, limit_minor=2000),))
        carry(runtime, [a_cdr()])
        settle_until(runtime, june(4))
        take_default(runtime, DP, "insolvent")
        carry(runtime, [a_cdr("2", start=START + 3 * DAY)])
        settle_until(runtime, LATER)
        assert list(held(runtime).values()) == [CPO_PART]

    def test_sessions_on_other_terms_of_the_same_partner_do_not_wait(self, runtime):
        effective = Interval(june(2, 0))
        later = an_agreement(payout_condition=PayoutCondition.FUNDED, effective=effective)
        network = ruled_network(SettlementRules())
        open_network(runtime, an_agreement(), later, network=network)
        carry(runtime, [a_cdr(start=june(1, 20)), a_cdr("2", start=june(2, 0))])
        settle_until(runtime, june(5))
        (cycle,) = {key[0] for key in paid(runtime)}
        assert paid(runtime)[cycle, CPO, PAYOUT] == CPO_PART
        assert list(held(runtime).values()) == [CPO_PART]

    def test_who_is_within_its_limit_is_paid_for_and_who_is_over_it_waits(self, runtime):
        line = CreditLine(demand_partner=DP, limit_minor=2500)
        open_by(runtime, credit_lines=(line,))
        carry(runtime, [a_cdr(), a_cdr("2", start=START + 3 * DAY)])
        carry(runtime, [a_cdr("3", start=START + 6 * DAY)])
        settle_until(runtime, LATER)
        # 12.10, then 11.62 and 12.10 together, are within 25.00; the third goes over it.
        assert [key[0] for key in paid(runtime) if key[2] is PAYOUT] == ["2026-06-03", "2026-06-06"]
        assert held(runtime) == {"2026-06-09:UNFUNDED:NL*ABC:NL*XYZ:EUR": CPO_PART}
        assert balance(runtime, f"1200:{DP}") == 0
        assert verify_books(runtime).count == 0


class TestEntities:
    def test_parties_of_one_entity_net_as_one_and_their_debts_stay_their_own(self, runtime):
        members = [EntityMembership(party=one, entity=CPO) for one in (CPO, DP)]
        open_by(runtime, memberships=tuple(members))
        carry(runtime, [a_cdr()])
        settle_until(runtime, june(4))
        assert paid(runtime) == {("2026-06-03", CPO, COLLECTION): ASKED - CPO_PART}
        with runtime.database.reading() as connection:
            gross = {
                (one.party, one.amount_minor) for one in obligations_of(connection, "2026-06-03")
            }
        assert gross == {(CPO, -CPO_PART), (DP, 1210), (DP, -SHARE)}
        assert verify_books(runtime).count == 0

    def test_a_session_is_traced_to_the_payment_of_its_entity(self, memory):
        members = [EntityMembership(party=one, entity="CH*ALP") for one in (CPO, "CH*ALP")]
        open_by(memory, memberships=tuple(members))
        carry(memory, [a_cdr()])
        settle_until(memory, june(4))
        (answer,) = [one for one in trace(memory, "1").answers if "paid" in one.question]
        assert "payout 2026-06-03:CH*ALP:EUR" in answer.answer


class TestCalendar:
    TARGET = (CutOffRule(calendar="TARGET", time_zone="Europe/Berlin", hour=9),)

    def test_cycles_cut_off_on_open_days_at_the_networks_hour(self, runtime):
        open_by(runtime, cut_offs=self.TARGET)
        # Thursday the 4th: due on Saturday, so Friday's cut-off; Friday the 5th: Monday's.
        carry(runtime, [a_cdr(start=june(4, 1)), a_cdr("2", start=june(5, 10))])
        settle_until(runtime, LATER)
        assert [at for _, at in cut_offs_of(runtime)] == [june(5, 7), june(8, 7)]
        assert verify_books(runtime).count == 0

    def test_banking_hours_wait_for_the_banks(self, runtime):
        clock = SettlementClock(ClockOrigin.SESSION_END, 48, ClockHours.BANKING)
        open_by(runtime, terms=an_agreement(clock=clock), cut_offs=self.TARGET)
        carry(runtime, [a_cdr(start=june(5, 10))])
        settle_until(runtime, LATER)
        # It ended on Friday the 5th at 11:00, so it is due on Tuesday the 9th at 11:00.
        assert ("2026-06-09", CPO, PAYOUT) in paid(runtime)
        assert verify_books(runtime).count == 0

    def test_a_bank_is_asked_for_an_open_day(self, runtime):
        # The clock of these books says Wednesday the 1st of July 2026.
        closed = CutOffRule(valid_from=date(2026, 7, 1), calendar="CA")  # Canada Day
        open_by(runtime, cut_offs=(closed,))
        carry(runtime, [a_cdr()])
        settle_until(runtime, june(4))
        (file,) = export_payments(runtime).files
        assert b"<ReqdExctnDt><Dt>2026-07-02</Dt></ReqdExctnDt>" in file.content


@pytest.mark.parametrize("origin", [ClockOrigin.CDR_RECEIVED, ClockOrigin.CDR_ACCEPTED])
def test_a_clock_may_start_when_the_cdr_came(runtime, origin):
    open_by(runtime, terms=an_agreement(clock=SettlementClock(origin, 48)))
    cdr = a_cdr()
    carry(runtime, [cdr], received_at=lambda one: one.end + timedelta(days=2))
    settle_until(runtime, LATER)
    assert ("2026-06-05", CPO, PAYOUT) in paid(runtime)


def test_the_clock_of_a_cdr_that_people_accepted_starts_with_their_word(memory):
    clock = SettlementClock(ClockOrigin.CDR_ACCEPTED, 48)
    open_by(memory, terms=an_agreement(clock=clock))
    known = known_of(memory)
    accepted = june(5, 10)
    chosen = choose_terms(a_cdr(), june(1, 11), known, accepted)
    assert chosen.terms.due_at(a_priced()) == june(7, 10)
    assert choose_terms(a_cdr(), june(1, 11), known).terms.due_at(a_priced()) == june(3, 11)
