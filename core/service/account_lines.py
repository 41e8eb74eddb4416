"""What moved a party's account in a period, line by line, each with a name."""

from collections.abc import Iterator, Sequence
from typing import Final

from core.domain.document import Invoice, StatementLine
from core.domain.entry import EntryKind
from core.invoicing.pdf_words import TITLES
from core.service.gather_sales import Gathered

_OTHERS: Final = {
    EntryKind.INSTRUCTED: "Paid out to you, or collected from you",
    EntryKind.RETURNED: "Payments that came back",
    EntryKind.REFUSED: "Payments that our bank refused",
    EntryKind.FX_CONVERSION: "Converted at the cut-offs, at their rates and with the margin",
}


def account_lines(
    gathered: Gathered, invoices: Sequence[Invoice], currency: str
) -> Iterator[StatementLine]:
    """What moved a party's account in a currency, each with a name; it adds up to the postings."""
    left = gathered.moved[currency]
    for line in _named_lines(gathered, invoices, currency):
        left -= line.amount_minor
        yield line
    if left:
        text = "Card cost, rebates and other amounts without a document"
        yield StatementLine(text=text, number="", amount_minor=left)
    for (other, kind), amount in gathered.others.items():
        if other == currency and amount:
            text = _OTHERS.get(kind) or kind.value.replace("_", " ").capitalize()
            yield StatementLine(text=text, number="", amount_minor=amount)


def _named_lines(
    gathered: Gathered, invoices: Sequence[Invoice], currency: str
) -> Iterator[StatementLine]:
    converted = {source for source, _ in gathered.converted}
    for one in invoices:
        if one.currency == currency and currency not in converted:
            sign = 1 if one.buyer.party == gathered.party else -1
            text = _title(one)
            yield StatementLine(
                text=text, number=one.number, amount_minor=sign * one.direction * one.due_minor
            )
    if gathered.shares[currency]:
        yield StatementLine(
            text="Shares of others, paid for you by the network",
            number="",
            amount_minor=gathered.shares[currency],
        )
    for (source, target), amount in gathered.converted.items():
        if target == currency and amount:
            text = f"Documents in {source}, at the rates of the days of their sessions"
            yield StatementLine(text=text, number="", amount_minor=amount)
    if gathered.margins[currency]:
        yield StatementLine(
            text="Margin of the conversion", number="", amount_minor=gathered.margins[currency]
        )


def _title(one: Invoice) -> str:
    where = f" in {one.country}" if one.country else ""
    credit = "Credit note: " if one.is_credit else ""
    return f"{credit}{TITLES[one.kind]}{where}"
