"""A session's receipt as a page."""

from typing import Final

from core.domain.receipt import Receipt
from core.invoicing.pdf_sheet import (
    ACCENT,
    LEFT,
    RIGHT,
    SOFT,
    Fonts,
    Sheet,
    TableColumn,
    sheets,
)
from core.invoicing.pdf_words import amount_of, money_of
from core.invoicing.receipt_text import facts_of, rows_of

_LINES: Final = (
    TableColumn("What", 0.42),
    TableColumn("Quantity", 0.18, right=True),
    TableColumn("Price", 0.12, right=True),
    TableColumn("VAT", 0.10, right=True),
    TableColumn("With VAT", 0.18, right=True),
)


def receipt_pdf(one: Receipt, fonts: Fonts) -> bytes:
    """The PDF of a receipt."""
    title = f"Receipt {one.session_id}"
    return sheets(title, f"{title} · {one.cpo}", fonts, lambda sheet: _draw(one, sheet))


def _draw(one: Receipt, sheet: Sheet) -> None:
    sheet.text(LEFT, sheet.y + 16, "Receipt", size=18, bold=True)
    total = money_of(one.incl_minor, one.currency)
    sheet.text(RIGHT, sheet.y + 16, total, size=14, bold=True, colour=ACCENT, right=True)
    sheet.rule(sheet.y + 28, colour=ACCENT, thick=1.6)
    sheet.y += 36
    for label, value in facts_of(one):
        sheet.y += 15
        sheet.text(LEFT, sheet.y, label, colour=SOFT)
        sheet.text(LEFT + 92, sheet.y, value)
    sheet.y += 20
    sheet.table(_LINES, rows_of(one))
    amounts = [("Before VAT", amount_of(one.excl_minor, one.currency))]
    amounts += [(f"VAT {rate}", amount_of(vat, one.currency)) for rate, vat in one.vat]
    sheet.totals(amounts, ("Total", total))
    for note in one.notes:
        sheet.paragraph(note)
    sheet.paragraph("At the public tariff of the operator.")
