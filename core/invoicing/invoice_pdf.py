"""An invoice as a page that people read: who, what, which VAT, how much."""

from collections.abc import Iterator
from typing import Final

from core.domain.document import DocumentKind, Invoice
from core.domain.legal_entity import LegalEntity
from core.domain.vat import VatCategory
from core.invoicing.invoice_terms import PAYMENT_TERMS, has_en16931, notes_of
from core.invoicing.pdf_sheet import (
    ACCENT,
    BOLD,
    LEFT,
    REGULAR,
    RIGHT,
    SOFT,
    Fonts,
    Sheet,
    TableColumn,
    lines_of,
    sheets,
    width_of,
)
from core.invoicing.pdf_words import (
    amount_of,
    lines_of_entity,
    money_of,
    percent_of,
    price_of,
    quantity_of,
)

_TITLES: Final = {
    DocumentKind.INVOICE: "Invoice",
    DocumentKind.SELF_BILLED: "Self-billed invoice",
    DocumentKind.COMMISSION: "Invoice for commission and fees",
    DocumentKind.SHARE: "Self-billed invoice for shares",
}
_LINES: Final = (
    TableColumn("What", 0.40),
    TableColumn("Quantity", 0.17, right=True),
    TableColumn("Price", 0.13, right=True),
    TableColumn("VAT", 0.12, right=True),
    TableColumn("Net", 0.18, right=True),
)
_VAT: Final = (
    TableColumn("VAT", 0.52),
    TableColumn("Rate", 0.12, right=True),
    TableColumn("On", 0.18, right=True),
    TableColumn("Amount", 0.18, right=True),
)
_WORDS: Final = {
    VatCategory.STANDARD: "Standard rate",
    VatCategory.REVERSE_CHARGE: "Reverse charge",
    VatCategory.OUTSIDE: "Not subject to VAT",
    VatCategory.EXEMPT: "Exempt",
    VatCategory.ZERO: "Zero rated",
    VatCategory.EXPORT: "Export",
}


def title_of(one: Invoice) -> str:
    """What the document is called."""
    title = _TITLES[one.kind]
    return f"Credit note to: {title.lower()}" if one.is_credit else title


def invoice_pdf(one: Invoice, fonts: Fonts) -> bytes:
    """The PDF of an invoice or a credit note."""
    footer = f"{one.number} · {one.seller.legal_name} to {one.buyer.legal_name}"
    return sheets(f"{title_of(one)} {one.number}", footer, fonts, lambda sheet: _draw(one, sheet))


def letterhead(sheet: Sheet, title: str, number: str, facts: tuple[tuple[str, str], ...]) -> None:
    """The head of a document: what it is, its number, and what one looks for first."""
    room = RIGHT - LEFT - width_of(number, 11, bold=True) - 16
    size = min(18.0, 18 * room / width_of(title, 18, bold=True))
    sheet.text(LEFT, sheet.y + 16, title, size=size, bold=True)
    sheet.text(RIGHT, sheet.y + 16, number, size=11, bold=True, colour=ACCENT, right=True)
    sheet.rule(sheet.y + 28, colour=ACCENT, thick=1.6)
    sheet.y += 44
    widths = [max(width_of(value, 9.5, bold=True), width_of(label, 7.5)) for label, value in facts]
    gap = (RIGHT - LEFT - sum(widths)) / max(1, len(facts) - 1)
    x = LEFT
    for (label, value), width in zip(facts, widths, strict=True):
        sheet.text(x, sheet.y, label, size=7.5, colour=SOFT)
        sheet.text(x, sheet.y + 13, value, size=9.5, bold=True)
        x += width + gap
    sheet.y += 36


def _draw(one: Invoice, sheet: Sheet) -> None:
    facts = (
        ("Issued on", f"{one.issued_on:%d %b %Y}"),
        ("Period", f"{one.period.first:%d %b} to {one.period.last:%d %b %Y}, UTC"),
        ("Currency", one.currency),
        ("Sessions", f"{one.sessions:,}"),
        ("Charged in", one.country or "all countries"),
    )
    letterhead(sheet, title_of(one), one.number, facts)
    _parties(one, sheet)
    sheet.table(_LINES, [_line(one, number) for number in range(len(one.lines))])
    sheet.y += 14
    sheet.table(_VAT, list(_vat_rows(one)))
    amounts = [
        ("Net", amount_of(one.net_minor, one.currency)),
        ("VAT", amount_of(one.vat_minor, one.currency)),
        ("Total with VAT", amount_of(one.gross_minor, one.currency)),
    ]
    if one.rounding_minor:
        rounding = amount_of(one.rounding_minor, one.currency)
        amounts.append(("Rounding difference to the VAT of the sessions", rounding))
    last = "Credited" if one.is_credit else "Owed"
    sheet.totals(amounts, (last, money_of(one.due_minor, one.currency)))
    for words in _notes(one):
        sheet.paragraph(words)


def _parties(one: Invoice, sheet: Sheet) -> None:
    middle = LEFT + (RIGHT - LEFT) / 2
    ends = ((LEFT, "From", one.seller), (middle, "To", one.buyer))
    sheet.y += 25 + max(address(sheet, x, label, entity) for x, label, entity in ends)


def address(sheet: Sheet, x: float, label: str, entity: LegalEntity) -> float:
    """Draw who somebody is, in half the sheet's width; how high it came out."""
    sheet.text(x, sheet.y, label, size=7.5, colour=SOFT)
    y = sheet.y + 1.5
    for number, words in enumerate(lines_of_entity(entity)):
        for line in lines_of(words, BOLD if number == 0 else REGULAR, 9, (RIGHT - LEFT) / 2 - 14):
            y += 12.5
            sheet.text(x, y, line, bold=number == 0)
    return y - sheet.y


def _line(one: Invoice, number: int) -> tuple[str, ...]:
    line = one.lines[number]
    return (
        line.name,
        quantity_of(line.quantity, line.unit),
        price_of(line.unit_price),
        percent_of(line.vat_pct) if line.category is VatCategory.STANDARD else line.category.value,
        amount_of(line.net_minor, one.currency),
    )


def _vat_rows(one: Invoice) -> Iterator[tuple[str, ...]]:
    for total in one.vat_totals:
        words = _WORDS[total.category]
        standard = total.category is VatCategory.STANDARD
        reason = "" if standard or not total.text else f": {total.text}"
        yield (
            f"{words}{reason}",
            percent_of(total.vat_pct) if total.category is not VatCategory.OUTSIDE else "",
            amount_of(total.taxable_minor, one.currency),
            amount_of(total.vat_minor, one.currency),
        )


def _notes(one: Invoice) -> Iterator[str]:
    for before in one.preceding:
        yield f"Takes back what is on {before.number} of {before.issued_on:%d %b %Y}."
    yield from notes_of(one)
    yield PAYMENT_TERMS
    if not has_en16931(one):
        yield (
            f"There is no electronic form of this document: EN 16931 knows two decimals, and "
            f"{one.currency} has three."
        )
