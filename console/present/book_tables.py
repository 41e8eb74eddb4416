"""The tables of the books, ready to be shown: looks by name, and the fields as columns."""

from typing import Final

from console.present.book_looks import BOOK_COLUMNS, DTYPES
from console.present.filter_columns import ArrayColumn
from console.present.table_look import TableLook
from core.domain.filter_tree import FieldKind
from core.domain.table_fields import FIELDS, BookTable

_TITLES: Final = {
    BookTable.ENTRIES: ("Ledger", "No entries yet. They come as sessions are posted."),
    BookTable.SESSIONS: ("Sessions", "No sessions yet."),
    BookTable.HELD: ("Held", "Nothing waits for review."),
    BookTable.INSTRUCTIONS: ("Payouts", "No cycle has been settled yet."),
}
_PRESENT_ANYWHERE: Final = {"energy": "evse_uid", "commission": "evse_uid"}
_PRESENT: Final = {(BookTable.SESSIONS, "amount"): "tariff_id"}
"""A text that is empty where the field has no value."""
_COMMON: Final = {
    "dp": "demand_partner",
    "evse": "evse_uid",
    "energy": "energy_e4",
    "site": "location_id",
    "cycle": "cycle_id",
    "commission": "commission_minor",
    "start": "start_us",
}
_NAMES: Final = {
    BookTable.ENTRIES: {
        "account": "accounts",
        "id": "entry_id",
        "time": "effective_us",
        "amount": "gross_minor",
    },
    BookTable.SESSIONS: {"id": "cdr_key", "time": "end_us", "amount": "gross_minor"},
    BookTable.HELD: {"id": "cdr_key", "time": "held_us"},
    BookTable.INSTRUCTIONS: {
        "id": "instruction_id",
        "time": "value_us",
        "amount": "amount_minor",
    },
}
"""Columns of the dtype by field, where the two are not named alike."""
_SCALES: Final = {FieldKind.ENERGY: 10_000, FieldKind.TIME: 1_000_000}


def _look(table: BookTable) -> TableLook:
    title, empty_text = _TITLES[table]
    return TableLook(
        name=table.value,
        title=title,
        dtype=DTYPES[table],
        columns=BOOK_COLUMNS[table],
        fields=FIELDS[table],
        array_columns=_array_columns(table),
        key="seq" if table is BookTable.ENTRIES else "",
        empty_text=empty_text,
    )


def _array_columns(table: BookTable) -> dict[str, ArrayColumn]:
    return {
        field.name: ArrayColumn(
            name=(_NAMES[table] | _COMMON).get(field.name, field.name),
            scale=_SCALES.get(field.kind, 1),
            currency="currency" if field.kind is FieldKind.MONEY else "",
            present=_PRESENT.get((table, field.name), _PRESENT_ANYWHERE.get(field.name, "")),
            is_id=field.is_id,
            is_list=field.name == "account",
        )
        for field in FIELDS[table]
    }


LOOKS: Final = {table: _look(table) for table in BookTable}
