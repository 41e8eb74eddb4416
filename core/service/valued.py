"""What was made of an object that a party pushed, beside the object itself."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Valued:
    """What was kept as values."""

    partner: str | None = None
    """Key of the one other party that the object concerns; None: all may read it."""
    subject: str | None = None
    """Pseudonym of the contract whose person the object names; None where it names nobody."""
    notes: tuple[str, ...] = ()
    """What of it the network cannot use, and why."""
