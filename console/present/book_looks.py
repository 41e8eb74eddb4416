"""The tables of the books: what each row is in memory, and how each cell is written."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from console.present.amount_text import NOTHING, energy_text, money_text
from console.present.kpi_tiles import Tone
from console.present.ledger_table import ASSUMED, ASSUMED_WIDTH_PX, KIND_TEXTS
from console.present.table_look import (
    Plain,
    Record,
    TableColumn,
    instant_of,
)
from core.domain.money import Money
from core.domain.table_fields import BookTable
from core.service.pages import ROW_FIELDS, PageRow

_TYPES: Final = {
    "kind": "U24",
    "entry_id": "U96",
    "cdr_key": "U64",
    "instruction_id": "U96",
    "cycle_id": "U48",
    "cpo": "U6",
    "demand_partner": "U6",
    "party": "U6",
    "evse_uid": "U48",
    "location_id": "U36",
    "currency": "U3",
    "state": "U8",
    "reason": "U24",
    "accounts": "O",
    "detail": "U120",
    "tariff_id": "U36",
    "assumed": "?",
}
"""Everything else is i8; ``O`` is a text of any length, that few rows need room for."""


def _dtype(table: BookTable) -> np.dtype[Any]:
    return np.dtype([(name, _TYPES.get(name, "i8")) for name in ROW_FIELDS[table]])


DTYPES: Final = {table: _dtype(table) for table in BookTable}


def book_rows(table: BookTable, rows: Iterable[PageRow]) -> NDArray[Any]:
    """Rows of the core as one array; what a row does not have is empty, or 0."""
    dtype = DTYPES[table]
    empties = tuple("" if dtype[name].kind in "UO" else 0 for name in dtype.names or ())
    filled = [
        tuple(empty if value is None else value for value, empty in zip(row, empties, strict=True))
        for row in rows
    ]
    return np.array(filled, dtype=dtype)


def _text(name: str, title: str, column: str, width_px: int, **more: Any) -> TableColumn:  # noqa: ANN401
    return TableColumn(
        name=column,
        title=title,
        width_px=width_px,
        text=lambda row: row[column] or NOTHING,
        plain=lambda row: row[column] or None,
        field=name,
        **more,
    )


def _time(name: str, title: str, column: str, **more: Any) -> TableColumn:  # noqa: ANN401
    return TableColumn(
        name=column.removesuffix("_us") + "_at",
        title=title,
        width_px=162,
        text=lambda row: f"{instant_of(row[column]):%Y-%m-%d %H:%M:%S}",
        plain=lambda row: instant_of(row[column]),
        field=name,
        **more,
    )


def _amount(
    name: str,
    title: str,
    column: str,
    present: str = "",
    **more: Any,  # noqa: ANN401
) -> TableColumn:
    def is_there(row: Record) -> bool:
        return not present or bool(row[present])

    def plain(row: Record) -> Plain:
        return Money(row[column], row["currency"]).major if is_there(row) else None

    return TableColumn(
        name=column.removesuffix("_minor"),
        title=title,
        width_px=96,
        text=lambda row: money_text(row[column], row["currency"]) if is_there(row) else NOTHING,
        plain=plain,
        is_numeric=True,
        field=name,
        **more,
    )


_ENERGY: Final = TableColumn(
    name="energy_kwh",
    title="kWh",
    width_px=80,
    text=lambda row: energy_text(_kwh(row)) if row["evse_uid"] else NOTHING,
    plain=lambda row: _kwh(row) if row["evse_uid"] else None,
    is_numeric=True,
    field="energy",
)


def _kwh(row: Record) -> Decimal:
    return Decimal(row["energy_e4"]).scaleb(-4)


def _partner(row: Record) -> str:
    shown = row["demand_partner"] or NOTHING
    return f"{shown} {ASSUMED}" if row.get("assumed") else shown


_DP: Final = TableColumn(
    name="demand_partner",
    title="DP",
    width_px=86,
    wide_px=ASSUMED_WIDTH_PX,
    is_wide=lambda rows: "assumed" in (rows.dtype.names or ()) and bool(rows["assumed"].any()),
    text=_partner,
    plain=lambda row: row["demand_partner"] or None,
    field="dp",
    tone=lambda row: Tone.WARNING if row.get("assumed") else Tone.CALM,
)
_CPO: Final = _text("cpo", "CPO", "cpo", 74)
_EVSE: Final = _text("evse", "EVSE", "evse_uid", 150)
_CURRENCY: Final = _text("currency", "Cur.", "currency", 52)
_ASSUMED: Final = TableColumn(
    name="assumed",
    title="DP assumed",
    width_px=90,
    text=lambda row: "yes" if row["assumed"] else "no",
    plain=lambda row: "yes" if row["assumed"] else "no",
    field="assumed",
    is_hidden=True,
)
_STATE_TONES: Final = {
    "held": Tone.BAD,
    "received": Tone.WARNING,
    "settled": Tone.CALM,
    "posted": Tone.CALM,
    "free": Tone.CALM,
}
_STATE_GLYPHS: Final = {
    "held": "\N{BLACK SQUARE}",
    "received": "\N{WHITE CIRCLE}",
    "posted": "\N{CIRCLE WITH LEFT HALF BLACK}",
    "settled": "\N{BLACK CIRCLE}",
    "free": "\N{EN DASH}",
}
_SHORT_KIND: Final = 10
"""Letters of a kind that the column has room for."""
BOOK_COLUMNS: Final[dict[BookTable, tuple[TableColumn, ...]]] = {
    BookTable.ENTRIES: (
        TableColumn(
            name="seq",
            title="Seq",
            width_px=90,
            text=lambda row: f"{row['seq']:,}",
            plain=lambda row: row["seq"],
            is_numeric=True,
            field="seq",
        ),
        _time("time", "Time (UTC)", "effective_us"),
        TableColumn(
            name="kind",
            title="Kind",
            width_px=86,
            wide_px=122,
            is_wide=lambda rows: bool((np.strings.str_len(rows["kind"]) > _SHORT_KIND).any()),
            text=lambda row: str(KIND_TEXTS.get(row["kind"], row["kind"])),
            plain=lambda row: row["kind"],
            field="kind",
        ),
        _DP,
        _CPO,
        _ENERGY,
        _amount("amount", "Gross", "gross_minor"),
        _amount("commission", "Commission", "commission_minor", present="evse_uid"),
        _CURRENCY,
        _EVSE,
        _text("id", "Entry", "entry_id", 230, is_mono=True),
        _ASSUMED,
        TableColumn(
            name="accounts",
            title="Accounts",
            width_px=320,
            text=lambda row: row["accounts"] or NOTHING,
            plain=lambda row: row["accounts"] or None,
            is_mono=True,
            is_hidden=True,
        ),
    ),
    BookTable.SESSIONS: (
        _time("time", "Ended (UTC)", "end_us"),
        _time("start", "Began (UTC)", "start_us", is_hidden=True),
        _text("id", "CDR", "cdr_key", 200, is_mono=True),
        TableColumn(
            name="state",
            title="State",
            width_px=96,
            text=lambda row: f"{_STATE_GLYPHS[row['state']]} {row['state'].capitalize()}",
            plain=lambda row: row["state"],
            field="state",
            tone=lambda row: _STATE_TONES[row["state"]],
        ),
        _DP,
        _CPO,
        _ENERGY,
        _amount("amount", "At tariff", "gross_minor", present="tariff_id"),
        _CURRENCY,
        _text("site", "Site", "location_id", 120),
        _EVSE,
        _text("cycle", "Cycle", "cycle_id", 100, is_hidden=True),
        _ASSUMED,
    ),
    BookTable.HELD: (
        _time("time", "Held since (UTC)", "held_us"),
        _text("id", "CDR", "cdr_key", 200, is_mono=True),
        TableColumn(
            name="reason",
            title="Reason",
            width_px=180,
            text=lambda row: f"\N{BLACK SQUARE} {row['reason'].replace('_', ' ')}",
            plain=lambda row: row["reason"],
            field="reason",
            tone=lambda _: Tone.BAD,
        ),
        _text("detail", "Wanted and found", "detail", 320),
        _DP,
        _CPO,
        _EVSE,
        _ENERGY,
    ),
    BookTable.INSTRUCTIONS: (
        _time("time", "Value (UTC)", "value_us"),
        _text("kind", "Kind", "kind", 104),
        _text("party", "Party", "party", 80),
        _amount("amount", "Amount", "amount_minor"),
        _CURRENCY,
        _text("cycle", "Cycle", "cycle_id", 160),
        _text("id", "End-to-end id", "instruction_id", 260, is_mono=True),
    ),
}
