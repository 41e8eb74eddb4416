"""Statements and advices are read alike in every version, or refused with the wrong line named."""

from datetime import date

import pytest

from core.banking.bank_statement import STATEMENTS, bank_report
from core.banking.payment_reference import creditor_reference
from core.domain.errors import SourceError
from tests.bank_files import DAY, IBANS, OURS, Movement, camt

KINDS = [(name[5:8], name[-2:]) for name in STATEMENTS]
PAID = Movement(
    amount_minor=-1089, end_to_end_id="20260603-NLABC-EUR", iban=IBANS["NL*ABC"], name="Laadnet"
)
REFERENCE = creditor_reference("2026-06-03:NL*XYZ:EUR")
RECEIVED = Movement(
    amount_minor=1162, reference="BANK-2", creditor_reference=REFERENCE, iban=IBANS["NL*XYZ"]
)
RETURNED = Movement(
    amount_minor=1089,
    reference="BANK-3",
    end_to_end_id="20260603-NLABC-EUR",
    iban=IBANS["NL*ABC"],
    reason="AC04",
    code="RRTN",
)


def entries(*movements, **changes):
    return bank_report(camt(*movements, **changes), "bank.xml").entries


def refusal(content):
    with pytest.raises(SourceError) as refused:
        bank_report(content, "bank.xml")
    return str(refused.value)


@pytest.mark.parametrize(("kind", "version"), KINDS)
def test_every_kind_and_version_tells_the_same(kind, version):
    report = bank_report(camt(PAID, RECEIVED, RETURNED, kind=kind, version=version), "bank.xml")
    assert (report.kind, report.message_id, report.pending) == (f"camt.{kind}", "M1", 0)
    paid, received, returned = report.entries
    assert paid.entry_key == f"{OURS}:BANK-1:D"
    assert (paid.amount_minor, paid.currency, paid.booked_on) == (-1089, "EUR", DAY)
    assert (paid.end_to_end_id, paid.reference) == ("20260603-NLABC-EUR", None)
    assert (paid.counterparty_iban, paid.return_reason) == (IBANS["NL*ABC"], None)
    assert (paid.counterparty_name, paid.bank_code) == ("Laadnet", "PMNT-ICDT-ESCT")
    assert (received.amount_minor, received.reference) == (1162, REFERENCE)
    assert (received.counterparty_iban, received.value_on) == (IBANS["NL*XYZ"], DAY)
    assert (returned.amount_minor, returned.return_reason) == (1089, "AC04")
    assert returned.counterparty_iban == IBANS["NL*ABC"]
    assert returned.end_to_end_id == paid.end_to_end_id


@pytest.mark.parametrize(("kind", "version"), KINDS)
def test_what_the_bank_booked_as_a_sum_is_parted_where_its_details_add_up(kind, version):
    parts = tuple(
        Movement(amount_minor=amount, end_to_end_id=f"E{amount}", reference=None)
        for amount in (-100, -200)
    )
    batch = Movement(amount_minor=-300, parts=parts)
    found = entries(batch, kind=kind, version=version)
    assert [(one.part, one.amount_minor, one.end_to_end_id) for one in found] == [
        (1, -100, "E-100"),
        (2, -200, "E-200"),
    ]
    assert {(one.entry_key, one.total_minor) for one in found} == {(f"{OURS}:BANK-1:D", -300)}
    assert [one.name for one in found] == [f"{OURS}:BANK-1:D", f"{OURS}:BANK-1:D#2"]


def test_a_sum_whose_details_do_not_add_up_stays_whole():
    parts = (Movement(amount_minor=-100), Movement(amount_minor=-250))
    (found,) = entries(Movement(amount_minor=-300, parts=parts, group="NC1-1"))
    assert (found.amount_minor, found.end_to_end_id) == (-300, None)
    assert found.payment_info_id == "NC1-1"
    mixed = (Movement(amount_minor=-100, currency="CHF"), Movement(amount_minor=-200))
    assert len(entries(Movement(amount_minor=-300, parts=mixed))) == 1


def test_a_sum_of_which_a_detail_does_not_tell_its_amount_stays_whole():
    parts = (Movement(amount_minor=-100), Movement(amount_minor=-200))
    content = camt(Movement(amount_minor=-300, parts=parts))
    silent = content.replace(b'<Amt Ccy="EUR">2.00</Amt>', b"")
    assert silent != content
    (found,) = bank_report(silent, "f").entries
    assert found.amount_minor == -300


def test_a_movement_without_any_detail_is_kept_with_its_group():
    (found,) = entries(Movement(amount_minor=-300, detailed=False, group="NC1-1"))
    assert (found.payment_info_id, found.counterparty_iban) == ("NC1-1", None)


def test_what_is_not_booked_is_counted_and_left_and_what_moved_nothing_is_left():
    report = bank_report(
        camt(PAID, Movement(amount_minor=5, status="PDNG"), Movement(amount_minor=0)), "f"
    )
    assert (len(report.entries), report.pending) == (1, 1)


