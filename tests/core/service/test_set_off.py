"""Nobody is given back in cash what it never paid; and who bears a loss, by what was promised.

The worked session: 20 kWh at 0.50, gross 12.10; the CPO is owed 10.89, the partner's share is 0.48,
so that it is asked for 11.62. A full month passes after each act, so that all cycles have settled.
"""

from datetime import timedelta
from decimal import Decimal

import pytest

from core.domain.agreement import PayoutCondition
from core.domain.instruction import InstructionKind
from core.domain.settlement_rules import CreditLine, EntityMembership, SettlementRules
from core.service.carry_cdrs import carry
from core.service.default_partner import take_default, write_off
from core.service.read_bank_statement import take_bank_file
from core.service.refund_session import Asked, refund_session
from core.service.rematch_movement import ByHand, deposit_by_hand, recover_by_hand, release_match
from core.service.runtime import Runtime
from core.service.settle_cycles import due_cycles, settle_until
from core.service.take_back import take_back
from core.service.verify_books import verify_books
from core.store.cycle_store import instructions_of
from core.store.holdback_store import open_holdbacks
from core.store.journal_store import balances
from tests.bank_files import Movement, camt
from tests.books import ABROAD, DAY, open_network
from tests.builders import CPO, DP, START, a_cdr, an_agreement
from tests.core.service.test_settle_by_rules import june
from tests.duty_books import approve_as_second
from tests.settlement_books import ruled_network

PAYOUT, COLLECTION = InstructionKind.PAYOUT, InstructionKind.COLLECTION
CPO_PART, ASKED = 1089, 1162
FUNDED = an_agreement(payout_condition=PayoutCondition.FUNDED)
BY_HAND = ByHand(who="test", reason="a test")
REFERENCE = "20260603-NLXYZ-EUR"
TRANSIENT = (f"1200:{DP}", f"2100:{CPO}", f"2130:{CPO}", f"2400:{DP}", f"2310:{DP}")
"""Transit is compared with what the bank has still to tell, by verify."""


class Life:
    """Books whose clock goes on, act by act."""

    def __init__(self, runtime, terms=None, **rules):
        self.clock = june(4)
        self.movements = 0
        self.runtime = Runtime(runtime.database, lambda: self.clock)
        network = ruled_network(SettlementRules(**rules))
        open_network(self.runtime, terms or an_agreement(), network=network)

    def charge(self, *numbers, start=START):
        for number in numbers:
            begins = start + timedelta(hours=2 * (number - numbers[0]))
            carry(self.runtime, [a_cdr(str(number), start=begins)])
        self.settle()

    def settle(self, days=3):
        told = due_cycles(self.runtime, self.clock)
        assert settle_until(self.runtime, self.clock).cycles == len(told)
        self.clock += timedelta(days=days)
        settle_until(self.runtime, self.clock)
        assert {name: one for name, one in verify_books(self.runtime).findings.items() if one} == {}

    def take_back(self, number):
        take_back(self.runtime, f"cdr:NL*ABC:{number}", "meter was wrong")
        self.settle()

    def default(self, party=DP):
        made = take_default(self.runtime, party, "insolvent")
        self.settle()
        return made

    def write_off(self, party=DP):
        proposed = write_off(self.runtime, party, "no assets")
        approve_as_second(self.runtime, proposed.approval.approval_id)
        done = write_off(self.runtime, party, "no assets")
        assert done.entries
        self.settle()

    def receive(self, amount, quoting=None):
        self.movements += 1
        movement = Movement(
            amount_minor=amount,
            reference=f"BANK-{self.movements}",
            end_to_end_id=quoting,
            booked_on=self.clock.date(),
        )
        content = camt(movement, message_id=f"M{self.movements}")
        (match,) = take_bank_file(self.runtime, content, "b.xml").matches
        self.settle()
        return match.entry.name

    def recover(self, amount, party=DP):
        name = self.receive(amount)
        recover_by_hand(self.runtime, name, party, BY_HAND)
        self.settle()
        return name

    def release(self, name):
        release_match(self.runtime, name, BY_HAND)
        self.settle()

    def on(self, where):
        with self.runtime.database.reading() as connection:
            return balances(connection).get((where, "EUR"), 0)

    def paid(self, party, kind):
        with self.runtime.database.reading() as connection:
            found = instructions_of(connection, None)
        return sum(one.amount_minor for one in found if (one.party, one.kind) == (party, kind))

    @property
    def cash_of_cpo(self):
        return self.paid(CPO, PAYOUT) - self.paid(CPO, COLLECTION)

    def is_even(self):
        return not any(map(self.on, TRANSIENT))


