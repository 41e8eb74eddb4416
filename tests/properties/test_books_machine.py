"""Whatever arrives, in whatever order and however often, the books are what a dict would be."""

from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    invariant,
    rule,
)

from core.domain.errors import ConflictError, NotFoundError
from core.ledger.chart_of_accounts import PARTY_ACCOUNTS, Code, code_of
from core.ledger.posting_rules import Terms, entry_for_cdr
from core.pricing.price import price
from core.service.carry_cdrs import carry
from core.service.credit_cdr import credit_cdrs
from core.service.settle_cycles import settle_until
from core.service.verify_books import verify_books
from core.store.journal_store import balances, entries_where
from tests.books import ABROAD, DAY, MONTH, now, open_network, two_partner_network
from tests.builders import DP, START, a_cdr, a_credit, a_session_vat, an_agreement, split_of
from tests.properties.machines import MachineOfBooks, apart, run_machine
from tests.sums import balances_of

AGREEMENT = an_agreement(fx_margin_bp=50)
NETWORK = two_partner_network()
MOVED = {*PARTY_ACCOUNTS, Code.SETTLEMENT, Code.IN_TRANSIT}
"""Accounts between which settling moves money; everything else only sessions touch."""
NUMBERS = st.integers(1, 12)


def a_numbered_cdr(number, energy_kwh):
    return a_cdr(
        str(number),
        start=START + number * DAY / 2,
        energy_kwh=energy_kwh,
        demand_partner=ABROAD if number % 2 else DP,
    )


def entry_of(cdr):
    """The entry that a CDR must have, by the pure functions alone."""
    priced = price(cdr, NETWORK.tariff("T1"))
    rate = NETWORK.fx_rates[0] if cdr.demand_partner == ABROAD else None
    vat = a_session_vat(priced, AGREEMENT)
    terms = Terms(agreement=AGREEMENT, received_at=cdr.end, rate=rate, vat=vat)
    return entry_for_cdr(priced, split_of(priced, AGREEMENT), terms)


class BooksMachine(MachineOfBooks):
    """The model is a dict of CDRs and a set of the credited; the system is the books."""

    @initialize()
    def open(self):
        self.open_empty_books(now)
        open_network(self.runtime, AGREEMENT, network=NETWORK)
        self.cdrs = {}
        self.credited = set()
        self.settled_until = START

    @rule(number=NUMBERS, energy_kwh=st.sampled_from(("20", "31.4159")))
    def receive(self, number, energy_kwh):
        cdr = a_numbered_cdr(number, energy_kwh)
        if self.cdrs.get(number, cdr) == cdr:
            carried = carry(self.runtime, [cdr])
            assert carried.posted == (number not in self.cdrs)
            self.cdrs[number] = cdr
            return
        try:
            carry(self.runtime, [a_numbered_cdr(99, "20"), cdr])
        except ConflictError:
            return
        raise AssertionError(cdr.key)

    @rule()
    def receive_everything_again(self):
        assert carry(self.runtime, list(self.cdrs.values())).posted == 0

    @rule(number=NUMBERS)
    def credit(self, number):
        cdr = self.cdrs.get(number)
        try:
            fresh = credit_cdrs(self.runtime, [a_credit(cdr or a_numbered_cdr(number, "20"))])
        except NotFoundError:
            assert cdr is None
            return
        assert fresh == (number not in self.credited)
        self.credited.add(number)

    @rule(days=st.integers(0, 5))
    def settle(self, days):
        self.settled_until += days * DAY
        settle_until(self.runtime, self.settled_until)
        assert settle_until(self.runtime, self.settled_until).entries == 0

    @invariant()
    def the_journal_is_the_model(self):
        with self.runtime.database.reading() as connection:
            kept = [one.entry for one in entries_where(connection)]
            found = balances(connection)
        own = {one.entry_id: one for one in kept if one.kind == "cdr"}
        assert own == {cdr.key: entry_of(cdr) for cdr in self.cdrs.values()}
        assert {one.reverses for one in kept if one.kind == "credit"} == {
            self.cdrs[number].key for number in self.credited
        }
        live = [entry_of(cdr) for number, cdr in self.cdrs.items() if number not in self.credited]
        assert apart(found, MOVED) == apart(balances_of(live), MOVED)

    def teardown(self):
        if self.is_open:
            settle_until(self.runtime, self.settled_until + 2 * MONTH)
            with self.runtime.database.reading() as connection:
                left = balances(connection)
            assert not any(
                amount
                for (where, _), amount in left.items()
                if code_of(where) in (*PARTY_ACCOUNTS, Code.SETTLEMENT)
            )
            assert verify_books(self.runtime).count == 0
        super().teardown()


def test_the_books_are_the_model(new_books):
    run_machine(BooksMachine, new_books, (30, 15), (5, 15))
