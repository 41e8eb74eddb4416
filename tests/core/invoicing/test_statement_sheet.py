"""Rows of a statement as CSV and spreadsheet."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from core.domain.document import Account, StatementDocument, StatementLine, StatementRow
from core.domain.entry import EntryKind
from core.invoicing import statement_sheet
from core.invoicing.statement_pdf import statement_pdf
from core.invoicing.statement_sheet import rows_csv, rows_xlsx
from core.service.render_documents import document_fonts
from tests.builders import START
from tests.invoices import JUNE, a_legal_entity, an_invoice


def a_row(amount_minor=1210, **changes):
    fields = {
        "effective_at": START,
        "entry_id": "cdr:NL*ABC:1",
        "kind": EntryKind.CDR,
        "location_id": "L1",
        "evse_uid": "E1",
        "energy_kwh": Decimal("20.5"),
        "currency": "EUR",
    }
    return StatementRow(amount_minor=amount_minor, **(fields | changes))


def a_statement(closing=1210, currency="EUR"):
    line = StatementLine(text="Charging sessions in NL", number="INV-1", amount_minor=closing)
    return StatementDocument(
        number="ST-1",
        period=JUNE,
        issued_on=date(2026, 7, 1),
        party=a_legal_entity("NL*XYZ", "NL000000002B55"),
        issuer=a_legal_entity(),
        sessions=1,
        energy_kwh=Decimal(20),
        accounts=(Account(currency=currency, opening_minor=0, lines=(line,)),),
        invoices=(an_invoice(),),
    )


def test_a_row_of_csv_is_in_major_units():
    other = a_row(-5, kind=EntryKind.INSTRUCTED, energy_kwh=None, currency="JPY")
    assert rows_csv([a_row(), other]).decode().splitlines() == [
        "effective_at,entry,kind,location,evse,energy_kwh,currency,amount",
        "2026-06-01T10:00:00Z,cdr:NL*ABC:1,cdr,L1,E1,20.5,EUR,12.10",
        "2026-06-01T10:00:00Z,cdr:NL*ABC:1,instructed,L1,E1,,JPY,-5",
    ]


def test_a_workbook_has_accounts_documents_and_entries_and_is_the_same_each_time():
    made = {rows_xlsx(a_statement(), [a_row()]) for _ in range(2)}
    (content,) = made
    book = load_workbook(BytesIO(content))
    assert book.sheetnames == ["Accounts", "Documents", "Entries 1"]
    accounts = [[cell.value for cell in row] for row in book["Accounts"].rows]
    assert accounts[2] == ["Charging sessions in NL", "INV-1", "EUR", 12.1]
    assert [cell.value for cell in list(book["Entries 1"].rows)[1]][1:] == [
        *("cdr:NL*ABC:1", "cdr", "L1", "E1", 20.5, "EUR", 12.1),
    ]


def test_more_rows_than_a_sheet_holds_go_on_in_the_next(monkeypatch):
    monkeypatch.setattr(statement_sheet, "_ROWS_MAX", 2)
    book = load_workbook(BytesIO(rows_xlsx(a_statement(), [a_row()] * 5)))
    assert book.sheetnames[2:] == ["Entries 1", "Entries 2", "Entries 3"]


@pytest.mark.parametrize(
    ("closing", "words"),
    [(1210, "You owe"), (-5, "We owe you"), (0, "Nothing is owed")],
)
def test_a_statement_says_who_owes(closing, words):
    pypdf = pytest.importorskip("pypdf")
    content = statement_pdf(a_statement(closing), document_fonts())
    text = "".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(content)).pages)
    assert words in text