class TestTakenBack:
    def test_a_session_that_was_never_paid_is_not_given_back_in_cash(self, runtime):
        life = Life(runtime)
        life.charge(1, 2)
        life.default()
        life.take_back(1)
        assert life.paid(DP, PAYOUT) == 0
        assert life.on(f"1200:{DP}") == ASKED
        assert life.cash_of_cpo == CPO_PART
        life.take_back(2)
        assert (life.paid(DP, PAYOUT), life.cash_of_cpo) == (0, 0)
        assert life.is_even()

    def test_after_a_write_off_it_is_a_loss_no_more(self, runtime):
        life = Life(runtime)
        life.charge(1)
        life.default()
        life.write_off()
        assert life.on("5300") == ASKED
        life.take_back(1)
        assert (life.paid(DP, PAYOUT), life.on("5300")) == (0, 0)
        assert life.is_even()

    def test_what_the_deposit_paid_is_lodged_again(self, runtime):
        life = Life(runtime)
        deposit_by_hand(life.runtime, life.receive(1000), DP, BY_HAND)
        life.charge(1)
        life.default()
        assert (life.on(f"2200:{DP}"), life.on(f"1200:{DP}")) == (0, 162)
        life.take_back(1)
        assert (life.paid(DP, PAYOUT), life.on(f"2200:{DP}")) == (0, -1000)
        assert life.is_even()

    def test_what_the_partner_had_paid_of_it_is_given_back(self, runtime):
        life = Life(runtime)
        life.charge(1)
        life.receive(600, REFERENCE)
        life.default()
        life.take_back(1)
        assert life.paid(DP, PAYOUT) == 600
        assert life.is_even()

    def test_it_pays_for_no_new_session(self, runtime):
        life = Life(runtime)
        life.charge(1)
        life.default()
        take_back(life.runtime, "cdr:NL*ABC:1", "meter was wrong")
        life.charge(2, start=life.clock - 2 * DAY)
        assert (life.on(f"1200:{DP}"), life.paid(DP, COLLECTION)) == (0, 2 * ASKED)

    def test_a_refund_and_a_credit_after_it_are_as_one(self, runtime):
        life = Life(runtime)
        life.charge(1)
        life.default()
        refund_session(life.runtime, "1", Asked(amount=Decimal("6.05")), "too slow")
        life.settle()
        assert life.on(f"1200:{DP}") == ASKED - 581
        life.take_back(1)
        assert (life.paid(DP, PAYOUT), life.is_even()) == (0, True)

    def test_what_was_paid_for_is_set_off_against_what_is_owed(self, runtime):
        life = Life(runtime)
        life.charge(1)
        life.receive(ASKED, REFERENCE)
        life.charge(2, start=life.clock - 2 * DAY)
        life.default()
        life.take_back(1)
        assert life.paid(DP, PAYOUT) == 0
        assert life.is_even()

    def test_settling_day_by_day_is_settling_at_once(self, runtime, memory):
        lives = [Life(books, FUNDED) for books in (runtime, memory)]
        for life in lives:
            life.charge(1, 2, 3)
            life.default()
            life.take_back(2)
            life.write_off()
            for number in (1, 3):
                take_back(life.runtime, f"cdr:NL*ABC:{number}", "meter was wrong")
                carry(life.runtime, [a_cdr(f"{number}{number}", start=life.clock)])
                life.clock += DAY
        daily, once = lives
        for _ in range(30):
            daily.settle(days=1)
        once.settle(days=30)
        with daily.runtime.database.reading() as one, once.runtime.database.reading() as other:
            assert balances(one) == balances(other)
            assert instructions_of(one, None) == instructions_of(other, None)


