"""Whatever the rules, and in whatever order partners pay, cycles lose and repeat nothing.

Rules are drawn for a network: holdbacks, minimum, credit, funded payouts, entities, calendar. Then
sessions, credits, deposits, receipts, returns and settling in any order. After each step the books
are sound, and what CPOs were paid and are still owed is what their sessions left them.
"""

from collections import Counter
from contextlib import suppress
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    invariant,
    precondition,
    rule,
)
from sqlalchemy import text

from core.banking.payment_reference import end_to_end_id
from core.domain.agreement import ClockHours, ClockOrigin, PayoutCondition, SettlementClock
from core.domain.errors import RuleError
from core.domain.instruction import InstructionKind
from core.domain.settlement_rules import (
    CreditLine,
    CreditMode,
    CutOffRule,
    EntityMembership,
    HoldbackRule,
    SettlementRules,
)
from core.service.carry_cdrs import carry
from core.service.credit_exposure import view_exposure
from core.service.export_payments import export_payments
from core.service.list_collections import list_collections
from core.service.read_bank_statement import take_bank_file
from core.service.register_network import register_network
from core.service.rematch_movement import ByHand, deposit_by_hand
from core.service.settle_cycles import due_cycles, settle_until
from core.service.settlement_clock import report_clock
from core.service.take_back import take_back
from core.store.cycle_store import instructions_of
from core.store.holdback_store import fates_of_holdbacks
from core.store.journal_store import balances
from tests.bank_files import IBANS, Movement, camt
from tests.books import ABROAD, DAY
from tests.builders import CPO, DP, START, a_cdr, an_agreement
from tests.properties.machines import MachineOfBooks, run_machine
from tests.settlement_books import ruled_network

BY_HAND = ByHand(who="test", reason="deposit")
RULES = st.builds(
    SettlementRules,
    cut_offs=st.sampled_from(
        ((), (CutOffRule(calendar="TARGET", hour=9, time_zone="Europe/Berlin"),))
    ),
    credit_lines=st.sampled_from(
        (
            (),
            (CreditLine(demand_partner=DP, limit_minor=2000),),
            (CreditLine(demand_partner=DP, mode=CreditMode.PREFUNDED),),
            (CreditLine(demand_partner=DP, mode=CreditMode.CAPTURED),),
        )
    ),
    holdbacks=st.builds(
        lambda *fields: (
            HoldbackRule(
                cpo="*",
                currency="EUR",
                reserve_bp=fields[0],
                reserve_days=fields[1],
                fixed_minor=fields[2],
                payout_minimum_minor=fields[3],
            ),
        ),
        st.sampled_from((0, 500)),
        st.integers(0, 4),
        st.sampled_from((0, 700)),
        st.sampled_from((0, 1500)),
    ),
    memberships=st.sampled_from(
        ((), tuple(EntityMembership(party=one, entity=CPO) for one in (CPO, DP)))
    ),
)
CLOCKS = st.builds(
    SettlementClock, st.sampled_from(ClockOrigin), st.just(48), st.sampled_from(ClockHours)
)


