"""A session's receipt as lines of text, for mail and for the terminal."""

from collections.abc import Iterator

from core.domain.receipt import Receipt
from core.invoicing.pdf_words import amount_of, money_of, percent_of, price_of, quantity_of


def receipt_text(one: Receipt) -> str:
    """The receipt, its columns lined up."""
    return "\n".join(line.rstrip() for line in _lines(one))


def facts_of(one: Receipt) -> tuple[tuple[str, str], ...]:
    """Where, when, how long, how much: each with its label."""
    return (
        ("Charge point", f"{one.location}, {one.evse}, {one.country_code}"),
        ("Operator", one.cpo),
        ("Paid through", one.demand_partner),
        ("From", f"{one.start:%d %b %Y %H:%M:%S %Z}"),
        ("To", f"{one.end:%d %b %Y %H:%M:%S %Z} ({one.time_zone})"),
        ("Energy", quantity_of(one.energy_kwh, "KWH")),
        ("Tariff", f"{one.tariff_id}, version {one.tariff_version}"),
        ("Session", one.session_id),
    )


def rows_of(one: Receipt) -> tuple[tuple[str, ...], ...]:
    """Price lines: what, how much, at which price, VAT, amount with VAT."""
    return tuple(
        (
            line.name,
            quantity_of(round(line.quantity, 4), line.unit),
            price_of(line.unit_price),
            "" if line.vat_pct is None else percent_of(line.vat_pct),
            amount_of(line.incl_minor, one.currency),
        )
        for line in one.lines
    )


def _lines(one: Receipt) -> Iterator[str]:
    yield "Receipt for a charging session"
    yield ""
    facts = facts_of(one)
    width = max(len(label) for label, _ in facts)
    for label, value in facts:
        yield f"{label.ljust(width)}  {value}"
    yield ""
    yield from _table(one)
    yield ""
    amounts = [("Before VAT", one.excl_minor)]
    amounts += [(f"VAT {rate}", vat_minor) for rate, vat_minor in one.vat]
    amounts.append(("Total", one.incl_minor))
    for label, minor in amounts:
        yield f"{label.ljust(width)}  {money_of(minor, one.currency).rjust(14)}"
    if one.notes:
        yield ""
    yield from one.notes


def _table(one: Receipt) -> Iterator[str]:
    rows = [("What", "Quantity", "Price", "VAT", f"{one.currency} with VAT"), *rows_of(one)]
    widths = [max(len(row[at]) for row in rows) for at in range(5)]
    for row in rows:
        first, *figures = row
        cells = [cell.rjust(width) for cell, width in zip(figures, widths[1:], strict=True)]
        yield "  ".join((first.ljust(widths[0]), *cells))
