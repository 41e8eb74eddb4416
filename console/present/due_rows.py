"""What is due, as rows of tables for a terminal and as JSON material."""

from collections.abc import Mapping, Sequence

from console.present.amount_text import money_text
from console.present.plain_values import Plain, plain
from core.service.preview_due import DueWork
from core.service.settle_cycles import DueCycle

DUE_COLUMNS = ("Cycle", "Cut-off", "Entries", "Paid out", "Collected")
WINDOW_COLUMNS = ("Sessions in their dispute window", "Count")


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


def window_rows(due: DueWork) -> list[tuple[str, str]]:
    """What becomes of sessions in their dispute window; none where none waits."""
    waiting = f"{due.waiting:,}"
    if due.next_at is not None:
        waiting += f", the next until {due.next_at:%Y-%m-%d %H:%M}"
    rows = (
        (due.posted, ("Window is over: posted first", f"{due.posted:,}")),
        (due.voided, ("Credited meanwhile: never posted", f"{due.voided:,}")),
        (due.waiting, ("Go on waiting", waiting)),
    )
    return [row for count, row in rows if count]


def plain_due(due: DueWork) -> Plain:
    """What ``settle --preview`` prints; amounts are minor units."""
    return {
        "due": plain(due.cycles),
        "windows": {
            "posted": due.posted,
            "voided": due.voided,
            "waiting": due.waiting,
            "next_at": plain(due.next_at),
        },
    }


def _sums(sums: Mapping[str, int]) -> str:
    return ", ".join(
        f"{money_text(amount, currency)} {currency}" for currency, amount in sums.items()
    )
