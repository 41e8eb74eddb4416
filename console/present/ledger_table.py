"""What the entries of the ledger are called on screen, and which session is behind one."""

from typing import Any, Final

ASSUMED: Final = "\N{ALMOST EQUAL TO} ASSUMED"
ASSUMED_WIDTH_PX: Final = 164
"""What a Demand Partner takes beside which that is said."""

KIND_TEXTS: Final = {
    "cdr": "CDR",
    "credit": "Credit CDR",
    "cut_off": "Cut-off",
    "instructed": "Instructed",
    "booked": "Booked",
    "returned": "Returned",
    "refused": "Refused",
    "reversal": "Reversal",
    "hold": "Hold",
    "dispute_opened": "Dispute opened",
    "dispute_won": "Dispute won",
    "dispute_lost": "Dispute lost",
    "refund": "Refund",
    "chargeback": "Chargeback",
    "card_cost": "Card cost",
    "reserved": "Reserved",
    "reserve_released": "Reserve released",
    "prefunded": "Prefunded",
    "allocated": "Allocated",
    "fx_deal": "FX deal",
    "fx_close": "FX close",
    "defaulted": "Defaulted",
    "written_off": "Written off",
    "set_off": "Set off",
    "loss_shared": "Loss shared",
    "true_up": "True-up",
    "rounding": "Rounding",
    "captured": "Captured",
    "fx_conversion": "FX conversion",
}


def session_key_of(row: Any) -> str | None:  # noqa: ANN401 (a record of LEDGER_ROW has no type)
    """Key of the session behind an entry; None for entries of a cycle."""
    entry_id = str(row["entry_id"])
    return entry_id if row["kind"] == "cdr" else None
