"""The live ledger as rows of texts: columns, their order, and how each cell is written."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from console.present.amount_text import NOTHING, energy_text, epoch_text, money_text
from core.domain.money import Money

_TSV_HEAD: Final = (
    "seq\teffective_at\tkind\tentry_id\tdemand_partner\tcpo\tevse_uid\tenergy_kwh\tcurrency"
    "\tgross\tcommission\tassumed"
)
ASSUMED: Final = "\N{ALMOST EQUAL TO} ASSUMED"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table."""

    title: str
    width_px: int
    numeric: bool = False
    """Right-aligned figures."""


COLUMNS: Final = (
    Column("Seq", 60, numeric=True),
    Column("Time (UTC)", 162),
    Column("Kind", 82),
    Column("DP", 80),
    Column("CPO", 74),
    Column("EVSE", 138),
    Column("kWh", 70, numeric=True),
    Column("Gross", 84, numeric=True),
    Column("Commission", 92, numeric=True),
    Column("Cur.", 46),
)

PARTNER_COLUMN: Final = 3
"""Where ASSUMED is said; ``ASSUMED_WIDTH_PX`` is what that takes."""
ASSUMED_WIDTH_PX: Final = 164

KIND_TEXTS: Final = {
    "cdr": "CDR",
    "credit": "Credit CDR",
    "cut_off": "Cut-off",
    "instructed": "Instructed",
    "reversal": "Reversal",
}


def cell_texts(row: Any) -> tuple[str, ...]:  # noqa: ANN401 (a record of LEDGER_ROW has no type)
    """The cells of one record of dtype ``LEDGER_ROW``, in the order of ``COLUMNS``."""
    seq, effective_s, kind, _, cpo, partner, evse_uid, energy_wh, currency, gross, fee, assumed = (
        row.item()
    )
    energy = energy_text(Decimal(energy_wh).scaleb(-3)) if evse_uid else NOTHING
    return (
        f"{seq:,}",
        epoch_text(effective_s),
        KIND_TEXTS.get(kind, kind),
        f"{partner} {ASSUMED}" if assumed else partner,
        cpo,
        evse_uid,
        energy,
        money_text(gross, currency),
        money_text(fee, currency) if evse_uid else NOTHING,
        currency,
    )


def session_key_of(row: Any) -> str | None:  # noqa: ANN401 (a record of LEDGER_ROW has no type)
    """Key of the session behind an entry; None for entries of a cycle."""
    entry_id = str(row["entry_id"])
    return entry_id if row["kind"] == "cdr" else None


def tab_separated(rows: Iterable[Any]) -> str:
    """Rows for a spreadsheet: a head, one line each, plain decimals, tabs between."""
    lines = [_TSV_HEAD]
    for row in rows:
        seq, at, kind, key, cpo, partner, evse_uid, energy_wh, currency, gross, fee, assumed = (
            row.item()
        )
        cells = (
            seq,
            f"{epoch_text(at).replace(' ', 'T')}Z",
            kind,
            key,
            partner,
            cpo,
            evse_uid,
            Decimal(energy_wh).scaleb(-3),
            currency,
            Money(gross, currency).major,
            Money(fee, currency).major,
            "ASSUMED" if assumed else "",
        )
        lines.append("\t".join(map(str, cells)))
    return "\n".join(lines) + "\n"
