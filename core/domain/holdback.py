"""What is kept back of a CPO's payout, why, and until when."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class HoldbackReason(StrEnum):
    """Why it is kept back."""

    RESERVE = "RESERVE"
    """A rolling reserve: free after its days."""
    FIXED = "FIXED"
    """A fixed reserve: free when a later rule asks for less."""
    UNFUNDED = "UNFUNDED"
    """The Demand Partner has not paid for it: free when the bank confirms that it has."""
    MINIMUM = "MINIMUM"
    """Too little to be paid by itself: free when enough has come together."""


RESERVES = (HoldbackReason.RESERVE, HoldbackReason.FIXED)
"""Kept for disputes; the others only wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holdback:
    """One amount that one cycle kept back of one CPO."""

    cycle_id: str
    reason: HoldbackReason
    cpo: str
    demand_partner: str = ""
    """For whose sessions; empty where it is for all of them."""
    currency: str
    amount_minor: int
    """Above zero."""
    release_at: datetime | None = None
    """When it is free; None: when something happens."""

    def __post_init__(self) -> None:
        assert self.amount_minor > 0, self.hold_id

    @property
    def hold_id(self) -> str:
        """``2026-06-03:RESERVE:NL*ABC:EUR``."""
        whose = (self.cycle_id, self.reason.value, self.cpo, self.demand_partner, self.currency)
        return ":".join(filter(None, whose))
