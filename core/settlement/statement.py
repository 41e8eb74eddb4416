"""A party's statement: opening balance, every movement on its accounts, closing balance (I16)."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from core.domain.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """One posting on an account of the party."""

    effective_at: datetime
    entry_id: str
    account: str
    amount_minor: int
    """Above zero: the party owes more; below: the network does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """Movements of one party in one currency over a time."""

    party: str
    currency: str
    start: datetime | None
    """Inclusive; None means since the books began."""
    end: datetime | None
    """Exclusive; None means until now."""
    opening_minor: int
    movements: tuple[Movement, ...]

    @property
    def closing_minor(self) -> int:
        """Opening and movements together; above zero the party owes the network."""
        return self.opening_minor + sum(one.amount_minor for one in self.movements)


def statement_csv(statements: Iterable[Statement]) -> str:
    """Statements as CSV: opening, movements with a running balance, closing; major units."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("party", "currency", "effective_at", "entry", "account", "amount", "balance"))
    for one in statements:
        for row in _rows(one):
            writer.writerow((one.party, one.currency, *row))
    return out.getvalue()


def statement_text(one: Statement) -> str:
    """A statement as lines of a fixed width, for reading and for mail."""
    rows = [("effective at", "entry", "account", "amount", "balance"), *_rows(one)]
    widths = [max(len(row[at]) for row in rows) for at in range(5)]
    lines = [f"Statement of {one.party} in {one.currency}"]
    for row in rows:
        left = "  ".join(row[at].ljust(widths[at]) for at in range(3))
        right = "  ".join(row[at].rjust(widths[at]) for at in (3, 4))
        lines.append(f"{left}  {right}".rstrip())
    lines.append("Above zero the party owes the network; below, the network owes the party.")
    return "\n".join(lines)


def _rows(one: Statement) -> list[tuple[str, str, str, str, str]]:
    rows = [("", "opening balance", "", "", _major(one.opening_minor, one.currency))]
    balance = one.opening_minor
    for move in one.movements:
        balance += move.amount_minor
        rows.append(
            (
                f"{move.effective_at:%Y-%m-%d %H:%M}",
                move.entry_id,
                move.account,
                _major(move.amount_minor, one.currency),
                _major(balance, one.currency),
            )
        )
    rows.append(("", "closing balance", "", "", _major(one.closing_minor, one.currency)))
    return rows


def _major(amount_minor: int, currency: str) -> str:
    return str(Money(amount_minor, currency).major)
