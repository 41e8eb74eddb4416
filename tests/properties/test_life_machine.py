"""One machine for the whole life of money, against a plain model, the same on both databases.

Sessions at home and across currencies arrive, late and again; some wait out a dispute window. They
are credited, disputed, refunded, netted, paid and returned; partners default, currency is dealt and
months are closed.
The model is which sessions stand and what was given back of them; the bank's own model is that of
``test_bank_machine``. After each step the accounts that only sessions touch are what the pure
functions say, and every invariant of the ledger holds.
"""

from datetime import timedelta
from decimal import Decimal

from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    invariant,
    precondition,
    rule,
)

from core.domain.dispute import DisputeStatus
from core.domain.errors import ConflictError, RuleError
from core.domain.money import Money
from core.domain.period import end_of
from core.ledger.chart_of_accounts import PARTY_ACCOUNTS, Code
from core.ledger.fx_posting_rules import entry_for_fx_close, entry_for_fx_deal
from core.ledger.posting_rules import Terms, entry_for_cdr
from core.pricing.price import price
from core.service.carry_cdrs import carry
from core.service.close_period import balances_known
from core.service.credit_cdr import credit_cdrs
from core.service.default_partner import take_default
from core.service.dispute_session import decide_dispute, open_dispute
from core.service.refund_session import Asked, refund_session
from core.service.register_network import register_network
from core.service.rematch_movement import exchange_by_hand
from core.service.resolve_pending import resolve_pending
from core.service.settle_cycles import settle_until
from core.service.trade_currency import FxDeal, close_position, fx_positions, record_deal
from core.service.verify_books import INVARIANTS, verify_books
from core.store.journal_store import balances
from tests.bank_files import OURS, banked_network
from tests.books import ABROAD, DAY
from tests.builders import DP, START, a_cdr, a_credit, a_session_vat, an_agreement, split_of
from tests.life_books import close
from tests.properties.machines import apart, run_machine
from tests.properties.test_bank_machine import WHY, BankMachine
from tests.sums import balances_of

NETWORK = banked_network()
HOME = an_agreement(fx_margin_bp=50)
WINDOW = timedelta(days=3)
SLOW = an_agreement(
    agreement_id="slow", demand_partner=ABROAD, fx_margin_bp=50, dispute_window_days=WINDOW.days
)
MOVED = {
    *PARTY_ACCOUNTS,
    *(Code.SETTLEMENT, Code.IN_TRANSIT, Code.BANK, Code.UNALLOCATED, Code.DEAL_IN_TRANSIT),
    *(Code.DISPUTED, Code.HELD, Code.RESERVE, Code.PREFUND),
}
"""Accounts between which money moves once a session is posted; the rest only sessions touch."""


def entry_of(cdr):
    """The entry that a CDR must have, by the pure functions alone."""
    is_abroad = cdr.demand_partner == ABROAD
    terms = SLOW if is_abroad else HOME
    priced = price(cdr, NETWORK.tariff("T1"))
    rate = NETWORK.fx_rates[0] if is_abroad else None
    vat = a_session_vat(priced, terms)
    about = Terms(agreement=terms, received_at=cdr.end, rate=rate, vat=vat)
    return entry_for_cdr(priced, split_of(priced, terms), about)


