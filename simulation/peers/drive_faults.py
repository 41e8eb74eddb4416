"""What goes wrong between a charge point and its CDR when a scenario is driven over HTTP."""

import random
from dataclasses import dataclass

from core.domain.errors import InvalidValueError


@dataclass(frozen=True, slots=True, kw_only=True)
class DriveFaults:
    """Shares of the sessions, 0 to 1, that a fault befalls; none by default."""

    duplicate: float = 0.0
    """The CDR is sent twice."""
    late: float = 0.0
    """The CDR is sent after all others."""
    broken: float = 0.0
    """The CDR is sent without its currency first, and whole when that was refused."""
    unknown_token: float = 0.0
    """Somebody tries a token that nobody issued."""

    def __post_init__(self) -> None:
        for name in ("duplicate", "late", "broken", "unknown_token"):
            share: float = getattr(self, name)
            if not 0 <= share <= 1:
                raise InvalidValueError(f"faults.{name}: wanted 0 to 1, found {share}")

    def fate_of(self, seed: int, cdr_id: str) -> "Fate":
        """What befalls a session; the same seed and session, the same fate."""
        stream = random.Random(f"{seed}:{cdr_id}")
        return Fate(
            duplicate=stream.random() < self.duplicate,
            late=stream.random() < self.late,
            broken=stream.random() < self.broken,
            unknown_token=stream.random() < self.unknown_token,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What befalls one session."""

    duplicate: bool
    late: bool
    broken: bool
    unknown_token: bool
