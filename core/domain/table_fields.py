"""The tables of the books that a screen may page through, and the fields each is filtered by."""

from enum import StrEnum
from typing import Final

from core.domain.entry import EntryKind
from core.domain.filter_tree import FieldKind, FilterField
from core.domain.hold import HoldReason
from core.domain.instruction import InstructionKind
from core.domain.money import EXPONENTS


class BookTable(StrEnum):
    """One table as people know it."""

    ENTRIES = "entries"
    SESSIONS = "sessions"
    """CDRs received, and what became of each."""
    HELD = "held"
    INSTRUCTIONS = "instructions"


class SessionState(StrEnum):
    """How far a CDR is; the first that applies."""

    HELD = "held"
    DROPPED = "dropped"
    """Given up after review."""
    FREE = "free"
    SETTLED = "settled"
    POSTED = "posted"
    RECEIVED = "received"


def _field(
    name: str,
    kind: FieldKind,
    meaning: str,
    *aliases: str,
    is_id: bool = False,
    choices: tuple[str, ...] = (),
) -> FilterField:
    return FilterField(
        name=name, kind=kind, meaning=meaning, aliases=aliases, is_id=is_id, choices=choices
    )


_CURRENCY: Final = _field(
    "currency", FieldKind.CHOICE, "ISO 4217", "cur", choices=tuple(sorted(EXPONENTS))
)
_PARTNER: Final = _field("dp", FieldKind.PARTY, "Demand Partner", "demand_partner", "emsp")
_CPO: Final = _field("cpo", FieldKind.PARTY, "charge point operator")
_EVSE: Final = _field("evse", FieldKind.TEXT, "charge point", "evse_uid", is_id=True)
_ENERGY: Final = _field("energy", FieldKind.ENERGY, "kWh", "kwh")
_ASSUMED: Final = _field("assumed", FieldKind.BOOL, "the source did not name the DP")

FIELDS: Final[dict[BookTable, tuple[FilterField, ...]]] = {
    BookTable.ENTRIES: (
        _field("seq", FieldKind.INTEGER, "number in the ledger"),
        _field("time", FieldKind.TIME, "when it counts, UTC", "effective"),
        _field(
            "kind", FieldKind.CHOICE, "what made it", choices=tuple(one.value for one in EntryKind)
        ),
        _field("id", FieldKind.TEXT, "id of the entry", "entry_id", is_id=True),
        _PARTNER,
        _CPO,
        _EVSE,
        _ENERGY,
        _field("amount", FieldKind.MONEY, "gross, in the row's currency", "gross"),
        _field("commission", FieldKind.MONEY, "the network's", "fee"),
        _field("account", FieldKind.TEXT, "any account that it moves"),
        _CURRENCY,
        _ASSUMED,
    ),
    BookTable.SESSIONS: (
        _field("time", FieldKind.TIME, "when it ended, UTC", "end"),
        _field("start", FieldKind.TIME, "when it began, UTC"),
        _field("id", FieldKind.TEXT, "key of the CDR", "cdr_key", is_id=True),
        _field(
            "state",
            FieldKind.CHOICE,
            "how far it is",
            choices=tuple(one.value for one in SessionState),
        ),
        _PARTNER,
        _CPO,
        _field("site", FieldKind.TEXT, "location", "location_id"),
        _EVSE,
        _ENERGY,
        _field("amount", FieldKind.MONEY, "at tariff with VAT", "gross"),
        _CURRENCY,
        _field("cycle", FieldKind.TEXT, "cycle that cleared it", "cycle_id"),
        _ASSUMED,
    ),
    BookTable.HELD: (
        _field("time", FieldKind.TIME, "since when it is held, UTC", "held_at"),
        _field("id", FieldKind.TEXT, "key of the CDR", "cdr_key", is_id=True),
        _field(
            "reason",
            FieldKind.CHOICE,
            "why it waits",
            "state",
            choices=tuple(one.value for one in HoldReason),
        ),
        _field("detail", FieldKind.TEXT, "wanted and found", is_id=True),
        _PARTNER,
        _CPO,
        _EVSE,
        _ENERGY,
    ),
    BookTable.INSTRUCTIONS: (
        _field("time", FieldKind.TIME, "when the money is due, UTC", "value_at"),
        _field("id", FieldKind.TEXT, "end-to-end id", "instruction_id", is_id=True),
        _field("cycle", FieldKind.TEXT, "settlement cycle", "cycle_id", is_id=True),
        _field(
            "kind",
            FieldKind.CHOICE,
            "which way the money goes",
            choices=tuple(one.value for one in InstructionKind),
        ),
        _field("party", FieldKind.PARTY, "who is paid or pays"),
        _field("amount", FieldKind.MONEY, "in the row's currency"),
        _CURRENCY,
    ),
}
"""In the order in which they are offered; ``before:``, ``after:``, ``on:`` mean ``time``."""
