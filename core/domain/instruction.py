"""An order to move money: a payout to a party, or a collection from one."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class InstructionKind(StrEnum):
    """Which way the money goes, seen from the network."""

    COLLECTION = "COLLECTION"
    PAYOUT = "PAYOUT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Instruction:
    """One payment of one party in one cycle; its id is its end-to-end id, so it is paid once."""

    instruction_id: str
    cycle_id: str
    kind: InstructionKind
    party: str
    currency: str
    amount_minor: int
    """Always above zero."""
    value_at: datetime
    """When the money is to be there, in UTC."""