class LifeMachine(BankMachine):
    """The model: CDRs by key, those that wait, those that stand, and what each gave back."""

    @initialize()
    def open(self):
        self.cdrs, self.given = {}, {}
        self.waiting, self.standing, self.disputed = {}, set(), set()
        self.refunds = self.deals = 0
        self.treasury = []
        self.closed_until = START
        super().open()
        register_network(self.runtime, NETWORK, [SLOW])

    @rule(count=st.integers(1, 2))
    def charge_and_settle(self, count):
        for _ in range(count):
            self.sessions += 1
            cdr = self._home(self.sessions, self.clock)
            carry(self.runtime, [cdr])
            self.cdrs[cdr.key] = cdr
            self.standing.add(cdr.key)
            self.clock += DAY
        settle_until(self.runtime, self.clock)

    @rule()
    def charge_abroad(self):
        self.sessions += 1
        start = self.clock - 3 * DAY + self.sessions * timedelta(minutes=1)
        cdr = a_cdr(str(self.sessions), start=start, evse_uid="E2", demand_partner=ABROAD)
        carried = carry(self.runtime, [cdr])
        assert (carried.posted, carried.pending) == (0, 1)
        self.cdrs[cdr.key] = cdr
        self.waiting[cdr.key] = cdr.end + WINDOW
        self.clock += timedelta(hours=2)

    @rule()
    def everything_arrives_again(self):
        carried = carry(self.runtime, list(self.cdrs.values()))
        assert (carried.posted, carried.pending) == (0, 0)

    @rule(data=st.data())
    def a_known_cdr_arrives_with_other_content(self, data):
        cdr = self.cdrs[data.draw(st.sampled_from(sorted(self.cdrs)))]
        other = a_cdr(
            cdr.cdr_id,
            start=cdr.start,
            evse_uid=cdr.evse_uid,
            demand_partner=cdr.demand_partner,
            energy_kwh=Decimal(7),
        )
        try:
            carry(self.runtime, [other])
        except ConflictError:
            return
        raise AssertionError(cdr.key)

    @rule()
    def windows_end(self):
        self.clock += DAY
        ready = {
            key
            for key, until in self.waiting.items()
            if until <= self.clock and key not in self.disputed
        }
        assert resolve_pending(self.runtime, self.clock).posted == len(ready)
        for key in ready:
            del self.waiting[key]
            self.standing.add(key)

    @precondition(lambda self: self.standing)
    @rule(data=st.data())
    def a_session_is_credited(self, data):
        key = data.draw(st.sampled_from(sorted(self.standing)))
        assert credit_cdrs(self.runtime, [a_credit(self.cdrs[key], issued_at=self.clock)]) == 1
        self._undo(key)

    @precondition(lambda self: self.waiting)
    @rule(data=st.data())
    def a_session_that_waits_is_credited(self, data):
        key = data.draw(st.sampled_from(sorted(self.waiting)))
        credit_cdrs(self.runtime, [a_credit(self.cdrs[key], issued_at=self.clock)])
        assert resolve_pending(self.runtime, START).voided == 1
        del self.waiting[key]

    @precondition(lambda self: self._free)
    @rule(data=st.data())
    def somebody_objects(self, data):
        key = data.draw(st.sampled_from(self._free))
        open_dispute(self.runtime, key, "an objection")
        assert open_dispute(self.runtime, key, "an objection").status is DisputeStatus.OPEN
        self.disputed.add(key)

    @precondition(lambda self: self.disputed)
    @rule(data=st.data(), status=st.sampled_from((DisputeStatus.WON, DisputeStatus.LOST)))
    def an_objection_is_decided(self, data, status):
        key = data.draw(st.sampled_from(sorted(self.disputed)))
        decide_dispute(self.runtime, key, status, "decided")
        self.disputed.remove(key)
        if status is DisputeStatus.LOST:
            self.waiting.pop(key, None)
            self._undo(key)

    @precondition(lambda self: self.standing)
    @rule(data=st.data(), amount=st.sampled_from(("0.01", "3.33", None)))
    def a_part_is_given_back(self, data, amount):
        key = data.draw(st.sampled_from(sorted(self.standing)))
        self.refunds += 1
        whole = None if amount is None else Decimal(amount)
        asked = Asked(amount=whole, name=str(self.refunds))
        try:
            done = refund_session(self.runtime, key, asked, "a refund")
        except RuleError:
            return  # nothing, or not that much, is left of it
        assert refund_session(self.runtime, key, asked, "a refund") == done
        self.given.setdefault(key, []).append(done.entry)

    @rule(party=st.sampled_from((DP, ABROAD)))
    def a_partner_does_not_pay(self, party):
        take_default(self.runtime, party, "insolvent")
        assert take_default(self.runtime, party, "insolvent") == ()

    @rule()
    def currency_is_dealt_and_what_is_left_is_the_result(self):
        open_ = {one.position.currency: one.position for one in fx_positions(self.runtime)}
        chf, eur = (open_.get(currency, Money(0, currency)) for currency in ("CHF", "EUR"))
        if chf.amount_minor >= 0 or eur.amount_minor < 2:
            return  # credits may leave nothing to deal, or the other way round
        self.deals += 1
        deal = FxDeal(
            deal_id=f"D{self.deals}",
            sold_from=OURS,
            sold=-chf,
            bought_into=OURS,
            bought=Money(eur.amount_minor - 1, "EUR"),
            day=self.clock.date(),
            source="treasury",
        )
        record_deal(self.runtime, deal, "a deal")
        record_deal(self.runtime, deal, "a deal")
        sides = (deal.sold.amount_minor, "CHF", -1, "D"), (deal.bought.amount_minor, "EUR", 1, "C")
        for amount, currency, sign, side in sides:
            self._move(amount_minor=sign * amount, currency=currency)
            self._tell(self.told[-1:], "053", "08")
            exchange_by_hand(self.runtime, f"{OURS}:B{self.movements}:{side}", deal.deal_id, WHY)
        left = close_position(self.runtime, deal.deal_id, "EUR", "what is left")
        assert (left, fx_positions(self.runtime)) == (Money(1, "EUR"), ())
        sold, bought = (OURS, deal.sold), (OURS, deal.bought)
        self.treasury += [
            entry_for_fx_deal(deal.deal_id, sold, bought, deal.rate, self.clock),
            entry_for_fx_close(deal.deal_id, left, "what is left", self.clock),
        ]

    @rule()
    def a_month_is_closed(self):
        period = f"{self.closed_until:%Y-%m}"
        end = end_of(period)
        self.clock = max(self.clock, end + DAY)
        before = balances_known(self.runtime, before=end)
        assert close(self.runtime, period).closed.end_at == end
        self.closed_until = end
        assert balances_known(self.runtime, before=end) == before

    @invariant()
    def the_books_are_the_model(self):
        if not self.is_open:
            return
        with self.runtime.database.reading() as connection:
            found = balances(connection)
        live = [entry_of(self.cdrs[key]) for key in self.standing]
        live += [entry for key in self.standing for entry in self.given.get(key, ())]
        assert apart(found, MOVED) == apart(balances_of([*live, *self.treasury]), MOVED)

    def teardown(self):
        if self.is_open:
            assert set(verify_books(self.runtime).invariants) == set(INVARIANTS)
        super().teardown()

    @property
    def _free(self):
        return sorted((self.standing | self.waiting.keys()) - self.disputed)

    def _home(self, number, clock):
        start = clock - 3 * DAY + number * timedelta(minutes=1)
        return a_cdr(str(number), start=start, stay_s=50 * 60)

    def _undo(self, key):
        self.standing.discard(key)
        self.given.pop(key, None)


def test_the_whole_life_of_money_is_the_model(new_books):
    run_machine(LifeMachine, new_books, (12, 20), (2, 12))
