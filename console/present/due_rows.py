"""Cycles that are due, as rows of a table for a terminal and as JSON material."""

from collections.abc import Mapping, Sequence

from console.present.amount_text import money_text
from console.present.plain_values import Plain, plain
from core.service.settle_cycles import DueCycle

DUE_COLUMNS = ("Cycle", "Cut-off", "Entries", "Paid out", "Collected")


def due_rows(due: Sequence[DueCycle]) -> list[tuple[str, ...]]:
    """A row a cycle, oldest first."""
    return [
        (
            one.cycle_id,
            f"{one.cut_off_at:%Y-%m-%d %H:%M}",
            f"{one.entries:,}",
            _sums(one.paid_out),
            _sums(one.collected),
        )
        for one in due
    ]


def plain_due(due: Sequence[DueCycle]) -> Plain:
    """What ``settle --preview`` prints; amounts are minor units."""
    return {"due": plain(tuple(due))}


def _sums(sums: Mapping[str, int]) -> str:
    return ", ".join(
        f"{money_text(amount, currency)} {currency}" for currency, amount in sums.items()
    )
