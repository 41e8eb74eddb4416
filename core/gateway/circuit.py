"""A circuit breaker: after some failures in a row a party is not asked for a while, then once.

Pure: whoever asks says what time it is, in seconds of any clock that only goes forward.

======  =============================  ======
now     what happens                   then
======  =============================  ======
closed  ``failures_max`` in a row      open
open    the pause is over              probing
probing the one call that is let through fails: open, for twice as long; answers: closed
======  =============================  ======
"""

from dataclasses import dataclass
from typing import Final

FAILURES_MAX: Final = 5
PAUSE_S: Final = 2.0
PAUSE_S_MAX: Final = 60.0


@dataclass(slots=True)
class Circuit:
    """Of one party."""

    failures_max: int = FAILURES_MAX
    pause_s: float = PAUSE_S
    """The first pause; each one after a failed probe is twice as long."""
    pause_s_max: float = PAUSE_S_MAX
    failures: int = 0
    """In a row."""
    opened_at: float | None = None
    _pause_s: float = 0.0
    _is_probing: bool = False

    def lets(self, now: float) -> bool:
        """Whether a call may be made now; who is let through must tell how it went."""
        if self.opened_at is None:
            return True
        if self._is_probing or now < self.opened_at + self._pause_s:
            return False
        self._is_probing = True
        return True

    def succeeded(self) -> None:
        """It answered, whatever it said."""
        self.failures = 0
        self.opened_at = None
        self._is_probing = False
        self._pause_s = 0.0

    def failed(self, now: float) -> None:
        """It could not be reached, or gave no answer in time."""
        self.failures += 1
        if self._is_probing or (self.failures >= self.failures_max and self.opened_at is None):
            longer = self._pause_s * 2 if self._is_probing else self.pause_s
            self._pause_s = min(longer, self.pause_s_max)
            self.opened_at = now
            self._is_probing = False

    def gave_up(self) -> None:
        """The call was taken back before it ended: it says nothing about the party."""
        self._is_probing = False

    @property
    def is_open(self) -> bool:
        """Whether calls are held back."""
        return self.opened_at is not None
