"""How a payment file leaves: made by one person, let out by another.

PREPARED -> PROPOSED -> APPROVED -> EXPORTED
                     -> REJECTED -> PROPOSED
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final


class ReleaseState(StrEnum):
    """Where a payment file stands."""

    PREPARED = "PREPARED"
    """Kept in the books with its bytes; nobody asked for its release."""
    PROPOSED = "PROPOSED"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    EXPORTED = "EXPORTED"
    """Its bytes were handed out; handed out again they are the same."""


NEXT_STATES: Final[Mapping[ReleaseState, tuple[ReleaseState, ...]]] = {
    ReleaseState.PREPARED: (ReleaseState.PROPOSED,),
    ReleaseState.PROPOSED: (ReleaseState.APPROVED, ReleaseState.REJECTED),
    ReleaseState.REJECTED: (ReleaseState.PROPOSED,),
    ReleaseState.APPROVED: (ReleaseState.EXPORTED,),
    ReleaseState.EXPORTED: (),
}
"""What may follow what."""


@dataclass(frozen=True, slots=True)
class FirstExport:
    """When a file first left the books, and who took it."""

    who: str
    exported_at: datetime