def test_without_a_reference_of_the_bank_the_content_is_the_key():
    nameless = Movement(amount_minor=700, reference=None, iban=IBANS["NL*XYZ"])
    first, second = entries(nameless, nameless)
    assert first.entry_key != second.entry_key
    assert [one.entry_key for one in entries(nameless, nameless, kind="054", message_id="M2")] == [
        first.entry_key,
        second.entry_key,
    ]


def test_direction_is_part_of_the_key():
    paid, returned = entries(PAID, Movement(amount_minor=1089, reference="BANK-1"))
    assert paid.entry_key != returned.entry_key


@pytest.mark.parametrize(
    "returned",
    [
        Movement(amount_minor=1, code="RRTN"),
        Movement(amount_minor=1, reversal=True),
        Movement(amount_minor=1, reason=""),
    ],
)
def test_a_return_is_known_by_its_code_its_mark_or_its_reason(returned):
    (found,) = entries(returned)
    assert found.return_reason == ""


def test_decimals_are_those_of_the_currency():
    yen, dinar = entries(
        Movement(amount_minor=500, currency="JPY"),
        Movement(amount_minor=1234, currency="KWD", reference="BANK-2"),
    )
    assert (yen.amount_minor, dinar.amount_minor) == (500, 1234)
    (padded,) = bank_report(camt(PAID).replace(b"10.89", b"10.89000"), "f").entries
    assert padded.amount_minor == -1089


WRONG = (
    (b"10.89", b"10.895", "bank.xml:5: Amt: wanted at most 2 decimals of EUR, found 10.895"),
    (b"10.89", b"-10.89", "bank.xml:5: Amt: wanted an amount, found '-10.89'"),
    (b"10.89", b"1e3", "bank.xml:5: Amt: wanted an amount, found '1e3'"),
    (b'"EUR"', b'"ZZZ"', "bank.xml:5: Amt: currency: wanted an ISO 4217 code, found 'ZZZ'"),
    (b"DBIT", b"DEBIT", "bank.xml:5: CdtDbtInd: wanted CRDT or DBIT, found 'DEBIT'"),
    (b"<Dt>2026-06-03", b"<Dt>2026-06-31", "wanted a day as 2026-06-03, found '2026-06-31'"),
    (b"<Dt>2026-06-03", b"<Dt>2026W231", "wanted a day as 2026-06-03, found '2026W231'"),
    (b"<MsgId>M1</MsgId>", b"", "bank.xml:3: BkToCstmrStmt: wanted GrpHdr/MsgId, found none"),
    (b"<MsgId>M1<", b"<MsgId> <", "bank.xml:3: GrpHdr/MsgId: wanted a text, found none"),
    (b"<IBAN>NL91ABNA0417164300</IBAN>", b"", "bank.xml:4: Acct: wanted an IBAN, found none"),
    (b"Stmt>", b"Other>", "wanted BkToCstmrStmt, found none"),
    (b"<Stmt>", b"<Foo>", "wanted well-formed XML"),
    (b"camt.053.001.08", b"camt.053.001.99", "bank.xml:2: wanted a Document that is one of "),
    (b"camt.053.001.08", b"pain.001.001.09", "found Document of 'urn:iso:std:iso:20022"),
    (b' xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"', b"", "of no namespace"),
)


@pytest.mark.parametrize(("good", "wrong", "told"), WRONG)
def test_a_wrong_field_is_refused_with_its_line(good, wrong, told):
    content = camt(PAID)
    assert good in content
    assert told in refusal(content.replace(good, wrong))


def test_a_message_without_statements_is_refused():
    content = camt().replace(b"<Stmt>", b"<X>").replace(b"</Stmt>", b"</X>")
    assert "BkToCstmrStmt: wanted Stmt or Ntfctn, found none" in refusal(content)


def test_a_document_type_is_refused_with_its_line():
    content = camt(PAID, doctype='<!DOCTYPE Document [<!ENTITY x "y">]>\n')
    assert refusal(content).startswith("bank.xml:2: wanted no document type")


def test_elements_of_another_namespace_are_not_taken_for_the_bank_s_own():
    content = camt(PAID).replace(b"<Amt ", b'<Amt xmlns="urn:other" ', 1)
    assert "Ntry: wanted Amt, found none" in refusal(content)


def test_an_account_without_iban_is_named_by_its_number():
    content = camt(PAID).replace(b"<IBAN>NL91ABNA0417164300</IBAN>", b"<Othr><Id>12345</Id></Othr>")
    assert bank_report(content, "f").entries[0].iban == "12345"


def test_the_day_is_the_bank_s_own():
    (found,) = entries(Movement(amount_minor=1, booked_on=date(2026, 12, 31)))
    assert found.value_on == date(2026, 12, 31)
