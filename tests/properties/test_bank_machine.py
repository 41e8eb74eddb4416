"""Whatever the bank does, in whatever order and however often it tells, the books stay sound.

A simulated bank keeps its own account: it takes payment files, books, returns or refuses payments,
receives money, and writes statements and advices that overlap. At the end our account in the books
is the bank's, to the cent, and nothing was paid twice.
"""

from collections import Counter
from datetime import timedelta
from decimal import Decimal

from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    invariant,
    precondition,
    rule,
)
from lxml import etree

from core.banking.payment_reference import creditor_reference
from core.domain.instruction import InstructionKind
from core.service.carry_cdrs import carry
from core.service.export_payments import export_payments
from core.service.read_bank_statement import take_bank_file
from core.service.register_network import register_network
from core.service.rematch_movement import ByHand, release_match, waiting_movements
from core.service.settle_cycles import settle_until
from core.store.bank_match_store import legs_of_instructions
from core.store.cycle_store import instructions_of
from core.store.journal_store import balances
from tests.bank_files import (
    IBANS,
    OURS,
    Movement,
    a_bank_account,
    banked_network,
    camt,
    pain_002,
    status_group,
)
from tests.books import DAY, open_network
from tests.builders import START, a_cdr
from tests.core.banking.test_payment_file import NS, SCHEMA
from tests.properties.machines import MachineOfBooks, run_machine

WHY = ByHand(who="test", reason="a test")


class BankMachine(MachineOfBooks):
    """The model is the bank: its balance, and the payments that it was sent."""

    @initialize()
    def open(self):
        self.clock = START + 10 * DAY
        self.open_empty_books(lambda: self.clock)
        open_network(self.runtime, network=banked_network())
        self.sessions = self.movements = self.files = 0
        self.sent = {}
        self.booked = []
        self.balance = Counter()
        self.told = []
        self.charge_and_settle(6)
        self.send_payments()

    @rule(count=st.integers(1, 3))
    def charge_and_settle(self, count):
        for _ in range(count):
            self.sessions += 1
            start = self.clock - 3 * DAY + self.sessions * timedelta(minutes=1)
            carry(self.runtime, [a_cdr(str(self.sessions), start=start, stay_s=50 * 60)])
            self.clock += DAY
        settle_until(self.runtime, self.clock)

    @rule()
    def send_payments(self):
        for file in export_payments(self.runtime).files:
            root = etree.fromstring(file.content)
            SCHEMA.assertValid(root)
            for one in root.iterfind(".//p:CdtTrfTxInf", NS):
                key = one.findtext("p:PmtId/p:EndToEndId", namespaces=NS)
                assert key not in self.sent, "sent twice"
                amount = one.find("p:Amt/p:InstdAmt", NS)
                minor = int(Decimal(amount.text) * 100)
                self.sent[key] = (file.batch.batch_id, minor, amount.get("Ccy"))

    @precondition(lambda self: self.unbooked)
    @rule(data=st.data(), quotes=st.booleans())
    def bank_books_a_payment(self, data, quotes):
        key = data.draw(st.sampled_from(self.unbooked))
        _, amount, currency = self.sent[key]
        self.booked.append(key)
        party = "NL*ABC"
        self._move(
            amount_minor=-amount,
            currency=currency,
            end_to_end_id=key if quotes else None,
            iban=IBANS[party],
        )

    @precondition(lambda self: self.unbooked)
    @rule(data=st.data())
    def bank_refuses_a_payment(self, data):
        key = data.draw(st.sampled_from(self.unbooked))
        batch_id, _, _ = self.sent.pop(key)
        self.files += 1
        groups = status_group(f"{batch_id}-1", (key, "RJCT", "AM04"))
        report = pain_002(batch_id, groups=groups, message_id=f"P{self.files}")
        take_bank_file(self.runtime, report, "status.xml")

    @precondition(lambda self: self.booked)
    @rule(data=st.data())
    def bank_returns_a_payment(self, data):
        key = data.draw(st.sampled_from(self.booked))
        self.booked.remove(key)
        _, amount, currency = self.sent.pop(key)
        self._move(
            amount_minor=amount,
            currency=currency,
            end_to_end_id=key,
            iban=IBANS["NL*ABC"],
            reason="MS03",
        )

    @rule()
    def payee_names_its_account_anew(self):
        tomorrow = self.clock.date() + DAY
        renewed = banked_network(more_accounts=[a_bank_account(valid_from=tomorrow)])
        register_network(self.runtime, renewed, [])

    @rule(data=st.data(), part=st.sampled_from((1, 2, 3)))
    def partner_pays(self, data, part):
        with self.runtime.database.reading() as connection:
            owed = [
                one
                for one in instructions_of(connection, None)
                if one.kind is InstructionKind.COLLECTION
            ]
        if not owed:
            return
        one = data.draw(st.sampled_from(owed))
        self._move(
            amount_minor=one.amount_minor * part // 2,
            currency=one.currency,
            creditor_reference=creditor_reference(one.instruction_id),
        )

    @rule(amount=st.sampled_from((-700, 300)))
    def something_else_moves(self, amount):
        self._move(amount_minor=amount, currency="EUR")

    @precondition(lambda self: self.told)
    @rule(
        kind=st.sampled_from(("053", "054")),
        version=st.sampled_from(("02", "04", "08")),
        data=st.data(),
    )
    def bank_tells(self, kind, version, data):
        some = data.draw(st.lists(st.sampled_from(self.told), max_size=6))
        self._tell(some, kind, version)

    @precondition(lambda self: self.told)
    @rule()
    def somebody_takes_a_match_back(self):
        with self.runtime.database.reading() as connection:
            ids = [one.instruction_id for one in instructions_of(connection, None)]
            legs = [leg for leg in legs_of_instructions(connection, ids) if leg.kind == "received"]
        if legs:
            release_match(self.runtime, legs[0].entry.name, WHY)
            assert legs[0].entry.name in {one.entry.name for one in waiting_movements(self.runtime)}

    @invariant()
    def the_books_are_sound(self):
        if not self.is_open:
            return
        found = self.findings()
        found.pop("every_entry_is_sealed", None)
        assert found == {}

    def teardown(self):
        if not self.is_open:
            return
        self._tell(self.told, "053", "08")
        with self.runtime.database.reading() as connection:
            kept = balances(connection)
        for currency in ("EUR", "CHF"):
            assert kept.get((f"1100:{OURS}", currency), 0) == self.balance[currency]
        self.the_books_are_sound()
        super().teardown()

    @property
    def unbooked(self):
        return [key for key in self.sent if key not in self.booked]

    def _move(self, **fields):
        self.movements += 1
        movement = Movement(reference=f"B{self.movements}", booked_on=self.clock.date(), **fields)
        self.balance[movement.currency] += movement.amount_minor
        self.told.append(movement)

    def _tell(self, movements, kind, version):
        self.files += 1
        content = camt(*movements, kind=kind, version=version, message_id=f"M{self.files}")
        take_bank_file(self.runtime, content, "bank.xml")


def test_the_account_in_the_books_is_the_account_at_the_bank(new_books):
    run_machine(BankMachine, new_books, (20, 20), (3, 12))