class SettlementMachine(MachineOfBooks):
    """The model is what each session leaves its CPO."""

    @initialize(rules=RULES, clock=CLOCKS, condition=st.sampled_from(PayoutCondition))
    def open(self, rules, clock, condition):
        self.clock = START + 10 * DAY
        self.open_empty_books(lambda: self.clock)
        terms = an_agreement(clock=clock, payout_condition=condition, fx_margin_bp=50)
        self.rules = rules
        register_network(self.runtime, ruled_network(rules), [terms])
        self.sessions = self.movements = 0
        self.cursor = START
        self.live = []
        self.told = []

    @rule(count=st.integers(2, 5), hours=st.integers(0, 60), days=st.integers(0, 3))
    def charge_and_settle(self, count, hours, days):
        for number in range(count):
            self.sessions += 1
            key = str(self.sessions)
            cdr = a_cdr(
                key,
                start=self._next_start(hours),
                demand_partner=DP if number % 3 else ABROAD,
            )
            carry(self.runtime, [cdr])
            self.live.append(key)
        self.settle(days)

    def _next_start(self, hours):
        """No two sessions overlap, and none begins later than it can have ended."""
        self.cursor = max(self.cursor + timedelta(minutes=61), self.clock - timedelta(hours=hours))
        self.clock = max(self.clock, self.cursor + timedelta(hours=1))
        return self.cursor

    @precondition(lambda self: len(self.live) > 3)
    @rule(data=st.data())
    def take_one_back(self, data):
        key = data.draw(st.sampled_from(self.live))
        self.live.remove(key)
        with suppress(RuleError):  # it was held for review, and has no entry
            take_back(self.runtime, key, "a test")

    @rule(days=st.integers(1, 4))
    def settle(self, days):
        self.clock += days * DAY
        told = due_cycles(self.runtime, self.clock)
        settled = settle_until(self.runtime, self.clock)
        assert (len(told), sum(one.entries for one in told)) == (settled.cycles, settled.entries)

    @rule(data=st.data(), in_full=st.booleans())
    def partner_pays(self, data, in_full):
        self._partner_pays(data, in_full)

    def _partner_pays(self, data, in_full):
        open_ = [one for one in list_collections(self.runtime) if one.left_minor > 1]
        if open_:
            one = data.draw(st.sampled_from(open_))
            amount = one.left_minor if in_full else one.left_minor // 2
            self._move(amount, one.instruction.currency, creditor_reference=one.reference)

    @rule(amount=st.integers(1, 5000))
    def partner_deposits(self, amount):
        name = self._move(amount, "EUR")
        deposit_by_hand(self.runtime, name, DP, BY_HAND)

    @rule()
    def bank_books_payouts(self):
        for file in export_payments(self.runtime).files:
            self.told += self._payouts_of(file.batch.batch_id)
        while self.told:
            one = self.told.pop()
            self._move(
                -one.amount_minor,
                one.currency,
                end_to_end_id=end_to_end_id(one.instruction_id),
                iban=IBANS[one.party],
            )

    def _payouts_of(self, batch_id):
        with self.runtime.database.reading() as connection:
            query = text("SELECT instruction_id FROM payment WHERE batch_id = :batch")
            sent = set(connection.execute(query, {"batch": batch_id}).scalars())
            return [one for one in instructions_of(connection, None) if one.instruction_id in sent]

    def _move(self, amount, currency, **fields):
        self.movements += 1
        movement = Movement(
            amount_minor=amount,
            currency=currency,
            reference=f"B{self.movements}",
            booked_on=self.clock.date(),
            **fields,
        )
        content = camt(movement, message_id=f"M{self.movements}")
        (match,) = take_bank_file(self.runtime, content, "bank.xml").matches
        return match.entry.name

    @invariant()
    def the_books_are_sound(self):
        if not self.is_open:
            return
        assert self.findings() == {}

    @invariant()
    def nothing_is_lost_or_paid_twice(self):
        if not self.is_open:
            return
        with self.runtime.database.reading() as connection:
            kept = balances(connection)
            instructions = instructions_of(connection, None)
            fates = fates_of_holdbacks(connection)
            earned = connection.execute(
                text(
                    "SELECT COALESCE(SUM(-p.amount_minor), 0) FROM posting p "
                    "JOIN entry e ON e.id = p.entry WHERE e.kind IN ('cdr', 'credit') "
                    "AND p.account = :account"
                ),
                {"account": f"2100:{CPO}"},
            ).scalar_one()
        owed = -sum(kept.get((f"{code}:{CPO}", "EUR"), 0) for code in ("2100", "2110", "2130"))
        if not self.rules.memberships:
            moved = Counter()
            for one in instructions:
                if one.party == CPO:
                    moved[one.kind] += one.amount_minor
            paid = moved[InstructionKind.PAYOUT] - moved[InstructionKind.COLLECTION]
            assert int(earned) == owed + paid
        waiting = sum(
            one.hold.amount_minor - one.taken_back_minor for one in fates if one.released_in is None
        )
        on_hold = -sum(kept.get((f"{code}:{CPO}", "EUR"), 0) for code in ("2110", "2130"))
        assert waiting == on_hold >= 0
        for one in view_exposure(self.runtime).partners:
            assert min(one.unpaid_minor, one.lodged_minor, one.deposit_missing_minor) >= 0
        total = report_clock(self.runtime).total
        assert total.achieved.kept <= total.achieved.sessions


def test_under_any_rules_all_that_is_earned_is_paid_or_held_by_name(new_books):
    run_machine(SettlementMachine, new_books, (12, 15), (2, 10))