class TestFunded:
    def test_one_of_several_sessions_taken_back_asks_the_cpo_for_nothing(self, runtime):
        life = Life(runtime, FUNDED)
        life.charge(1, 2, 3)
        life.take_back(2)
        assert life.paid(CPO, COLLECTION) == 0
        assert life.on(f"2130:{CPO}") == -2 * CPO_PART
        life.receive(3 * ASKED, REFERENCE)
        assert life.cash_of_cpo == 2 * CPO_PART
        assert life.is_even()

    def test_a_cpo_bears_the_loss_of_what_was_never_funded(self, runtime):
        life = Life(runtime, FUNDED)
        life.charge(1, 2)
        life.default()
        assert life.on(f"2130:{CPO}") == -2 * CPO_PART
        life.write_off()
        assert life.cash_of_cpo == 0
        assert life.on("5300") == 2 * (ASKED - CPO_PART)
        assert life.is_even()

    def test_on_the_credit_of_the_network_the_network_bears_it(self, runtime):
        life = Life(runtime)
        life.charge(1, 2)
        life.default()
        life.write_off()
        assert (life.cash_of_cpo, life.on("5300")) == (2 * CPO_PART, 2 * ASKED)
        assert life.is_even()

    def test_above_the_limit_the_network_gave_no_credit(self, runtime):
        line = CreditLine(demand_partner=DP, limit_minor=1000)
        life = Life(runtime, credit_lines=(line,))
        life.charge(1)
        life.default()
        life.write_off()
        assert (life.cash_of_cpo, life.on("5300")) == (0, ASKED - CPO_PART)
        assert life.is_even()

    def test_what_came_is_shared_as_the_loss_is(self, runtime):
        life = Life(runtime, FUNDED)
        life.charge(1, 2)
        life.receive(ASKED, REFERENCE)
        life.default()
        assert life.cash_of_cpo == 0
        life.write_off()
        assert (life.cash_of_cpo, life.on("5300")) == (CPO_PART, ASKED - CPO_PART)
        assert life.is_even()

    def test_what_comes_late_pays_whom_it_was_lost_to(self, runtime):
        life = Life(runtime, FUNDED)
        life.charge(1)
        life.default()
        life.write_off()
        life.recover(ASKED)
        assert (life.cash_of_cpo, life.on("5300")) == (CPO_PART, 0)
        assert life.is_even()

    def test_what_comes_before_a_write_off_funds_what_waited(self, runtime):
        life = Life(runtime, FUNDED)
        life.charge(1)
        life.default()
        life.recover(ASKED)
        assert (life.cash_of_cpo, life.on("5300")) == (CPO_PART, 0)
        assert life.is_even()

    def test_a_lost_session_that_is_taken_back_costs_its_cpo_what_it_got_and_no_more(self, runtime):
        life = Life(runtime, FUNDED)
        life.charge(1, 2)
        life.receive(ASKED, REFERENCE)
        life.default()
        life.write_off()
        life.take_back(1)
        # One session stands, and it was paid.
        assert (life.cash_of_cpo, life.on("5300"), life.paid(DP, PAYOUT)) == (CPO_PART, 0, 0)
        assert life.is_even()

    def test_what_waits_is_taken_back_before_and_after_the_loss(self, runtime):
        life = Life(runtime, FUNDED)
        life.charge(1, 2, 3)
        life.take_back(1)
        paid_back = life.paid(DP, PAYOUT)
        life.default()
        life.take_back(2)
        life.write_off()
        life.take_back(3)
        assert life.paid(DP, PAYOUT) == paid_back
        assert (life.cash_of_cpo, life.on(f"2130:{CPO}")) == (0, 0)

    def test_who_does_not_pay_leaves_what_waits_for_others_as_it_is(self, runtime):
        life = Life(runtime, FUNDED)
        carry(life.runtime, [a_cdr("9", demand_partner=ABROAD), a_cdr("1", start=START + DAY / 12)])
        life.settle()
        life.default()
        life.take_back(9)
        assert (life.paid(CPO, COLLECTION), life.on(f"2130:{CPO}")) == (0, -CPO_PART)


