"""An entry that waits out a dispute window, apart from the books, until it is posted or voided."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.domain.entry import Entry


class PendingOutcome(StrEnum):
    """What became of it; a pending entry has one outcome or none yet."""

    POSTED = "posted"
    """The window passed and nobody objected, or the objection was turned down."""
    VOIDED = "voided"
    """A dispute was lost, or the CDR was credited: it never reaches the books."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """One entry that waits."""

    entry: Entry
    resolves_at: datetime
    """When the dispute window ends."""
    outcome: PendingOutcome | None = None
    reason: str = ""
    """Why it was voided."""
    ended_at: datetime | None = None
