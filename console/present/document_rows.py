"""Documents as rows of tables and as plain values."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from core.domain.document import Invoice, StatementDocument
from core.domain.money import Money
from core.service.list_documents import DocumentRow, ShownDocument

DOCUMENT_COLUMNS: Final = ("Number", "For", "Net", "VAT", "Owed")
LINE_COLUMNS: Final = ("What", "Quantity", "Price", "VAT", "Amount")
_UNITS: Final = {"KWH": "kWh", "HUR": "h", "C62": ""}


def document_rows(documents: Iterable[DocumentRow]) -> Iterator[tuple[str, ...]]:
    """One row a document; a statement has no amounts but what is left, in one currency."""
    for one in documents:
        is_statement = one.number == one.statement
        words = [
            one.kind.value.replace("_", " ") + (" credit" if one.is_credit else ""),
            f"{one.seller} to {one.buyer}",
            f"in {one.country}" if one.country else "",
            one.period,
        ]
        yield (
            one.number,
            " ".join(filter(None, words)),
            "" if is_statement else _amount(one.net_minor, one.currency),
            "" if is_statement else _amount(one.vat_minor, one.currency),
            _money(one.due_minor, one.currency),
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


def _amount(amount_minor: int, currency: str) -> str:
    return f"{Money(amount_minor, currency).major:,f}"


def _money(amount_minor: int, currency: str) -> str:
    return f"{_amount(amount_minor, currency)} {currency}" if currency else ""
