"""The rows of a statement as CSV and as a spreadsheet, one row a session or payment."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from io import BytesIO, StringIO
from itertools import count, islice
from typing import Any, Final

import xlsxwriter

from core.domain.document import StatementDocument, StatementRow
from core.domain.money import Money, exponent_of

COLUMNS: Final = (
    "effective_at",
    "entry",
    "kind",
    "location",
    "evse",
    "energy_kwh",
    "currency",
    "amount",
)
_WIDTHS: Final = (18, 34, 12, 20, 20, 12, 10, 14)
_MADE_AT: Final = datetime(2020, 1, 1)  # noqa: DTZ001 (a spreadsheet knows no zones)
"""When every spreadsheet says it was made, so that the same rows are the same bytes."""
_ROWS_MAX: Final = 1_048_000
"""What a sheet can hold, less a head."""


def rows_csv(rows: Iterable[StatementRow]) -> bytes:
    """Rows as CSV, UTF-8, amounts in major units; above zero the party owes more."""
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(
        (
            f"{row.effective_at:%Y-%m-%dT%H:%M:%SZ}",
            row.entry_id,
            row.kind.value,
            row.location_id,
            row.evse_uid,
            "" if row.energy_kwh is None else f"{row.energy_kwh:f}",
            row.currency,
            Money(row.amount_minor, row.currency).major,
        )
        for row in rows
    )
    return text.getvalue().encode()


def rows_xlsx(one: StatementDocument, rows: Iterable[StatementRow]) -> bytes:
    """A statement as a workbook: its accounts, its documents, and its rows in as many sheets."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"title": f"Statement {one.number}", "created": _MADE_AT})
    bold = book.add_format({"bold": True, "bg_color": "#F2F5F7"})
    day = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    money = {
        currency: book.add_format({"num_format": _number_format(currency)})
        for currency in sorted(_currencies(one))
    }
    accounts = book.add_worksheet("Accounts")
    accounts.set_column(0, 0, 52)
    accounts.set_column(1, 3, 26)
    _write(accounts, ("What", "Document", "Currency", "Amount"), _account_rows(one), bold, money)
    documents = book.add_worksheet("Documents")
    documents.set_column(0, 7, 18)
    head = ("Document", "Kind", "From", "To", "Where", "Currency", "Net", "VAT", "Rounding", "Owed")
    _write(documents, head, _document_rows(one), bold, money)
    listed = iter(rows)
    for number in count(1):
        some = list(islice(listed, _ROWS_MAX))
        if some or number == 1:
            _write_rows(book.add_worksheet(f"Entries {number}"), some, (bold, day), money)
        if len(some) < _ROWS_MAX:
            break
    book.close()
    return out.getvalue()


def _account_rows(one: StatementDocument) -> Iterator[tuple[str | Money, ...]]:
    for account in one.accounts:
        currency = account.currency
        yield "Opening balance", "", currency, Money(account.opening_minor, currency)
        for line in account.lines:
            yield line.text, line.number, currency, Money(line.amount_minor, currency)
        yield "Closing balance", "", currency, Money(account.closing_minor, currency)


def _document_rows(one: StatementDocument) -> Iterator[tuple[str | Money, ...]]:
    for invoice in one.invoices:
        amounts = (
            *(invoice.net_minor, invoice.vat_minor),
            *(invoice.rounding_minor, invoice.due_minor),
        )
        yield (
            invoice.number,
            f"{invoice.kind.value.replace('_', ' ')}{' credit' if invoice.is_credit else ''}",
            invoice.seller.legal_name,
            invoice.buyer.legal_name,
            invoice.country,
            invoice.currency,
            *(Money(amount, invoice.currency) for amount in amounts),
        )


def _write(
    sheet: Any,  # noqa: ANN401 (the library has no types)
    head: tuple[str, ...],
    rows: Iterable[tuple[str | Money, ...]],
    bold: Any,  # noqa: ANN401 (see above)
    money: Mapping[str, Any],
) -> None:
    sheet.write_row(0, 0, head, bold)
    sheet.freeze_panes(1, 0)
    for at, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, Money):
                sheet.write_number(at, column, cell.major, money[cell.currency])
            else:
                sheet.write_string(at, column, cell)


def _write_rows(
    sheet: Any,  # noqa: ANN401 (the library has no types)
    rows: Iterable[StatementRow],
    formats: tuple[Any, Any],
    money: Mapping[str, Any],
) -> None:
    bold, day = formats
    sheet.write_row(0, 0, COLUMNS, bold)
    sheet.freeze_panes(1, 0)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    for at, row in enumerate(rows, start=1):
        sheet.write_datetime(at, 0, row.effective_at.replace(tzinfo=None), day)
        for column, text in enumerate(
            (row.entry_id, row.kind.value, row.location_id, row.evse_uid), start=1
        ):
            sheet.write_string(at, column, text)
        if row.energy_kwh is not None:
            sheet.write_number(at, 5, row.energy_kwh)
        sheet.write_string(at, 6, row.currency)
        sheet.write_number(
            at, 7, Money(row.amount_minor, row.currency).major, money.get(row.currency)
        )


def _number_format(currency: str) -> str:
    decimals = exponent_of(currency)
    return "#,##0" + ("." + "0" * decimals if decimals else "")


def _currencies(one: StatementDocument) -> set[str]:
    accounts = {account.currency for account in one.accounts}
    return accounts | {invoice.currency for invoice in one.invoices}
