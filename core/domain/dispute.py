"""A party's objection to a session: open, then won or lost, and never decided twice."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final


class DisputeStatus(StrEnum):
    """Where a dispute stands."""

    OPEN = "open"
    WON = "won"
    """The session stands as it was posted."""
    LOST = "lost"
    """The session is undone by a Credit CDR."""


NEXT_STATUS: Final[Mapping[DisputeStatus, tuple[DisputeStatus, ...]]] = {
    DisputeStatus.OPEN: (DisputeStatus.WON, DisputeStatus.LOST),
    DisputeStatus.WON: (),
    DisputeStatus.LOST: (),
}
"""What may follow; a session that won may be disputed anew, by a dispute of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """One objection to one session."""

    dispute_id: str
    """``cdr:NL*ABC:4711:1``; a later one of the same session has the next number."""
    cdr_key: str
    reason: str
    who: str
    """Who recorded it."""
    opened_at: datetime
    status: DisputeStatus = DisputeStatus.OPEN
    decision: str = ""
    """Why it was won or lost; empty while it is open."""
    decided_by: str = ""
    decided_at: datetime | None = None
