"""Whatever is not paid, taken back, given up or found again, nobody gets cash that it never paid.

The machine of settlement, with defaults of partners, of a CPO and of legal entities, write-offs by
two people, money that comes late and matches that are released, refunds and disputes; under terms
that are funded or on credit, with or without a dispute window, and locked where they may be. After
each step the books are sound, and:

- a cycle pays no party of whose collections something is open;
- what waits is 2130 to the cent, so that one of several sessions may be taken back of it;
- a CPO that is paid only what was funded is paid nothing while no money came, and never pays back
  more than it was paid;
- a reserve is taken once of what is earned, whatever comes back or is won;
- what is told beforehand is what then happens, windows that end meanwhile included.
"""

from collections import Counter
from contextlib import suppress
from decimal import Decimal

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule
from sqlalchemy import text

from core.domain.agreement import ClockHours, ClockOrigin, FxLock, PayoutCondition, SettlementClock
from core.domain.dispute import DisputeStatus
from core.domain.entry import EntryKind
from core.domain.errors import RuleError
from core.domain.holdback import RESERVES, HoldbackReason
from core.domain.instruction import InstructionKind
from core.domain.money import share_bp
from core.domain.settlement_rules import CreditMode
from core.service.carry_cdrs import carry
from core.service.default_partner import take_default, write_off
from core.service.defaulted_claims import claims_in
from core.service.dispute_session import decide_dispute, open_dispute
from core.service.list_collections import list_collections
from core.service.pipeline import run_due
from core.service.preview_due import preview_due
from core.service.refund_session import Asked, refund_session
from core.service.register_network import register_network
from core.service.rematch_movement import deposit_by_hand, recover_by_hand, release_match
from core.service.take_back import take_back
from core.store.cycle_store import instructions_of
from core.store.holdback_store import fates_of_holdbacks
from core.store.journal_store import balances, entries_where
from tests.books import ABROAD, DAY
from tests.builders import CPO, DP, START, a_cdr, an_agreement
from tests.duty_books import approve_as_second
from tests.properties.machines import run_machine
from tests.properties.test_settlement_machine import BY_HAND, RULES, SettlementMachine
from tests.settlement_books import ruled_network

PARTIES = st.sampled_from((DP, DP, ABROAD, CPO))
TERMS = st.fixed_dictionaries(
    {
        "clock": st.builds(
            SettlementClock, st.sampled_from(ClockOrigin), st.just(48), st.just(ClockHours.CALENDAR)
        ),
        "payout_condition": st.sampled_from(PayoutCondition),
        "fx_lock": st.sampled_from(FxLock),
        "dispute_window_days": st.sampled_from((0, 0, 3)),
    }
)
ENDED = (EntryKind.DISPUTE_WON, EntryKind.DISPUTE_LOST)


def is_earned(entry):
    """Whether an entry may owe a CPO what no reserve was taken of: not a reserve that is free."""
    if entry.kind in ENDED:
        return any(leg.account.startswith("1210") for leg in entry.postings)
    if entry.kind is EntryKind.RESERVE_RELEASED:
        return ":UNFUNDED:" in entry.entry_id
    return True


