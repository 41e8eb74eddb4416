"""What a click on an id opens: one record, or the rows of a table that a filter selects."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from console.present.kpi_tiles import RowsLink
from console.present.ledger_table import session_key_of
from console.present.table_look import Record
from core.domain.filter_print import value_text
from core.domain.table_fields import BookTable


class RecordKind(StrEnum):
    """What can be looked at by itself; its value is what people call it."""

    SESSION = "session"
    ENTRY = "entry"
    PAYOUT = "payout"


@dataclass(frozen=True, slots=True)
class RecordLink:
    """One record of the books."""

    kind: RecordKind
    id: str
    """Key of a CDR, id of an entry or of an instruction."""

    @property
    def said(self) -> str:
        """``session cdr:NL*ABC:4711``."""
        return f"{self.kind.value} {self.id}"


Link = RecordLink | RowsLink

TABLES: Final = {
    RecordKind.SESSION: (BookTable.SESSIONS, BookTable.HELD, BookTable.ENTRIES),
    RecordKind.ENTRY: (BookTable.ENTRIES,),
    RecordKind.PAYOUT: (BookTable.INSTRUCTIONS,),
}
"""Tables that may have a row of such a record, the first one first."""


def link_of_row(table: BookTable, record: Record) -> RecordLink:
    """What a row opens: its session if it has one, else itself."""
    key = session_of_row(table, record)
    if key is not None:
        return RecordLink(RecordKind.SESSION, key)
    if table is BookTable.ENTRIES:
        return RecordLink(RecordKind.ENTRY, str(record["entry_id"]))
    return RecordLink(RecordKind.PAYOUT, str(record["instruction_id"]))


def session_of_row(table: BookTable, record: Record) -> str | None:
    """Key of the session behind a row; None where there is none."""
    if table is BookTable.ENTRIES:
        return session_key_of(record)
    key = record.get("cdr_key")
    return None if key is None else str(key)


def session_link(key: str) -> RecordLink:
    """Opens a session."""
    return RecordLink(RecordKind.SESSION, key)


def entry_link(entry_id: str) -> RecordLink:
    """Opens an entry."""
    return RecordLink(RecordKind.ENTRY, entry_id)


def payout_link(instruction_id: str) -> RecordLink:
    """Opens an instruction."""
    return RecordLink(RecordKind.PAYOUT, instruction_id)


def cycle_rows(cycle_id: str) -> RowsLink:
    """Opens the instructions of a cycle."""
    what = f"what cycle {cycle_id} paid and collected"
    return RowsLink(BookTable.INSTRUCTIONS, f"cycle:{value_text(cycle_id)}", what)
