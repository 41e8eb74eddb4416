"""Disputes as rows of a table for a terminal."""

from collections.abc import Sequence

from core.domain.dispute import Dispute

DISPUTE_COLUMNS = ("Session", "Status", "Opened", "By", "Reason", "Decision")


def dispute_rows(disputes: Sequence[Dispute]) -> list[tuple[str, ...]]:
    """A row a dispute."""
    return [
        (
            one.cdr_key,
            one.status.value,
            f"{one.opened_at:%Y-%m-%d %H:%M}",
            one.who,
            one.reason,
            one.decision,
        )
        for one in disputes
    ]
