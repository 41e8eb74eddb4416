"""How far payouts are on their way: in a payment file, booked by the bank, come back."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PayoutFate:
    """How many of some payouts are how far; one that was booked was in a file."""

    in_files: int = 0
    booked: int = 0
    """Confirmed by the bank, whether they came back or not."""
    came_back: int = 0
    """Returned by the payee's bank or refused by ours; owed again, and paid anew."""
