"""A bank of the tests that carries out payment files and writes statements of what it booked."""

from datetime import date
from decimal import Decimal

from lxml import etree

from core.domain.money import money
from tests.bank_files import Movement, camt
from tests.core.banking.test_payment_file import NS, SCHEMA


class SimulatedBank:
    """It books what it is sent, and writes statements of it."""

    def __init__(self, iban: str, day: date):
        self.iban, self.day = iban, day
        self.number = 0
        self.statements = 0
        self.balance = {}

    def move(self, **fields):
        """Book one movement."""
        self.number += 1
        movement = Movement(reference=f"B{self.number}", booked_on=self.day, **fields)
        currency = movement.currency
        self.balance[currency] = self.balance.get(currency, 0) + movement.amount_minor
        return movement

    def carry_out(self, content):
        """Book every payment of a payment file that its schema accepts."""
        root = etree.fromstring(content)
        SCHEMA.assertValid(root)
        for one in root.iterfind(".//p:CdtTrfTxInf", NS):
            amount = one.find("p:Amt/p:InstdAmt", NS)
            paid = money(Decimal(amount.text), amount.get("Ccy"))
            yield self.move(
                amount_minor=-paid.amount_minor,
                currency=paid.currency,
                end_to_end_id=one.findtext("p:PmtId/p:EndToEndId", namespaces=NS),
                iban=one.findtext("p:CdtrAcct/p:Id/p:IBAN", namespaces=NS),
            )

    def receive(self, amount_minor, currency, reference):
        """Somebody paid, and quoted the reference."""
        return self.move(amount_minor=amount_minor, currency=currency, creditor_reference=reference)

    def give_back(self, movement):
        """A payment that the payee's bank returned."""
        return self.move(
            amount_minor=-movement.amount_minor,
            currency=movement.currency,
            end_to_end_id=movement.end_to_end_id,
            iban=movement.iban,
            reason="AC04",
        )

    def statement(self, *movements):
        """A camt.053 over these."""
        self.statements += 1
        return camt(*movements, iban=self.iban, message_id=f"M{self.statements}")