class TestReleased:
    def test_a_part_receipt_that_is_released_after_a_default_is_owed_too(self, runtime):
        life = Life(runtime)
        life.charge(1)
        name = life.receive(600, REFERENCE)
        life.default()
        life.release(name)
        assert (life.on("1110") + life.paid(CPO, PAYOUT), life.on(f"1200:{DP}")) == (0, ASKED)
        life.write_off()
        assert life.on("5300") == ASKED

    def test_a_receipt_released_after_a_write_off_is_written_off_again(self, runtime):
        life = Life(runtime)
        life.charge(1)
        name = life.receive(600, REFERENCE)
        life.default()
        life.write_off()
        life.release(name)
        life.write_off()
        assert (life.on("5300"), life.on(f"1200:{DP}")) == (ASKED, 0)

    @pytest.mark.parametrize("terms", [an_agreement(), FUNDED])
    def test_late_money_that_is_released_is_owed_and_lost_again(self, runtime, terms):
        life = Life(runtime, terms)
        life.charge(1)
        life.default()
        life.write_off()
        before = (life.on("5300"), life.cash_of_cpo)
        name = life.recover(600)
        life.release(name)
        assert life.on(f"1200:{DP}") == 600
        life.write_off()
        assert (life.on("5300"), life.cash_of_cpo) == before


class TestAnyParty:
    def test_what_a_cpo_owes_is_given_up_or_set_off_against_what_it_earns(self, runtime):
        life = Life(runtime)
        life.charge(1, 2)
        life.receive(2 * ASKED, REFERENCE)
        life.take_back(1)
        assert life.paid(CPO, COLLECTION) == CPO_PART
        life.default(CPO)
        assert life.on(f"2100:{CPO}") == CPO_PART
        life.charge(3, start=life.clock - 2 * DAY)
        assert (life.paid(CPO, PAYOUT), life.on(f"2100:{CPO}")) == (2 * CPO_PART, 0)
        life.take_back(2)
        life.default(CPO)
        life.write_off(CPO)
        assert (life.on(f"2100:{CPO}"), life.on("5300")) == (0, CPO_PART)

    def test_a_legal_entity_that_nets_as_one_can_be_given_up(self, runtime):
        members = tuple(EntityMembership(party=one, entity=CPO) for one in (CPO, DP))
        life = Life(runtime, memberships=members)
        life.charge(1)
        assert life.default(DP) == ()
        (entry,) = life.default(CPO)
        assert entry.postings[-1].amount_minor == ASKED - CPO_PART
        life.take_back(1)
        assert life.paid(CPO, PAYOUT) == 0
        assert life.on(f"2100:{CPO}") == 0

    def test_a_partner_of_another_currency_defaults_in_its_own(self, runtime):
        life = Life(runtime, an_agreement(payout_condition=PayoutCondition.FUNDED, fx_margin_bp=50))
        carry(life.runtime, [a_cdr("9", demand_partner=ABROAD)])
        life.settle()
        life.default(ABROAD)
        life.write_off(ABROAD)
        assert (life.cash_of_cpo, life.on(f"2130:{CPO}")) == (0, 0)
        take_back(life.runtime, "cdr:NL*ABC:9", "meter was wrong")
        life.settle()
        assert (life.paid(ABROAD, PAYOUT), life.cash_of_cpo) == (0, 0)
        with life.runtime.database.reading() as connection:
            assert open_holdbacks(connection) == []
            lost = {key: one for key, one in balances(connection).items() if key[0] == "5300"}
        assert set(lost.values()) == {0}
