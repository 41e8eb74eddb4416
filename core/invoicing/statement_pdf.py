"""A consolidated statement as a page that people read: its accounts, and the documents beneath."""

from collections.abc import Iterator
from typing import Final

from core.domain.document import Account, StatementDocument
from core.invoicing.invoice_pdf import address, letterhead
from core.invoicing.pdf_sheet import LEFT, Fonts, Sheet, TableColumn, sheets
from core.invoicing.pdf_words import (
    TITLES,
    amount_of,
    money_of,
    quantity_of,
)

_ACCOUNT: Final = (
    TableColumn("What", 0.48),
    TableColumn("Document", 0.30),
    TableColumn("Amount", 0.22, right=True),
)
_DOCUMENTS: Final = (
    TableColumn("Document", 0.28),
    TableColumn("For", 0.26),
    TableColumn("Net", 0.14, right=True),
    TableColumn("VAT", 0.14, right=True),
    TableColumn("Owed", 0.18, right=True),
)


def statement_pdf(one: StatementDocument, fonts: Fonts) -> bytes:
    """The PDF of a statement."""
    footer = f"{one.number} · {one.issuer.legal_name} to {one.party.legal_name}"
    return sheets(f"Statement {one.number}", footer, fonts, lambda sheet: _draw(one, sheet))


def _draw(one: StatementDocument, sheet: Sheet) -> None:
    facts = (
        ("Issued on", f"{one.issued_on:%d %b %Y}"),
        ("Period", f"{one.period.first:%d %b} to {one.period.last:%d %b %Y}, UTC"),
        ("Sessions", f"{one.sessions:,}"),
        ("Energy", quantity_of(one.energy_kwh, "KWH")),
    )
    letterhead(sheet, "Statement", one.number, facts)
    sheet.y += 12 + address(sheet, LEFT, "For", one.party)
    for account in one.accounts:
        _draw_account(account, sheet)
    if one.invoices:
        sheet.heading("Tax documents beneath this statement")
        sheet.table(_DOCUMENTS, list(_documents(one)))
    sheet.y += 12
    sheet.paragraph(
        "Amounts above zero are what you owe the network, those below zero what it owes you. "
        "Sessions that arrived late are on the statement after; every amount is a posting of the "
        "network's journal."
    )


def _draw_account(account: Account, sheet: Sheet) -> None:
    currency = account.currency
    sheet.heading(f"Account in {currency}")
    rows = [("Opening balance", "", amount_of(account.opening_minor, currency))]
    rows += [
        (line.text, line.number, amount_of(line.amount_minor, currency)) for line in account.lines
    ]
    sheet.table(_ACCOUNT, rows)
    closing = account.closing_minor
    words = "You owe" if closing > 0 else "We owe you" if closing < 0 else "Nothing is owed"
    sheet.totals((), (words, money_of(abs(closing), currency)))


def _documents(one: StatementDocument) -> Iterator[tuple[str, ...]]:
    for invoice in one.invoices:
        credit = "Credit note: " if invoice.is_credit else ""
        where = f" in {invoice.country}" if invoice.country else ""
        yield (
            invoice.number,
            f"{credit}{TITLES[invoice.kind]}{where}",
            amount_of(invoice.net_minor, invoice.currency),
            amount_of(invoice.vat_minor, invoice.currency),
            money_of(invoice.due_minor, invoice.currency),
        )
