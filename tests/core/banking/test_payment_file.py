"""Payment files are valid against the schema, and their sums are those of the batch."""

from datetime import UTC, date, datetime
from decimal import Decimal
from importlib.resources import files
from itertools import count

import sepaxml
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from core.banking.payment_file import NAMESPACE, groups_of, payment_file
from core.banking.payment_reference import end_to_end_id
from core.domain.money import Money
from core.domain.payment import Payment, PaymentBatch
from tests.bank_files import a_bank_account

SCHEMA = etree.XMLSchema(
    etree.fromstring((files(sepaxml) / "schemas" / "pain.001.001.09.xsd").read_bytes())
)
NS = {"p": NAMESPACE}


def a_payment(number=1, **changes):
    instruction_id = f"2026-06-{number:02}:NL*ABC:EUR"
    fields = {
        "instruction_id": instruction_id,
        "end_to_end_id": end_to_end_id(instruction_id),
        "currency": "EUR",
        "amount_minor": 1089,
        "execution_on": date(2026, 6, 3),
        "debtor": a_bank_account("NL*NWC"),
        "creditor": a_bank_account(),
    }
    return Payment(**(fields | changes))


def a_batch(*payments):
    return PaymentBatch(
        batch_id="NC20260603-0123456789ab",
        created_at=datetime(2026, 6, 3, 6, tzinfo=UTC),
        payments=payments or (a_payment(),),
    )


def parsed(batch):
    root = etree.fromstring(payment_file(batch))
    SCHEMA.assertValid(root)
    return root


NAMES = st.text(min_size=1, max_size=100)
ACCOUNTS = st.builds(
    a_bank_account,
    st.sampled_from(("NL*ABC", "NL*XYZ", "CH*ALP")),
    holder=NAMES,
    town=NAMES,
    street=st.none() | NAMES,
    postcode=st.none() | NAMES,
)
PAYMENTS = st.lists(
    st.fixed_dictionaries(
        {
            "amount_minor": st.integers(1, 10**11),
            "currency": st.sampled_from(("EUR", "CHF", "JPY", "KWD")),
            "execution_on": st.sampled_from((date(2026, 6, 3), date(2026, 6, 4))),
            "creditor": ACCOUNTS,
        }
    ),
    min_size=1,
    max_size=12,
)


@given(PAYMENTS)
def test_whatever_is_paid_the_file_is_valid_and_its_sums_are_those_of_its_payments(drawn):
    numbers = count(1)
    batch = a_batch(*(a_payment(next(numbers), **fields) for fields in drawn))
    root = parsed(batch)
    sums = {
        group.findtext("p:PmtInfId", namespaces=NS): (
            int(group.findtext("p:NbOfTxs", namespaces=NS)),
            Decimal(group.findtext("p:CtrlSum", namespaces=NS)),
        )
        for group in root.iterfind(".//p:PmtInf", NS)
    }
    told = {
        group_id: (
            len(group),
            sum(Money(one.amount_minor, one.currency).major for one in group),
        )
        for group_id, group in groups_of(batch)
    }
    assert sums == told
    assert Decimal(root.findtext(".//p:GrpHdr/p:CtrlSum", namespaces=NS)) == batch.control_sum
    assert int(root.findtext(".//p:GrpHdr/p:NbOfTxs", namespaces=NS)) == len(drawn)
    paid = [
        (one.findtext("p:PmtId/p:EndToEndId", namespaces=NS), one.find("p:Amt/p:InstdAmt", NS))
        for one in root.iterfind(".//p:CdtTrfTxInf", NS)
    ]
    assert {key: (Decimal(amount.text), amount.get("Ccy")) for key, amount in paid} == {
        one.end_to_end_id: (Money(one.amount_minor, one.currency).major, one.currency)
        for one in batch.payments
    }


def test_groups_are_one_account_one_currency_one_day():
    batch = a_batch(
        a_payment(1),
        a_payment(2, currency="CHF"),
        a_payment(3, execution_on=date(2026, 6, 2)),
        a_payment(4),
    )
    told = [(key[-2:], [one.end_to_end_id[:8] for one in group]) for key, group in groups_of(batch)]
    assert told == [("-1", ["20260602"]), ("-2", ["20260603"]), ("-3", ["20260601", "20260604"])]


def test_the_file_says_what_a_bank_needs():
    creditor = a_bank_account(street="Hoofdstraat", postcode="3511 AB", holder="Laad & Zn.")
    text = payment_file(a_batch(a_payment(creditor=creditor))).decode()
    assert "<ReqdExctnDt><Dt>2026-06-03</Dt></ReqdExctnDt>" in text
    assert '<InstdAmt Ccy="EUR">10.89</InstdAmt>' in text
    assert "<Nm>Laad + Zn.</Nm><PstlAdr><StrtNm>Hoofdstraat</StrtNm><PstCd>3511 AB</PstCd>" in text
    assert "<TwnNm>Utrecht</TwnNm><Ctry>NL</Ctry></PstlAdr>" in text
    assert "<BICFI>INGBNL2A</BICFI>" in text
    assert "<SvcLvl><Cd>SEPA</Cd></SvcLvl>" in text
    assert "<ChrgBr>SLEV</ChrgBr>" in text


def test_other_currencies_have_their_decimals_and_no_sepa():
    text = payment_file(a_batch(a_payment(currency="JPY", amount_minor=500))).decode()
    assert '<InstdAmt Ccy="JPY">500</InstdAmt>' in text
    assert "SEPA" not in text
    assert "<ChrgBr>SHAR</ChrgBr>" in text


def test_a_bank_without_a_bic_is_left_to_the_iban():
    ours = a_bank_account("NL*NWC", bic=None)
    root = parsed(a_batch(a_payment(debtor=ours, creditor=a_bank_account("CH*ALP"))))
    assert root.findtext(".//p:DbtrAgt//p:Othr/p:Id", namespaces=NS) == "NOTPROVIDED"
    assert root.find(".//p:CdtrAgt", NS) is None


def test_the_same_batch_is_the_same_bytes():
    assert payment_file(a_batch(a_payment(1), a_payment(2))) == payment_file(
        a_batch(a_payment(1), a_payment(2))
    )