class DefaultMachine(SettlementMachine):
    """The model is what may be paid; what is earned is the machine of settlement's."""

    @initialize(rules=RULES, terms=TERMS, is_paid=st.booleans())
    def open(self, rules, terms, is_paid):
        self.is_paid = is_paid
        self.clock = START + 10 * DAY
        self.open_empty_books(lambda: self.clock)
        self.rules, self.terms = rules, an_agreement(fx_margin_bp=50, **terms)
        register_network(self.runtime, ruled_network(rules), [self.terms])
        self.sessions = self.movements = self.refunds = 0
        self.cursor = START
        self.live, self.told, self.receipts, self.disputed = [], [], [], set()
        self.seen = set()
        self.has_money = False

    @rule(count=st.integers(2, 3), takes_back=st.booleans())
    def charge_together(self, count, takes_back):
        """Several sessions of one partner that one cycle takes and holds; one is taken back."""
        for _ in range(count):
            self.sessions += 1
            key = str(self.sessions)
            carry(self.runtime, [a_cdr(key, start=self._next_start(2), demand_partner=DP)])
            self.live.append(key)
        self.settle(3)
        if takes_back:
            with suppress(RuleError):  # it waits in its dispute window
                take_back(self.runtime, self.live[-1], "a test")
                self.live.pop()
            self.settle(3)

    @rule()
    def a_part_is_paid_and_found_to_be_of_another_after_the_default(self):
        if not self.is_paid:
            return
        owed = [one for one in list_collections(self.runtime) if one.instruction.party == DP]
        if owed and owed[0].left_minor > 1:
            one = owed[0]
            name = self._move(one.left_minor // 2, "EUR", creditor_reference=one.reference)
            take_default(self.runtime, DP, "insolvent")
            release_match(self.runtime, name, BY_HAND)

    @precondition(lambda self: self.live)
    @rule(data=st.data())
    def an_objection_outlasts_the_reserve(self, data):
        key = data.draw(st.sampled_from(self.live))
        with suppress(RuleError):
            open_dispute(self.runtime, key, "a long one")
            self.settle(4)
            self.settle(4)
            decide_dispute(self.runtime, key, DisputeStatus.WON, "meter values are right")
            self.disputed.discard(key)
            self.settle(3)

    @rule(days=st.integers(1, 4))
    def settle(self, days):
        self.clock += days * DAY
        told = preview_due(self.runtime, self.clock)
        settled = run_due(self.runtime, self.clock).settled
        assert len(told.cycles) == settled.cycles
        assert sum(one.entries for one in told.cycles) == settled.entries
        with self.runtime.database.reading() as connection:
            made = [one for one in instructions_of(connection, None) if one not in self.seen]
            is_open = {
                (one.collection.party, one.collection.currency)
                for one in claims_in(connection)
                if one.open_minor
            }
        self.seen.update(made)
        for one in made:
            if one.kind is InstructionKind.PAYOUT:
                assert (one.party, one.currency) not in is_open, one

    @rule(party=PARTIES)
    def somebody_does_not_pay(self, party):
        take_default(self.runtime, party, "insolvent")
        assert take_default(self.runtime, party, "insolvent") == ()

    @rule(party=PARTIES)
    def a_claim_is_given_up(self, party):
        with suppress(RuleError):  # it owes nothing
            proposed = write_off(self.runtime, party, "no assets")
            approve_as_second(self.runtime, proposed.approval.approval_id)
            assert write_off(self.runtime, party, "no assets").entries

    @rule(party=st.sampled_from((DP, CPO)), part=st.sampled_from((1, 2, 3)))
    def money_comes_late(self, party, part):
        with self.runtime.database.reading() as connection:
            claims = [one for one in claims_in(connection, party) if one.open_minor]
        owed = sum(one.open_minor for one in claims if one.collection.currency == "EUR")
        if owed * part // 3 and self.is_paid:
            self.has_money = True
            name = self._move(owed * part // 3, "EUR")
            recover_by_hand(self.runtime, name, party, BY_HAND)
            self.receipts.append(name)

    @precondition(lambda self: self.receipts)
    @rule(data=st.data())
    def a_match_is_released(self, data):
        name = data.draw(st.sampled_from(self.receipts))
        self.receipts.remove(name)
        release_match(self.runtime, name, BY_HAND)

    @rule(data=st.data(), in_full=st.booleans())
    def partner_pays(self, data, in_full):
        if not self.is_paid:
            return
        before = self.movements
        self._partner_pays(data, in_full)
        if self.movements > before:
            self.has_money = True
            self.receipts.append(self.last_name)

    @precondition(lambda self: self.is_paid)
    @rule(amount=st.integers(1, 5000))
    def partner_deposits(self, amount):
        deposit_by_hand(self.runtime, self._move(amount, "EUR"), DP, BY_HAND)

    def _move(self, amount, currency, **fields):
        self.has_money |= amount > 0
        self.last_name = super()._move(amount, currency, **fields)
        return self.last_name

    @precondition(lambda self: self.live)
    @rule(data=st.data(), amount=st.sampled_from(("0.01", "3.33", None)))
    def a_part_is_given_back(self, data, amount):
        key = data.draw(st.sampled_from(self.live))
        self.refunds += 1
        asked = Asked(amount=None if amount is None else Decimal(amount), name=str(self.refunds))
        with suppress(RuleError):
            refund_session(self.runtime, key, asked, "too slow")

    @precondition(lambda self: self.live)
    @rule(data=st.data())
    def somebody_objects(self, data):
        key = data.draw(st.sampled_from(self.live))
        with suppress(RuleError):
            open_dispute(self.runtime, key, "an objection")
            self.disputed.add(key)

    @precondition(lambda self: self.disputed)
    @rule(data=st.data(), status=st.sampled_from((DisputeStatus.WON, DisputeStatus.LOST)))
    def an_objection_is_decided(self, data, status):
        key = data.draw(st.sampled_from(sorted(self.disputed)))
        decide_dispute(self.runtime, key, status, "decided")
        self.disputed.remove(key)
        if status is DisputeStatus.LOST and key in self.live:
            self.live.remove(key)

    @invariant()
    def nothing_is_lost_or_paid_twice(self):
        if not self.is_open:
            return
        with self.runtime.database.reading() as connection:
            kept = balances(connection)
            instructions = instructions_of(connection, None)
            fates = fates_of_holdbacks(connection)
            entries = [one.entry for one in entries_where(connection)]
        held = dict.fromkeys(HoldbackReason, 0)
        for one in fates:
            if one.released_in is None:
                held[one.hold.reason] += one.hold.amount_minor - one.taken_back_minor
        waits = held[HoldbackReason.UNFUNDED] + held[HoldbackReason.MINIMUM]
        assert waits == -kept.get((f"2130:{CPO}", "EUR"), 0)
        reserves = sum(held[reason] for reason in RESERVES)
        assert 0 <= -kept.get((f"2110:{CPO}", "EUR"), 0) <= reserves
        self._reserves_are_of_what_is_earned(fates, entries)
        if not self.rules.memberships:
            self._the_cpo_has_what_was_funded(instructions, entries, held)

    def _reserves_are_of_what_is_earned(self, fates, entries):
        with self.runtime.database.reading() as connection:
            query = text(
                "SELECT e.entry_id, y.cycle_id FROM cycle_entry y JOIN entry e ON e.id = y.entry"
            )
            cycle_of = {row[0]: row[1] for row in connection.execute(query)}
        earned = Counter()
        for one in entries:
            if is_earned(one):
                for leg in one.postings:
                    if leg.account == f"2100:{CPO}" and leg.amount_minor < 0:
                        earned[cycle_of.get(one.entry_id)] -= leg.amount_minor
        (holdback,) = self.rules.holdbacks
        for one in fates:
            if one.hold.reason is HoldbackReason.RESERVE:
                most = share_bp(earned[one.hold.cycle_id], holdback.reserve_bp)
                assert one.hold.amount_minor <= most, one

    def _the_cpo_has_what_was_funded(self, instructions, entries, held):
        paid = sum(
            one.amount_minor if one.kind is InstructionKind.PAYOUT else -one.amount_minor
            for one in instructions
            if one.party == CPO
        )
        is_late = any(
            leg.account == f"2110:{CPO}"
            for one in entries
            if one.kind is EntryKind.DISPUTE_OPENED
            for leg in one.postings
        )
        # What a CPO in default was asked for it never paid, so that what it got is told otherwise.
        is_late |= any(
            one.entry_id.startswith("defaulted:") and CPO in one.entry_id for one in entries
        )
        if not is_late:
            back = paid + sum(held[one] for one in (*RESERVES, HoldbackReason.MINIMUM))
            assert back >= 0, "asked for more than it was paid"
        is_postpaid = all(one.mode is CreditMode.POSTPAID for one in self.rules.credit_lines)
        is_funded = self.terms.payout_condition is PayoutCondition.FUNDED
        if is_funded and is_postpaid and not self.has_money:
            assert paid <= 0

    def teardown(self):
        if self.is_open:
            for key in sorted(self.disputed):
                decide_dispute(self.runtime, key, DisputeStatus.WON, "the end")
            self.settle(30)
            for party in (DP, ABROAD, CPO):
                self.somebody_does_not_pay(party)
                self.a_claim_is_given_up(party)
                self.settle(5)
                self.nothing_is_lost_or_paid_twice()
            self.the_books_are_sound()
            self._everything_ended()
        super().teardown()

    def _everything_ended(self):
        with self.runtime.database.reading() as connection:
            kept = balances(connection)
            fates = fates_of_holdbacks(connection)
        waits = {one.hold.reason for one in fates if one.released_in is None}
        assert HoldbackReason.UNFUNDED not in waits
        for party in (DP, ABROAD):
            for currency in ("EUR", "CHF"):
                assert kept.get((f"1200:{party}", currency), 0) == 0, party


def test_nobody_is_paid_what_nobody_paid(new_books):
    run_machine(DefaultMachine, new_books, (15, 25), (2, 12))
