"""Documents as rows of tables and as plain values."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from core.domain.document import Invoice, StatementDocument
from core.domain.money import Money
from core.service.list_documents import DocumentRow, ShownDocument

DOCUMENT_COLUMNS: Final = (
    "Number",
    "Kind",
    "From",
    "To",
    "Month",
    "Where",
    "Sessions",
    "Net",
    "VAT",
    "Rounding",
    "Due",
)
LINE_COLUMNS: Final = ("What", "Quantity", "Price", "VAT", "Amount")
_UNITS: Final = {"KWH": "kWh", "HUR": "h", "C62": ""}


def document_rows(documents: Iterable[DocumentRow]) -> Iterator[tuple[str, ...]]:
    """One row a document; a statement has amounts of its own only in one currency."""
    for one in documents:
        amounts = (one.net_minor, one.vat_minor, one.rounding_minor, one.due_minor)
        is_statement = one.number == one.statement
        shown = ("", "", "", amounts[3]) if is_statement else amounts
        yield (
            one.number,
            one.kind.value.replace("_", " ") + (" credit" if one.is_credit else ""),
            one.seller,
            one.buyer,
            one.period,
            one.country,
            f"{one.sessions:,}",
            *(_money(amount, one.currency) for amount in shown),
        )


def value_rows(value: Invoice | StatementDocument) -> Iterator[tuple[str, ...]]:
    """A document line by line, down to what is due or left."""
    if isinstance(value, StatementDocument):
        for account in value.accounts:
            currency = account.currency
            yield "Opening balance", "", "", "", _money(account.opening_minor, currency)
            for line in account.lines:
                yield f"{line.text} {line.number}", "", "", "", _money(line.amount_minor, currency)
            yield "Closing balance", "", "", "", _money(account.closing_minor, currency)
        return
    for one in value.lines:
        quantity = f"{one.quantity.normalize():f} {_UNITS.get(one.unit, one.unit)}".strip()
        rate = f"{one.category.value} {one.vat_pct.normalize():f} %"
        amount = _money(one.net_minor, value.currency)
        yield one.name, quantity, f"{one.unit_price:f}", rate, amount
    for total in value.vat_totals:
        rate = f"{total.category.value} {total.vat_pct.normalize():f} %"
        on = f"VAT on {_money(total.taxable_minor, value.currency)}"
        yield on, "", "", rate, _money(total.vat_minor, value.currency)
    if value.rounding_minor:
        amount = _money(value.rounding_minor, value.currency)
        yield "Rounding difference to the VAT of the sessions", "", "", "", amount
    yield "Due", "", "", "", _money(value.due_minor, value.currency)


def plain_documents(documents: Iterable[DocumentRow]) -> list[dict[str, Any]]:
    """Documents as JSON can say them; amounts in whole minor units."""
    return [_plain(one) for one in documents]


def plain_document(shown: ShownDocument) -> dict[str, Any]:
    """A document with its lines and its files, as JSON can say it."""
    return {
        "document": _plain(shown.row),
        "body": shown.body,
        "files": [
            {"name": one.name, "format": one.format, "sha256": one.sha, "bytes": len(one.content)}
            for one in shown.files
        ],
    }


def _plain(one: DocumentRow) -> dict[str, Any]:
    names = (
        *("number", "party", "period", "statement", "seller", "buyer", "country", "currency"),
        *("net_minor", "vat_minor", "rounding_minor", "due_minor", "sessions", "is_credit"),
    )
    plain = {name: getattr(one, name) for name in names}
    return plain | {"kind": one.kind.value, "issued_at": one.issued_at.isoformat()}


def _money(amount_minor: int | str, currency: str) -> str:
    if isinstance(amount_minor, str) or not currency:
        return ""
    return f"{Money(amount_minor, currency).major:,f} {currency}"
